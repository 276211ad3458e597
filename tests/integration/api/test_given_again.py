"""A command that the database undoes in a deadlock is given again by itself: the caller sees it done, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import anyio
import httpx
import psycopg
import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import iter_route_contexts

from api.pages import routers as page_routers
from api.retrying import MORE, RetriedRoute, note_streamed
from api.routes import oauth, v2
from engine.errors import Outrun, Text
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from tests.integration.api.conftest import Served
from tests.integration.operations.test_rivals import wait_until_somebody_waits
from tests.models import ONE_TASK
from tests.office import deploy

WAITED_S = 20
CLERK = "vu.bich.lien"
Give = Callable[[httpx.Client, int], httpx.Response]


def by_page(clerk: httpx.Client, task: int) -> httpx.Response:
    """Press the button of the task's page."""
    return clerk.post(f"/viec/{task}/hoan-thanh", data={})


def by_api(clerk: httpx.Client, task: int) -> httpx.Response:
    """Ask as a program does."""
    return clerk.post(f"/v2/user-tasks/{task}/completion", json={"variables": {"a": 1}})


@pytest.mark.parametrize(("give", "status"), [(by_page, 303), (by_api, 204)])
def test_a_completion_that_lost_a_deadlock_is_done_all_the_same(
    engine: Engine, served: Served, office_url: str, actor: Callable[[str], Actor], give: Give, status: int
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor("le.kim.oanh"), process_id="thu", variables={}).key
    with served.person(CLERK) as clerk, psycopg.connect(office_url) as rival, ThreadPoolExecutor(1) as thread:
        # The rival sees no deadlock itself, so that the completion is the one to be undone.
        rival.execute("SET deadlock_timeout = '60s'")
        row = rival.execute("SELECT key FROM user_task FOR UPDATE").fetchone()
        assert row is not None
        completing = thread.submit(give, clerk, row[0])
        wait_until_somebody_waits(office_url)
        rival.execute("SELECT key FROM process_instance WHERE key = %s FOR UPDATE", (case,))
        rival.commit()
        assert completing.result(WAITED_S).status_code == status
        done = rival.execute("SELECT count(*) FROM audit_event WHERE action = 'TaskCompleted'").fetchone()
        state = rival.execute("SELECT state FROM user_task").fetchone()
    assert (done, state) == ((1,), ("COMPLETED",))


def standing(engine: Engine, _request: Request) -> None:
    """Commit something."""
    with engine.unit_of_work():
        pass


def streamed(_engine: Engine, request: Request) -> None:
    """Read the body as it comes."""
    note_streamed(request)


def nothing(_engine: Engine, _request: Request) -> None:
    """Leave everything as it was."""


@pytest.mark.parametrize(("first", "times"), [(nothing, MORE + 1), (standing, 1), (streamed, 1)])
def test_only_what_left_nothing_is_given_again(engine: Engine, first: Callable[..., None], times: int) -> None:
    app, router, handled = FastAPI(), APIRouter(route_class=RetriedRoute), []

    @router.post("/")
    def command(request: Request) -> None:
        handled.append(request)
        first(engine, request)
        raise Outrun(Text(vi="Bận.", en="Busy."))

    app.include_router(router)

    async def give() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            await client.post("/")

    with pytest.raises(Outrun):
        anyio.run(give)
    assert len(handled) == times


def test_every_page_and_every_command_may_be_given_again() -> None:
    routes = [route for router in page_routers for route in router.routes]
    routes += [context.original_route for context in iter_route_contexts([*v2.routes, *oauth.router.routes])]
    others = {getattr(route, "path", "") for route in routes if not isinstance(route, RetriedRoute)}
    assert len(routes) > 200
    uploads = {f"/documents/uploads{rest}" for rest in ("", "/{documentId}", "/{documentId}/completion")}
    assert others == {"/documents", "/documents/{documentId}", *uploads}, "they take and give files as they come"
