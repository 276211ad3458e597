"""What people have done in a case, as its history and its tasks tell it; variables, which others may set, do not."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Select, exists, select

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.store.tables import AuditEvent, AuditPayload, ProcessInstance, UserTask
from engine.store.tables.core import core

_EVENT, _PAYLOAD, _INSTANCE, _TASK = core(AuditEvent), core(AuditPayload), core(ProcessInstance), core(UserTask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A user task that was completed, with what its person answered."""

    task_key: int
    element_id: str
    answers: Mapping[str, JsonValue]


def answers_given(connection: Connection, instance_key: int) -> tuple[Answered, ...]:
    """Give what people answered when they completed the user tasks of a case, in the order of its history."""
    told = (
        select(_EVENT.c.element_id, _PAYLOAD.c.payload)
        .join(_PAYLOAD, (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence))
        .where(_EVENT.c.instance_key == instance_key, _EVENT.c.action == "TaskCompleted")
        .order_by(_EVENT.c.sequence)
    )
    return tuple(
        Answered(task_key=row.payload["task"], element_id=row.element_id, answers=row.payload["data"])
        for row in connection.execute(told)
    )


def has_acted(connection: Connection, username: str, instance_key: int) -> bool:
    """Tell whether a person has done something in a case, or in one that called it."""
    theirs = exists().where(_EVENT.c.instance_key.in_(_with_callers(instance_key)), _EVENT.c.actor == username)
    return bool(connection.execute(select(theirs)).scalar_one())


def steps_done(connection: Connection, instance_key: int, username: str | None) -> frozenset[str]:
    """Name the user tasks of a case that this person (None: anybody) has completed, by their elements."""
    done = select(_TASK.c.element_id).where(
        _TASK.c.instance_key == instance_key, _TASK.c.state == TaskState.COMPLETED.value
    )
    if username is not None:
        done = done.where(_TASK.c.completed_by == username)
    return frozenset(connection.execute(done.distinct()).scalars())


def job_told(connection: Connection, instance_key: int, *, job_type: str, data: Mapping[str, JsonValue]) -> bool:
    """Tell whether a job of the case, done by the product itself, gave variables that contain `data`."""
    said = exists().where(
        _EVENT.c.instance_key == instance_key,
        _EVENT.c.action == "JobCompleted",
        _EVENT.c.actor == SYSTEM.username,
        _PAYLOAD.c.instance_key == _EVENT.c.instance_key,
        _PAYLOAD.c.sequence == _EVENT.c.sequence,
        _PAYLOAD.c.payload.contains({"type": job_type, "data": dict(data)}),
    )
    return bool(connection.execute(select(said)).scalar_one())


def last_signed_drafts(connection: Connection, instance_key: int) -> tuple[str, Mapping[str, str]] | None:
    """Give who last decided on drafts of a case ahead of their papers, and the hash of each draft agreed to, by key."""
    latest = (
        select(_EVENT.c.actor, _PAYLOAD.c.payload["signs"].label("signs"))
        .join(_PAYLOAD, (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence))
        .where(
            _EVENT.c.instance_key == instance_key,
            _EVENT.c.action == "TaskCompleted",
            _PAYLOAD.c.payload.has_key("signs"),
        )
        .order_by(_EVENT.c.sequence.desc())
        .limit(1)
    )
    found = connection.execute(latest).one_or_none()
    return (found.actor, found.signs) if found is not None else None


def is_open(connection: Connection, instance_key: int) -> bool:
    """Tell whether a case exists and is not restricted."""
    found = select(_INSTANCE.c.key).where(_INSTANCE.c.key == instance_key, _INSTANCE.c.restricted.is_(False))
    return connection.execute(found).scalar_one_or_none() is not None


def _with_callers(instance_key: int) -> Select[tuple[int]]:
    """Select the keys of a case and of those that called it."""
    case = select(_INSTANCE.c.key, _INSTANCE.c.parent_key).where(_INSTANCE.c.key == instance_key).cte(recursive=True)
    above = select(_INSTANCE.c.key, _INSTANCE.c.parent_key).join(case, _INSTANCE.c.key == case.c.parent_key)
    return select(case.union_all(above).c.key)
