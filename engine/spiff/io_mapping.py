"""Evaluate input and output mappings; sets nothing, so that a failure leaves no trace.

A later mapping sees the targets of the earlier ones, as in Camunda 8. A target such as `order.state` sets one entry of
a context: an output keeps the other entries that the variable has, an input begins a context of its own.
"""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence

from engine.feel import FeelValue
from engine.model.json_value import JsonValue
from engine.spiff.details import Mapping
from engine.spiff.failure import IO_MAPPING_ERROR
from engine.spiff.feel_json import keep
from engine.spiff.scopes import Scopes
from engine.spiff.values import Evaluator


def evaluate_mappings(
    mappings: tuple[Mapping, ...], scopes: Scopes, scope_key: int, evaluator: Evaluator, *, extending: bool
) -> tuple[dict[str, JsonValue], dict[str, FeelValue]]:
    """Give each target's value, as JSON to keep and as FEEL to go on reckoning with.

    `extending` tells that an entry set in a context joins those which the variable has already.
    Raises ModelFailure for a value that cannot be kept (a function, a range) and LimitExceeded for one too large.
    """
    kept: dict[str, JsonValue] = {}
    local: dict[str, FeelValue] = {}
    for mapping in mappings:
        view = scopes.view(scope_key, local)
        value, _ = mapping.source.evaluate(view, evaluator)
        if mapping.path:
            value = _with_entry((view if extending else local).get(mapping.target), mapping.path, value)
        kept[mapping.target] = keep(value, IO_MAPPING_ERROR, mapping.target)
        local[mapping.target] = value
    scopes.check(kept)
    return kept, local


def _with_entry(context: FeelValue, path: Sequence[str], value: FeelValue) -> FeelValue:
    """Give a context with one entry more or changed; what is no context is replaced by one."""
    if not path:
        return value
    entries = dict(context) if isinstance(context, MappingType) else {}
    entries[path[0]] = _with_entry(entries.get(path[0]), path[1:], value)
    return entries
