"""Tasks in the hands of others over the pages: handed over, urged, seen; and what lies ahead of a case."""

import re

import pytest
from sqlalchemy import insert, text

from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.store.tables import CaseMember
from engine.store.tables.core import core
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk, hidden
from tests.models import ONE_TASK
from tests.office import MovingClock, deploy, shipped

CLERK, LEADER, DEPUTY = "le.kim.oanh", "bui.xuan.tuong", "luong.the.khai"
REGISTRY = "vu.bich.lien"


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    deploy(engine, *shipped("sao_y_so_hoa"))
    return served


def test_a_holder_hands_over_with_a_reason_and_the_receiver_is_told(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader, desk(office, DEPUTY) as deputy:
        case = clerk.start("Nghị quyết 12")
        task = leader.first_task()
        leader.post(f"{task}/nhan", version="1")
        page = leader.get(f"{task}/chuyen").text
        version = hidden(page, "version")
        wordless = leader.post(f"{task}/chuyen", version=version, assignee=DEPUTY, reason=" ")
        nobody = leader.post(f"{task}/chuyen", version=version, assignee="khong.co", reason="Đi công tác")
        done = leader.post(f"{task}/chuyen", version=version, assignee=DEPUTY, reason="Đi công tác", next=case)
        notices, story = deputy.get("/thong-bao").text, clerk.get(f"{case}?muc=dien-bien").text
        form, gone = deputy.get(task).text, leader.get(f"{task}/chuyen")

    assert f'value="{DEPUTY}"' in page
    assert (wordless.status_code, nobody.status_code) == (400, 400)
    assert "Hãy ghi lý do" in wordless.text
    assert re.search(rf'value="{DEPUTY}"\s+selected', wordless.text)
    assert "Hãy chọn người nhận việc" in nobody.text
    assert "Đi công tác</textarea>" in nobody.text
    assert done.headers["location"] == f"{case}?bao=da-chuyen"
    assert "Bùi Xuân Tường chuyển cho anh/chị việc “Duyệt yêu cầu sao”" in notices
    assert "Bùi Xuân Tường chuyển “Duyệt yêu cầu sao” cho" in story
    assert "Đi công tác" in story
    assert 'name="f.ket_luan"' in form
    assert gone.status_code == 200  # a chief may as manager, whoever has the task


def test_who_neither_holds_nor_watches_a_task_cannot_hand_it_over(office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = leader.first_task()
        leader.post(f"{task}/nhan", version="1")
        asked = clerk.get(f"{task}/chuyen")
        sent = clerk.post(f"{task}/chuyen", version="2", assignee=CLERK, reason="Tự duyệt")
        shown = clerk.get(task).text

    assert (asked.status_code, sent.status_code) == (403, 403)
    assert "/chuyen" not in shown


def test_who_waits_urges_once_a_day_and_sees_how_often_and_whose_lateness_it_is(
    office: Served, engine: Engine, clock: MovingClock
) -> None:
    with desk(office, CLERK) as clerk, desk(office, LEADER) as leader:
        clerk.start("Nghị quyết 12")
        task = leader.first_task()
        waiting = clerk.get("/viec?tab=waiting").text
        page = clerk.get(f"{task}/don-doc").text
        first = clerk.post(f"{task}/don-doc", reason="Cần trước phiên họp", next="/viec?tab=waiting")
        second = clerk.post(f"{task}/don-doc")
        with engine.unit_of_work() as uow:
            uow.connection.execute(text("UPDATE user_task SET outside = true, due_at = :at"), {"at": clock()})
        clock.forward(days=1)
        clerk.post(f"{task}/don-doc")
        after, notices = clerk.get("/viec?tab=waiting").text, leader.get("/thong-bao").text
        own = leader.post(f"{task}/nhan", version="1"), leader.post(f"{task}/don-doc")

    assert f'href="{task}/don-doc?ve=' in waiting
    assert "Chánh Văn phòng" in page
    assert first.headers["location"] == "/viec?tab=waiting&bao=da-don-doc"
    assert second.status_code == 409
    assert "đã được đôn đốc hôm nay lúc 09:00" in second.text
    assert "đã đôn đốc 2 lần" in after
    assert "lần gần nhất 09:00 26/11/2026" in after
    assert "chậm ở cơ quan ngoài" in after
    assert "đôn đốc việc “Duyệt yêu cầu sao”" in notices
    assert "Cần trước phiên họp" in notices
    assert own[1].status_code == 403


def test_what_was_sent_for_information_leaves_the_desk_when_seen(engine: Engine, office: Served) -> None:
    with desk(office, CLERK) as clerk, desk(office, REGISTRY) as registry:
        case = clerk.start("Nghị quyết 12")
        key = int(case.rsplit("/", 1)[1])
        with engine.unit_of_work() as uow:
            row = {"instance_key": key, "principal": f"user:{REGISTRY}", "role": "inform", "since": uow.now}
            uow.connection.execute(insert(core(CaseMember)), [row])
        before = registry.get("/viec?tab=inform").text
        other = clerk.post("/viec/da-xem", case=str(key))
        answer = registry.post("/viec/da-xem", case=str(key))
        after = registry.get("/viec?tab=inform&bao=da-xem").text
        story, still = clerk.get(f"{case}?muc=dien-bien").text, registry.get(case)
        nonsense = registry.post("/viec/da-xem", case="9" * 40)
        with engine.unit_of_work() as uow:
            role = uow.connection.execute(text("SELECT count(*) FROM case_member WHERE role = 'informed'")).scalar_one()

    assert f'name="case"\n                       value="{key}"' in before
    assert (other.status_code, answer.status_code, nonsense.status_code) == (303, 303, 303)
    assert "Việc gửi để anh/chị biết sẽ hiện ở đây." in after
    assert "Đã ghi nhận là đã xem." in after
    assert story.count("đã xem hồ sơ") == 1
    assert still.status_code == 200
    assert role == 1


def test_the_case_tells_what_still_lies_ahead(office: Served) -> None:
    with desk(office, CLERK) as clerk:
        case = clerk.start("Nghị quyết 12")
        page = clerk.get(case).text

    ahead = page[page.index("Còn phía trước") :]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", ahead[: ahead.index("</ol>")]))
    copying = words.index("Sao chụp, đóng dấu nếu: Sao theo hình thức nào? Giấy sang giấy")
    assert words.index("Sửa yêu cầu") < copying < words.index("Giao bản sao")
    assert "Sửa yêu cầu nếu: Kết luận? Trả lại" in words
    assert "Duyệt yêu cầu sao" not in words


def test_a_head_gives_out_the_work_of_the_divisions_group_within_the_division(office: Served) -> None:
    head, other_head = "pham.quoc.dat", "dang.thuy.van"
    with (
        desk(office, CLERK) as clerk,
        desk(office, LEADER) as leader,
        desk(office, head) as theirs,
        desk(office, other_head) as others,
        desk(office, REGISTRY) as registry,
    ):
        case = clerk.start("Nghị quyết 12")
        asked = leader.first_task()
        leader.post(f"{asked}/nhan", version="1")
        leader.post(f"{asked}/hoan-thanh", version="2", f__ket_luan="duyet")
        task = registry.first_task()
        queue, elsewhere = theirs.get("/viec?tab=assign").text, others.get("/viec?tab=assign").text
        form = theirs.get(f"{task}/chuyen").text
        closed = others.get(f"{task}/chuyen"), theirs.post(f"{task}/nhan", version="1"), theirs.get(case)
        outside = theirs.post(f"{task}/chuyen", version="1", assignee=CLERK)
        given = theirs.post(f"{task}/chuyen", version="1", assignee=REGISTRY, next="/viec?tab=assign")
        after, notices = theirs.get("/viec?tab=assign").text, registry.get("/thong-bao").text
        story = clerk.get(f"{case}?muc=dien-bien").text

    assert f'href="{task}/chuyen?ve=' in queue
    assert "Chờ phân công" in queue
    assert task not in elsewhere
    assert f'value="{REGISTRY}"' in form
    assert f'value="{CLERK}"' not in form
    assert [answer.status_code for answer in closed] == [404, 404, 404]
    assert outside.status_code == 400
    assert "Trưởng phòng chỉ phân công cho người của phòng mình" in outside.text
    assert given.headers["location"] == "/viec?tab=assign&bao=da-chuyen"
    assert task not in after
    assert "Phạm Quốc Đạt phân công cho anh/chị việc" in notices
    assert "Phạm Quốc Đạt phân công “" in story


def test_a_task_offered_to_persons_waits_for_one_of_them_and_names_no_group(engine: Engine, served: Served) -> None:
    model = ONE_TASK.replace(b'candidateGroups="van_thu"', b'candidateUsers="le.kim.oanh"')
    deploy(engine, Resource(name="mot.bpmn", content=model))
    with engine.unit_of_work() as uow:
        create_instance(uow, SYSTEM, process_id="thu", variables={})
    with desk(served, CLERK) as clerk:
        page = clerk.get(clerk.first_task()).text
    assert "đang chờ một trong những người được giao nhận xử lý" in page
    assert "của nhóm" not in page
