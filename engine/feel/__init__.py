"""FEEL, the expression language of DMN 1.5, as a library of its own: it imports nothing of the project.

    compile_expression('so_ban > 1').evaluate({"so_ban": Decimal(2)}).value  →  True

Data never raises: what cannot be computed is null, with a warning that tells why. Bounds (`Limits`) do raise, and no
model can lift them. Built-ins are in `builtins`, the grammar in `parser`, closures in `compiler`.
"""

from engine.feel import syntax
from engine.feel.compare import equal
from engine.feel.errors import FeelError, FeelLimitExceeded, FeelSyntaxError, HostFunctionRefusal
from engine.feel.expression import Evaluation, Expression, compile_expression, compile_unary_tests
from engine.feel.jsoncontext import JsonContext
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.messages import FeelWarning
from engine.feel.normalform import normal_name
from engine.feel.pythonvalues import from_json, from_json_text, from_python, to_json, to_json_text
from engine.feel.runtime import Host, HostFunction, Run
from engine.feel.temporal.values import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from engine.feel.types import (
    ANY,
    SIMPLE_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
    SimpleType,
    conforms,
)
from engine.feel.values import FeelFunction, FeelValue, Kind, Range, kind_of

__all__ = [
    "ANY",
    "DEFAULT_LIMITS",
    "SIMPLE_TYPES",
    "ContextType",
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
    "FeelType",
    "FeelValue",
    "FeelWarning",
    "FunctionType",
    "Host",
    "HostFunction",
    "HostFunctionRefusal",
    "JsonContext",
    "Kind",
    "Limits",
    "ListType",
    "MonthsDuration",
    "NamedType",
    "Range",
    "RangeType",
    "Run",
    "SimpleType",
    "compile_expression",
    "compile_unary_tests",
    "conforms",
    "equal",
    "from_json",
    "from_json_text",
    "from_python",
    "kind_of",
    "normal_name",
    "syntax",
    "to_json",
    "to_json_text",
]
