"""What an evaluation tells: the value, and how it came about, decision by decision and rule by rule."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn.table_cells import CellWarning
from engine.feel import FeelValue, FeelWarning, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedInput:
    """What a table's input column saw."""

    label: str
    value: FeelValue


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule that matched: its id, its number from 1, its outputs by name (empty for the only one), its remarks."""

    id: str
    number: int
    outputs: Mapping[str, FeelValue]
    annotations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTrace:
    """One evaluation of a decision table."""

    table_id: str | None
    hit_policy: str
    inputs: tuple[TracedInput, ...]
    matched: tuple[MatchedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTrace:
    """One decision: its value, the tables it used, and why parts of it are null."""

    decision_id: str
    name: str
    value: FeelValue
    tables: tuple[TableTrace, ...]
    warnings: tuple[FeelWarning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """The value, the inputs as they were used, and the required decisions in the order they were made.

    `steps` is the work that the evaluation took, counted as FEEL's limits do.
    """

    decision_id: str
    value: FeelValue
    inputs: Mapping[str, FeelValue]
    decisions: tuple[DecisionTrace, ...]
    warnings: tuple[FeelWarning, ...]
    steps: int = 0


def result_json(result: DecisionResult) -> dict[str, object]:
    """Write a result as JSON data (see `engine.feel.to_json` for numbers and dates)."""
    return {
        "decisionId": result.decision_id,
        "value": to_json(result.value),
        "inputs": {name: to_json(value) for name, value in result.inputs.items()},
        "decisions": [_decision_json(decision) for decision in result.decisions],
        "warnings": [_warning_json(warning) for warning in result.warnings],
    }


def _decision_json(decision: DecisionTrace) -> dict[str, object]:
    return {
        "decisionId": decision.decision_id,
        "name": decision.name,
        "value": to_json(decision.value),
        "tables": [_table_json(table) for table in decision.tables],
        "warnings": [_warning_json(warning) for warning in decision.warnings],
    }


def _table_json(table: TableTrace) -> dict[str, object]:
    return {
        "tableId": table.table_id,
        "hitPolicy": table.hit_policy,
        "inputs": [{"label": found.label, "value": to_json(found.value)} for found in table.inputs],
        "matched": [
            {
                "ruleId": rule.id,
                "number": rule.number,
                "outputs": {name: to_json(value) for name, value in rule.outputs.items()},
                "annotations": [{"name": name, "text": text} for name, text in rule.annotations],
            }
            for rule in table.matched
        ],
    }


def _warning_json(warning: FeelWarning) -> dict[str, object]:
    told: dict[str, object] = {"code": warning.code, "vi": warning.vi, "en": warning.en}
    if isinstance(warning, CellWarning):
        told |= {"rules": list(warning.rules), "column": warning.label}
    return told
