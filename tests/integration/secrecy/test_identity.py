"""Who sent a denunciation: sealed apart from the case, opened by those at work on it, with a reason, on the record."""

import io
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from engine.errors import Conflict, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.operations import (
    Engine,
    EngineSettings,
    find_variables,
    get_case,
    read_identity,
    reseal_identities,
)
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk
from tests.integration.secrecy.letter import AN, HAO, ID_CARD, LIEN, NAME, PHONE, PLACE, Letter, hide_letter
from tests.office import IDENTITY_KEYS, SECRET, MovingClock
from tests.processes.driving import Driver

Make = Callable[[str], Actor]
ASKED = "Làm công văn chuyển đơn"


@pytest.fixture
def office(served: Served, engine: Engine, clock: MovingClock) -> Iterator[Driver]:
    """Give the Office with the process of petitions."""
    driver = Driver("don_thu", served=served, engine=engine, clock=clock)
    yield driver
    driver.close()


@pytest.fixture
def letter(office: Driver, engine: Engine, actor: Make) -> Letter:
    """Give a denunciation whose sender is sealed."""
    return hide_letter(office, engine, actor(AN), actor(HAO), betrayal="Nội dung trích")


def test_nothing_of_it_stands_in_the_database(letter: Letter, engine: Engine) -> None:
    case = int(letter.keys["case"])
    with engine.unit_of_work() as uow:
        names = {item.name for item in find_variables(uow, SYSTEM, instance_key=case, limit=100).items}
        tables = uow.connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        everything = [
            row
            for table in tables.all()
            if table != "document"  # a file's name is what its sender called it
            for row in uow.connection.execute(text(f'SELECT CAST(t.* AS text) FROM "{table}" t')).scalars()  # noqa: S608
        ]
    assert "loai_don" in names
    assert not {name for name in names if name.startswith("danh_tinh")}
    assert not [row for row in everything for secret in (NAME, PLACE, PHONE, ID_CARD) if secret in row]


def test_neither_figures_nor_logs_say_that_somebody_opened_one(
    letter: Letter, office: Driver, served: Served, log: io.StringIO
) -> None:
    page = f"/ho-so/{letter.keys['case']}/danh-tinh"
    pattern = "/ho-so/{instance_key:int}/danh-tinh"

    def told() -> list[str]:
        with served.anonymous() as anybody:
            lines = anybody.get("/metrics").text.splitlines()
        return [line for line in lines if pattern in line]

    before = told()
    assert Desk(office.person(HAO)).get(page).status_code == 200
    assert Desk(office.person(HAO)).post(page, reason=ASKED).status_code == 200
    assert Desk(office.person(HAO)).post(page, reason=" ").status_code == 400
    assert Desk(office.person(LIEN)).post(page, reason=ASKED).status_code == 403
    assert told() == before
    assert pattern not in log.getvalue()
    assert Desk(office.person("quantri")).get(page).status_code == 404
    assert told() != before  # what is refused to somebody outside is counted as anywhere


def test_who_is_at_work_reads_it_with_a_reason_and_leaves_a_trace(letter: Letter, office: Driver) -> None:
    page = f"/ho-so/{letter.keys['case']}"
    hao, lien = Desk(office.person(HAO)), Desk(office.person(LIEN))
    assert f"{page}/danh-tinh" in hao.get(page).text
    asked = hao.get(f"{page}/danh-tinh").text
    assert "Chưa ai xem." in asked
    assert NAME not in asked
    wordless = hao.post(f"{page}/danh-tinh", reason=" ")
    assert (wordless.status_code, NAME in wordless.text) == (400, False)
    opened = hao.post(f"{page}/danh-tinh", reason=ASKED)
    assert all(secret in opened.text for secret in (NAME, PLACE, PHONE, ID_CARD, "Mai Thị Thanh Hảo"))
    assert opened.headers["cache-control"] == "no-store"
    refused = lien.post(f"{page}/danh-tinh", reason="Xem lại")
    assert (refused.status_code, NAME in refused.text) == (403, False)
    readers = Desk(office.person(AN)).get(f"{page}/danh-tinh").text
    assert "Mai Thị Thanh Hảo</strong>" in readers
    assert ASKED in readers
    assert "Vũ Thị Bích Liên</strong>" not in readers
    assert "Mai Thị Thanh Hảo xem danh tính người gửi." in hao.get(f"{page}?muc=dien-bien").text


def test_who_has_left_the_work_opens_it_no_more(letter: Letter, engine: Engine, actor: Make) -> None:
    case, an = int(letter.keys["case"]), actor(AN)
    with engine.unit_of_work() as uow:  # the case may be read through a group, the work on it is over
        left = text("UPDATE case_member SET until = :now WHERE instance_key = :case AND principal = :who")
        uow.connection.execute(left, {"now": uow.now, "case": case, "who": f"user:{AN}"})
        uow.connection.execute(text("UPDATE process_instance SET restricted = false WHERE key = :case"), {"case": case})
        joined = text(
            "INSERT INTO case_member (instance_key, principal, role, since) VALUES (:case, :group, 'inform', :now)"
        )
        group = f"group:{min(an.groups)}"
        uow.connection.execute(joined, {"case": case, "group": group, "now": uow.now})
    with engine.unit_of_work() as uow, pytest.raises(NotPermitted):
        read_identity(uow, an, instance_key=case, reason=ASKED)


def test_the_chain_proves_the_readings(letter: Letter, engine: Engine, actor: Make) -> None:
    case = int(letter.keys["case"])
    with engine.unit_of_work() as uow:
        answers = read_identity(uow, actor(AN), instance_key=case, reason=ASKED)
    assert [answer.value for answer in answers] == [NAME, PLACE, PHONE, ID_CARD]
    with engine.unit_of_work() as uow:
        assert verify_audit(uow, instance_key=case).problems == ()
        story = get_case(uow, SYSTEM, instance_key=case).timeline
    assert [entry.reason for entry in story if entry.action == "IdentityRead"] == [ASKED]


def test_its_name_may_stand_in_no_other_answer(office: Driver) -> None:
    received = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
    case = office.start(LIEN, received)
    office.complete(AN, case, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    answers = {
        "loai_don": "khieu_nai",
        "ly_do_khac_goi_y": "Thực chất là khiếu nại",
        "linh_vuc": "hanh_chinh",
        "nhom_noi_dung": "khac",
        "de_nghi_giu_bi_mat": True,
        "so_nguoi_ky": "mot",
        "danh_tinh_ho_ten": NAME,
        "danh_tinh_dia_chi": PLACE,
        "tieu_de": "Đơn của bà Au Thi Hanh Ngan",
        "tom_tat": "Không đồng ý",
    }
    answer = office.try_to_complete(AN, office.task(AN, case, "vao_so"), answers)
    assert (answer.status_code, [found["field"] for found in answer.json()["errors"]]) == (400, ["tieu_de"])


def test_a_draft_does_not_keep_it(office: Driver, engine: Engine) -> None:
    received = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
    case = office.start(LIEN, received)
    office.complete(AN, case, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    task = office.task(AN, case, "vao_so")["userTaskKey"]
    kept = Desk(office.person(AN)).post(
        f"/viec/{task}/luu-tam", f__loai_don="to_cao", f__danh_tinh_ho_ten=NAME, f__ngay_viet_don="20/11/2026"
    )
    assert kept.status_code == 200
    with engine.unit_of_work() as uow:
        draft = uow.connection.execute(
            text("SELECT draft FROM user_task WHERE key = :key"), {"key": int(task)}
        ).scalar_one()
    assert draft["loai_don"] == "to_cao"
    assert "danh_tinh_ho_ten" not in draft


def test_a_new_key_takes_over_and_the_old_one_may_go(letter: Letter, engine: Engine, actor: Make) -> None:
    case, new = int(letter.keys["case"]), b"a newer key of the tests' identity store"

    def with_keys(*keys: bytes) -> Engine:
        return Engine(engine.database, engine.objects, EngineSettings(secret=SECRET, identity_keys=keys))

    def read(keys: tuple[bytes, ...]) -> object:
        with with_keys(*keys).unit_of_work() as uow:
            return read_identity(uow, actor(AN), instance_key=case, reason=ASKED)[0].value

    assert read((new, *IDENTITY_KEYS)) == NAME
    with pytest.raises(Conflict):
        read((new,))
    assert reseal_identities(with_keys(new, *IDENTITY_KEYS)) == 1
    assert reseal_identities(with_keys(new, *IDENTITY_KEYS)) == 0
    assert read((new,)) == NAME
    with pytest.raises(Conflict):
        read(IDENTITY_KEYS)


def test_a_row_of_another_case_does_not_open(letter: Letter, office: Driver, engine: Engine, actor: Make) -> None:
    other = hide_letter(office, engine, actor(AN), actor(HAO), betrayal="Nội dung trích")
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text(
                "UPDATE sender_identity SET sealed = (SELECT sealed FROM sender_identity WHERE instance_key = :a) "
                "WHERE instance_key = :b"
            ),
            {"a": int(letter.keys["case"]), "b": int(other.keys["case"])},
        )
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        read_identity(uow, actor(AN), instance_key=int(other.keys["case"]), reason=ASKED)


def test_without_a_key_it_stays_on_paper(served: Served, engine: Engine, clock: MovingClock) -> None:
    keyless = Engine(engine.database, engine.objects, EngineSettings(secret=SECRET))
    served.app.state.engine = keyless
    driver = Driver("don_thu", served=served, engine=keyless, clock=clock)
    case = driver.start(
        LIEN, {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
    )
    driver.complete(AN, case, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    answers = {"loai_don": "to_cao", "linh_vuc": "hanh_chinh", "nhom_noi_dung": "khac", "so_nguoi_ky": "mot"}
    named = driver.try_to_complete(AN, driver.task(AN, case, "vao_so"), {**answers, "danh_tinh_ho_ten": NAME})
    assert (named.status_code, named.json()["code"]) == (409, "identity_store_missing")
    assert NAME not in named.text
    driver.complete(AN, case, "vao_so", **answers)
    driver.close()
