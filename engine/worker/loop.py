"""The worker's main loop: claim what is due, a bounded number at once, until told to stop.

It polls two indexed queries with back-off while idle: a notification a commit would make commits wait for each other.
A claim is a lease, so that a worker that dies loses nothing. On stop it claims nothing more and ends what it does.
It decides nothing about processes: operations and connectors do.
"""

import os
import socket
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import structlog

from engine.errors import EngineError
from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.definitions.deploy_due_plans import deploy_due_plans
from engine.operations.dispatch.send_dispatches import send_due_dispatches
from engine.operations.engine import Engine
from engine.operations.running.deliver_events import deliver_events
from engine.operations.running.fire_due_timers import fire_due_timers
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.running.jobs import activate_jobs
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.store.queries.due_work import due_job_types
from engine.worker.connectors import CONNECTORS, Connectors
from engine.worker.run_job import run_job
from engine.worker.technical import TechnicalQueue

_log = structlog.get_logger("hoidong.worker")
_UNFORESEEN = frozenset({"timer_broke", "signal_broke", "call_broke", "plan_broke", "dispatch_broke"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """How much one process does at once and how often it looks (machine time, seconds).

    After work it looks again at once; with nothing to do the pause doubles from `shortest_pause_s` to
    `longest_pause_s`; while the database does not answer it grows to `outage_pause_s`.
    """

    jobs_at_once: int = 4
    timers_a_batch: int = 20
    shortest_pause_s: float = 0.05
    longest_pause_s: float = 0.5
    outage_pause_s: float = 10.0
    technical: bool = True


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
    try:
        with ThreadPoolExecutor(chosen.jobs_at_once + 2, thread_name_prefix="worker") as threads:
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
        self._timers: Future[int] | None = None
        self._sending: Future[int] | None = None

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
        fired = self._fired_timers()
        if self._timers is None:
            self._timers = self._threads.submit(self._fire_timers)
        sent = self._sent()
        if self._sending is None:
            self._sending = self._threads.submit(self._send)
        claimed = self._claim()
        for job in claimed:
            self._jobs.add(self._threads.submit(run_job, self._engine, self._connectors[job.job_type], job))
        return bool(claimed or fired or sent or self._jobs)

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

    def _fire_timers(self) -> int:
        count, failures = fire_due_timers(self._engine, limit=self._settings.timers_a_batch)
        delivered, lost = deliver_events(self._engine, limit=self._settings.timers_a_batch)
        told, untold = tell_ended_calls(self._engine, limit=self._settings.timers_a_batch)
        deployed, refused = deploy_due_plans(self._engine, limit=self._settings.timers_a_batch)
        for failure in (*failures, *lost, *untold, *refused):
            unforeseen = failure.__cause__ if failure.stable_code in _UNFORESEEN else None
            _log.warning(
                "timer_failed", code=failure.stable_code, retryable=failure.retryable, exc_info=unforeseen or False
            )
        return count + delivered + told + deployed

    def _send(self) -> int:
        """Send documents that are due: apart from the timers, since other houses answer in their own time."""
        sent, failures = send_due_dispatches(self._engine)
        for failure in failures:
            unforeseen = failure.__cause__ if failure.stable_code in _UNFORESEEN else None
            _log.warning("dispatch_failed", code=failure.stable_code, exc_info=unforeseen or False)
        return sent

    def _sent(self) -> int:
        """Take the result of the sending that has ended, if one has."""
        if self._sending is None or not self._sending.done():
            return 0
        done, self._sending = self._sending, None
        return done.result()

    def _fired_timers(self) -> int:
        """Take the result of the batch that has ended, if one has."""
        if self._timers is None or not self._timers.done():
            return 0
        done, self._timers = self._timers, None
        return done.result()

    def _rest(self, stop: threading.Event, pause_s: float) -> None:
        """Pause until a job ends, the time is over, or (noticed within `longest_pause_s`) the stop."""
        if self._jobs and len(self._jobs) >= self._settings.jobs_at_once:
            wait(self._jobs, timeout=self._settings.longest_pause_s, return_when=FIRST_COMPLETED)
        else:
            stop.wait(pause_s)
