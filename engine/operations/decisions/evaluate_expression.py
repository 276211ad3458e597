"""Evaluate one FEEL expression for somebody who writes a model. It sees what it is given and nothing of any case."""

from typing import cast

from engine.errors import Finding, InputRejected, Text
from engine.feel import FeelError, FeelSyntaxError, FeelValue, compile_expression, from_json, to_json
from engine.model.actor import Actor
from engine.model.decision_records import ExpressionResult
from engine.model.json_value import JsonValue, Variables
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork

LONGEST = 10_000  # characters


def evaluate_expression(uow: UnitOfWork, actor: Actor, *, expression: str, variables: Variables) -> ExpressionResult:
    """Evaluate `expression` (it begins with "=") over `variables`, within FEEL's bounds.

    Needs EVALUATE on EXPRESSION. Raises InputRejected for what is no FEEL and for a bound that is reached; what cannot
    be computed is null, with a warning that tells why.
    """
    require_permission(uow, actor, "EXPRESSION", "EVALUATE")
    written = expression.strip()
    if not written.startswith("=") or len(written) > LONGEST:
        raise _refused(
            "feel_expected",
            f"Biểu thức phải bắt đầu bằng dấu “=” và không quá {LONGEST} ký tự, ví dụ: =so_luong > 1.",
            f'An expression begins with "=" and has at most {LONGEST} characters, for example: =quantity > 1.',
        )
    context: dict[str, FeelValue] = {name: from_json(value) for name, value in variables.items()}
    try:
        evaluation = compile_expression(written[1:]).evaluate(context, host=uow.host)
        value = cast("JsonValue", to_json(evaluation.value))
    except FeelSyntaxError as error:
        vi, en = f"Biểu thức sai cú pháp FEEL. {error.message_vi}", f"Not valid FEEL. {error.message_en}"
        raise _refused("feel_invalid", vi, en) from error
    except FeelError as error:
        raise _refused("expression_limit", error.message_vi, error.message_en) from error
    warnings = tuple(Text(vi=warning.vi, en=warning.en) for warning in evaluation.warnings)
    return ExpressionResult(value=value, warnings=warnings)


def _refused(code: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code="request_invalid", findings=(Finding(code=code, text=text, field="expression"),))
