"""A trace (`engine.dmn.result_json`) read back as records, with the ids of the columns from the compiled file.

A trace is older than the reader's wishes: what it does not hold is left out, never guessed.
"""

from collections.abc import Mapping
from typing import Any

from engine.dmn import Decision, DecisionModel, Table
from engine.errors import Text
from engine.model.decision import Trace
from engine.model.decision_records import EvaluatedDecision, EvaluatedInput, EvaluatedOutput, EvaluatedRule

Known = Mapping[str, tuple[int, int]]  # key and version of deployed decisions, by id


def evaluated_decisions(model: DecisionModel, trace: Trace, known: Known) -> tuple[EvaluatedDecision, ...]:
    """Give the decisions of an evaluation in the order they were made; the last is the one that was asked for."""
    decisions: Any = trace["decisions"]
    by_id = {node.record.id: node.record for node in model.decisions.values()}
    return tuple(_evaluated(one, by_id.get(one["decisionId"]), known) for one in decisions)


def table_of(decision: Decision | None) -> Table | None:
    """Give the table that a decision consists of, None when its logic is something else."""
    logic = None if decision is None else decision.logic
    return logic if isinstance(logic, Table) else None


def _evaluated(one: Any, decision: Decision | None, known: Known) -> EvaluatedDecision:
    key, version = known.get(one["decisionId"], (None, None))
    table = table_of(decision)
    traced = _own_table(one, table)
    return EvaluatedDecision(
        decision_id=one["decisionId"],
        name=one["name"],
        key=key,
        version=version,
        is_table=table is not None,
        value=one["value"],
        inputs=() if traced is None else _inputs(traced, table),
        matched=() if traced is None else _rules(traced, table),
        warnings=tuple(Text(vi=warning["vi"], en=warning["en"]) for warning in one["warnings"]),
    )


def _own_table(one: Any, table: Table | None) -> Any:
    """Find the trace of the decision's own table; those inside other logic are no part of the answer."""
    if table is None or not one["tables"]:
        return None
    return one["tables"][-1]


def _inputs(traced: Any, table: Table | None) -> tuple[EvaluatedInput, ...]:
    columns = () if table is None else table.inputs
    return tuple(
        EvaluatedInput(
            id=(columns[place].place.id or "") if place < len(columns) else "",
            name=found["label"] or (columns[place].expression.text if place < len(columns) else ""),
            value=found["value"],
        )
        for place, found in enumerate(traced["inputs"])
    )


def _rules(traced: Any, table: Table | None) -> tuple[EvaluatedRule, ...]:
    columns = {} if table is None else {output.name: output for output in table.outputs}
    return tuple(
        EvaluatedRule(
            id=rule["ruleId"] or "",
            number=rule["number"],
            outputs=tuple(
                EvaluatedOutput(
                    id=(columns[name].place.id or "") if name in columns else "",
                    name=(columns[name].label if name in columns else "") or name,
                    value=value,
                )
                for name, value in rule["outputs"].items()
            ),
            annotations=tuple(note["text"] for note in rule["annotations"]),
        )
        for rule in traced["matched"]
    )
