"""Turns one component of a form-js schema into a `Component`, with a fault for everything that we would not honour.

Groups are taken apart by `parse_form`; here each component stands alone. Sources: the form-js schema (versions 9 to 19)
as its editor writes it, and our own entries under `properties`: `label_en`, `description_en`, `text_en`,
`required_if`, `prefill` (“no”), `pattern_message` and `pattern_message_en`, `source`, `among` and `first` (pickers),
`format` (“money”), `min_rows` and `max_rows` (dynamic lists).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.errors import Text
from engine.forms.expressions import Expression
from engine.forms.field_reader import FieldReader, label_text
from engine.forms.parse_options import read_options
from engine.forms.patterns import EMAIL, PHONE, pattern_is_valid
from engine.forms.read_repetition import read_repetition, read_table
from engine.forms.schema import CHOICE_KINDS, INPUT_KINDS, Component, Constraints, DateKind, Kind, Wording
from engine.model.json_value import JsonValue

SHOWN_ONLY = frozenset(
    {Kind.TEXT, Kind.HTML, Kind.SEPARATOR, Kind.SPACER, Kind.GROUP, Kind.TABLE, Kind.DOCUMENT_PREVIEW}
)
LENGTH_KINDS = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})


def build_component(reader: FieldReader, kind: Kind, children: tuple[Component, ...]) -> Component:
    """Give the component that `reader` stands on; what cannot be read is left out, with its fault recorded."""
    properties = reader.inside("properties")
    layout = reader.inside("layout")
    appearance = reader.inside("appearance")
    is_input = kind in INPUT_KINDS
    return Component(
        id=reader.component_id,
        kind=kind,
        key=None if kind in SHOWN_ONLY else reader.key,
        label=_label(reader, properties, kind),
        description=reader.wording("description", properties),
        text=_text(reader, properties, kind),
        hide=reader.inside("conditional").expression("hide"),
        readonly=_readonly(reader) if is_input else False,
        default=_default(reader) if is_input else None,
        prefill=properties.text("prefill") != "no",
        constraints=_constraints(reader, properties, kind) if is_input else Constraints(),
        options=read_options(reader, properties, kind) if kind in CHOICE_KINDS else None,
        computed=_computed(reader) if kind is Kind.EXPRESSION else None,
        repetition=read_repetition(reader, properties, children) if kind is Kind.DYNAMICLIST else None,
        table=read_table(reader) if kind is Kind.TABLE else None,
        preview=_preview(reader) if kind is Kind.DOCUMENT_PREVIEW else None,
        money=kind in {Kind.NUMBER, Kind.EXPRESSION} and _is_money(properties),
        date_kind=_date_kind(reader) if kind is Kind.DATETIME else DateKind.DATE,
        accept=_accept(reader) if kind is Kind.FILEPICKER else (),
        multiple=reader.flag_or_expression("multiple") if kind is Kind.FILEPICKER else False,
        prefix=appearance.text("prefixAdorner"),
        suffix=appearance.text("suffixAdorner"),
        height=reader.integer("height", 0, 1000) if kind is Kind.SPACER else None,
        outline=reader.flag("showOutline"),
        row=layout.text("row"),
        columns=layout.integer("columns", 1, 16),
        children=children,
        properties=_plain(properties.raw),
    )


def _label(reader: FieldReader, properties: FieldReader, kind: Kind) -> Wording | None:
    others = {Kind.DATETIME: ("dateLabel", "timeLabel"), Kind.DOCUMENT_PREVIEW: ("title",)}
    names = ("label", *others.get(kind, ()))
    name = next((name for name in names if reader.raw.get(name)), "label")
    return reader.wording(name, properties, english="label_en")


def _readonly(reader: FieldReader) -> bool | Expression:
    """Merge form-js's `readonly` and `disabled`: neither takes an answer."""
    disabled = reader.flag_or_expression("disabled")
    readonly = reader.flag_or_expression("readonly")
    if disabled is True or readonly is True:
        return True
    return readonly or disabled


def _default(reader: FieldReader) -> JsonValue | Expression:
    value = reader.raw.get("defaultValue")
    if isinstance(value, str) and value.lstrip().startswith("="):
        return reader.expression("defaultValue")
    return value


def _computed(reader: FieldReader) -> Expression | None:
    expression = reader.expression("expression")
    if expression is None and not reader.text("expression"):
        reader.fault("form_expression_missing", "thiếu biểu thức ở mục “expression”.", "its “expression” is missing.")
    return expression


def _text(reader: FieldReader, properties: FieldReader, kind: Kind) -> Wording | None:
    names = {Kind.TEXT: "text", Kind.HTML: "content"}
    return reader.wording(names[kind], properties) if kind in names else None


def _preview(reader: FieldReader) -> Expression | None:
    expression = reader.expression("dataSource")
    if expression is None and not reader.text("dataSource"):
        reader.fault("form_preview_empty", "thiếu biến chứa tệp ở mục “dataSource”.", "its “dataSource” is missing.")
    return expression


def _date_kind(reader: FieldReader) -> DateKind:
    name = reader.text("subtype") or "date"
    try:
        return DateKind(name)
    except ValueError:
        reader.wrong("subtype", "“date”, “time” hoặc “datetime”", "“date”, “time” or “datetime”")
        return DateKind.DATE


def _accept(reader: FieldReader) -> tuple[str, ...]:
    listed = reader.text("accept")
    if listed is None:
        return ()
    if listed.lstrip().startswith("="):
        reader.fault(
            "form_accept_computed",
            "loại tệp nhận (“accept”) phải ghi sẵn, không tính bằng biểu thức.",
            "the accepted file types (“accept”) must be listed, not computed.",
        )
        return ()
    return tuple(part.strip().lower() for part in listed.split(",") if part.strip())


def _is_money(properties: FieldReader) -> bool:
    written = properties.text("format")
    if written not in (None, "money"):
        properties.wrong("format", "“money”", "“money”")
    return written == "money"


def _constraints(reader: FieldReader, properties: FieldReader, kind: Kind) -> Constraints:
    rules = reader.inside("validate")
    has_length, is_number = kind in LENGTH_KINDS, kind is Kind.NUMBER
    money = is_number and properties.raw.get("format") == "money"  # whole đồng, never negative unless it says so
    number: Callable[[str], Decimal | Expression | None] = rules.number_or_expression
    return Constraints(
        required=rules.flag("required"),
        required_if=properties.expression("required_if"),
        minimum=(Decimal(0) if money and "min" not in rules.raw else number("min")) if is_number else None,
        maximum=number("max") if is_number else None,
        min_length=number("minLength") if has_length else None,
        max_length=number("maxLength") if has_length else None,
        pattern=_pattern(rules) if has_length else None,
        pattern_message=_pattern_message(rules, properties),
        decimal_digits=(0 if money else reader.integer("decimalDigits", 0, 15)) if is_number else None,
        no_past=reader.flag("disallowPassedDates"),
    )


def _pattern(rules: FieldReader) -> str | None:
    known = {"email": EMAIL, "phone": PHONE}
    kind = rules.text("validationType") or "custom"
    if kind != "custom" and kind not in known:
        rules.wrong("validationType", "“email”, “phone” hoặc “custom”", "“email”, “phone” or “custom”")
        return None
    pattern = known.get(kind) or rules.text("pattern")
    if pattern is not None and not pattern_is_valid(pattern):
        rules.fault(
            "form_pattern_invalid",
            "mẫu kiểm tra (“pattern”) không phải biểu thức chính quy hợp lệ.",
            "its “pattern” is not a valid regular expression.",
        )
        return None
    return pattern


def _pattern_message(rules: FieldReader, properties: FieldReader) -> Text | None:
    vi = properties.text("pattern_message") or rules.text("patternErrorMessage")
    return None if vi is None else label_text(vi, properties.text("pattern_message_en"))


def _plain(raw: Mapping[str, JsonValue]) -> dict[str, str]:
    return {name: value for name, value in raw.items() if isinstance(value, str)}
