"""Random processes on the product itself, in a rough world, against the same oracle as in memory.

HOIDONG_RANDOM_ON_SERVER says how many; HOIDONG_RANDOM_SEED repeats a run.
"""

import os
from random import Random, SystemRandom

import pytest
from sqlalchemy import text

from engine.model.limits import RuntimeLimits
from engine.model.records import Resource
from engine.operations import Engine
from engine.operations.upkeep.verify_audit import verify_audit
from tests.conformance.scenario.decisions import dmn_file
from tests.faults.conftest import Child
from tests.office import MovingClock, deploy
from tests.stateful.server.rough_world import RoughWorld
from tests.stateful.server.server_desk import ServerDesk
from tests.stateful.spiff.player import Player
from tests.stateful.spiff.whole_process import WholeProcess
from tests.unit.spiff import drawing as d

EXAMPLES = int(os.environ.get("HOIDONG_RANDOM_ON_SERVER", "4"))
DEPTH, STEPS = 3, 25


@pytest.mark.slow
@pytest.mark.timeout(200 + 100 * EXAMPLES)
def test_tables_and_oracle_agree_whatever_is_killed(engine: Engine, child: Child, clock: MovingClock) -> None:
    base = int(os.environ.get("HOIDONG_RANDOM_SEED", "0")) or SystemRandom().randrange(1, 10**9)
    print(f"HOIDONG_RANDOM_SEED={base}")  # noqa: T201  the way back to a failure
    deploy(engine, called_process(), decision())
    for seed in range(base, base + EXAMPLES):
        chance = Random(seed)
        empty(engine)

        def desk(whole: WholeProcess, xml: bytes, seed: int = seed, chance: Random = chance) -> ServerDesk:
            return ServerDesk(engine, clock, RoughWorld(engine, child, chance), whole, xml, f"HS-{seed}")

        player = Player(seed, RuntimeLimits(), DEPTH, make_desk=desk)
        player.play(STEPS)
        if player.desk.outcome is None:
            player.desk.cancel()
        assert_everything_is_over(engine)


def called_process() -> Resource:
    """Draw the process that others call: a person says whether it ends, escalates or ends with an error."""
    error, escalation = d.error("error", "=code"), d.escalation("up", "=code")
    parts = [
        d.start(),
        d.exclusive("again"),
        d.user_task("say"),
        d.exclusive("how", "well"),
        d.throw("up_thrown", d.escalation_event("up")),
        d.end_event("failed", d.error_event("error")),
        d.end(),
        d.path("start", "again", "say", "how"),
        d.flow("how", "failed", '=how = "error"'),
        d.flow("how", "up_thrown", '=how = "escalation"'),
        d.flow("how", "end", flow_id="well"),
        d.flow("up_thrown", "again"),
    ]
    content = d.process(*parts, around=error + escalation, process_id="con")
    return Resource(name="con.bpmn", content=content)


def decision() -> Resource:
    """Draw a decision that is always the same."""
    return Resource(name="decided.dmn", content=dmn_file("decided", {"inputs": ["1"], "rules": [["-", '"A"']]}))


def empty(engine: Engine) -> None:
    """Forget every case."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("TRUNCATE process_instance, buffered_message, event_delivery CASCADE"))


def assert_everything_is_over(engine: Engine) -> None:
    """Check that ended cases leave nothing open, and that every audit chain is whole."""
    open_rows = {
        "process_instance": "state = 'ACTIVE'",
        "element_instance": "state = 'ACTIVE'",
        "user_task": "state NOT IN ('COMPLETED', 'CANCELED')",
        "job": "state IN ('CREATED', 'FAILED')",
        "incident": "state = 'ACTIVE'",
        **dict.fromkeys(("timer", "message_subscription", "signal_subscription", "loop_item"), "true"),
    }
    with engine.unit_of_work() as uow:
        left = {
            table: uow.connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()  # noqa: S608
            for table, where in open_rows.items()
        }
        assert left == dict.fromkeys(open_rows, 0)
        assert verify_audit(uow).problems == ()
