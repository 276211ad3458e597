"""The decisions of a case for its page: values in words, steps by their names."""

import json
from dataclasses import dataclass

from api.pages.words import Words
from engine.model.json_value import JsonValue
from engine.model.records import CaseRecord
from engine.operations import UnitOfWork
from engine.operations.decisions.trace_tables import TracedDecision, TracedEvaluation, trace_tables

_NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """One decision with what its columns saw, in the order of the columns, and its result."""

    decision: TracedDecision
    saw: tuple[str, ...]
    result: tuple[tuple[str, str], ...]  # the columns' words and what they gave; no words for a single value


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """One evaluation: the step that asked, and the decisions, the one that was asked for first."""

    evaluation: TracedEvaluation
    step: str
    tables: tuple[TableView, ...]


def read_decision_views(uow: UnitOfWork, language: str, record: CaseRecord) -> tuple[DecisionView, ...]:
    """Give the decisions of a case that its reader was given."""
    words = Words(uow, language)
    key = record.instance.definition_key
    definition = uow.definitions.model(uow.connection, key).definition
    return tuple(
        DecisionView(
            evaluation=one,
            step=words.step(key, one.element_id, definition.elements[one.element_id].name),
            tables=tuple(_table(decision, language) for decision in reversed(one.decisions)),
        )
        for one in trace_tables(uow, record)
    )


def _table(decision: TracedDecision, language: str) -> TableView:
    return TableView(
        decision=decision,
        saw=tuple(_written(value, language) for _, value in decision.inputs),
        result=_result(decision, language),
    )


def _result(decision: TracedDecision, language: str) -> tuple[tuple[str, str], ...]:
    value = decision.value
    if not isinstance(value, dict) or set(value) != set(decision.output_names):
        return (("", _written(value, language)),)
    columns = zip(decision.outputs, decision.output_names, strict=True)
    return tuple((label, _written(value[name], language)) for label, name in columns)


def _written(value: JsonValue, language: str) -> str:
    """Write a value for people: text as it is, truth values as words, lists of texts one by one, the rest as JSON."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(str, value)) or _NOTHING
    match value:
        case None | "":
            return _NOTHING
        case bool():
            return ("Có" if value else "Không") if language == "vi" else ("Yes" if value else "No")
        case str():
            return value
    return json.dumps(value, ensure_ascii=False, default=str)
