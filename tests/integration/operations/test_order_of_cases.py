"""The list of cases in its orders: pages go on one after another, indexes give them, hidden cases leave no trace."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any, get_args

import pytest
from sqlalchemy import event, text

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import (
    Engine,
    InstanceFilter,
    InstanceOrder,
    TaskFilter,
    complete_task,
    create_instance,
    search_instances,
    search_tasks,
)
from engine.store.folding import search_words
from engine.store.queries import access, word_search
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MORNING, MovingClock, deploy

Make = Callable[[str], Actor]
OANH, LIEN, MANAGER = "le.kim.oanh", "vu.bich.lien", "mai.thanh.hao"
SECRET = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="restricted" value="=true"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)
BODY = (
    start()
    + '<bpmn:parallelGateway id="re"/>'
    + user_task("som", assignee=OANH)
    + user_task("muon", assignee=OANH)
    + end()
    + flow("f1", "dau", "re")
    + "".join(flow(f"a_{step}", "re", step) + flow(f"b_{step}", step, "cuoi") for step in ("som", "muon"))
)
# Days from now at which the two tasks of each case are due, in the order in which the cases begin; None: no date.
DUE: tuple[tuple[int | None, int | None], ...] = ((5, 9), (None, None), (2, 3), (None, 4), (7, 1), (None, None))
BY_DUE = [4, 2, 3, 0, 5, 1]
INDEXES = {
    "newest": "process_instance_newest",
    "oldest": "process_instance_newest",
    "id": "process_instance_business_id_key",
    "due": "user_task_open_due",
}


@pytest.fixture
def numbers(engine: Engine, actor: Make, clock: MovingClock) -> list[str]:
    """Give the ids of six ordinary cases; a restricted one lies before each of them, due before all."""
    deploy(
        engine,
        Resource(name="thuong.bpmn", content=bpmn(BODY, process_id="thuong")),
        Resource(name="kin.bpmn", content=bpmn(SECRET + BODY, process_id="kin")),
    )
    return [_begin(engine, actor(LIEN), clock, due) for due in DUE]


def _begin(engine: Engine, starter: Actor, clock: MovingClock, due: tuple[int | None, int | None]) -> str:
    """Begin a restricted case and an ordinary one, which is due after `due` days; give the ordinary one's id."""
    _begin_one(engine, starter, clock, "kin", (0, 0))
    return _begin_one(engine, starter, clock, "thuong", due)


def _begin_one(
    engine: Engine, starter: Actor, clock: MovingClock, process_id: str, due: tuple[int | None, int | None]
) -> str:
    clock.forward(minutes=1)
    with engine.unit_of_work() as uow:
        case = create_instance(uow, starter, process_id=process_id, variables={})
    set_due(engine, case.key, due)
    return case.business_id


def set_due(engine: Engine, case: int, days: tuple[int | None, int | None]) -> None:
    with engine.unit_of_work() as uow:
        for step, after in zip(("som", "muon"), days, strict=True):
            due = None if after is None else MORNING + timedelta(days=after)
            statement = "UPDATE user_task SET due_at = :due WHERE instance_key = :case AND element_id = :step"
            uow.connection.execute(text(statement), {"due": due, "case": case, "step": step})


def listed(engine: Engine, reader: Actor, order: InstanceOrder, size: int = 50) -> list[str]:
    """Read the list page by page."""
    found: list[str] = []
    while True:
        with engine.unit_of_work() as uow:
            page = search_instances(uow, reader, filter=InstanceFilter(), order=order, offset=len(found), limit=size)
        found += [case.business_id for case in page.items]
        if len(page.items) < size:
            assert page.total == len(found)
            return found


def test_each_order_is_kept_over_its_pages_and_shows_nothing_hidden(
    engine: Engine, actor: Make, numbers: list[str]
) -> None:
    manager = actor(MANAGER)
    wanted = {
        "newest": numbers[::-1],
        "oldest": numbers,
        "id": sorted(numbers),
        "due": [numbers[place] for place in BY_DUE],
    }
    for order in get_args(InstanceOrder):
        for size in (1, 2, 4, 5, 50):
            assert listed(engine, manager, order, size) == wanted[order], (order, size)
        assert len(listed(engine, actor(LIEN), order)) == 2 * len(numbers), "who began them sees the hidden ones too"
    assert listed(engine, actor(LIEN), "due")[: len(numbers)] != wanted["due"]


@pytest.mark.parametrize("most", [1, 5, 6, 9, 11, 12, 50])
def test_a_list_is_counted_to_its_bound_by_name_or_by_permission(
    engine: Engine, actor: Make, numbers: list[str], most: int
) -> None:
    three = "SELECT key FROM process_instance ORDER BY key LIMIT 3"
    left = f"UPDATE case_member SET until = :now WHERE principal = :who AND instance_key IN ({three})"  # noqa: S608
    with engine.unit_of_work() as uow:  # LIEN is in charge of all no longer, but of nine
        told = {"now": uow.now, "who": f"user:{LIEN}"}
        uow.connection.execute(text(left), told)
    for who, seen in ((LIEN, 9), (MANAGER, 6)):
        with engine.unit_of_work() as uow:
            page = search_instances(uow, actor(who), filter=InstanceFilter(), most=most, limit=50)
        assert (page.total, len(page.items)) == (min(seen, most + 1), seen)


# Cases looked at first, read one after the other at most, with which a search begins, and counted.
WAYS = [
    (*way, few, most)
    for way in ((0, 0), (4, 6), (4, 100), (40, 0), (2_000, 60_000))
    for few in (0, 50)
    for most in (2, 50)
]


def test_words_find_the_same_in_every_way_and_order(
    engine: Engine, actor: Make, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = {MANAGER: 1, LIEN: 2}  # how many of each pair they see
    wanted = {who: {order: listed(engine, actor(who), order) for order in get_args(InstanceOrder)} for who in readers}
    word = search_words(numbers[0])[0]
    for sampled, far, few, most in WAYS:
        monkeypatch.setattr(word_search, "SAMPLED", sampled)
        monkeypatch.setattr(word_search, "FAR", far)
        monkeypatch.setattr(access, "MOST_FEW", few)
        for who, order in product(readers, get_args(InstanceOrder)):
            given = {"filter": InstanceFilter(text=word), "order": order, "most": most}
            with engine.unit_of_work() as uow:
                pages = [search_instances(uow, actor(who), offset=begin, limit=5, **given) for begin in (0, 5, 10)]
            assert {page.total for page in pages} == {min(readers[who] * len(numbers), most + 1)}
            assert [case.business_id for page in pages for case in page.items] == wanted[who][order]


def test_a_task_that_is_done_no_longer_counts(engine: Engine, actor: Make, numbers: list[str]) -> None:
    with engine.unit_of_work() as uow:
        (task,) = search_tasks(
            uow, actor(OANH), filter=TaskFilter(tab="mine", element_id="muon", text=numbers[4])
        ).items
        complete_task(uow, actor(OANH), task_key=task.key, variables={})
    assert listed(engine, actor(MANAGER), "due") == [numbers[place] for place in (2, 3, 0, 4, 5, 1)]


@pytest.mark.parametrize("order", get_args(InstanceOrder))
def test_an_index_gives_the_order(engine: Engine, actor: Make, numbers: list[str], order: InstanceOrder) -> None:
    asked: list[tuple[str, Any]] = []
    with engine.unit_of_work() as uow:

        def note(*told: Any) -> None:
            _, __, statement, parameters, *___ = told
            if "ORDER BY" in statement and "process_instance" in statement:
                asked.append((statement, parameters))

        event.listen(uow.connection, "before_cursor_execute", note)
        search_instances(uow, actor(MANAGER), filter=InstanceFilter(), order=order, limit=2)
        event.remove(uow.connection, "before_cursor_execute", note)
        uow.connection.execute(text("SET LOCAL enable_seqscan = off"))
        uow.connection.execute(text("SET LOCAL enable_sort = off"))
        [(statement, parameters)] = asked
        plan = [row[0] for row in uow.connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
    sorts = [line for line in plan if "Sort" in line and "Incremental Sort" not in line and "Sort Key" not in line]
    assert sorts == [], "\n".join(plan)
    assert any("Index" in line and INDEXES[order] in line for line in plan), "\n".join(plan)
