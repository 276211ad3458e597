"""What waits for our worker now; one cheap query, so that an idle worker costs little."""

from collections.abc import Iterable

from sqlalchemy import select

from engine.model.lifecycle import JobState
from engine.store.queries.suspended import suspended_cases
from engine.store.tables import Job
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_JOB = core(Job)


def due_job_types(tx: Transaction, job_types: Iterable[str]) -> tuple[str, ...]:
    """Name those of `job_types` that have a claimable job, the longest waiting first."""
    due = (
        select(_JOB.c.job_type, _JOB.c.available_at)
        .where(
            _JOB.c.job_type.in_(list(job_types)),
            _JOB.c.state == JobState.CREATED.value,
            _JOB.c.available_at <= tx.now,
            _JOB.c.instance_key.not_in(suspended_cases()),
        )
        .order_by(_JOB.c.available_at)
        .limit(200)
    )
    return tuple(dict.fromkeys(row.job_type for row in tx.connection.execute(due)))
