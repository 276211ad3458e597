"""The decisions of a case as the tables that people know: every rule, which matched, and what the columns saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.dmn import Decision, DecisionModel, Table
from engine.errors import Text
from engine.model.decision_records import EvaluatedDecision, MadeDecision
from engine.model.json_value import JsonValue
from engine.model.records import CaseRecord
from engine.operations.decisions.evaluate_decision import evaluated_in_case
from engine.operations.decisions.evaluated import table_of
from engine.operations.unit_of_work import UnitOfWork

MOST_RULES = 60  # of a table that is shown whole; of a larger one only what matched


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedRule:
    """A rule as it is written, and whether it matched."""

    number: int
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]
    matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedDecision:
    """One decision of an evaluation. No `rules` when its logic is no table; `left_out` counts those not shown."""

    name: str
    hit_policy: str
    inputs: tuple[tuple[str, JsonValue], ...]  # label and what it saw
    outputs: tuple[str, ...]
    output_names: tuple[str, ...]  # keys of `value` when there are several outputs
    rules: tuple[TracedRule, ...]
    left_out: int
    value: JsonValue
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEvaluation:
    """One call of a decision by a step of the case, with the decisions that it required; the last is the one called."""

    name: str
    version: int
    element_id: str
    evaluated_at: datetime
    decisions: tuple[TracedDecision, ...]


def trace_tables(uow: UnitOfWork, record: CaseRecord) -> tuple[TracedEvaluation, ...]:
    """Give the evaluations of a case that its reader was given, in the order they were made."""
    return tuple(_evaluation(uow, made) for made in record.decisions)


def _evaluation(uow: UnitOfWork, made: MadeDecision) -> TracedEvaluation:
    model = uow.definitions.decisions(uow.connection, made.requirements_key)
    records = _records(model)
    return TracedEvaluation(
        name=made.name,
        version=made.version,
        element_id=made.element_id,
        evaluated_at=made.evaluated_at,
        decisions=tuple(_traced(one, records.get(one.decision_id)) for one in evaluated_in_case(uow, made)),
    )


def _records(model: DecisionModel) -> Mapping[str, Decision]:
    return {node.record.id: node.record for node in model.decisions.values()}


def _traced(one: EvaluatedDecision, decision: Decision | None) -> TracedDecision:
    table = table_of(decision)
    matched = frozenset(rule.number for rule in one.matched)
    rules = () if table is None else _rules(table, matched)
    return TracedDecision(
        name=one.name,
        hit_policy="" if table is None else table.hit_policy.value,
        inputs=tuple((found.name, found.value) for found in one.inputs),
        outputs=() if table is None else tuple(clause.label or clause.name for clause in table.outputs),
        output_names=() if table is None else tuple(clause.name for clause in table.outputs),
        rules=rules,
        left_out=0 if table is None else len(table.rules) - len(rules),
        value=one.value,
        warnings=one.warnings,
    )


def _rules(table: Table, matched: frozenset[int]) -> tuple[TracedRule, ...]:
    is_short = len(table.rules) <= MOST_RULES
    return tuple(
        TracedRule(
            number=number,
            tests=tuple(cell.text or "-" for cell in rule.tests),
            outputs=tuple(cell.text or "-" for cell in rule.outputs),
            annotations=tuple(text for text in rule.annotations if text),
            matched=number in matched,
        )
        for number, rule in enumerate(table.rules, start=1)
        if is_short or number in matched
    )
