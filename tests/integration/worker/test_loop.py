"""The worker's loop on a real database: it finds what is due, bounds what it does at once, and stops cleanly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from procrastinate import SyncPsycopgConnector
from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord, JobRecord, Resource
from engine.operations import Engine, create_instance, get_case
from engine.operations.documents.upload_document import OBJECT_PREFIX
from engine.operations.running.fire_due_timers import fire_due_timers
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.worker import WorkerSettings, run
from engine.worker.connectors import Connector, Connectors
from engine.worker.connectors.registry import finish
from engine.worker.technical import build_app
from tests.models import ONE_JOB, TIMER_AND_MESSAGE
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
PATIENCE_S = 30
QUICK = WorkerSettings(jobs_at_once=2, shortest_pause_s=0.01, longest_pause_s=0.05, technical=False)


def started(engine: Engine, actor: Actor, content: bytes) -> InstanceRecord:
    deploy(engine, Resource(name="thu.bpmn", content=content))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables={})


def state(engine: Engine, actor: Actor, case: InstanceRecord) -> InstanceState:
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key).instance.state


@contextmanager
def working(engine: Engine, connectors: Connectors, settings: WorkerSettings = QUICK) -> Iterator[threading.Event]:
    """Run the loop in a thread; it must have returned when the block ends."""
    stop = threading.Event()
    thread = threading.Thread(
        target=run, args=(engine, stop), kwargs={"connectors": connectors, "settings": settings}, daemon=True
    )
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


class Doing:
    """A connector that says when it begins and goes on when told."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.done = threading.Semaphore(0)
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, engine: Engine, job: JobRecord) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self.begun.release()
        assert self.go_on.wait(PATIENCE_S)
        finish(engine, job, {})
        with self._lock:
            self._now -= 1
        self.done.release()


def connectors(doing: Doing) -> Connectors:
    return Connectors([Connector(job_type="thu-nghiem", run=doing)])


def test_due_jobs_are_done_a_bounded_number_at_once(engine: Engine, actor: Make) -> None:
    cases = [started(engine, actor(OANH), ONE_JOB) for _ in range(5)]
    doing = Doing()
    with working(engine, connectors(doing)):
        assert doing.begun.acquire(timeout=PATIENCE_S)
        assert doing.begun.acquire(timeout=PATIENCE_S)
        doing.go_on.set()
        for _ in cases:
            assert doing.done.acquire(timeout=PATIENCE_S)
    assert doing.most == 2
    assert {state(engine, actor(OANH), case) for case in cases} == {InstanceState.COMPLETED}


def test_a_stop_lets_what_was_begun_end(engine: Engine, actor: Make) -> None:
    case = started(engine, actor(OANH), ONE_JOB)
    doing = Doing()
    with working(engine, connectors(doing)) as stop:
        assert doing.begun.acquire(timeout=PATIENCE_S)
        stop.set()
        later = started(engine, actor(OANH), ONE_JOB)
        doing.go_on.set()
    assert state(engine, actor(OANH), case) is InstanceState.COMPLETED
    assert state(engine, actor(OANH), later) is InstanceState.ACTIVE


def test_due_timers_fire(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    clock.forward(hours=4)

    def reminded() -> bool:
        with engine.unit_of_work() as uow:
            return "da_nhac" in get_case(uow, actor(OANH), instance_key=case.key).completed_elements

    with working(engine, Connectors([])):
        eventually(reminded)


def test_a_broken_case_does_not_keep_the_timers_of_others(engine: Engine, actor: Make, clock: MovingClock) -> None:
    broken = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    with engine.unit_of_work() as uow:
        whole = create_instance(uow, actor(OANH), process_id="thu", variables={})
    with engine.unit_of_work() as uow:
        # Whatever writes to this case now fails in a way that the engine does not know.
        spoil = f"ALTER TABLE process_instance ADD CONSTRAINT spoiled CHECK (key <> {broken.key}) NOT VALID"
        uow.connection.execute(text(spoil))
    clock.forward(hours=4)
    count, failures = fire_due_timers(engine)
    assert (count, [failure.stable_code for failure in failures]) == (2, ["timer_broke"])
    assert failures[0].__cause__ is not None
    with engine.unit_of_work() as uow:
        assert "da_nhac" in get_case(uow, actor(OANH), instance_key=whole.key).completed_elements


def test_a_database_that_goes_away_is_waited_for(engine: Engine, actor: Make) -> None:
    doing = Doing()
    doing.go_on.set()
    with working(engine, connectors(doing)):
        with engine.unit_of_work() as uow:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            uow.connection.execute(text(f"{kill} AND datname = current_database()"))
        case = started(engine, actor(OANH), ONE_JOB)
        assert doing.done.acquire(timeout=PATIENCE_S)
    assert state(engine, actor(OANH), case) is InstanceState.COMPLETED


def test_the_technical_queue_does_what_was_asked_and_stops_with_the_loop(engine: Engine) -> None:
    engine.objects.ensure_bucket()
    stray = engine.objects.begin(f"{OBJECT_PREFIX}999", content_type="application/pdf")
    stray.write(b"x")
    stray.finish()
    app = build_app(engine, SignInRules())
    with app.replace_connector(SyncPsycopgConnector(conninfo=engine.database.settings.url)) as asking, asking.open():
        asking.configure_task("collect_orphans").defer(timestamp=0)
        asking.configure_task("forget_old").defer(timestamp=0)
    with working(engine, Connectors([]), replace(QUICK, technical=True)):
        eventually(lambda: count(engine, "SELECT count(*) FROM procrastinate_workers") == 1)
        eventually(lambda: count(engine, "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'") == 0)
    assert list(engine.objects.names(OBJECT_PREFIX)) == []
    assert count(engine, "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0
    assert count(engine, "SELECT count(*) FROM procrastinate_workers") == 0


def count(engine: Engine, statement: str) -> int:
    with engine.unit_of_work() as uow:
        return int(uow.connection.execute(text(statement)).scalar_one())


def eventually(holds: Callable[[], bool]) -> None:
    """Look again until it holds: another thread decides when."""
    again = threading.Event()
    for _ in range(PATIENCE_S * 20):
        if holds():
            return
        again.wait(0.05)
    pytest.fail("it never came about")
