"""FEEL, the expression language of DMN 1.5, as a library of its own: it imports nothing of the project.

    compile_expression('so_ban > 1').evaluate({"so_ban": Decimal(2)}).value  →  True

Data never raises: what cannot be computed is null, with a warning that tells why. Bounds (`Limits`) do raise, and no
model can lift them. Built-ins are in `builtins`, the grammar in `parser`, closures in `compiler`.
"""

from engine.feel.errors import FeelError, FeelLimitExceeded, FeelSyntaxError, HostFunctionRefusal
from engine.feel.expression import Evaluation, Expression, compile_expression, compile_unary_tests
from engine.feel.jsoncontext import JsonContext
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.messages import FeelWarning
from engine.feel.pythonvalues import from_json, from_json_text, from_python, to_json, to_json_text
from engine.feel.runtime import Host, HostFunction
from engine.feel.temporal.values import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from engine.feel.values import FeelFunction, FeelValue, Range

__all__ = [
    "DEFAULT_LIMITS",
    "DaysDuration",
    "Evaluation",
    "Expression",
    "FeelDate",
    "FeelDateTime",
    "FeelError",
    "FeelFunction",
    "FeelLimitExceeded",
    "FeelSyntaxError",
    "FeelTime",
    "FeelValue",
    "FeelWarning",
    "Host",
    "HostFunction",
    "HostFunctionRefusal",
    "JsonContext",
    "Limits",
    "MonthsDuration",
    "Range",
    "compile_expression",
    "compile_unary_tests",
    "from_json",
    "from_json_text",
    "from_python",
    "to_json",
    "to_json_text",
]
