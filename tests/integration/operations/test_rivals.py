"""Two at once at the same thing: versions of one model, and a draft on its way while its task is completed."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from engine.errors import Conflict
from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.model.records import Resource
from engine.operations import (
    Engine,
    TaskFilter,
    complete_task,
    create_instance,
    deploy_resources,
    read_start_draft,
    save_draft,
    save_start_draft,
    search_tasks,
)
from tests.models import ONE_TASK, bpmn, end, flow, start, user_task
from tests.office import deploy, shipped

Make = Callable[[str], Actor]
WAITED_S = 20


def model(process_id: str, name: str) -> Resource:
    body = start() + user_task("viec") + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    return Resource(name=f"{process_id}.bpmn", content=bpmn(body, process_id=process_id, name=name))


def test_deployments_of_the_same_ids_at_once_take_versions_one_after_the_other(engine: Engine) -> None:
    together = Barrier(4)

    def deploy_both(number: int) -> tuple[int, ...]:
        both = [model("a", f"Bản {number}"), model("b", f"Bản {number}")]
        together.wait()
        with engine.unit_of_work() as uow:
            deployed = deploy_resources(uow, SYSTEM, resources=both if number % 2 else both[::-1])
        return tuple(definition.version for definition in deployed.definitions)

    with ThreadPoolExecutor(4) as threads:
        versions = list(threads.map(deploy_both, range(4)))
    assert sorted(versions) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_a_draft_that_waited_for_the_completion_does_not_come_back_to_the_task(
    engine: Engine, office_url: str, actor: Make
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    clerk = actor("vu.bich.lien")
    with engine.unit_of_work() as uow:
        create_instance(uow, actor("le.kim.oanh"), process_id="thu", variables={})
    with engine.unit_of_work() as uow:
        (task,) = search_tasks(uow, clerk, filter=TaskFilter(tab="mine")).items

    def keep() -> None:
        with engine.unit_of_work() as uow:
            save_draft(uow, clerk, task_key=task.key, data={"ghi_chu": "đang gõ"})

    with ThreadPoolExecutor(1) as thread:
        with engine.unit_of_work() as uow:
            complete_task(uow, clerk, task_key=task.key, variables={})
            assert uow.connection.in_transaction()  # what the completion writes is at the server by now
            keeping = thread.submit(keep)
            wait_until_somebody_waits(office_url)
        with pytest.raises(Conflict):
            keeping.result(WAITED_S)
    with psycopg.connect(office_url) as connection:
        assert connection.execute("SELECT draft FROM user_task").fetchall() == [(None,)]


def test_a_draft_that_waited_for_the_start_does_not_come_back_into_the_next_form(
    engine: Engine, office_url: str, actor: Make
) -> None:
    deploy(engine, *shipped("don_thu"))
    clerk, command = actor("vu.bich.lien"), "a" * 32
    letter: dict[str, JsonValue] = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan"}

    def keep() -> None:
        with engine.unit_of_work() as uow:
            save_start_draft(uow, clerk, process_id="don_thu", data=letter, seen="", command_id=command)

    keep()
    with ThreadPoolExecutor(1) as thread:
        with engine.unit_of_work() as uow:
            answers: dict[str, JsonValue] = {**letter, "nguoi_xu_ly": "nguyen.hoai.an"}
            create_instance(uow, clerk, process_id="don_thu", variables=answers, command_id=command)
            assert uow.connection.in_transaction()
            keeping = thread.submit(keep)
            wait_until_somebody_waits(office_url)
        keeping.result(WAITED_S)
    with engine.unit_of_work() as uow:
        assert read_start_draft(uow, clerk, process_id="don_thu") is None


def wait_until_somebody_waits(url: str) -> None:
    """Return when a statement waits for a lock in this database."""
    until = time.monotonic() + WAITED_S
    with psycopg.connect(url, autocommit=True) as connection:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        while connection.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < until, "nobody came to wait"
