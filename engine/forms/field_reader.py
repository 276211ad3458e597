"""Typed reading of one component's JSON entries: each mistake becomes a fault with the component's id and key.

Unknown entries are left alone (form-js and its editors add their own). It knows JSON shapes, not component types.
"""

from collections.abc import Mapping
from decimal import Decimal

from engine.errors import Text
from engine.feel import FeelError
from engine.forms.expressions import Expression, compile_expression
from engine.forms.faults import Faults
from engine.forms.limits import FormLimits
from engine.forms.schema import Wording
from engine.model.json_value import JsonValue

JsonObject = Mapping[str, JsonValue]
EMPTY: JsonObject = {}


class FieldReader:
    """Reads entries of one component (or of an object within it, by `inside`)."""

    def __init__(self, raw: JsonObject, faults: Faults, limits: FormLimits, component_id: str, key: str | None) -> None:
        self.raw, self.faults, self.limits = raw, faults, limits
        self.component_id, self.key = component_id, key

    def inside(self, name: str) -> "FieldReader":
        """Give a reader of the object under `name`; a missing one reads as empty."""
        value = self.raw.get(name)
        if value is not None and not isinstance(value, dict):
            self.wrong(name, "một đối tượng", "an object")
        raw = value if isinstance(value, dict) else EMPTY
        return FieldReader(raw, self.faults, self.limits, self.component_id, self.key)

    def fault(self, code: str, vi: str, en: str) -> None:
        """Record a fault of this component."""
        self.faults.add(code, vi, en, component=self.component_id, key=self.key)

    def wrong(self, name: str, vi: str, en: str) -> None:
        """Record that the entry `name` has the wrong type."""
        self.fault("form_entry_invalid", f"mục “{name}” phải là {vi}.", f"the entry “{name}” must be {en}.")

    def text(self, name: str) -> str | None:
        """Give a text, or None when it is missing, empty or wrong."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.wrong(name, "văn bản", "text")
            return None
        if len(value) > self.limits.text_chars:
            maximum = self.limits.text_chars
            self.fault(
                "form_text_too_long",
                f"mục “{name}” dài quá {maximum} ký tự.",
                f"the entry “{name}” is longer than {maximum} characters.",
            )
            return None
        return value

    def flag(self, name: str) -> bool:
        """Give a boolean; missing is False."""
        value = self.raw.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(name, "true hoặc false", "true or false")
        return False

    def flag_or_expression(self, name: str) -> bool | Expression:
        """Give a boolean or a computed one; missing is False."""
        if isinstance(self.raw.get(name), str):
            return self.expression(name) or False
        return self.flag(name)

    def number_or_expression(self, name: str) -> Decimal | Expression | None:
        """Give a number or a computed one; form-js also writes numbers as text."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.lstrip().startswith("="):
            return self.expression(name)
        number = to_decimal(value, self.limits.number_digits)
        if number is None:
            self.wrong(name, "một số", "a number")
        return number

    def integer(self, name: str, low: int, high: int) -> int | None:
        """Give a whole number within bounds, or None when it is missing or wrong."""
        number = to_decimal(self.raw.get(name), self.limits.number_digits)
        if number is None and self.raw.get(name) is None:
            return None
        if number is None or number != number.to_integral_value() or not low <= number <= high:
            self.wrong(name, f"số nguyên từ {low} đến {high}", f"a whole number from {low} to {high}")
            return None
        return int(number)

    def expression(self, name: str) -> Expression | None:
        """Compile the FEEL expression under `name` (it starts with "="), or None when it is missing or wrong."""
        source = self.text(name)
        if source is None:
            return None
        if not source.lstrip().startswith("="):
            self.wrong(name, "biểu thức FEEL bắt đầu bằng “=”", "a FEEL expression that starts with “=”")
            return None
        try:
            return compile_expression(source.lstrip().removeprefix("="))
        except FeelError as error:
            self.fault(
                "form_expression_invalid",
                f"biểu thức ở mục “{name}” sai: {error.message_vi}",
                f"the expression in “{name}” is wrong: {error.message_en}",
            )
            return None

    def wording(self, name: str, properties: "FieldReader", *, english: str | None = None) -> Wording | None:
        """Give a text for people; its English stands in the properties under `english`, by default `<name>_en`."""
        vi = _words(self, name)
        en = _words(properties, english or f"{name}_en")
        if vi is None:
            return None if en is None else Wording(vi=en)
        return Wording(vi=vi, en=en)


def _words(reader: FieldReader, name: str) -> str | Expression | None:
    text = reader.text(name)
    if text is None:
        return None
    if text.lstrip().startswith("="):
        return reader.expression(name)
    if "{{" in text:
        reader.fault(
            "form_template_unsupported",
            f"mục “{name}” dùng khuôn “{{{{…}}}}”, chưa hỗ trợ; hãy dùng biểu thức FEEL bắt đầu bằng “=”.",
            f"the entry “{name}” uses a “{{{{…}}}}” template, which is not supported; use a FEEL expression (“=…”).",
        )
    return text


def to_decimal(value: JsonValue, digits: int) -> Decimal | None:
    """Give a number, or a text that is one, as a finite Decimal of at most `digits` digits; anything else is None."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except ArithmeticError:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > digits or abs(number.adjusted()) > digits:
        return None
    return number


def label_text(vi: str, en: str | None) -> Text:
    """Give a text in both languages; without English the Vietnamese stands for both."""
    return Text(vi=vi, en=en or vi)
