"""Reads where a choice takes its options from: a fixed list, a case variable or an expression.

An option is `{"value": …, "label": …, "label_en": …}`; a bare text or number is its own label.
"""

from engine.forms.directory import Source
from engine.forms.expressions import Expression
from engine.forms.field_reader import FieldReader, label_text
from engine.forms.schema import Kind, Option, OptionSource
from engine.model.json_value import JsonValue

_SEARCHED_KINDS = frozenset({Kind.SELECT, Kind.TAGLIST})


def read_options(reader: FieldReader, properties: FieldReader, kind: Kind) -> OptionSource:
    """Give the source of the options; without any, a fault is recorded and the list is empty.

    The property `source` makes a select or tag list a picker (`engine.forms.directory`), narrowed by `among`; one of
    cases offers those `first` before others.
    """
    if properties.text("source") is not None:
        return _searched(properties, kind)
    if reader.raw.get("valuesExpression") not in (None, ""):
        expression = reader.expression("valuesExpression")
        return OptionSource(expression=expression) if expression else OptionSource(fixed=())
    variable = reader.text("valuesKey")
    if variable is not None:
        return OptionSource(variable=variable)
    values = reader.raw.get("values")
    if not isinstance(values, list) or not values:
        reader.fault(
            "form_options_missing",
            "thiếu danh sách lựa chọn (“values”, “valuesKey” hoặc “valuesExpression”).",
            "its options are missing (“values”, “valuesKey” or “valuesExpression”).",
        )
        return OptionSource(fixed=())
    return OptionSource(fixed=_fixed(reader, values))


def _searched(properties: FieldReader, kind: Kind) -> OptionSource:
    written = properties.text("source")
    if written not in set(Source) or kind not in _SEARCHED_KINDS:
        names = ", ".join(f"“{source}”" for source in Source)
        properties.wrong(
            "source",
            f"một trong {names}, ở thành phần “select” hoặc “taglist”",
            f"one of {names}, on a “select” or “taglist”",
        )
        return OptionSource(fixed=())
    source = Source(str(written))
    first = _names(properties, "first")
    if first and source is not Source.CASE:
        properties.wrong(
            "first", "thiết lập của danh sách chọn hồ sơ (source “case”)", "a setting of a picker of cases"
        )
    return OptionSource(directory=source, among=_names(properties, "among"), first=first)


def _names(properties: FieldReader, setting: str) -> tuple[str, ...] | Expression:
    listed = properties.text(setting) or ""
    if listed.lstrip().startswith("="):
        return properties.expression(setting) or ()
    return tuple(part.strip() for part in listed.split(",") if part.strip())


def _fixed(reader: FieldReader, values: list[JsonValue]) -> tuple[Option, ...]:
    if len(values) > reader.limits.options:
        maximum = reader.limits.options
        reader.fault(
            "form_too_many_options",
            f"có quá {maximum} lựa chọn.",
            f"it has more than {maximum} options.",
        )
        return ()
    options = as_options(values)
    if options is None:
        reader.wrong("values", "danh sách gồm “label” và “value”", "a list of “label” and “value”")
        return ()
    seen: set[str] = set()
    for option in options:
        if str(option.value) in seen:
            reader.fault(
                "form_option_duplicate",
                f"giá trị “{option.value}” có hai lần trong danh sách lựa chọn.",
                f"the value “{option.value}” stands twice among its options.",
            )
        seen.add(str(option.value))
    return options


def as_options(values: JsonValue) -> tuple[Option, ...] | None:
    """Give a JSON list as options, or None when it is not a list of options."""
    if not isinstance(values, list):
        return None
    options = [_option(value) for value in values]
    known = tuple(option for option in options if option is not None)
    return known if len(known) == len(options) else None


def _option(raw: JsonValue) -> Option | None:
    if isinstance(raw, dict):
        value, label, label_en = raw.get("value"), raw.get("label"), raw.get("label_en")
        if value is None or isinstance(value, list | dict):
            return None
        vi = label if isinstance(label, str) and label else str(value)
        return Option(value=value, label=label_text(vi, label_en if isinstance(label_en, str) else None))
    if raw is None or isinstance(raw, list):
        return None
    return Option(value=raw, label=label_text(str(raw), None))
