"""Somebody is away and another does their work on these days: seen, done in both names, never signed, never opened."""

import re

import pytest
from sqlalchemy import text

from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.people.add_person import add_person
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk
from tests.models import bpmn, end, flow, start, user_task
from tests.office import PASSWORD, MovingClock, deploy, shipped

AWAY, OTHER, CLERK, ADMIN = "bui.xuan.tuong", "nguyen.hoai.an", "le.kim.oanh", "quantri"
CONTACT, OUTSIDE_GROUP = "ngo.dinh.sang", "dau_moi_co_quan_ngoai"
MONITOR = "mai.thanh.hao"  # who watches the deadlines of the whole Office
PLACE = "thay ông Bùi Xuân Tường, đi công tác 26–27/11"
_SIGNED = (
    '<zeebe:properties><zeebe:property name="signature" value="chanh_van_phong"/>'
    '<zeebe:property name="signature-form" value="TL"/></zeebe:properties>'
)
SIGNING = bpmn(
    start()
    + user_task("ky", assignee=AWAY, extra=_SIGNED)
    + end()
    + flow("f1", "dau", "ky")
    + flow("f2", "ky", "cuoi"),
    process_id="ky_thu",
)
_DIRECTED = (
    '<zeebe:properties><zeebe:property name="awaits" value="=if 1 = 1 then &quot;direction&quot; else null"/>'
    "</zeebe:properties>"
)
SECRET = bpmn(
    start()
    + user_task("kin", assignee=AWAY, extra=_DIRECTED)
    + end()
    + flow("f1", "dau", "kin")
    + flow("f2", "kin", "cuoi"),
    process_id="kin_thu",
)
DAYS = {"first_day": "26/11/2026", "last_day": "27/11/2026", "reason": "đi công tác"}


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    deploy(
        engine,
        *shipped("sao_y_so_hoa"),
        Resource(name="ky.bpmn", content=SIGNING),
        Resource(name="kin.bpmn", content=SECRET),
    )
    return served


def test_a_substitute_works_in_both_names_and_signs_nothing(office: Served, engine: Engine, clock: MovingClock) -> None:
    with desk(office, CLERK) as clerk, desk(office, AWAY) as away, desk(office, OTHER) as other:
        case = clerk.start("Nghị quyết 12")
        signing, kept = (_start(engine, process) for process in ("ky_thu", "kin_thu"))
        with engine.unit_of_work() as uow:
            uow.connection.execute(text("UPDATE process_instance SET restricted = true WHERE process_id = 'kin_thu'"))
        task = _task(engine, "duyet")
        named = away.post("/lam-thay", substitute=OTHER, **DAYS)
        early = other.get("/viec").text, other.get(task).status_code
        desks = [away.get("/viec").text, away.get("/viec?cho=signature").text]
        clock.forward(days=1)
        clerk.post(f"{task}/don-doc", reason="Cần trước 10 giờ")
        listed, page, told = (other.get(path).text for path in ("/viec", task, "/thong-bao"))
        hidden = other.get(_task(engine, "kin")), other.get(f"/ho-so/{kept}")
        seen = other.get(case).status_code
        taken = other.post(f"{task}/nhan", version="1")
        form = other.get(task).text
        done = other.post(f"{task}/hoan-thanh", version="2", f__ket_luan="duyet")
        story, refused = away.get(f"{case}?muc=dien-bien").text, other.get(_task(engine, "ky")).text
        signed = other.post(f"{_task(engine, 'ky')}/hoan-thanh", version="1")
        handed = away.post(f"{_task(engine, 'ky')}/chuyen", version="1", assignee=OTHER, reason="Đi công tác")
        clock.forward(days=2)
        after = other.get("/viec").text, other.get(f"/ho-so/{signing}").status_code

    assert named.headers["location"] == "/lam-thay?bao=da-dat"
    assert [cards(page) for page in desks] == [{"signature": 1, "direction": 1, "approval": 1}] * 2
    assert [f'href="{_task(engine, step)}"' in desks[1] for step in ("ky", "kin", "duyet")] == [True, False, False]
    assert cards(listed) == {"signature": 1, "direction": 0, "approval": 1}
    assert task not in early[0]
    assert cards(early[0]) == {}
    assert early[1] == 404
    assert "Làm thay Bùi Xuân Tường: Lê Thị Kim Oanh đôn đốc việc “Duyệt yêu cầu sao”" in told
    assert all(words in listed for words in (PLACE, "làm thay Bùi Xuân Tường"))
    assert f'href="{_task(engine, "kin")}"' not in listed
    assert PLACE in page
    assert [answer.status_code for answer in hidden] == [404, 404]
    assert seen == 200
    assert taken.headers["location"] == task
    assert 'name="f.ket_luan"' in form
    assert done.status_code == 303, done.text
    assert "Nguyễn Thị Hoài An (thay Bùi Xuân Tường) nhận xử lý “Duyệt yêu cầu sao”" in story
    assert "Nguyễn Thị Hoài An (thay Bùi Xuân Tường) hoàn thành “Duyệt yêu cầu sao”" in story
    assert "Làm thay không phải là ký thay; thẩm quyền ký của văn bản này: Chánh Văn phòng (TL.)" in refused
    assert "hoan-thanh" not in refused
    assert (signed.status_code, handed.status_code) == (403, 403)
    assert "Làm thay không phải là ký thay" in signed.text
    assert "Việc ký không chuyển cho người khác được" in handed.text
    assert PLACE not in after[0]
    assert after[1] == 404
    with engine.unit_of_work() as uow:
        holders = uow.connection.execute(
            text("SELECT assignee, completed_by FROM user_task WHERE element_id = 'duyet'")
        ).one()
    assert tuple(holders) == (AWAY, OTHER)


def test_nobody_stands_in_across_bodies(office: Served, engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        for name, unit in (("cung.so", "SNNMT"), ("so.khac", "SXD")):
            add_person(uow, username=name, display_name=name, groups=[OUTSIDE_GROUP], password=PASSWORD, unit=unit)
    with desk(office, AWAY) as away, desk(office, CONTACT) as contact, desk(office, ADMIN) as admin:
        answers = {
            "a body's contact for the Office": away.post("/lam-thay", substitute=CONTACT, **DAYS),
            "another body's contact": contact.post("/lam-thay", substitute="so.khac", **DAYS),
            "the Office for a body": contact.post("/lam-thay", substitute=OTHER, **DAYS),
            "as an administrator": admin.post("/lam-thay", username=AWAY, substitute=CONTACT, **DAYS),
        }
        own = contact.post("/lam-thay", substitute="cung.so", **DAYS)

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 400)
    assert all("Người làm thay phải cùng cơ quan." in answer.text for answer in answers.values())
    assert own.status_code == 303


def test_nobody_signs_by_a_permission_on_tasks(office: Served, engine: Engine) -> None:
    case = _start(engine, "ky_thu")
    task = _task(engine, "ky")
    with desk(office, MONITOR) as monitor, desk(office, AWAY) as signer:
        seen = monitor.get(task)
        refused = [monitor.post(f"{task}/{act}", version="1") for act in ("hoan-thanh", "nhan")]
        signed = signer.post(f"{task}/hoan-thanh", version="1")
    assert seen.status_code == 200, "the monitor sees the case and may hand out its tasks"
    assert [answer.status_code for answer in refused] == [403, 403]
    assert "thẩm quyền ký của văn bản này: Chánh Văn phòng (TL.)" in refused[0].text
    assert signed.status_code == 303
    with engine.unit_of_work() as uow:
        done = text("SELECT completed_by FROM user_task WHERE instance_key = :case")
        assert uow.connection.execute(done, {"case": case}).scalar_one() == AWAY


def test_days_that_overlap_or_go_round_in_a_circle_are_refused_and_back_is_back(office: Served) -> None:
    with desk(office, AWAY) as away, desk(office, OTHER) as other, desk(office, ADMIN) as admin:
        answers = {
            "someone else's": other.post("/lam-thay", username=AWAY, substitute=CLERK, **DAYS),
            "oneself": away.post("/lam-thay", substitute=AWAY, **DAYS),
            "nobody": away.post("/lam-thay", substitute="khong.co", **DAYS),
            "no day": away.post("/lam-thay", substitute=OTHER, **{**DAYS, "last_day": "31/02/2026"}),
            "backwards": away.post("/lam-thay", substitute=OTHER, **{**DAYS, "last_day": "25/11/2026"}),
            "over": away.post("/lam-thay", substitute=OTHER, first_day="1/10/2026", last_day="2/10/2026", reason="x"),
            "no reason": away.post("/lam-thay", substitute=OTHER, **{**DAYS, "reason": " "}),
        }
        named = admin.post("/lam-thay", username=AWAY, substitute=OTHER, **DAYS)
        answers |= {
            "twice": away.post("/lam-thay", substitute=CLERK, **{**DAYS, "first_day": "27/11/2026"}),
            "a circle": other.post("/lam-thay", substitute=AWAY, **DAYS),
            "a chain": other.post("/lam-thay", substitute=CLERK, **DAYS),
        }
        shown = other.get("/lam-thay").text
        row = re.search(r"/lam-thay/(\d+)/thoi", away.get("/lam-thay").text)
        assert row is not None
        not_theirs = other.post(row.group(0))
        back = away.post(row.group(0))
        gone, log = other.get("/lam-thay").text, admin.get("/quan-tri/nhat-ky").text
        again = away.post(row.group(0))

    assert {name: answer.status_code for name, answer in answers.items()} == {
        **dict.fromkeys(answers, 400),
        "someone else's": 403,
    }
    assert named.status_code == back.status_code == 303
    assert "đã có người làm thay trong những ngày 26/11/2026–27/11/2026" in answers["twice"].text
    assert "cũng vắng mặt trong những ngày" in answers["a circle"].text
    assert "làm thay người khác trong những ngày" in answers["a chain"].text
    assert "Bùi Xuân Tường" in shown
    assert "/thoi" not in shown
    assert (not_theirs.status_code, again.status_code) == (403, 404)
    assert 'scope="row"' not in gone
    assert "đặt người làm thay Bùi Xuân Tường" in log
    assert "Người làm thay: – → Nguyễn Thị Hoài An" in log
    assert OTHER not in log


def cards(page: str) -> dict[str, int]:
    """Give what a leader's cards count."""
    return {
        act: int(count) for act, count in re.findall(r'href="/viec\?cho=(\w+)".*?<strong[^>]*>(\d+)<', page, re.DOTALL)
    }


def _start(engine: Engine, process: str) -> int:
    with engine.unit_of_work() as uow:
        return create_instance(uow, SYSTEM, process_id=process, variables={}).key


def _task(engine: Engine, element_id: str) -> str:
    with engine.unit_of_work() as uow:
        key = uow.connection.execute(
            text("SELECT key FROM user_task WHERE element_id = :element"), {"element": element_id}
        ).scalar_one()
    return f"/viec/{key}"
