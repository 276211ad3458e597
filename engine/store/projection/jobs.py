"""Project jobs: new ones become claimable by workers, unwanted ones are canceled."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, insert, update

from engine.model.events import Event, JobCanceled, JobCreated
from engine.model.lifecycle import JobState
from engine.store.statements import Statement
from engine.store.tables import Job
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_JOB = core(Job)
_INSERT = Statement(
    insert(_JOB),
    (
        "key",
        "instance_key",
        "element_instance_key",
        "element_id",
        "kind",
        "listener_event",
        "job_type",
        "headers",
        "state",
        "retries",
        "available_at",
        "created_at",
        "ended_at",
    ),
)
_CANCEL = Statement(
    update(_JOB)
    .where(
        _JOB.c.element_instance_key == func.any(bindparam("visits", type_=ARRAY(BigInteger))),
        (_JOB.c.state == JobState.CREATED.value) | (_JOB.c.state == JobState.FAILED.value),
    )
    .values(state=JobState.CANCELED.value, ended_at=bindparam("now", type_=_JOB.c.ended_at.type))
)


def project_jobs(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Insert the jobs created and cancel those withdrawn; an element may have one after another in one command."""
    rows: list[dict[str, Any]] = []
    canceled: list[int] = []
    for event in events:
        if isinstance(event, JobCreated):
            rows.append(_row(tx, instance_key, event))
        elif isinstance(event, JobCanceled):
            canceled.append(event.element_instance_key)
            for row in rows:
                if row["element_instance_key"] == event.element_instance_key:
                    row.update(state=JobState.CANCELED.value, ended_at=tx.now)
    if canceled:
        tx.write(_CANCEL, [{"visits": canceled, "now": tx.now}])
    tx.write(_INSERT, rows)


def _row(tx: Transaction, instance_key: int, event: JobCreated) -> dict[str, Any]:
    return {
        "key": tx.new_key(),
        "instance_key": instance_key,
        "element_instance_key": event.element_instance_key,
        "element_id": event.element_id,
        "kind": event.kind.value,
        "listener_event": event.listener_event,
        "job_type": event.job_type,
        "headers": event.headers,
        "state": JobState.CREATED.value,
        "retries": event.retries,
        "available_at": tx.now,
        "created_at": tx.now,
        "ended_at": None,
    }
