"""Nhờ xử lý over the pages: a colleague fills in and gives back, whoever asked completes; and what ends it."""

import pytest

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk, hidden
from tests.office import deploy, shipped

CLERK, LEADER, DEPUTY, MANAGER = "le.kim.oanh", "bui.xuan.tuong", "luong.the.khai", "mai.thanh.hao"
ADMIN = "quantri"


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    deploy(engine, *shipped("sao_y_so_hoa"))
    return served


def asked(clerk: Desk, leader: Desk) -> tuple[str, str]:
    """Begin a case and have the leader ask the deputy to work on its task; give the case's and the task's address."""
    case = clerk.start("Nghị quyết 12")
    task = leader.first_task()
    leader.post(f"{task}/nhan", version="1")
    page = leader.get(f"{task}/nho").text
    assert "vẫn chịu trách nhiệm" in page
    given = {"version": hidden(page, "version"), "assignee": DEPUTY}
    assert "Hãy ghi lý do" in leader.post(f"{task}/nho", **given, reason=" ").text
    done = leader.post(f"{task}/nho", **given, reason="Xem giúp số bản")
    assert done.headers["location"] == f"{task}?bao=da-nho"
    return case, task


def test_a_colleague_fills_in_and_gives_back_and_who_asked_completes(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        case, task = asked(clerk, leader)
        notices, page = deputy.get("/thong-bao").text, deputy.get(task).text
        waiting = leader.get("/viec?tab=waiting").text
        assert "Bùi Xuân Tường nhờ anh/chị xử lý việc “Duyệt yêu cầu sao”" in notices
        assert "Xem giúp số bản" in notices
        assert "Gửi lại Bùi Xuân Tường" in page
        assert f'formaction="{task}/gui-lai"' in page
        assert "Duyệt yêu cầu sao" in waiting

        refused = deputy.post(f"{task}/hoan-thanh", version=hidden(page, "version"), f__ket_luan="duyet")
        assert refused.status_code == 409
        assert "Bùi Xuân Tường là người hoàn thành" in refused.text
        assert (
            leader.post(f"{task}/hoan-thanh", version=hidden(page, "version"), f__ket_luan="duyet").status_code != 303
        )
        assert deputy.get(f"{task}/nho").status_code == 403, "what was asked for is not passed on"

        back = deputy.post(f"{task}/gui-lai", f__ket_luan="tra_lai", f__ly_do="Thiếu trang 3")
        assert back.headers["location"] == f"{task}?bao=da-gui-lai"
        assert "Đã gửi lại Bùi Xuân Tường" in deputy.get(f"{task}?bao=da-gui-lai").text
        mine = leader.get(task).text
        assert "Thiếu trang 3" in mine
        assert "đã làm xong phần được nhờ" in leader.get("/thong-bao").text
        done = leader.post(f"{task}/hoan-thanh", version=hidden(mine, "version"), f__ket_luan="duyet")
        assert done.status_code == 303
        story = clerk.get(f"{case}?muc=dien-bien").text
        assert "Bùi Xuân Tường nhờ Lương Thế Khải xử lý “Duyệt yêu cầu sao”" in story
        assert "Lương Thế Khải làm xong phần được nhờ ở “Duyệt yêu cầu sao”" in story


def test_who_asked_takes_it_back(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        _, task = asked(clerk, leader)
        assert "Việc đang nhờ Lương Thế Khải xử lý." in leader.get(task).text
        assert clerk.post(f"{task}/lay-lai").status_code == 403
        assert leader.post(f"{task}/lay-lai").status_code == 303
        assert leader.post(f"{task}/lay-lai").status_code == 409
        assert "Bùi Xuân Tường lấy lại việc đã nhờ" in deputy.get("/thong-bao").text
        late = deputy.post(f"{task}/gui-lai", f__ket_luan="duyet")
        assert late.status_code in {403, 409}
        page = leader.get(task).text
        assert f'action="{task}/hoan-thanh"' in page
        assert "/gui-lai" not in page


def test_handing_the_task_over_ends_the_asking(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        _, task = asked(clerk, leader)
        version = hidden(leader.get(f"{task}/chuyen").text, "version")
        leader.post(f"{task}/chuyen", version=version, assignee=MANAGER, reason="Đi công tác")
        assert deputy.post(f"{task}/gui-lai", f__ket_luan="duyet").status_code in {403, 409}
        with desk(office, MANAGER) as manager:
            page = manager.get(task).text
            assert "/gui-lai" not in page
            done = manager.post(f"{task}/hoan-thanh", version=hidden(page, "version"), f__ket_luan="duyet")
            assert done.status_code == 303


def test_only_the_holder_asks(office: Served, engine: Engine) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = leader.first_task()
        assert leader.get(f"{task}/nho").status_code == 403, "taken by nobody yet"
        leader.post(f"{task}/nhan", version="1")
        assert clerk.get(f"{task}/nho").status_code == 403
        assert clerk.post(f"{task}/nho", version="2", assignee=DEPUTY, reason="thử").status_code == 403
        own = leader.post(f"{task}/nho", version="2", assignee=LEADER, reason="thử")
        assert own.status_code == 303
        assert "Nhờ xử lý" in leader.get(task).text


def test_what_somebody_who_leaves_had_asked_for_stays_with_the_colleague(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        case, task = asked(clerk, leader)
        with desk(office, ADMIN) as admin:
            left = admin.post(f"/quan-tri/nguoi/{LEADER}", viec="ngung", receiver=DEPUTY, reason="Nghỉ hưu")
            assert left.status_code == 303, left.text
        page = deputy.get(task).text
        assert "/gui-lai" not in page
        done = deputy.post(f"{task}/hoan-thanh", version=hidden(page, "version"), f__ket_luan="duyet")
        assert done.status_code == 303
        assert "Người nhờ đã ngừng làm việc; Lương Thế Khải giữ việc" in clerk.get(f"{case}?muc=dien-bien").text
