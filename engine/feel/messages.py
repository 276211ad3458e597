"""The texts of run-time warnings in Vietnamese and English, by stable code.

A text says what is null and why. `{placeholders}` are filled from the arguments of `Run.warn`; a `Kind` is named in
the reader's language. No value of the data appears in a text: warnings are stored and read by administrators.
A warning that knows its place has the line and column in front, as a syntax error has.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from engine.feel.places import Place, line_and_column, operand_labels, with_position
from engine.feel.values import Kind


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """What became null, and why, in both languages; line and column count from 1, None when no text is to blame."""

    code: str
    vi: str
    en: str
    line: int | None = None
    column: int | None = None

    def at(self, place: Place) -> "FeelWarning":
        """Give the warning with its place, unless it knows one nearer to the cause."""
        if self.line is not None:
            return self
        text, node = place
        line, column = line_and_column(text, node.at)
        vi, en = with_position(line, column, self.vi, self.en)
        return replace(self, vi=vi, en=en, line=line, column=column)


MESSAGES: dict[str, tuple[str, str]] = {
    "no_variable": ("Không có biến “{name}”; kết quả là null.", 'There is no variable "{name}"; the result is null.'),
    "no_member": ("Ngữ cảnh không có mục “{name}”.", 'The context has no entry "{name}".'),
    "no_property": ("{kind} không có thuộc tính “{name}”.", 'A {kind} has no property "{name}".'),
    "null_path": ("Không đọc được “{name}” vì giá trị đứng trước là null.", 'Cannot read "{name}" of null.'),
    "no_function": ("Không có hàm “{name}”.", 'There is no function "{name}".'),
    "not_a_function": ("“{name}” không phải là hàm.", '"{name}" is not a function.'),
    "external_function": ("Không hỗ trợ hàm ngoài (external).", "External functions are not supported."),
    "argument_count": (
        "Hàm “{name}” không nhận {count} tham số.",
        'Function "{name}" does not take {count} arguments.',
    ),
    "argument_name": (
        "Hàm “{name}” không có tham số “{argument}”.",
        'Function "{name}" has no parameter "{argument}".',
    ),
    "argument_missing": (
        "Hàm “{name}” thiếu tham số “{argument}”.",
        'Function "{name}" lacks its argument "{argument}".',
    ),
    "argument_type": (
        "Hàm “{name}”: tham số “{argument}” là {kind}, cần {expected}.",
        'Function "{name}": argument "{argument}" is {kind}, {expected} is needed.',
    ),
    "argument_conversion": (
        "Hàm “{name}”: tham số “{argument}” là {kind}, khác kiểu đã khai báo.",
        'Function "{name}": argument "{argument}" is {kind}, which is not of the declared type.',
    ),
    "argument_value": (
        "Hàm “{name}”: giá trị của tham số “{argument}” không dùng được.",
        'Function "{name}": the value of argument "{argument}" cannot be used.',
    ),
    "operand": (
        "Phép “{operator}” không dùng được cho {left} và {right}{where}.",
        'Operator "{operator}" does not apply to {left} and {right}{where}.',
    ),
    "negate": ("Không đổi dấu được {kind}.", "A {kind} cannot be negated."),
    "not_comparable": ("Không so sánh được {left} với {right}{where}.", "{left} cannot be compared to {right}{where}."),
    "divide_by_zero": ("Chia cho 0; kết quả là null.", "Division by zero; the result is null."),
    "number_range": ("Số nằm ngoài phạm vi cho phép.", "The number is out of range."),
    "date_range": ("Ngày nằm ngoài phạm vi cho phép.", "The date is out of range."),
    "not_boolean": ("Cần đúng/sai nhưng gặp {kind}.", "A boolean is needed, but there is {kind}."),
    "condition": ("Điều kiện “if” là {kind}, không phải đúng/sai.", 'The condition of "if" is {kind}, not a boolean.'),
    "filter": ("Bộ lọc cho ra {kind}, không phải đúng/sai hay số.", "A filter yields {kind}, not a boolean or number."),
    "filter_index": ("Không có phần tử thứ {index}.", "There is no item {index}."),
    "iteration": ("Không duyệt được {kind}.", "Cannot iterate over {kind}."),
    "range_endpoints": ("Khoảng có hai đầu {left} và {right}.", "A range cannot go from {left} to {right}."),
    "range_order": ("Khoảng có đầu lớn hơn cuối.", "The start of a range lies after its end."),
    "duplicate_key": ("Mục “{name}” xuất hiện hai lần.", 'The entry "{name}" occurs twice.'),
    "bad_literal": ("@“{text}” không phải ngày, giờ hay khoảng thời gian.", '@"{text}" is no date, time or duration.'),
    "unknown_type": ("Không có kiểu “{name}”.", 'There is no type "{name}".'),
    "bad_pattern": ("Biểu thức chính quy sai: {reason}.", "The regular expression is wrong: {reason}."),
    "bad_json": ("Văn bản không phải JSON.", "The text is not JSON."),
    "no_clock": ("Không có đồng hồ để lấy ngày giờ hiện tại.", "There is no clock to read the present time from."),
    "no_chance": ("Không có nguồn số ngẫu nhiên.", "There is no source of chance."),
    "assertion": ("Điều kiện khẳng định không đúng.", "The assertion does not hold."),
    "assertion_text": ("Điều kiện khẳng định không đúng: {text}", "The assertion does not hold: {text}"),
    "host": ("{vi}", "{en}"),
}

_KIND_VI = {
    Kind.NULL: "null",
    Kind.BOOLEAN: "giá trị đúng/sai",
    Kind.NUMBER: "số",
    Kind.STRING: "chuỗi",
    Kind.DATE: "ngày",
    Kind.TIME: "giờ",
    Kind.DATE_TIME: "ngày giờ",
    Kind.DAYS_DURATION: "khoảng ngày giờ",
    Kind.MONTHS_DURATION: "khoảng năm tháng",
    Kind.LIST: "danh sách",
    Kind.CONTEXT: "ngữ cảnh",
    Kind.RANGE: "khoảng giá trị",
    Kind.FUNCTION: "hàm",
}


def kind_text(kind: Kind, language: str) -> str:
    """Name a kind in `vi` or `en`."""
    if language == "vi":
        return _KIND_VI[kind]
    return "null" if kind is Kind.NULL else kind.value


Parameter: TypeAlias = "str | int | Kind | tuple[Kind, ...]"


def make_warning(code: str, parameters: dict[str, Parameter], place: Place | None) -> FeelWarning:
    """Fill the texts of `code`; `where` names the operands of an operator."""
    where = "" if place is None else operand_labels(place[1])
    vi, en = MESSAGES[code]
    texts = {}
    for language, template in (("vi", vi), ("en", en)):
        filled = {name: _text(value, language) for name, value in parameters.items()}
        filled["where"] = f" ({where})" if where else ""
        text = template.format_map(filled)
        texts[language] = text[0].upper() + text[1:]
    warning = FeelWarning(code, texts["vi"], texts["en"])
    return warning if place is None else warning.at(place)


def _text(value: Parameter, language: str) -> str:
    """Write a parameter; several kinds are joined by "or"."""
    if isinstance(value, tuple):
        return (" hoặc " if language == "vi" else " or ").join(kind_text(kind, language) for kind in value)
    return kind_text(value, language) if isinstance(value, Kind) else str(value)
