"""Timers that were missed: each fires once, a case's in their order whoever claimed them, others without waiting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from psycopg import connect
from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import Engine, create_instance, fire_due_timers
from engine.operations.running.fire_due_timers import LEASE, claim_due_timers, fire_claimed
from engine.worker.connectors import Connectors
from engine.worker.firing import by_case
from tests.integration.operations.test_rivals import wait_until_somebody_waits
from tests.integration.worker.test_loop import PATIENCE_S, QUICK, eventually, working
from tests.office import MovingClock, deploy
from tests.unit.spiff import drawing as d

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
HOURS = (3, 1, 2)


def reminded_thrice() -> bytes:
    """Draw a task with three reminders, whose names tell after how many hours they come."""
    reminders = [f"nhac_{hours}" for hours in HOURS]
    return d.process(
        d.start(),
        d.user_task("viec"),
        d.end(),
        d.path("start", "viec", "end"),
        *(d.boundary(f"nhac_{n}", "viec", d.timer("timeDuration", f"PT{n}H"), interrupting=False) for n in HOURS),
        *(d.end(f"da_{name}") for name in reminders),
        *(d.flow(name, f"da_{name}") for name in reminders),
        process_id="nhac",
    )


def started(engine: Engine, actor: Actor, cases: int = 1) -> list[InstanceRecord]:
    """Start cases of it."""
    deploy(engine, Resource(name="nhac.bpmn", content=reminded_thrice()))
    with engine.unit_of_work() as uow:
        return [create_instance(uow, actor, process_id="nhac", variables={}) for _ in range(cases)]


def fired(engine: Engine) -> list[tuple[int, str]]:
    """Give the case and the element of each firing, in order within a case."""
    statement = (
        "SELECT instance_key, element_id FROM audit_event WHERE action = 'TimerFired' ORDER BY instance_key, sequence"
    )
    with engine.unit_of_work() as uow:
        return [(row[0], row[1]) for row in uow.connection.execute(text(statement))]


def test_what_another_worker_claimed_before_fires_first(engine: Engine, actor: Make, clock: MovingClock) -> None:
    [case] = started(engine, actor(OANH))
    clock.forward(hours=4)
    [early] = claim_due_timers(engine, limit=1)
    [later] = claim_due_timers(engine, limit=1)
    assert (early.element_id, later.element_id) == ("nhac_1", "nhac_2")
    assert fire_claimed(engine, [later]) == ()
    assert fired(engine) == [(case.key, "nhac_1"), (case.key, "nhac_2")]
    assert fire_claimed(engine, [early]) == ()  # nothing is left of it
    assert fire_due_timers(engine) == (1, ())
    assert fired(engine) == [(case.key, f"nhac_{n}") for n in (1, 2, 3)]


def test_one_that_keeps_failing_holds_up_none_behind_it(engine: Engine, actor: Make, clock: MovingClock) -> None:
    [case] = started(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        check = "ALTER TABLE element_instance ADD CONSTRAINT spoiled CHECK (element_id <> 'da_nhac_1') NOT VALID"
        uow.connection.execute(text(check))
    clock.forward(hours=2)
    claim_due_timers(engine, limit=1)  # by a worker that died with it
    claimed, failures = fire_due_timers(engine)
    assert (claimed, [failure.stable_code for failure in failures]) == (1, ["timer_broke"])
    assert fired(engine) == [(case.key, "nhac_2")]
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("ALTER TABLE element_instance DROP CONSTRAINT spoiled"))
    clock.forward(seconds=LEASE.total_seconds())
    assert fire_due_timers(engine) == (1, ())
    assert fired(engine) == [(case.key, "nhac_2"), (case.key, "nhac_1")]


def test_batches_keep_a_case_together_and_the_order_of_moments(engine: Engine, actor: Make, clock: MovingClock) -> None:
    first, second = started(engine, actor(OANH), cases=2)
    with engine.unit_of_work() as uow:
        later = "UPDATE timer SET due_at = due_at + interval '1 second' WHERE instance_key = :key"
        uow.connection.execute(text(later), {"key": first.key})
    clock.forward(hours=4)
    lanes = by_case(claim_due_timers(engine, limit=10))
    assert [{timer.instance_key for timer in lane} for lane in lanes] == [{second.key}, {first.key}]
    assert [[timer.element_id for timer in lane] for lane in lanes] == [[f"nhac_{n}" for n in (1, 2, 3)]] * 2
    assert lanes[1][0].due_at - lanes[0][0].due_at == timedelta(seconds=1)


def test_a_case_that_is_held_keeps_no_other_waiting(engine: Engine, actor: Make, clock: MovingClock) -> None:
    held, *others = started(engine, actor(OANH), cases=6)
    clock.forward(hours=4)
    expected = [(case.key, f"nhac_{n}") for case in others for n in (1, 2, 3)]
    with connect(engine.database.settings.plain_url) as holder:
        holder.execute("SELECT 1 FROM process_instance WHERE key = %s FOR UPDATE", [held.key])
        with working(engine, Connectors([])):
            eventually(lambda: fired(engine) == expected)
            holder.rollback()
            eventually(lambda: len(fired(engine)) == len(expected) + len(HOURS))
    assert fired(engine) == [(held.key, f"nhac_{n}") for n in (1, 2, 3)] + expected
    assert QUICK.timers_at_once > 1


def test_a_firing_that_lost_a_deadlock_is_done_at_once_all_the_same(
    engine: Engine, actor: Make, clock: MovingClock, office_url: str
) -> None:
    [case] = started(engine, actor(OANH))
    clock.forward(hours=1)
    claimed = claim_due_timers(engine, limit=1)
    with connect(office_url) as rival, ThreadPoolExecutor(1) as thread:
        # The rival sees no deadlock itself, so that the firing is the one to be undone.
        rival.execute("SET deadlock_timeout = '60s'")
        rival.execute("SELECT key FROM timer WHERE key = %s FOR UPDATE", [claimed[0].key])
        firing = thread.submit(fire_claimed, engine, claimed)
        wait_until_somebody_waits(office_url)
        rival.execute("SELECT key FROM process_instance WHERE key = %s FOR UPDATE", [case.key])
        rival.commit()
        assert firing.result(PATIENCE_S) == ()
    assert fired(engine) == [(case.key, "nhac_1")]
