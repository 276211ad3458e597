"""How many statements a page costs: the same however long its list is, and never more than agreed here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from engine.operations import Engine
from engine.store.wire import Call, Rows, Wire
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy, shipped

CLERK, LEADER = "le.kim.oanh", "bui.xuan.tuong"
MOST = {"/viec": 12, "/ho-so": 12, "/theo-doi": 12, "/thong-bao": 12, "/lap-ho-so": 12}


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect what the database is asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    exchange = Wire.exchange_within

    def noted(wire: Wire, calls: Sequence[Call]) -> list[Rows]:
        asked.extend(text for text, _ in calls if text not in {"BEGIN", "COMMIT"})
        return exchange(wire, calls)

    sql = engine.database.sql_engine
    event.listen(sql, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wire, "exchange_within", noted)
        try:
            yield asked
        finally:
            event.remove(sql, "before_cursor_execute", note)


def cost(engine: Engine, person: Desk, path: str) -> int:
    """Count the statements of a page that has been opened before (law and models are then in memory)."""
    assert person.get(path).status_code == 200
    with statements(engine) as asked:
        assert person.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("path", sorted(MOST))
def test_a_list_costs_the_same_for_one_case_and_for_six(engine: Engine, served: Served, path: str) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, CLERK) as clerk, desk(served, LEADER) as leader:
        clerk.start("Nghị quyết 1", command_id="0" * 32)
        one = cost(engine, leader, path)
        for number in range(2, 7):
            clerk.start(f"Nghị quyết {number}", command_id=f"{number:032}")
        six = cost(engine, leader, path)

    assert six == one
    assert one <= MOST[path]


def test_a_task_costs_a_bounded_number_of_statements(engine: Engine, served: Served) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with desk(served, CLERK) as clerk, desk(served, LEADER) as leader:
        clerk.start("Nghị quyết 1")
        task = leader.first_task()
        leader.post(f"{task}/nhan")

        assert cost(engine, leader, task) <= 35
