"""Do everything that is due at this moment, in this thread, until nothing is: for one who prepares cases."""

from engine.errors import EngineError
from engine.model.actor import SYSTEM
from engine.operations.dispatch.dispatch_status import take_axis_statuses
from engine.operations.dispatch.send_dispatches import send_due_dispatches
from engine.operations.engine import Engine
from engine.operations.intake.send_answers import send_answers
from engine.operations.intake.take_messages import take_messages
from engine.operations.running.deliver_events import deliver_events
from engine.operations.running.fire_due_timers import fire_due_timers
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.running.jobs import activate_jobs
from engine.store.queries.due_work import due_job_types
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job

_NAME, _JOBS_AT_ONCE = "work_off", 10


def work_off(engine: Engine) -> None:
    """Fire timers, deliver messages, tell callers, do the jobs of our own connectors and send what they issue.

    Raises the first failure of a timer, a message or a call; a job that fails is given back, or is an incident of its
    case.
    """
    while any((_sweeps(engine), _jobs(engine), _sends(engine))):
        pass


def _sweeps(engine: Engine) -> int:
    done = 0
    for sweep in (fire_due_timers, deliver_events, tell_ended_calls):
        count, failures = sweep(engine)
        failed: EngineError | None = next(iter(failures), None)
        if failed is not None:
            raise failed
        done += count
    return done


def _sends(engine: Engine) -> int:
    """Send documents, take what receivers report and what others send, and answer them.

    A channel that is away is tried again when its time has come.
    """
    out = send_due_dispatches(engine)[0] + take_axis_statuses(engine)[0]
    return out + take_messages(engine).count + send_answers(engine)[0]


def _jobs(engine: Engine) -> int:
    with engine.unit_of_work() as uow:
        types = due_job_types(uow.transaction, CONNECTORS)
    done = 0
    for job_type in types:
        connector = CONNECTORS[job_type]
        with engine.unit_of_work() as uow:
            jobs = activate_jobs(
                uow,
                SYSTEM,
                job_type=job_type,
                worker=_NAME,
                max_jobs=_JOBS_AT_ONCE,
                timeout_s=connector.lease_s,
                leased=True,
            )
        for job in jobs:
            run_job(engine, connector, job)
        done += len(jobs)
    return done
