"""DMN, decision models of versions 1.1 to 1.6, on top of FEEL: pure computation, compiled once, evaluated many times.

    evaluate(parse(xml, resource="phi.dmn"), "muc_phi", {"so_ban": Decimal(2)}).value

`parse*` read XML into the records of `model`, `build*` turn boxed expressions into closures, `link` joins them,
`evaluate` runs them and tells which rules matched. Imports the expression language and the errors, nothing else of the
project.
"""

from engine.dmn.check import check_decisions
from engine.dmn.decision_model import DecisionModel, DecisionNode, ServiceNode
from engine.dmn.evaluate import evaluate, evaluate_service
from engine.dmn.limits import DEFAULT_EVALUATION_LIMITS, DEFAULT_MODEL_LIMITS, ModelLimits
from engine.dmn.model import Decision, DecisionService, InputData, Table
from engine.dmn.parse import parse, parse_files
from engine.dmn.result import DecisionResult, DecisionTrace, MatchedRule, TableTrace, TracedInput, result_json

__all__ = [
    "DEFAULT_EVALUATION_LIMITS",
    "DEFAULT_MODEL_LIMITS",
    "Decision",
    "DecisionModel",
    "DecisionNode",
    "DecisionResult",
    "DecisionService",
    "DecisionTrace",
    "InputData",
    "MatchedRule",
    "ModelLimits",
    "ServiceNode",
    "Table",
    "TableTrace",
    "TracedInput",
    "check_decisions",
    "evaluate",
    "evaluate_service",
    "parse",
    "parse_files",
    "result_json",
]
