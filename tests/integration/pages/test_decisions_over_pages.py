"""The decisions of a case on its page: the table with what matched, for those who may read the case."""

import re
from collections.abc import Callable

import pytest

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from tests.decisions import MUC, calls
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy

CLERK, STRANGER = "le.kim.oanh", "ngo.dinh.sang"
Make = Callable[[str], Actor]


@pytest.fixture
def office(served: Served) -> Served:
    """Give an Office without processes."""
    return served


@pytest.fixture
def case(office: Served, engine: Engine, actor: Make) -> str:
    """Give the path of a case in which the decision was made with eleven copies."""
    deploy(engine, Resource(name="muc.dmn", content=MUC), Resource(name="thu.bpmn", content=calls()))
    with engine.unit_of_work() as uow:
        made = create_instance(uow, actor(CLERK), process_id="thu", variables={"so_ban": 11})
    return f"/ho-so/{made.key}"


def plain(page: str) -> str:
    """Give a page's words alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows(person: Desk, path: str) -> list[str]:
    """Give the words of each row of the decision's table."""
    page = person.get(path).text
    return [plain(row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)]


def test_the_table_shows_what_came_in_and_which_rule_matched(office: Served, case: str) -> None:
    with desk(office, CLERK) as clerk:
        page = plain(clerk.get(f"{case}?muc=bang-quy-tac").text)
        assert "Kết quả : cao" in page or "Kết quả: cao" in page
        assert "Bước “Xếp mức”" in page
        head, saw, low, high = rows(clerk, f"{case}?muc=bang-quy-tac")
    assert head.startswith("Dòng Cột 1")
    assert saw.startswith("Giá trị 11")
    assert "Khớp" not in low
    assert high.startswith("2 Khớp")


def test_the_tab_counts_decisions_and_is_absent_without_any(
    office: Served, case: str, engine: Engine, actor: Make
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=calls(before=True)))
    with engine.unit_of_work() as uow:
        made = create_instance(uow, actor(CLERK), process_id="thu", variables={"so_ban": 11})
    with desk(office, CLERK) as clerk:
        assert "muc=bang-quy-tac" in clerk.get(case).text
        assert "muc=bang-quy-tac" not in clerk.get(f"/ho-so/{made.key}").text
        assert "Chưa áp dụng bảng quy tắc nào" in clerk.get(f"/ho-so/{made.key}?muc=bang-quy-tac").text


def test_who_may_not_read_the_case_gets_the_answer_of_no_case(office: Served, case: str) -> None:
    with desk(office, STRANGER) as stranger:
        answer = stranger.get(f"{case}?muc=bang-quy-tac")
        assert answer.status_code == 404
        assert "cao" not in plain(answer.text)
