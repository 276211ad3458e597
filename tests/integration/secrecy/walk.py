"""Every route of the application and what a curious person sends there; a route that is missing here fails the test.

In paths, queries and bodies `{case}`, `{task}` … stand for the hidden letter's keys, `{words}` for what is searched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from engine.forms import Source

# What a parameter of a path names: a thing of the letter, or something that everybody may know of.
THINGS = {
    "userTaskKey": "task",
    "task_key": "task",
    "processInstanceKey": "case",
    "instance_key": "case",
    "jobKey": "job",
    "variableKey": "variable",
    "incidentKey": "incident",
    "incident_key": "incident",
    "documentId": "document",
    "document_key": "document",
    "decisionEvaluationInstanceKey": "decision",
    "adHocSubProcessInstanceKey": "element",
    "elementInstanceKey": "element",
    "wait_key": "element",
    "delivery_key": "element",
    "role_key": "element",
    "report_key": "element",
    "message_key": "element",
    "signingRequestKey": "element",
}
KNOWN = {
    "processDefinitionKey": "definition",
    "definition_key": "definition",
    "formKey": "form",
    "form_key": "form",
    "decisionDefinitionKey": "table",
    "decision_key": "table",
    "decisionRequirementsKey": "tables",
    "plan_key": "element",
    "absence_key": "element",
    "username": "officer",
    "process_id": "process",
    "source": "source",
    "code": "unit",
    "rule_id": "rule",
    "key": "code_list",
    "period": "period",
    "name": "series",
    "letter": "letter",
    "template": "letter",
    "page_number": "page",
    "token": "token",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request: query, and a body as JSON, as a form or as a file."""

    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    file: bytes | None = None


def sent(**fields: str) -> tuple[Ask, ...]:
    """Post a page's form."""
    return (Ask(form=fields),)


def asked(*bodies: Mapping[str, Any]) -> tuple[Ask, ...]:
    """Send JSON, once for each of the bodies."""
    return tuple(Ask(json=body) for body in bodies)


def queried(*queries: Mapping[str, str]) -> tuple[Ask, ...]:
    """Open an address bare, and with each of the queries."""
    return (Ask(), *(Ask(query=query) for query in queries))


OPENED = queried()
LISTED = asked({}, {"page": {"limit": 1, "from": 1}})
OF_CASE = {"filter": {"processInstanceKey": "{case}"}}
LISTED_WITH_CASE = (*LISTED, *asked(OF_CASE))
SEARCHED = queried({"q": "{words}"}, {"q": "{id}"}, {"trang": "2"})
REGISTERS = queried({"q": "{words}"}, {"so": "so_don_thu"})
MODEL = {"xml": "<nothing/>", "note": "thử", "name": "thu.bpmn"}
REASON = {"reason": "thử"}

WALK: Mapping[str, tuple[Ask, ...]] = {
    "GET /v2/openapi.json": OPENED,
    "POST /v2/user-tasks/search": (*LISTED_WITH_CASE, *asked({"filter": {"assignee": "mai.thanh.hao"}})),
    "GET /v2/user-tasks/{userTaskKey}": OPENED,
    "GET /v2/user-tasks/{userTaskKey}/form": OPENED,
    "POST /v2/user-tasks/{userTaskKey}/assignment": asked({}, {"assignee": "dinh.phuong.thao"}),
    "DELETE /v2/user-tasks/{userTaskKey}/assignee": OPENED,
    "PATCH /v2/user-tasks/{userTaskKey}": asked({"changeset": {"priority": 90}}),
    "POST /v2/user-tasks/{userTaskKey}/completion": asked({"variables": {}}),
    "POST /v2/user-tasks/{userTaskKey}/variables/search": asked({}),
    "POST /v2/user-tasks/{userTaskKey}/effective-variables/search": asked({}),
    "POST /v2/process-instances": asked(
        {"processDefinitionId": "don_thu", "variables": {}}, {"processDefinitionKey": "{definition}", "variables": {}}
    ),
    "POST /v2/process-instances/search": (
        *LISTED_WITH_CASE,
        *asked(
            {"filter": {"businessId": "{id}"}},
            {"filter": {"parentProcessInstanceKey": "{case}"}},
            {"filter": {"hasIncident": True}},
            {"sort": [{"field": "startDate", "order": "DESC"}]},
        ),
    ),
    "GET /v2/process-instances/{processInstanceKey}": OPENED,
    "POST /v2/process-instances/{processInstanceKey}/cancellation": asked({}),
    "POST /v2/process-instances/{processInstanceKey}/clock-stop": asked(REASON),
    "POST /v2/process-instances/{processInstanceKey}/clock-restart": asked(REASON),
    "POST /v2/user-tasks/{userTaskKey}/extension": asked(REASON, {**REASON, "until": "2026-12-31"}),
    "POST /v2/process-instances/{processInstanceKey}/suspension": asked({}, REASON),
    "POST /v2/process-instances/{processInstanceKey}/resumption": asked({}),
    "POST /v2/process-instances/{processInstanceKey}/incidents/search": asked({}),
    "GET /v2/process-instances/{processInstanceKey}/statistics/element-instances": OPENED,
    "POST /v2/jobs/activation": asked(
        {"type": "thong-bao", "timeout": 1000, "maxJobsToActivate": 9, "requestTimeout": -1}
    ),
    "POST /v2/jobs/{jobKey}/completion": asked({}),
    "POST /v2/jobs/{jobKey}/failure": asked({"retries": 1}),
    "POST /v2/jobs/{jobKey}/error": asked({"errorCode": "X"}),
    "PATCH /v2/jobs/{jobKey}": asked({"changeset": {"retries": 3}}),
    "POST /v2/messages/publication": asked({"name": "thu", "correlationKey": "{id}"}),
    "POST /v2/messages/correlation": asked({"name": "thu", "correlationKey": "{id}"}),
    "GET /v2/status": OPENED,
    "GET /v2/topology": OPENED,
    "GET /v2/license": OPENED,
    "GET /v2/authentication/me": OPENED,
    "POST /v2/deployments": OPENED,
    "POST /v2/process-definitions/search": LISTED,
    "GET /v2/process-definitions/{processDefinitionKey}": OPENED,
    "GET /v2/process-definitions/{processDefinitionKey}/xml": OPENED,
    "GET /v2/process-definitions/{processDefinitionKey}/form": OPENED,
    "POST /v2/decision-definitions/search": LISTED,
    "POST /v2/decision-definitions/evaluation": asked({"decisionDefinitionId": "phan_loai_don", "variables": {}}),
    "GET /v2/decision-definitions/{decisionDefinitionKey}": OPENED,
    "GET /v2/decision-definitions/{decisionDefinitionKey}/xml": OPENED,
    "POST /v2/decision-requirements/search": LISTED,
    "GET /v2/decision-requirements/{decisionRequirementsKey}": OPENED,
    "GET /v2/decision-requirements/{decisionRequirementsKey}/xml": OPENED,
    "POST /v2/decision-instances/search": LISTED_WITH_CASE,
    "GET /v2/decision-instances/{decisionEvaluationInstanceKey}": OPENED,
    "POST /v2/expression/evaluation": asked({"expression": "=1"}),
    "GET /v2/forms/{formKey}": OPENED,
    "POST /v2/variables/search": (*LISTED_WITH_CASE, *asked({"filter": {"name": "noi_dung_de_xuat"}})),
    "GET /v2/variables/{variableKey}": OPENED,
    "POST /v2/element-instances/ad-hoc-activities/{adHocSubProcessInstanceKey}/activation": asked(
        {"elements": [{"elementId": "phan_loai"}]}
    ),
    "POST /v2/element-instances/search": LISTED_WITH_CASE,
    "GET /v2/element-instances/{elementInstanceKey}": OPENED,
    "POST /v2/element-instances/{elementInstanceKey}/incidents/search": asked({}),
    "PUT /v2/element-instances/{elementInstanceKey}/variables": asked({"variables": {"thu": 1}}),
    "POST /v2/incidents/search": LISTED_WITH_CASE,
    "GET /v2/incidents/{incidentKey}": OPENED,
    "POST /v2/incidents/{incidentKey}/resolution": OPENED,
    "POST /v2/documents": (Ask(file=b"%PDF-1.7\n%%EOF\n"),),
    "POST /v2/documents/uploads": asked({"fileName": "a.pdf", "size": 5}),
    "GET /v2/documents/uploads/{documentId}": OPENED,
    "PATCH /v2/documents/uploads/{documentId}": OPENED,
    "POST /v2/documents/uploads/{documentId}/completion": asked({}),
    "DELETE /v2/documents/uploads/{documentId}": OPENED,
    "GET /v2/documents/{documentId}": OPENED,
    "DELETE /v2/documents/{documentId}": OPENED,
    "POST /v2/signing-agents": asked(
        {"code": "AAAA-AAAA-AAAA", "machine": "m", "certificates": ["MIIB"], "proof": "MEUC"}
    ),
    "POST /v2/signing-requests/search": asked({"known": []}),
    "GET /v2/signing-requests/{signingRequestKey}/document": OPENED,
    "POST /v2/signing-requests/{signingRequestKey}/signature": asked({"mark": "1.1", "signature": "MEUC"}),
    "POST /v2/signing-requests/{signingRequestKey}/failure": asked({"mark": "1.1", "code": "declined"}),
    "POST /v2/signals/broadcast": asked({"signalName": "thu"}),
    "POST /v2/conditionals/evaluation": asked({"variables": {"thu": 1}}),
    "POST /v2/users/search": LISTED,
    "GET /v2/users/{username}": OPENED,
    "PUT /v2/clock": asked({}),
    "POST /v2/clock/reset": asked({"nothing": 1}),
    "POST /oauth/token": sent(grant_type="client_credentials"),
    "GET /health": OPENED,
    "GET /health/ready": OPENED,
    "GET /metrics": OPENED,
    "POST /ngon-ngu": sent(language="vi", next="/ho-so/{case}"),
    "GET /": OPENED,
    "GET /viec": queried(
        *({"tab": tab} for tab in ("mine", "cooperate", "inform", "waiting", "done")),
        {"cho": "signature"},
        {"q": "{words}"},
        {"q": "{id}"},
    ),
    "GET /viec/moi": OPENED,
    "GET /viec/tiep": OPENED,
    "GET /viec/{task_key:int}": OPENED,
    "GET /viec/{task_key:int}/dong": OPENED,
    "GET /viec/{task_key:int}/ket-qua": OPENED,
    "GET /viec/{task_key:int}/hoan-thanh": OPENED,
    "GET /viec/{task_key:int}/nhan": OPENED,
    "POST /viec/{task_key:int}/nhan": sent(),
    "POST /viec/{task_key:int}/tra-lai-nhom": sent(),
    "POST /viec/{task_key:int}/hoan-thanh": sent(),
    "POST /viec/{task_key:int}/luu-tam": sent(),
    "POST /viec/{task_key:int}/mo-bang-word": (Ask(query={"o": "du_thao", "tep": "{document}"}),),
    "POST /viec/{task_key:int}/tu-word": sent(**{"f.du_thao": "{document}"}),
    **{
        f"{method} /word/{{token}}/{{name:path}}": OPENED
        for method in ("GET", "LOCK", "OPTIONS", "PROPFIND", "PROPPATCH", "PUT", "UNLOCK")
    },
    "POST /viec/{task_key:int}/dong": sent(),
    "POST /viec/{task_key:int}/tinh-lai": sent(),
    "GET /viec/{task_key:int}/chuyen": OPENED,
    "POST /viec/{task_key:int}/chuyen": sent(assignee="dinh.phuong.thao", **REASON),
    "GET /viec/{task_key:int}/don-doc": OPENED,
    "POST /viec/{task_key:int}/don-doc": sent(**REASON),
    "POST /viec/da-xem": sent(case="{case}"),
    "GET /lap-ho-so": OPENED,
    "GET /lap-ho-so/phim/{letter}": OPENED,
    "POST /lap-ho-so/{process_id}/luu-tam": sent(),
    "GET /lap-ho-so/{process_id}": queried({"sau": "{case}"}),  # after a draft was kept
    "POST /lap-ho-so/{process_id}": sent(),
    "GET /lap-ho-so/{process_id}/dong": OPENED,
    "POST /lap-ho-so/{process_id}/dong": sent(),
    "POST /lap-ho-so/{process_id}/tinh-lai": sent(),
    "GET /lap-ho-so/{process_id}/mau": OPENED,
    "POST /lap-ho-so/{process_id}/mau": sent(),
    "POST /lap-ho-so/{process_id}/mau/{template}": sent(),
    "GET /chon/{source}": queried({"q": "{words}"}, {"q": "{id}"}, {"q": "", "among": "case:{id}"}),
    "GET /ho-so": (
        *SEARCHED,
        *queried({"quy-trinh": "don_thu"}, {"trang-thai": "active"}, {"nguoi-lap": "me"})[1:],
        *queried({"sap-xep": "cu-nhat"}, {"sap-xep": "ma"}, {"sap-xep": "han"})[1:],
    ),
    "GET /ho-so/{instance_key:int}": OPENED,
    "GET /ho-so/{instance_key:int}/so-do.bpmn": OPENED,
    "POST /ho-so/{instance_key:int}/thong-diep/{wait_key:int}": sent(),
    "POST /ho-so/{instance_key:int}/loi/{incident_key:int}/chay-lai": sent(),
    "GET /ho-so/{instance_key:int}/so-sanh": queried({"ma": "{id}"}, {"voi": "{case}"}),
    "POST /ho-so/{instance_key:int}/so-sanh": sent(voi="{case}", **{"ket-luan": "nhap"}, **REASON),
    "GET /ho-so/{instance_key:int}/nguoi": OPENED,
    "POST /ho-so/{instance_key:int}/nguoi": sent(**REASON),
    "POST /ho-so/{instance_key:int}/nguoi/{role_key:int}/thoi": sent(**REASON),
    "GET /ho-so/{instance_key:int}/ghi-chu": OPENED,
    "POST /ho-so/{instance_key:int}/ghi-chu": sent(body="thử", audience="case"),
    "GET /ho-so/{instance_key:int}/danh-tinh": OPENED,
    "POST /ho-so/{instance_key:int}/danh-tinh": sent(**REASON),
    "POST /ho-so/{instance_key:int}/ket-thuc-som": sent(**REASON),
    "GET /tep/{document_key:int}": OPENED,
    "POST /tep/{document_key:int}/chu-ky": sent(),
    "GET /tep/goi-y-chu-ky": queried({"f.tep": "{document}"}),
    "GET /tep/{document_key:int}/chu-ky": OPENED,
    "GET /tep/{document_key:int}/so-sanh": queried({"voi": "{document}"}),
    "GET /tep/{document_key:int}/trang/{page_number:int}": OPENED,
    "GET /van-ban": REGISTERS,
    "GET /van-ban/in": REGISTERS,
    "GET /van-ban/xuat": REGISTERS,
    "GET /van-ban/truc": OPENED,
    "POST /van-ban/truc/{message_key:int}/doc-lai": sent(),
    "POST /van-ban/truc/{message_key:int}/dong-y": sent(),
    "POST /van-ban/truc/{message_key:int}/tu-choi": sent(reason="thử", state="WAITING"),
    "GET /bao-cao-don": queried({"ky": "thang"}, {"ky": "tuan", "ngay": "10/11/2026"}),
    "POST /bao-cao-don": sent(viec="xac-nhan"),  # without a number, which is refused
    "GET /bao-cao-don/xem-truoc.docx": queried({"ky": "thang"}),
    "GET /bao-cao-don/{report_key:int}.docx": OPENED,
    "GET /bao-cao-don/{report_key:int}.xlsx": OPENED,
    "POST /theo-doi/khoi-tao/{delivery_key:int}/chay-lai": sent(),
    "GET /quan-tri": OPENED,
    "GET /quan-tri/don-vi": OPENED,
    "GET /quan-tri/don-vi/moi": OPENED,
    "GET /quan-tri/don-vi/{code}": OPENED,
    "GET /quan-tri/danh-muc": queried({"q": "don"}),
    "GET /quan-tri/danh-muc/{key}": OPENED,
    "GET /quan-tri/day-so": OPENED,
    "GET /quan-tri/day-so/{period}/{name}": OPENED,
    "GET /quan-tri/lich": OPENED,
    "GET /quan-tri/lich/ngay": queried({"ngay": "2026-11-24"}),
    "GET /quan-tri/nguoi": OPENED,
    "GET /quan-tri/nguoi/moi": OPENED,
    "GET /quan-tri/nguoi/{username}": OPENED,
    "GET /quan-tri/nhap": OPENED,
    "GET /quan-tri/nhom": OPENED,
    "GET /quan-tri/nhom/{code}": OPENED,
    "GET /quan-tri/nhat-ky": queried({"kiem-tra": "1"}),
    "GET /quan-tri/phien": OPENED,
    "GET /quan-tri/thu": OPENED,
    "GET /quan-tri/quy-tac": queried({"quy-trinh": "P25"}),
    "GET /quan-tri/quy-tac/{rule_id}": OPENED,
    "GET /quan-tri/vi-sao": queried(
        {"nguoi": "nguyen.huu.thong", "ho-so": "{id}"}, {"nguoi": "nguyen.huu.thong", "ho-so": "{case}"}
    ),
    "POST /quan-tri/don-vi/moi": sent(),
    "POST /quan-tri/don-vi/{code}": sent(),
    "POST /quan-tri/danh-muc/{key}": sent(),
    "POST /quan-tri/day-so/{period}/{name}": sent(viec="chay-tiep", last="1", **REASON),
    "POST /quan-tri/nhom/{code}": sent(),
    "POST /quan-tri/lich/ngay": sent(viec="xem", date="2026-11-27", kind="holiday", status="official", **REASON),
    "POST /quan-tri/nguoi/moi": sent(),
    "POST /quan-tri/nguoi/{username}": sent(),
    "POST /quan-tri/nhap": sent(),
    "POST /quan-tri/phien": sent(),
    "POST /quan-tri/quy-tac/{rule_id}": sent(viec="xem"),
    "GET /bao-mat": OPENED,
    "POST /bao-mat/phien": sent(mark="0"),
    "GET /bao-mat/mat-khau": OPENED,
    "POST /bao-mat/mat-khau": sent(),
    "GET /bao-mat/hai-buoc": OPENED,
    "POST /bao-mat/hai-buoc": sent(viec="xac-nhan", code="000000"),
    "GET /bao-mat/may-ky": OPENED,
    "POST /bao-mat/may-ky": (
        *sent(viec="bo", agent="1"),
        *sent(viec="ky-lai", request="{element}"),
        *sent(current="x"),
    ),
    "GET /viec/{task_key:int}/ky-so": OPENED,
    "POST /viec/{task_key:int}/ky-so": sent(request="{element}"),
    "GET /quan-tri/hai-buoc": OPENED,
    "POST /quan-tri/hai-buoc": sent(**{"group.khong_co": "1"}),
    "GET /viec/{task_key:int}/nho": OPENED,
    "POST /viec/{task_key:int}/nho": sent(assignee="le.kim.oanh", **REASON),
    "POST /viec/{task_key:int}/lay-lai": sent(),
    "GET /viec/{task_key:int}/gui-lai": OPENED,
    "POST /viec/{task_key:int}/gui-lai": sent(),
    "GET /may-quet": OPENED,
    "POST /may-quet": asked(
        {"scan": "0" * 32, "metadata": {"processInstanceKey": "{case}"}},
        {"scan": "0" * 32, "metadata": {"customProperties": {"userTaskKey": "{task}"}}},
    ),
    "GET /lam-thay": OPENED,
    "POST /lam-thay": sent(),
    "POST /lam-thay/{absence_key:int}/thoi": sent(),
    "GET /thong-bao": OPENED,
    "GET /thong-bao/luong": (Ask(query={"mot-lan": "1", "sau": "0.0-0.0-0"}),),
    "POST /thong-bao/da-xem": sent(),
    "GET /theo-doi/can-thiep": OPENED,
    "GET /theo-doi/giao-ban": (*SEARCHED, *queried({"don-vi": "P-THTTDN"})[1:]),
    "GET /ho-so/{instance_key:int}/tam-dung": OPENED,
    "POST /ho-so/{instance_key:int}/tam-dung": sent(**REASON),
    "GET /ho-so/{instance_key:int}/tiep-tuc": OPENED,
    "POST /ho-so/{instance_key:int}/tiep-tuc": sent(**REASON),
    "GET /ho-so/{instance_key:int}/tam-dung-han": OPENED,
    "POST /ho-so/{instance_key:int}/tam-dung-han": sent(**REASON),
    "GET /ho-so/{instance_key:int}/tinh-han-tiep": OPENED,
    "POST /ho-so/{instance_key:int}/tinh-han-tiep": sent(**REASON),
    "GET /viec/{task_key:int}/gia-han": OPENED,
    "POST /viec/{task_key:int}/gia-han": sent(until="31/12/2026", **REASON),
    "POST /thong-bao/thu": (*sent(rhythm="daily"), *sent(rhythm="")),  # as it was, for the second walk
    "GET /theo-doi": (
        *SEARCHED,
        *queried(*({"nhom": group} for group in ("due_soon", "overdue", "outside", "outside_late", "failed")))[1:],
        *queried({"quy-trinh": "don_thu"}, {"don-vi": "P-THTTDN"}, {"nguoi": "nguyen.hoai.an"})[1:],
    ),
    "POST /thiet-ke/bieu-mau/kiem-tra": sent(),
    "POST /thiet-ke/bieu-mau/ap-dung": sent(),
    "POST /thiet-ke/bang-quy-tac/kiem-tra": sent(),
    "POST /thiet-ke/bang-quy-tac/ap-dung": sent(),
    "GET /thiet-ke/bang-quy-tac": OPENED,
    "POST /thiet-ke/bang-quy-tac": sent(),
    "GET /thiet-ke/bang-quy-tac/moi": OPENED,
    "GET /thiet-ke/bang-quy-tac/moi.dmn": OPENED,
    "GET /thiet-ke/bang-quy-tac/{decision_key:int}/sua": OPENED,
    "GET /thiet-ke/bang-quy-tac/{decision_key:int}": OPENED,
    "GET /thiet-ke/bang-quy-tac/{decision_key:int}.dmn": OPENED,
    "GET /thiet-ke/bieu-mau": OPENED,
    "GET /thiet-ke/bieu-mau/moi": OPENED,
    "GET /thiet-ke/bieu-mau/moi.form": OPENED,
    "GET /thiet-ke/bieu-mau/{form_key:int}": OPENED,
    "GET /thiet-ke/bieu-mau/{form_key:int}.form": OPENED,
    "GET /thiet-ke": OPENED,
    "GET /thiet-ke/moi": OPENED,
    "GET /thiet-ke/moi.bpmn": OPENED,
    "GET /thiet-ke/{definition_key:int}": OPENED,
    "GET /thiet-ke/{definition_key:int}.bpmn": OPENED,
    "GET /thiet-ke/{definition_key:int}/buoc": OPENED,
    "GET /thiet-ke/{definition_key:int}/so-sanh": OPENED,
    "POST /thiet-ke/kiem-tra": sent(**MODEL),
    "POST /thiet-ke/ap-dung": sent(**MODEL),
    "POST /thiet-ke/hen/{plan_key:int}/rut": sent(**REASON),
    "GET /static": OPENED,
    # Last, for they end the session.
    "GET /dang-nhap": queried({"next": "/ho-so/{case}"}),
    "GET /dang-nhap/tiep": queried({"next": "/ho-so/{case}"}),
    "POST /dang-nhap/tiep": sent(next="/ho-so/{case}"),
    "POST /dang-nhap": sent(next="/ho-so/{case}"),
    "POST /dang-xuat": sent(),
}
VALUES_OF_SOURCE = tuple(source.value for source in Source)


def routes_of(app: FastAPI) -> tuple[str, ...]:
    """List every route that the application answers, as `METHOD /pattern`."""
    return tuple(_walk(app.routes, ""))


def _walk(routes: Iterable[Any], prefix: str) -> Iterator[str]:
    for route in routes:
        included = getattr(route, "original_router", None)  # FastAPI keeps an included router whole
        if included is not None:
            yield from _walk(included.routes, prefix + route.include_context.prefix)
        else:
            for method in sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"}):
                yield f"{method} {prefix}{route.path}"


def parameters_of(route: str) -> tuple[str, ...]:
    """Name the parameters of a route's path."""
    return tuple(part.partition("}")[0].partition(":")[0] for part in route.split("{")[1:])


def with_path(route: str, values: Mapping[str, str]) -> str:
    """Fill a route's path."""
    path = route.partition(" ")[2]
    for name in parameters_of(route):
        for kind in ("", ":int", ":path"):
            path = path.replace("{" + name + kind + "}", values[name])
    return path


def filled(value: object, values: Mapping[str, str]) -> object:
    """Put the values into every text of a query or body."""
    if isinstance(value, str):
        for name, text in values.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, Mapping):
        return {name: filled(inner, values) for name, inner in value.items()}
    return [filled(inner, values) for inner in value] if isinstance(value, list | tuple) else value
