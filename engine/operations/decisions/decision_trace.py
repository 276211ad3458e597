"""How a decision came about, as JSON of bounded size, and what of it may stand in the audit chain.

The trace holds the case's data and is kept with the case; the audit chain gets rule numbers only.
"""

from typing import Any

from engine.dmn import DecisionResult, result_json
from engine.feel import FeelWarning
from engine.model.decision import Trace
from engine.store import json_codec

# A table that broke its own rules gives null although a value was meant (DMN 1.5 §8.2.11, §8.3.2).
_BROKEN = frozenset({"rules_overlap", "rules_differ", "input_not_allowed", "output_not_allowed", "type_mismatch"})
# What is kept when a trace is too large, tighter and tighter: characters of a value, rules a table, decisions.
_CUTS = ((2_000, 500, 200), (200, 100, 50), (40, 20, 10))


def bounded_trace(result: DecisionResult, most_bytes: int) -> Trace:
    """Give the trace of a result, cut (and marked `cut`) when it has more than `most_bytes` as JSON."""
    whole: Any = result_json(result)
    if _size(whole) <= most_bytes:
        return whole  # type: ignore[no-any-return]
    for characters, rules, decisions in _CUTS:
        cut = _cut(whole, characters, rules, decisions)
        if _size(cut) <= most_bytes:
            return cut
    return {
        "decisionId": whole["decisionId"],
        "value": None,
        "inputs": {},
        "decisions": [],
        "warnings": [],
        "cut": True,
    }


def matched_rules(result: DecisionResult) -> dict[str, tuple[int, ...]]:
    """Give the numbers of the rules that matched, by decision id."""
    return {
        decision.decision_id: tuple(rule.number for table in decision.tables for rule in table.matched)
        for decision in result.decisions
    }


def failures_of(result: DecisionResult) -> tuple[FeelWarning, ...]:
    """Give the reasons for which a null result is a failure; none when it has a value, or no rule was meant to match.

    A null that has a reason (an unknown name, rules that overlap) would lead a case astray without a word.
    """
    if result.value is not None:
        return ()
    broken = tuple(warning for warning in result.warnings if warning.code in _BROKEN)
    last = result.decisions[-1] if result.decisions else None
    matched = last is not None and any(table.matched for table in last.tables)
    return broken or (() if matched else result.warnings)


def _size(trace: Any) -> int:
    return len(json_codec.dumps(trace).encode())


def _cut(whole: Any, characters: int, rules: int, decisions: int) -> Trace:
    def short(value: Any) -> Any:
        if value is None or isinstance(value, bool | int):
            return value
        written = value if isinstance(value, str) else json_codec.dumps(value)
        return value if len(written) <= characters else f"{written[:characters]}…"

    def table(one: Any) -> Any:
        return {
            **one,
            "inputs": [
                {"label": short(each["label"]), "value": short(each["value"])} for each in one["inputs"][:rules]
            ],
            "matched": [
                {
                    **rule,
                    "outputs": {short(name): short(value) for name, value in rule["outputs"].items()},
                    "annotations": [
                        {"name": short(note["name"]), "text": short(note["text"])} for note in rule["annotations"]
                    ],
                }
                for rule in one["matched"][:rules]
            ],
        }

    def warnings(given: Any) -> Any:
        return [{name: short(text) for name, text in each.items()} for each in given[:20]]

    kept = [
        {
            **each,
            "value": short(each["value"]),
            "tables": [table(one) for one in each["tables"][:decisions]],
            "warnings": warnings(each["warnings"]),
        }
        for each in whole["decisions"][-decisions:]
    ]
    return {
        "decisionId": whole["decisionId"],
        "value": short(whole["value"]),
        "inputs": {short(name): short(value) for name, value in list(whole["inputs"].items())[:rules]},
        "decisions": kept,
        "warnings": warnings(whole["warnings"]),
        "cut": True,
    }
