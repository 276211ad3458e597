"""The forms' use of FEEL: compile once when a form is read, evaluate against the values of a case.

The only module of the package that runs `engine.feel`. An expression that fails on data gives null (FEEL's rule); one
that reaches its bounds is refused. Dates come out as ISO text: that is how cases and forms keep them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from engine.errors import LimitExceeded, Text
from engine.feel import Expression as FeelExpression
from engine.feel import FeelError, FeelValue, Host, from_json, to_json
from engine.feel import compile_expression as compile_feel
from engine.model.json_value import JsonValue

Scope = Mapping[str, FeelValue]
PLAIN_HOST = Host()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A compiled expression; `source` is its text without the leading "="."""

    source: str
    program: FeelExpression

    def evaluate(self, scope: Scope, host: Host) -> JsonValue:
        """Give the value as JSON, numbers exact; raises LimitExceeded when a bound of FEEL is reached."""
        try:
            value = self.program.evaluate(scope, host=host).value
            return _as_json(value)
        except FeelError as error:
            raise LimitExceeded(
                Text(
                    vi=f"Không tính được một biểu thức của biểu mẫu. {error.message_vi}",
                    en=f"An expression of the form cannot be evaluated. {error.message_en}",
                )
            ) from None


def compile_expression(source: str) -> Expression:
    """Compile the FEEL text `source` (without "="); raises FeelError with texts in both languages."""
    return Expression(source=source, program=compile_feel(source))


def as_feel(value: JsonValue) -> FeelValue:
    """Give a JSON value as FEEL sees it; raises LimitExceeded for data nested too deeply."""
    try:
        return from_json(value)
    except FeelError as error:
        raise LimitExceeded(Text(vi=error.message_vi, en=error.message_en)) from None


def _as_json(value: FeelValue) -> JsonValue:
    if isinstance(value, Decimal):
        integral = value == value.to_integral_value()
        return int(value) if integral and value.adjusted() < MAX_INTEGER_DIGITS else value
    return cast("JsonValue", to_json(value))


MAX_INTEGER_DIGITS = 1000
