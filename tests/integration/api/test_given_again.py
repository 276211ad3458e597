"""A command that the database undoes in a deadlock is given again by itself: the caller sees it done, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from tests.integration.api.conftest import Served
from tests.integration.operations.test_rivals import wait_until_somebody_waits
from tests.models import ONE_TASK
from tests.office import deploy

WAITED_S = 20
CLERK = "vu.bich.lien"


def test_a_completion_that_lost_a_deadlock_is_done_all_the_same(
    engine: Engine, served: Served, office_url: str, actor: Callable[[str], Actor]
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor("le.kim.oanh"), process_id="thu", variables={}).key
    with served.person(CLERK) as clerk, psycopg.connect(office_url) as rival, ThreadPoolExecutor(1) as thread:
        # The rival sees no deadlock itself, so that the completion is the one to be undone.
        rival.execute("SET deadlock_timeout = '60s'")
        row = rival.execute("SELECT key FROM user_task FOR UPDATE").fetchone()
        assert row is not None
        completing = thread.submit(clerk.post, f"/v2/user-tasks/{row[0]}/completion", json={"variables": {"a": 1}})
        wait_until_somebody_waits(office_url)
        rival.execute("SELECT key FROM process_instance WHERE key = %s FOR UPDATE", (case,))
        rival.commit()
        assert completing.result(WAITED_S).status_code == 204
        done = rival.execute("SELECT count(*) FROM audit_event WHERE action = 'TaskCompleted'").fetchone()
        state = rival.execute("SELECT state FROM user_task").fetchone()
    assert (done, state) == ((1,), ("COMPLETED",))
