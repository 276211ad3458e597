"""Open pages hear of news at once, whichever web process they hang on, and nothing else than news."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from api.live.desks import MOST_OF_ONE
from engine.operations import Engine
from engine.store import Database, DatabaseSettings
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy, shipped

CLERK, LEADER = "le.kim.oanh", "bui.xuan.tuong"
STREAM = "/thong-bao/luong"


class Stream:
    """What an EventSource would see."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, str, dict[str, Any]]:
        """Wait for the next event: its type, id and data."""
        kind, mark = "message", ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "id":
                mark = value
            elif name == "data":
                return kind, mark, json.loads(value)
        raise AssertionError("the stream ended")


@contextmanager
def listening(person: Desk, *, since: str | None = None) -> Iterator[Stream]:
    headers = {"Last-Event-ID": since} if since else {}
    with person.client.stream("GET", STREAM, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer)


@pytest.fixture
def other(engine: Engine, office_url: str, serve: Callable[..., Served]) -> Iterator[Served]:
    """Serve the same Office by a second web process's means: its own pool, its own bell."""
    database = Database(DatabaseSettings(url=office_url), clock=engine.database._clock)
    with closing(Engine(database, engine.objects, engine.settings)) as second:
        served = serve(second)
        yield served
        served.stop()


def test_news_of_one_process_reach_a_page_of_another_and_what_was_missed_comes_first(
    engine: Engine, served: Served, other: Served, office_url: str
) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, CLERK) as clerk, desk(other, LEADER) as leader:
        with listening(leader) as stream:
            assert stream.next()[2] | {"bell": ""} == {"unread": 0, "bell": "", "see": "Xem", "news": []}
            clerk.start("Nghị quyết 1")
            _kind, mark, told = stream.next()
            assert [line["href"] for line in told["news"]] == ["/viec"]
            assert told["news"][0]["text"].startswith("Việc mới: ")
            with psycopg.connect(office_url) as connection:
                bells = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'hoidong bell'"
                ).fetchone()
            assert bells == (1,)  # one process has an open page; the other needs no ear
        for number in (2, 3):
            clerk.start(f"Nghị quyết {number}", command_id=f"{number:032}")
        with desk(served, LEADER) as again, listening(again, since=mark) as stream:
            assert [line["text"] for line in stream.next()[2]["news"]] == ["Có 2 việc mới"]


def test_a_stream_ends_with_its_session_and_does_not_keep_it_alive(served: Served, engine: Engine) -> None:
    with desk(served, LEADER) as leader, listening(leader) as stream:
        stream.next()
        seen = "SELECT last_seen_at FROM sign_in_session"
        with engine.unit_of_work() as uow:
            uow.connection.exec_driver_sql("UPDATE sign_in_session SET last_seen_at = last_seen_at - interval '1 hour'")
            before = uow.connection.exec_driver_sql(seen).scalar_one()
        assert leader.client.get(f"{STREAM}?mot-lan=1").status_code == 200
        with engine.unit_of_work() as uow:
            assert uow.connection.exec_driver_sql(seen).scalar_one() == before
        leader.post("/dang-xuat")
        assert stream.next()[0] == "over"


def test_nobody_opens_more_streams_than_a_process_bears(served: Served) -> None:
    with desk(served, LEADER) as leader, desk(served, CLERK) as clerk:
        asked = [leader.client.build_request("GET", STREAM) for _ in range(MOST_OF_ONE)]
        answers = [leader.client.send(request, stream=True) for request in asked]
        streams = [Stream(answer) for answer in answers]  # kept: one that is dropped closes its connection
        assert {stream.next()[0] for stream in streams} == {"message"}
        assert leader.get(STREAM).status_code == 429
        with listening(clerk) as stream:
            assert stream.next()[0] == "message"
        for answer in answers:
            answer.close()


def test_strangers_and_machines_get_no_stream(served: Served) -> None:
    with served.anonymous() as stranger, served.machine() as machine:
        assert stranger.get(STREAM).headers["location"].startswith("/dang-nhap")
        assert machine.get(STREAM).status_code == 303
