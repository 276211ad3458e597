"""An attribute of a model that is static text or, beginning with "=", a FEEL expression.

Compiling happens when a model is read, evaluating when it runs; nothing here knows SpiffWorkflow. A model's text never
reaches any other evaluator than FEEL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.errors import Text
from engine.feel import (
    DEFAULT_LIMITS,
    Expression,
    FeelError,
    FeelSyntaxError,
    FeelValue,
    FeelWarning,
    Host,
    compile_expression,
)
from engine.spiff.failure import LIMIT_EXCEEDED, ModelFailure
from engine.spiff.findings import Findings
from engine.untrusted_xml import Node

_SHOWN = 200  # characters of an expression that a message quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What an attribute says. `about` names it in messages to people."""

    text: str
    about: Text
    expression: Expression | None = None

    @property
    def shown(self) -> str:
        """Give the text for a message, cut when it is long."""
        return self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"

    @property
    def is_static(self) -> bool:
        """Tell whether the text stands for itself."""
        return self.expression is None

    def evaluate(
        self, context: Mapping[str, FeelValue], evaluator: "Evaluator"
    ) -> tuple[FeelValue, tuple[FeelWarning, ...]]:
        """Give the value and the warnings of its evaluation; raise ModelFailure when a bound was reached."""
        if self.expression is None:
            return self.text, ()
        try:
            return evaluator.evaluate(self.expression, context)
        except FeelError as error:
            raise ModelFailure(
                LIMIT_EXCEEDED,
                f"Không tính được {self.about.vi} ({self.shown}): {error.message_vi}",
                f"Cannot evaluate {self.about.en} ({self.shown}): {error.message_en}",
            ) from None


class Evaluator:
    """Evaluates expressions for one case within the work that one command may cost in all."""

    def __init__(self, host: Host, steps: int) -> None:
        self.host = host
        self._steps = steps
        self._left = steps

    def begin_command(self) -> None:
        """Allow the full amount of work again."""
        self._left = self._steps

    def take(self, most: int) -> int:
        """Take up to `most` of what is left for work outside; what it does not use is given back."""
        taken = max(min(self._left, most), 0)
        self._left -= taken
        return taken

    def give_back(self, steps: int) -> None:
        """Return what was taken and not used."""
        self._left += max(steps, 0)

    def evaluate(
        self, expression: Expression, context: Mapping[str, FeelValue]
    ) -> tuple[FeelValue, tuple[FeelWarning, ...]]:
        """Evaluate within what is left; raise FeelError when that, or another bound of FEEL, was reached."""
        if self._left <= 0:
            raise FeelError(
                f"các biểu thức của một lần xử lý vượt quá {self._steps} bước tính.",
                f"the expressions of one command need more than {self._steps} steps.",
            )
        limits = DEFAULT_LIMITS
        if self._left < limits.steps:
            limits = replace(limits, steps=self._left)
        self._left -= limits.steps
        evaluation = expression.evaluate(context, host=self.host, limits=limits)
        self._left += max(limits.steps - evaluation.steps, 0)
        return evaluation.value, evaluation.warnings


def read_value(findings: Findings, node: Node, text: str | None, about: Text) -> Value | None:
    """Read static text or an expression; None when there is no text or, with a finding, when FEEL cannot read it."""
    if text is None or not text.strip():
        return None
    stripped = text.strip()
    if not stripped.startswith("="):
        return Value(text=stripped, about=about)
    return read_formula(findings, node, text, about)


def read_formula(findings: Findings, node: Node, text: str | None, about: Text) -> Value | None:
    """Read a text that must be an expression and so begin with "="; None, with a finding, when it is not one."""
    stripped = (text or "").strip()
    if not stripped.startswith("="):
        findings.add(
            "feel_expected",
            node,
            f"{about.vi} phải là biểu thức FEEL và bắt đầu bằng dấu “=”, ví dụ: =so_luong > 1.",
            f'{about.en} must be a FEEL expression and begin with "=", for example: =quantity > 1.',
        )
        return None
    try:
        expression = compile_expression(stripped[1:])
    except FeelSyntaxError as error:
        findings.add(
            "feel_invalid",
            node,
            f"{about.vi} “{stripped[:_SHOWN]}” sai cú pháp FEEL. {error.message_vi}",
            f"{about.en} “{stripped[:_SHOWN]}” is not valid FEEL. {error.message_en}",
        )
        return None
    return Value(text=stripped, about=about, expression=expression)
