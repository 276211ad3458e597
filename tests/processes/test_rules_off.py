"""Every deadline rule switched off, as a lawyer may ask: nothing fails, every path ends, no date is shown as due."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.calendar.legal_rules import RuleKind
from engine.operations import Engine
from engine.operations.documents.key_folder import KeyFolder
from tests.office import MovingClock
from tests.processes import incoming, outgoing, petitions
from tests.processes import test_giam_sat_chuyen_de as mission
from tests.processes import test_theo_doi_kien_nghi as follow_up
from tests.processes.driving import Driver
from tests.processes.outgoing import keys
from tests.processes.rules import switch_off

__all__ = ["keys"]
TIMED = (RuleKind.DEADLINE, RuleKind.INTERNAL_SLA, RuleKind.REMINDER, RuleKind.ESCALATION)
Drive = Callable[..., Driver]


@pytest.fixture(autouse=True)
def no_rules(engine: Engine) -> None:
    """Switch every rule off that gives a time."""
    switch_off(engine, TIMED)


def dates(engine: Engine) -> set[str]:
    """Name the steps that have a date to be met."""
    with engine.unit_of_work() as uow:
        found = uow.connection.execute(text("SELECT element_id FROM user_task WHERE due_at IS NOT NULL"))
        return set(found.scalars())


def faults(engine: Engine) -> list[str]:
    """Tell what failed, and which timers a rule set all the same."""
    with engine.unit_of_work() as uow:
        failed = uow.connection.execute(text("SELECT element_id || ': ' || message_en FROM incident"))
        timers = uow.connection.execute(text("SELECT element_id FROM timer WHERE explained IS NOT NULL"))
        return [*failed.scalars(), *timers.scalars()]


def a_year_passes(office: Driver, clock: MovingClock) -> None:
    office.work()
    clock.forward(days=366)
    office.work()


def test_petitions(drive: Drive, engine: Engine, clock: MovingClock) -> None:
    office = drive(petitions.PROCESS, "van_ban_di", petitions.OVERSIGHT, "diem_nong")
    an = petitions.AN
    waiting = office.start(petitions.LIEN, petitions.RECEIVED)
    filed = petitions.complaint(office, don_trung_voi=[petitions.complaint(office)], tinh_tiet_moi=True)
    petitions.submit(office, filed, **petitions.proposal("luu_theo_doi", ly_do_luu="khong_chuyen"))
    a_year_passes(office, clock)
    office.complete(petitions.HAO, filed, "duyet", ket_luan="dong_y")
    supplement = petitions.decided(office, "yeu_cau_bo_sung")
    petitions.issue(office, supplement)
    office.complete(an, supplement, "cho_bo_sung", ket_qua_bo_sung="da_bo_sung", ngay_bo_sung="2026-12-15")
    answered = petitions.awaiting(office)
    a_year_passes(office, clock)
    office.complete(an, answered, "ket_qua", **petitions.result("thoa_dang"))
    petitions.issue(office, answered, petitions.OUTSIDE)
    office.complete(an, answered, "tra_loi", da_bao_cong_dan=True, ngay_bao="2027-12-11")
    office.complete(an, waiting, "phan_loai", bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    petitions.register(office, waiting, loai_don="to_cao", **petitions.REGISTERED)
    page = office.person(an).get(f"/viec/{office.tasks(an, waiting)[0]['userTaskKey']}").text
    assert "Cách tính hạn" not in page
    assert [office.state(an, case)[0] for case in (filed, answered)] == ["COMPLETED", "COMPLETED"]
    assert dates(engine) == set()
    assert faults(engine) == []


def test_outgoing_documents(drive: Drive, engine: Engine, clock: MovingClock, keys: KeyFolder) -> None:
    office = drive(outgoing.PROCESS)
    assert keys.seal_mm
    case = outgoing.approved(office)
    outgoing.decide(office, outgoing.TUONG, case, "ky", ket_luan="ky")
    outgoing.decide(office, outgoing.LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    outgoing.decide(office, outgoing.LIEN, case, "phat_hanh", kenh=["email"])
    a_year_passes(office, clock)
    outgoing.decide(office, outgoing.LIEN, case, "ghi_nhan_gui", trang_thai_nhan="da_tiep_nhan")
    assert faults(engine) == []
    assert dates(engine) == set()
    assert office.state(outgoing.OANH, case)[0] == "COMPLETED"


def test_incoming_documents(drive: Drive, engine: Engine, clock: MovingClock) -> None:
    office = drive(incoming.PROCESS, "van_ban_di")
    case = office.start(incoming.LIEN, incoming.letter(office))
    a_year_passes(office, clock)
    incoming.decide(office, incoming.TUONG, case, "but_phe", **incoming.DIRECT)
    incoming.decide(office, incoming.VAN, case, "phan_cong", ket_luan="giao", nguoi_xu_ly=incoming.OANH)
    a_year_passes(office, clock)
    incoming.decide(office, incoming.OANH, case, "giai_quyet", **incoming.DONE)
    assert faults(engine) == []
    assert dates(engine) <= {"phan_cong", "giai_quyet"}  # the day that the leader has set by hand


def test_missions_and_their_recommendations(drive: Drive, engine: Engine, clock: MovingClock) -> None:
    office = drive(mission.PROCESS, mission.RECORDING, mission.OUTGOING, mission.FOLLOW_UP)
    khue, case = mission.KHUE, mission.proposed(office)
    office.complete(mission.NGUYET, case, "xem_xet", ket_luan="dong_y")
    mission.recorded(office, khue, case, "421/QĐ-HĐND")
    a_year_passes(office, clock)
    plan = {"noi_dung": "Thu gom, xử lý rác", "ngay_bat_dau": "2027-12-01", "phan_cong": "Theo phụ lục"}
    office.complete(khue, case, "lap_ke_hoach", doi_tuong=mission.BODIES, **plan)
    office.complete(mission.OANH, case, "de_cuong_bao_cao", muc_de_cuong=[{"tieu_de_muc": "Tình hình chung"}])
    office.complete(mission.LOC, case, "hop_doan", thong_qua="thong_qua")
    office.complete(mission.LIEN, case, "gui_ke_hoach", **mission.SENT)
    for number in (1, 2):
        answers = {"so_bao_cao": f"{number}/BC", "ngay_bao_cao": "2027-11-20"}
        mission.one(office, mission.OANH, case, "nop_bao_cao", **answers)
    office.complete(khue, case, "nghien_cuu", phieu_nghien_cuu="Đủ số liệu")
    mission.visited(office, case)
    mission.drafted(office, case, "SNNMT")
    office.complete(khue, case, "y_kien_du_thao", y_kien_so_lieu="Thống nhất")
    [kept] = mission.concluded(office, case)
    mission.assigned(office, kept)
    a_year_passes(office, clock)
    mission.carried_out(office, kept)
    office.complete(mission.NGUYET, case, "dong_ho_so", nhan_xet_dong="Các kiến nghị đã thực hiện")
    assert faults(engine) == []
    assert dates(engine) <= {"nop_bao_cao", "cap_nhat_tien_do"}  # those that the plan and the conclusion name
    assert office.state(khue, case)[0] == "COMPLETED"


def test_recommendations(drive: Drive, engine: Engine, clock: MovingClock) -> None:
    office = drive(follow_up.PROCESS, follow_up.OUTGOING)
    case = follow_up.under_way(office)
    assert dates(engine) <= {"cap_nhat_tien_do"}  # the date that the conclusion names, entered by hand
    follow_up.reported(office, case)
    a_year_passes(office, clock)
    follow_up.confirmed(office, case)
    assert faults(engine) == []
    assert dates(engine) <= {"cap_nhat_tien_do"}
