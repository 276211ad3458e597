"""Project jobs: new ones become claimable by workers, unwanted ones are canceled."""

from collections.abc import Iterable

from sqlalchemy import insert, update

from engine.model.events import Event, JobCanceled, JobCreated
from engine.model.lifecycle import JobState
from engine.store.tables import Job
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_JOB = core(Job)
_OPEN = (JobState.CREATED.value, JobState.FAILED.value)


def project_jobs(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Insert the jobs created and cancel those withdrawn."""
    created = [
        {
            "key": tx.new_key(),
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "job_type": event.job_type,
            "headers": event.headers,
            "state": JobState.CREATED.value,
            "retries": event.retries,
            "available_at": tx.now,
            "created_at": tx.now,
        }
        for event in events
        if isinstance(event, JobCreated)
    ]
    canceled = [event.element_instance_key for event in events if isinstance(event, JobCanceled)]
    if created:
        tx.connection.execute(insert(_JOB), created)
    if canceled:
        tx.connection.execute(
            update(_JOB)
            .where(_JOB.c.element_instance_key.in_(canceled), _JOB.c.state.in_(_OPEN))
            .values(state=JobState.CANCELED.value, ended_at=tx.now)
        )
