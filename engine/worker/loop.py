"""The worker's main loop: claim what is due, a bounded number at once, until told to stop.

Jobs are claimed here; timers, events and sending go round beside it. All poll indexed queries with back-off while idle:
a notification a commit would make commits wait for each other.
A claim is a lease, so that a worker that dies loses nothing. On stop it claims nothing more and ends what it does.
It decides nothing about processes: operations and connectors do.
"""

import os
import socket
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog

from engine.errors import EngineError
from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.definitions.deploy_due_plans import deploy_due_plans
from engine.operations.dispatch.send_dispatches import send_due_dispatches
from engine.operations.engine import Engine
from engine.operations.running.deliver_events import deliver_events
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.running.jobs import activate_jobs
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.store.queries.due_work import due_job_types
from engine.worker.connectors import CONNECTORS, Connectors
from engine.worker.firing import FiringLanes
from engine.worker.rounds import Round, going_round, log_failures
from engine.worker.run_job import run_job
from engine.worker.settings import WorkerSettings
from engine.worker.technical import TechnicalQueue

_log = structlog.get_logger("hoidong.worker")


def run(
    engine: Engine,
    stop: threading.Event,
    *,
    connectors: Connectors = CONNECTORS,
    settings: WorkerSettings | None = None,
    sign_in_rules: SignInRules | None = None,
) -> None:
    """Work until `stop` is set, then end what was begun and return."""
    chosen = settings or WorkerSettings()
    technical = TechnicalQueue(engine, sign_in_rules or SignInRules()) if chosen.technical else None
    _log.info("worker_started", job_types=sorted(connectors))
    if technical is not None:
        technical.start()
    lanes = FiringLanes(engine, at_once=chosen.timers_at_once, a_batch=chosen.timers_a_batch)
    try:
        with (
            lanes,
            ThreadPoolExecutor(chosen.jobs_at_once, thread_name_prefix="job") as threads,
            going_round(_rounds(engine, chosen, lanes), chosen),
        ):
            _Loop(engine, connectors, chosen, threads).run(stop)
    finally:
        if technical is not None:
            technical.stop()
        _log.info("worker_stopped")


class _Loop:
    def __init__(
        self, engine: Engine, connectors: Connectors, settings: WorkerSettings, threads: ThreadPoolExecutor
    ) -> None:
        self._engine = engine
        self._connectors = connectors
        self._settings = settings
        self._threads = threads
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._jobs: set[Future[None]] = set()

    def run(self, stop: threading.Event) -> None:
        pause_s = self._settings.shortest_pause_s
        while not stop.is_set():
            try:
                busy = self._look()
                pause_s = self._settings.shortest_pause_s if busy else min(2 * pause_s, self._settings.longest_pause_s)
            except EngineError as error:
                _log.warning("worker_waits", code=error.stable_code)
                pause_s = min(2 * pause_s, self._settings.outage_pause_s)
            self._rest(stop, pause_s)

    def _look(self) -> bool:
        """Start what is due and may be started; tell whether there was anything."""
        self._jobs = {job for job in self._jobs if not job.done()}
        claimed = self._claim()
        for job in claimed:
            self._jobs.add(self._threads.submit(run_job, self._engine, self._connectors[job.job_type], job))
        return bool(claimed or self._jobs)

    def _claim(self) -> list[JobRecord]:
        free = self._settings.jobs_at_once - len(self._jobs)
        if free <= 0:
            return []
        with self._engine.unit_of_work() as uow:
            types = due_job_types(uow.transaction, self._connectors)
        claimed: list[JobRecord] = []
        for job_type in types:
            if len(claimed) == free:
                break
            with self._engine.unit_of_work() as uow:
                claimed += activate_jobs(
                    uow,
                    SYSTEM,
                    job_type=job_type,
                    worker=self._name,
                    max_jobs=free - len(claimed),
                    timeout_s=self._connectors[job_type].lease_s,
                    leased=True,
                )
        return claimed

    def _rest(self, stop: threading.Event, pause_s: float) -> None:
        """Pause until a job ends, the time is over, or (noticed within `longest_pause_s`) the stop."""
        if self._jobs and len(self._jobs) >= self._settings.jobs_at_once:
            wait(self._jobs, timeout=self._settings.longest_pause_s, return_when=FIRST_COMPLETED)
        else:
            stop.wait(pause_s)


def _rounds(engine: Engine, settings: WorkerSettings, lanes: FiringLanes) -> tuple[Round, ...]:
    """Give what goes round beside the jobs.

    Timers wait for nothing else, and documents are sent apart, since other houses answer in their own time.
    """

    def events(_stopping: threading.Event) -> int:
        done = 0
        for sweep in (deliver_events, tell_ended_calls, deploy_due_plans):
            count, failures = sweep(engine, limit=settings.events_a_batch)
            log_failures("event_failed", failures)
            done += count
        return done

    def sending(_stopping: threading.Event) -> int:
        sent, failures = send_due_dispatches(engine)
        log_failures("dispatch_failed", failures)
        return sent

    return (
        Round(name="timers", go=lanes.fire_due),
        Round(name="events", go=events),
        Round(name="sending", go=sending),
    )
