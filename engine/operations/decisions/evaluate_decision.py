"""Make a decision for somebody who asks directly (a designer who tries a table, another system). Nothing is kept."""

from sqlalchemy import Row

from engine.errors import InputRejected, LimitExceeded, Text
from engine.feel import from_json
from engine.model.actor import Actor
from engine.model.decision import Trace
from engine.model.decision_records import EvaluatedDecision, Evaluation, MadeDecision
from engine.model.json_value import Variables
from engine.operations.access import require_permission
from engine.operations.decisions.decision_trace import bounded_trace, failures_of
from engine.operations.decisions.evaluated import Known, evaluated_decisions
from engine.operations.decisions.make_decision import evaluate_deployed
from engine.operations.decisions.read_decisions import decision_missing, decision_record, get_decision
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.decisions import decision_rows, decision_source, newest_decision

_MOST_BYTES = 1_000_000  # of an answer


def evaluate_decision(
    uow: UnitOfWork,
    actor: Actor,
    *,
    variables: Variables,
    decision_key: int | None = None,
    decision_id: str | None = None,
) -> Evaluation:
    """Make the decision of a key, or the newest version of an id, over `variables`.

    Needs CREATE_DECISION_INSTANCE on DECISION_DEFINITION. Raises NotFound, NotPermitted, InputRejected. A bound that is
    reached, and rules that break their hit policy, are told as `failure`.
    """
    row = _row(uow, decision_key, decision_id)
    require_permission(uow, actor, "DECISION_DEFINITION", "CREATE_DECISION_INSTANCE", row.decision_id)
    get_decision(uow, actor, decision_key=row.key)
    inputs = {name: from_json(value) for name, value in variables.items()}
    try:
        model, result = evaluate_deployed(uow, row, inputs, uow.limits.decision_steps)
    except LimitExceeded as error:
        return Evaluation(
            key=uow.new_key(), decision=decision_record(row), value=None, decisions=(), failure=error.text
        )
    trace = bounded_trace(result, _MOST_BYTES)
    failures = failures_of(result)
    if trace.get("cut"):
        raise LimitExceeded(
            Text(
                vi=f"Kết quả của bảng quy tắc lớn hơn {_MOST_BYTES} byte nên không trả về được.",
                en=f"The decision's answer has more than {_MOST_BYTES} bytes and cannot be given back.",
            )
        )
    return Evaluation(
        key=uow.new_key(),
        decision=decision_record(row),
        value=trace["value"],
        decisions=evaluated_decisions(model, trace, known_of(uow, row.requirements_key)),
        failure=Text(vi=" ".join(one.vi for one in failures), en=" ".join(one.en for one in failures))
        if failures
        else None,
    )


def evaluated_in_case(uow: UnitOfWork, made: MadeDecision) -> tuple[EvaluatedDecision, ...]:
    """Give the decisions of an evaluation that is kept with a case; who reads it may read the case."""
    trace: Trace = made.trace
    model = uow.definitions.decisions(uow.connection, made.requirements_key)
    return evaluated_decisions(model, trace, known_of(uow, made.requirements_key))


def known_of(uow: UnitOfWork, requirements_key: int) -> Known:
    """Give key and version of the decisions in a file and in those that it imports, by id."""
    known: dict[str, tuple[int, int]] = {}
    waiting, seen = [requirements_key], set[int]()
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        for row in decision_rows(uow.connection, requirements_key=key):
            known.setdefault(row.decision_id, (row.key, row.version))
        source = decision_source(uow.connection, key)
        waiting.extend(source.imports.values() if source is not None else ())
    return known


def _row(uow: UnitOfWork, decision_key: int | None, decision_id: str | None) -> Row[tuple[object, ...]]:
    if (decision_key is None) == (decision_id is None):
        raise InputRejected(
            Text(
                vi="Cần đúng một trong hai: khóa bảng quy tắc hoặc mã bảng quy tắc.",
                en="Give exactly one of decisionDefinitionKey and decisionDefinitionId.",
            ),
            code="definition_ambiguous",
        )
    if decision_id is not None:
        row = newest_decision(uow.connection, decision_id)
    else:
        row = next(iter(decision_rows(uow.connection, key=decision_key)), None)
    if row is None:
        raise decision_missing()
    return row
