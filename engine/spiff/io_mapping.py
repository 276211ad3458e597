"""Evaluate input and output mappings; sets nothing, so that a failure leaves no trace.

A later mapping sees the targets of the earlier ones, as in Camunda 8.
"""

from engine.feel import FeelValue
from engine.model.json_value import JsonValue
from engine.spiff.details import Mapping
from engine.spiff.failure import IO_MAPPING_ERROR
from engine.spiff.feel_json import keep
from engine.spiff.scopes import Scopes
from engine.spiff.values import Evaluator


def evaluate_mappings(
    mappings: tuple[Mapping, ...], scopes: Scopes, scope_key: int, evaluator: Evaluator
) -> tuple[dict[str, JsonValue], dict[str, FeelValue]]:
    """Give each target's value, as JSON to keep and as FEEL to go on reckoning with.

    Raises ModelFailure for a value that cannot be kept (a function, a range) and LimitExceeded for one too large.
    """
    kept: dict[str, JsonValue] = {}
    local: dict[str, FeelValue] = {}
    for mapping in mappings:
        value, _ = mapping.source.evaluate(scopes.view(scope_key, local), evaluator)
        kept[mapping.target] = keep(value, IO_MAPPING_ERROR, mapping.target)
        local[mapping.target] = value
    scopes.check(kept)
    return kept, local
