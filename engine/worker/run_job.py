"""One job in the hands of its connector, and what becomes of it when that fails.

A retryable failure gives the job back with a growing pause; one that trying again cannot mend becomes an incident at
once. A service outside that its connector waits for may stay away for a day before that costs a retry. Logs name codes
and the job's key, never what a case holds nor the case itself, which may be hidden.
"""

import structlog

from engine.errors import Conflict, EngineError, NotFound, Text
from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.running.jobs import fail_job
from engine.worker.connectors.registry import Connector

_log = structlog.get_logger("hoidong.worker")
FIRST_BACK_OFF_S = 2.0
LONGEST_BACK_OFF_S = 300.0
# Retries that a model gives ordinarily; the pause grows as they are used up.
_USUAL_RETRIES = 3
# How long a job waits for a service that does not answer before people are told of an incident.
PATIENCE_S = 24 * 3600.0
WAITED_S = "waited_s"  # detail of an error: for how long, where that is not as long as the job has been there
_UNEXPECTED = Text(
    vi="Lỗi ngoài dự kiến; người vận hành xem nhật ký của hệ thống.",
    en="Unexpected failure; the operator will find it in the log.",
)


def back_off_s(retries_left: int) -> float:
    """Give the pause before the next try: 2, 4, 8 … seconds, at most five minutes."""
    used = max(_USUAL_RETRIES - retries_left, 0)
    return float(min(FIRST_BACK_OFF_S * 2**used, LONGEST_BACK_OFF_S))


def waiting_s(age_s: float) -> float:
    """Give the pause of a job that waits for a service, `age_s` after it was made: it doubles, in the same bounds."""
    return min(max(age_s, FIRST_BACK_OFF_S), LONGEST_BACK_OFF_S)


def run_job(engine: Engine, connector: Connector, job: JobRecord) -> None:
    """Run the connector; whatever happens, the job is completed, given back or an incident, and nothing is raised."""
    log = _log.bind(job=job.key, job_type=job.job_type)
    try:
        connector.run(engine, job)
    except (Conflict, NotFound) as error:
        # Done by another worker, no longer wanted, or the case has ended; if none of these, the lease will end.
        log.info("job_no_longer_ours", code=error.stable_code)
    except EngineError as error:
        log.warning("job_failed", code=error.stable_code, retryable=error.retryable)
        waits = error.stable_code in connector.waits_for
        waited = error.details.get(WAITED_S)
        waited_s = float(waited) if waited is not None else None
        _give_back(engine, job, error.text, retryable=error.retryable, waits=waits, waited_s=waited_s)
    except Exception as error:
        log.exception("job_broke", error=type(error).__name__)
        _give_back(engine, job, _UNEXPECTED, retryable=True)
    else:
        log.info("job_completed")


def _give_back(
    engine: Engine,
    job: JobRecord,
    text: Text,
    *,
    retryable: bool,
    waits: bool = False,
    waited_s: float | None = None,
) -> None:
    retries = job.retries - 1 if retryable else 0
    back_off = back_off_s(retries)
    try:
        with engine.unit_of_work() as uow:
            age_s = (uow.now - job.created_at).total_seconds() if waited_s is None else waited_s
            if waits and age_s < PATIENCE_S:
                retries, back_off = job.retries, waiting_s(age_s)
            fail_job(
                uow,
                SYSTEM,
                job_key=job.key,
                retries=retries,
                message=text,
                back_off_s=back_off,
                lease_token=job.lease_token,
            )
    except EngineError as error:
        # Without the database nothing can be noted: the lease ends and somebody tries again.
        _log.warning("job_not_given_back", job=job.key, code=error.stable_code)
