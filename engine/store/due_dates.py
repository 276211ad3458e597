"""The due dates that running cases have been given: found with what they rest on, and moved when the law changes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select, update

from engine.model.lifecycle import RUNNING, TaskState
from engine.store import audit
from engine.store.audit import AuditEntry, AuditHead
from engine.store.tables import ProcessInstance, Timer, UserTask
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TASK, _INSTANCE, _TIMER = core(UserTask), core(ProcessInstance), core(Timer)
_RUNNING = _INSTANCE.c.state.in_(RUNNING)


def open_tasks(
    tx: Transaction, rule_ids: Collection[str] | None, seen: ColumnElement[bool], keys: Collection[int] | None = None
) -> Sequence[RowMapping]:
    """Give the open tasks of running cases that a rule dated (one of `rule_ids`, or any), in order of case and task.

    `seen` is a predicate over the case, told with each row as `visible`; `keys` narrows to these cases.
    """
    columns = (_TASK.c.key, _TASK.c.name, _TASK.c.element_id, _TASK.c.due_at, _TASK.c.warn_at, _TASK.c.follow_up_at)
    case = (_INSTANCE.c.business_id, _INSTANCE.c.title, _INSTANCE.c.restricted, _INSTANCE.c.definition_key)
    statement = (
        select(*columns, _TASK.c.instance_key, _TASK.c.due_explained.label("basis"), *case, seen.label("visible"))
        .join_from(_TASK, _INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(_RUNNING, _TASK.c.state == TaskState.CREATED.value, _TASK.c.due_explained.has_key("start"))
    )
    if rule_ids is not None:
        statement = statement.where(_TASK.c.due_explained["rule"].astext.in_(list(rule_ids)))
    if keys is not None:
        statement = statement.where(_INSTANCE.c.key.in_(list(keys)))
    return tx.connection.execute(statement.order_by(_TASK.c.instance_key, _TASK.c.key)).mappings().all()


def waiting_timers(
    tx: Transaction, rule_ids: Collection[str] | None, keys: Collection[int] | None = None
) -> Sequence[RowMapping]:
    """Give the timers of running cases that a rule dated and that have not failed: key, case, moment and basis.

    Not those whose clock stands still. `keys` narrows to these cases.
    """
    statement = (
        select(_TIMER.c.key, _TIMER.c.instance_key, _TIMER.c.due_at, _TIMER.c.explained.label("basis"))
        .join_from(_TIMER, _INSTANCE, _INSTANCE.c.key == _TIMER.c.instance_key)
        .where(_RUNNING, _TIMER.c.explained.has_key("start"), ~_TIMER.c.explained.has_key("stopped"))
        .where(_TIMER.c.failures == 0)
    )
    if keys is not None:
        statement = statement.where(_INSTANCE.c.key.in_(list(keys)))
    if rule_ids is not None:
        statement = statement.where(_TIMER.c.explained["rule"].astext.in_(list(rule_ids)))
    return tx.connection.execute(statement.order_by(_TIMER.c.instance_key, _TIMER.c.key)).mappings().all()


def stopped_timers(tx: Transaction, instance_key: int) -> Sequence[RowMapping]:
    """Give the timers of a case whose clock stands still: key, moment and basis."""
    columns = (_TIMER.c.key, _TIMER.c.due_at, _TIMER.c.explained.label("basis"))
    statement = select(*columns).where(_TIMER.c.instance_key == instance_key, _TIMER.c.explained.has_key("stopped"))
    return tx.connection.execute(statement.order_by(_TIMER.c.key)).mappings().all()


def lock_cases(tx: Transaction, keys: Iterable[int]) -> Mapping[int, RowMapping]:
    """Lock the running cases among `keys` in the order of their keys and give what their audit chains end with."""
    columns = (_INSTANCE.c.key, _INSTANCE.c.audit_sequence, _INSTANCE.c.audit_head, _INSTANCE.c.audit_seal)
    statement = select(*columns).where(_INSTANCE.c.key.in_(sorted(set(keys))), _RUNNING).order_by(_INSTANCE.c.key)
    return {row["key"]: row for row in tx.connection.execute(statement.with_for_update()).mappings()}


def move_task(tx: Transaction, key: int, **columns: Any) -> None:
    """Give a task new dates. Its version stays: a form that somebody is filling in is not out of date by this."""
    tx.connection.execute(update(_TASK).where(_TASK.c.key == key).values(**columns))


def move_timer(
    tx: Transaction, key: int, moment: Any, *, explained: Mapping[str, Any] | None = None, waits: bool = True
) -> None:
    """Let a timer wait for another moment, unless it has gone; with `waits` false it fires at none."""
    values = {"due_at": moment, "available_at": moment if waits else None}
    if explained is not None:
        values["explained"] = explained
    tx.connection.execute(update(_TIMER).where(_TIMER.c.key == key).values(values))


def note_in_case(tx: Transaction, secret: bytes, case: RowMapping, entry: AuditEntry) -> None:
    """Put one entry on the chain of a case that `lock_cases` locked."""
    head = AuditHead(sequence=case["audit_sequence"], chain=case["audit_head"], seal=case["audit_seal"])
    new = audit.append(tx, secret, case["key"], head, [entry])
    values = {"audit_sequence": new.sequence, "audit_head": new.chain, "audit_seal": new.seal}
    tx.connection.execute(update(_INSTANCE).where(_INSTANCE.c.key == case["key"]).values(values))
