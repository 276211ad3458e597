"""What people read when an answer does not fit: one function, all texts, each under its stable code."""

from engine.errors import Finding, Text
from engine.forms.schema import Kind

_REQUIRED: dict[Kind, tuple[str, str]] = {
    Kind.RADIO: ("Chưa chọn {label}.", "Choose: {label}."),
    Kind.SELECT: ("Chưa chọn {label}.", "Choose: {label}."),
    Kind.CHECKLIST: ("Chưa chọn {label}.", "Choose at least one: {label}."),
    Kind.TAGLIST: ("Chưa chọn {label}.", "Choose at least one: {label}."),
    Kind.CHECKBOX: ("Chưa xác nhận: {label}.", "Confirm: {label}."),
    Kind.FILEPICKER: ("Chưa đính kèm {label}.", "Attach: {label}."),
}
_REQUIRED_TEXT = ("Chưa nhập {label}.", "Enter: {label}.")

_TEXTS: dict[str, tuple[str, str]] = {
    "field_unknown": (
        "Biểu mẫu không có trường “{value}”; không lưu giá trị này.",
        "The form has no field “{value}”; its value was not kept.",
    ),
    "text_invalid": ("{label} phải là văn bản.", "{label} must be text."),
    "text_character_invalid": (
        "{label} có ký tự điều khiển không lưu được; hãy xóa rồi gõ lại đoạn này.",
        "{label} holds a control character that cannot be kept; retype that passage.",
    ),
    "text_too_short": (
        "{label} cần ít nhất {limit} ký tự (hiện có {count}).",
        "{label} needs at least {limit} characters (now {count}).",
    ),
    "text_too_long": (
        "{label} dài quá {limit} ký tự (hiện có {count}).",
        "{label} may have at most {limit} characters (now {count}).",
    ),
    "pattern_mismatch": ("{label} chưa đúng mẫu quy định.", "{label} does not have the required form."),
    "number_invalid": ("{label}: “{value}” không phải là số.", "{label}: “{value}” is not a number."),
    "number_too_small": ("{label} không được nhỏ hơn {limit}.", "{label} must be at least {limit}."),
    "number_too_large": ("{label} không được lớn hơn {limit}.", "{label} must be at most {limit}."),
    "number_too_precise": (
        "{label} chỉ được có {limit} chữ số thập phân.",
        "{label} may have at most {limit} decimal places.",
    ),
    "number_not_whole": ("{label} phải là số nguyên.", "{label} must be a whole number."),
    "date_invalid": (
        "{label}: “{value}” không phải là ngày (ví dụ 25/11/2026).",
        "{label}: “{value}” is not a date (for example 25/11/2026).",
    ),
    "time_invalid": (
        "{label}: “{value}” không phải là giờ (ví dụ 09:30).",
        "{label}: “{value}” is not a time (for example 09:30).",
    ),
    "datetime_invalid": (
        "{label}: “{value}” không phải là ngày giờ (ví dụ 25/11/2026 09:30).",
        "{label}: “{value}” is not a date and time (for example 25/11/2026 09:30).",
    ),
    "date_in_past": ("{label} không được ở trước hôm nay.", "{label} must not be in the past."),
    "boolean_invalid": ("{label} chỉ nhận có hoặc không.", "{label} must be yes or no."),
    "choice_invalid": (
        "{label}: “{value}” không có trong danh sách lựa chọn.",
        "{label}: “{value}” is not one of the options.",
    ),
    "choice_not_found": (
        "{label}: “{value}” không khớp đúng một mục nào; hãy gõ rồi chọn trong danh sách gợi ý.",
        "{label}: “{value}” does not match exactly one entry; type and choose from the suggestions.",
    ),
    "choice_not_offered": (
        "{label}: không chọn được “{value}” ở đây hoặc mục này không còn dùng.",
        "{label}: “{value}” cannot be chosen here or is no longer in use.",
    ),
    "choice_list_invalid": ("{label} phải là một danh sách lựa chọn.", "{label} must be a list of options."),
    "options_unavailable": (
        "{label}: hiện không đọc được danh sách lựa chọn. Nội dung đã nhập còn nguyên; hãy báo người quản trị.",
        "{label}: the options cannot be read now. What you entered is kept; tell the administrator.",
    ),
    "rows_invalid": ("{label} phải là một danh sách gồm các dòng.", "{label} must be a list of rows."),
    "rows_too_few": ("{label} cần ít nhất {limit} dòng.", "{label} needs at least {limit} row(s)."),
    "rows_too_many": (
        "{label} chỉ nhận {limit} dòng (hiện có {count}).",
        "{label} takes at most {limit} rows (now {count}).",
    ),
    "file_invalid": ("{label}: tệp đính kèm không hợp lệ; hãy tải lên lại.", "{label}: invalid file; upload it again."),
    "file_too_many": ("{label} chỉ nhận {limit} tệp.", "{label} takes at most {limit} file(s)."),
}


def required(kind: Kind, label: Text, key: str, component_id: str) -> Finding:
    """Say that an answer is missing, in words that fit what people do there."""
    vi, en = _REQUIRED.get(kind, _REQUIRED_TEXT)
    text = Text(vi=vi.format(label=label.vi), en=en.format(label=label.en))
    return Finding(code="field_required", text=text, field=key, element_id=component_id)


def finding(
    code: str,
    *,
    key: str,
    component_id: str | None = None,
    label: Text | None = None,
    value: str = "",
    limit: str = "",
    count: int = 0,
) -> Finding:
    """Say what is wrong with the answer of `key`; `code` is one of the stable codes of this module."""
    vi, en = _TEXTS[code]
    label = label or Text(vi=key, en=key)
    shown = value if len(value) <= MAX_QUOTED else value[:MAX_QUOTED] + "…"
    text = Text(
        vi=vi.format(label=label.vi, value=shown, limit=limit.replace(".", ","), count=count),
        en=en.format(label=label.en, value=shown, limit=limit, count=count),
    )
    return Finding(code=code, text=text, field=key, element_id=component_id)


MAX_QUOTED = 60
