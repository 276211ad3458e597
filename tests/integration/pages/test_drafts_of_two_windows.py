"""Drafts: kept when a page is left, found again after signing in anew, and never overwritten by a window unseen."""

from collections.abc import Iterator

import pytest
from lxml import html
from sqlalchemy import text

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.missions import PROCESS_ID, mission_resources
from tests.office import MovingClock, deploy

CLERK = "le.kim.oanh"
START = f"/lap-ho-so/{PROCESS_ID}"


@pytest.fixture
def clerk(served: Served, engine: Engine) -> Iterator[Desk]:
    """Give a clerk with the mission's form at hand."""
    deploy(engine, *mission_resources())
    with desk(served, CLERK) as person:
        yield person


def seen(text: str) -> str:
    [mark] = html.fromstring(f"<div>{text}</div>").xpath("//*[@id='draft-seen']/@value")
    return str(mark)


def name(clerk: Desk, path: str) -> str:
    [shown] = html.fromstring(clerk.get(path).text).xpath("//*[@id='f-ten']/@value")
    return str(shown)


def kept(clerk: Desk, path: str, words: str, mark: str) -> str:
    answer = clerk.client.post(f"{path}/luu-tam", data={"f.ten": words, "draft_seen": mark})
    assert answer.status_code == 200
    return answer.text


def test_a_window_does_not_overwrite_the_draft_of_another(clerk: Desk, clock: MovingClock) -> None:
    one = other = seen(clerk.get(START).text)
    assert one == ""
    first = kept(clerk, START, "cửa sổ một", one)
    assert "Đã lưu tạm" in first
    clock.forward(minutes=1)
    refused = kept(clerk, START, "cửa sổ hai", other)
    assert "Một cửa sổ khác đã lưu tạm lúc 09:00" in refused
    assert name(clerk, START) == "cửa sổ một"
    again = kept(clerk, START, "cửa sổ một, tiếp", seen(first))
    assert name(clerk, START) == "cửa sổ một, tiếp"
    mine = kept(clerk, START, "cửa sổ hai", seen(again))
    assert "Đã lưu tạm" in mine
    assert name(clerk, START) == "cửa sổ hai"


def test_the_same_holds_for_tasks_and_a_page_that_does_not_tell_is_taken_at_its_word(
    clerk: Desk, clock: MovingClock
) -> None:
    clerk.client.post(
        "/v2/process-instances",
        json={
            "processDefinitionId": PROCESS_ID,
            "variables": {
                "ten": "Đất đai",
                "truong_doan": "hoang.minh.nguyet",
                "doi_tuong": [{"co_quan": "STC", "chi_phi": 1}],
            },
        },
    ).raise_for_status()
    task = clerk.first_task()
    mark = seen(clerk.get(task).text)
    first = kept(clerk, task, "một", mark)
    clock.forward(minutes=1)
    assert "Một cửa sổ khác" in kept(clerk, task, "hai", "2026-01-01T00:00:00+00:00")
    assert name(clerk, task) == "một"
    assert seen(clerk.get(task).text) == seen(first)
    clerk.client.post(f"{task}/luu-tam", data={"f.ten": "khôi phục"})
    assert name(clerk, task) == "khôi phục"


def test_a_draft_that_comes_after_its_form_was_sent_is_told_so_and_not_kept(clerk: Desk, engine: Engine) -> None:
    brought = {"ten": "Đất đai", "truong_doan": "hoang.minh.nguyet", "doi_tuong": [{"co_quan": "STC", "chi_phi": 1}]}
    start = {"processDefinitionId": PROCESS_ID, "variables": brought}
    clerk.client.post("/v2/process-instances", json=start).raise_for_status()
    task = clerk.first_task()
    key = task.rpartition("/")[2]
    with engine.unit_of_work() as uow:  # as the other window sent it
        uow.connection.execute(
            text("UPDATE user_task SET state = 'COMPLETED', completed_by = :who WHERE key = :key"),
            {"who": CLERK, "key": int(key)},
        )
    assert "Việc này đã hoàn thành" in kept(clerk, task, "đang gõ", "")


def test_a_draft_outlives_the_session(served: Served, clerk: Desk) -> None:
    row = {"f.doi_tuong": "", "f.doi_tuong.0": "", "f.doi_tuong.0.co_quan": "STC", "f.ten": "dở dang"}
    clerk.client.post(f"{START}/luu-tam", data=row)
    clerk.client.post("/dang-xuat")
    with desk(served, CLERK) as again:
        assert name(again, START) == "dở dang"
        assert 'value="Sở Tài chính"' in again.get(START).text
