"""A process whose forms use every kind of component, written for the tests: a mission with members and bodies."""

import json

from engine.model.json_value import JsonValue
from engine.model.records import Resource
from tests.models import bpmn, end, flow, user_task

PROCESS_ID = "doan_thu"


def _field(kind: str, key: str, vi: str, en: str, **entries: JsonValue) -> dict[str, JsonValue]:
    properties = entries.pop("properties", {})
    extra = properties if isinstance(properties, dict) else {}
    return {
        "id": f"doan_{key}",
        "type": kind,
        "key": key,
        "label": vi,
        "properties": {"label_en": en, **extra},
        **entries,
    }


_REQUIRED: dict[str, JsonValue] = {"validate": {"required": True}}
_BODY_FIELDS: list[JsonValue] = [
    _field("select", "co_quan", "Cơ quan", "Body", properties={"source": "body"}, **_REQUIRED),
    _field("checkbox", "di_thuc_te", "Làm việc trực tiếp", "On the spot"),
    _field(
        "datetime",
        "ngay",
        "Ngày dự kiến",
        "Planned day",
        conditional={"hide": "=not(di_thuc_te = true)"},
        properties={"required_if": "=di_thuc_te"},
    ),
    _field("number", "chi_phi", "Chi phí", "Cost", properties={"format": "money"}),
    _field("filepicker", "tep", "Tệp kèm theo", "Attachments", multiple=True, accept=".pdf"),
]
_BODIES: dict[str, JsonValue] = {
    "id": "doan_doi_tuong",
    "type": "dynamiclist",
    "path": "doi_tuong",
    "label": "Đối tượng giám sát",
    "properties": {"label_en": "Bodies overseen", "min_rows": "1", "max_rows": "4"},
    "components": _BODY_FIELDS,
}
_TABLE: dict[str, JsonValue] = {
    "id": "doan_bang",
    "type": "table",
    "label": "Tóm tắt",
    "dataSource": "=doi_tuong[chi_phi > 0]",
    "columns": [
        {"key": "co_quan", "label": "Cơ quan", "label_en": "Body", "source": "body"},
        {"key": "chi_phi", "label": "Chi phí", "label_en": "Cost", "format": "money"},
    ],
    "properties": {"label_en": "Summary"},
}
_HTML: dict[str, JsonValue] = {
    "id": "doan_huong_dan",
    "type": "html",
    "content": "<p>Mỗi cơ quan <strong>một dòng</strong>.<script>alert(1)</script></p>",
    "properties": {"content_en": "<p>One body <strong>a row</strong>.</p>"},
}
_TAGS: list[JsonValue] = [
    {"value": "dat_dai", "label": "Đất đai", "label_en": "Land"},
    {"value": "y_te", "label": "Y tế", "label_en": "Health"},
]
COMPONENTS: list[JsonValue] = [
    _field("textfield", "ten", "Tên chuyên đề", "Subject", **_REQUIRED),
    _field(
        "select",
        "truong_doan",
        "Trưởng đoàn",
        "Head",
        properties={"source": "person", "among": "group:dai_bieu_hdnd"},
        **_REQUIRED,
    ),
    _field("taglist", "thanh_vien", "Thành viên", "Members", properties={"source": "person"}),
    _field("select", "don_vi", "Đơn vị chủ trì", "Unit in charge", properties={"source": "unit"}),
    _field("taglist", "linh_vuc", "Lĩnh vực", "Fields", values=_TAGS),
    _BODIES,
    _field(
        "expression",
        "tong",
        "Tổng chi phí",
        "Total cost",
        expression="=sum(doi_tuong[chi_phi != null].chi_phi)",
        properties={"format": "money"},
    ),
    _TABLE,
    _field("select", "dia_ban", "Địa bàn", "Place", properties={"source": "commune"}),
    _field("taglist", "ho_so_lien_quan", "Hồ sơ liên quan", "Related cases", properties={"source": "case"}),
    _field("select", "can_cu", "Văn bản căn cứ", "Founding document", properties={"source": "document"}),
    _HTML,
    {
        "id": "doan_xem",
        "type": "documentPreview",
        "title": "Tệp đã chọn",
        "dataSource": "=tep_chung",
        "properties": {"label_en": "Files chosen"},
    },
    _field("filepicker", "tep_chung", "Tệp chung", "Common files", multiple=True),
]


def mission_form(*components: JsonValue, form_id: str = "doan_thu_mo") -> bytes:
    """Give the form of these components, all of `COMPONENTS` without any."""
    return json.dumps({"id": form_id, "type": "default", "components": list(components or COMPONENTS)}).encode()


def mission_resources(*components: JsonValue) -> tuple[Resource, ...]:
    """Give the process with its form, for the start and for its one task."""
    form = '<zeebe:formDefinition formId="doan_thu_mo"/>'
    begin = f'<bpmn:startEvent id="dau"><bpmn:extensionElements>{form}</bpmn:extensionElements></bpmn:startEvent>'
    task = user_task("ra_soat", assignee="=nguoi_lap", extra=form)
    body = begin + task + end() + flow("f1", "dau", "ra_soat") + flow("f2", "ra_soat", "cuoi")
    return (
        Resource(name="doan_thu.bpmn", content=bpmn(body, process_id=PROCESS_ID, name="Đoàn giám sát thử")),
        Resource(name="doan_thu_mo.form", content=mission_form(*components)),
    )
