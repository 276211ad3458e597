"""The acceptance scenarios in other instances: over Tết and make-up days, in another order, with other bodies.

Numbers are those of the catalogue's section 15.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.documents.key_folder import KeyFolder
from tests.axis_simulator import TOKEN, Axis, serving
from tests.office import MovingClock
from tests.processes import outgoing
from tests.processes import test_giam_sat_chuyen_de as mission
from tests.processes import test_theo_doi_kien_nghi as follow_up
from tests.processes.axis_letters import arrived, axis, letter, register
from tests.processes.driving import Driver
from tests.processes.incoming import DIRECT, DONE, LIEN, OANH, TUONG, VAN, decide, office
from tests.processes.outgoing import ANEW, HAO, keys

__all__ = ["axis", "keys", "letter", "office"]
Drive = Callable[..., Driver]


def local(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}:00+07:00")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-02-13T16:00", "2026-02-23"),  # the last afternoon before Tết: the next working day
        ("2026-02-13T17:30", "2026-02-24"),  # after hours it counts as of the first working day after Tết
        ("2026-02-14T10:00", "2026-02-24"),
        ("2026-08-21T16:00", "2026-08-22"),  # a Saturday that is worked on
        ("2026-08-21T17:30", "2026-08-24"),
        ("2026-09-01T09:00", "2026-09-04"),
    ],
)
def test_1_what_arrives_after_hours_or_on_a_day_off_counts_as_of_the_next_working_day(
    office: Driver, axis: Axis, letter: Callable[..., bytes], clock: MovingClock, moment: str, due: str
) -> None:
    clock.moment = local(moment)
    case = arrived(office, axis, letter(issued_on=date(2026, 2, 12), due_on=date(2026, 10, 3), priority="thuong"))
    assert office.task(LIEN, case, "dang_ky")["dueDate"][:10] == due


def test_1_every_status_reaches_the_sender_in_its_order_across_tet(
    office: Driver, axis: Axis, letter: Callable[..., bytes], clock: MovingClock
) -> None:
    clock.moment = local("2026-02-13T16:00")
    case = arrived(office, axis, letter(issued_on=date(2026, 2, 12), due_on=date(2026, 3, 10)))
    register(office, case, tep=office.variables(LIEN, case)["tep"][:1])
    assert office.variables(LIEN, case)["han_tra_loi"] == "2026-03-10"
    clock.moment = local("2026-02-23T08:00")
    decide(office, TUONG, case, "but_phe", **{**DIRECT, "han_xu_ly": "2026-03-06"})
    decide(office, VAN, case, "phan_cong", ket_luan="giao", nguoi_xu_ly=OANH)
    assert office.task(OANH, case, "giai_quyet")["dueDate"][:10] == "2026-03-06"
    decide(office, OANH, case, "giai_quyet", **DONE)
    decide(office, VAN, case, "xac_nhan", ket_luan="dat")
    assert [code for code, _ in axis.told()] == ["01", "03", "04", "05", "06"]
    assert office.state(LIEN, case)[0] == "COMPLETED"


def test_2_a_document_returned_for_its_layout_takes_its_number_at_the_end_only(drive: Drive, keys: KeyFolder) -> None:
    outgoing_office = drive(outgoing.PROCESS)
    assert keys.seal_mm
    first = outgoing.approved(outgoing_office)
    outgoing.decide(outgoing_office, TUONG, first, "ky", ket_luan="ky")
    returned = {"ket_luan": "tra_lai", "tra_ve_buoc": "nguoi_soan", "duong_quay_lai": ANEW, "ly_do": "Sai thể thức"}
    outgoing.decide(outgoing_office, LIEN, first, "kiem_tra_cuoi", **returned)
    second = outgoing.issued(outgoing_office)  # overtakes the one that was returned
    outgoing.mend(outgoing_office, first)
    outgoing.decide(outgoing_office, VAN, first, "truong_phong", ket_luan="duyet")
    outgoing.decide(outgoing_office, TUONG, first, "ky", ket_luan="ky")
    outgoing.decide(outgoing_office, LIEN, first, "kiem_tra_cuoi", ket_luan="dat")
    numbers = [outgoing_office.variables(OANH, case)["so_ky_hieu"] for case in (second, first)]
    assert numbers == ["01/VP-CTHĐND", "02/VP-CTHĐND"]


@pytest.mark.parametrize(("complex_matter", "due"), [(False, "2026-09-07"), (True, "2026-09-21")])
def test_6_the_time_to_explain_ends_on_a_working_day(
    drive: Drive, clock: MovingClock, complex_matter: bool, due: str
) -> None:
    """15 days after Friday 21/08/2026 end on a Saturday, 30 on a Sunday."""
    clock.moment = local("2026-08-03T09:00")
    tracking = drive(follow_up.PROCESS, follow_up.OUTGOING)
    case = follow_up.opened(tracking, han_hoan_thanh="2026-08-20", phuc_tap=complex_matter)
    tracking.complete(follow_up.CUONG, case, "giao_kien_nghi", cong_van_giao="701/HĐND", ngay_giao="2026-08-03")
    tracking.work()
    follow_up.overdue(tracking, clock, case)
    follow_up.asked(tracking, case, "2026-08-21")
    assert tracking.task(follow_up.CUONG, case, "giai_trinh")["dueDate"][:10] == due


def test_7_reminders_count_working_days_back_over_tet(drive: Drive, clock: MovingClock) -> None:
    """15, 7 and 3 working days before Monday 15/02/2027, between which lie the days of Tết."""
    clock.moment = local("2026-12-01T09:00")
    tracking = drive(follow_up.PROCESS, follow_up.OUTGOING)
    case = follow_up.opened(tracking, han_hoan_thanh="2027-02-15")
    tracking.complete(follow_up.CUONG, case, "giao_kien_nghi", cong_van_giao="701/HĐND", ngay_giao="2026-12-01")
    tracking.work()
    reminded = {}
    for day in ("2027-01-15", "2027-01-18", "2027-01-27", "2027-01-28", "2027-02-02", "2027-02-03", "2027-02-12"):
        clock.moment = local(f"{day}T17:00")
        tracking.work()
        reminded[day[5:]] = len(tracking.visits(follow_up.CUONG, case, "gui_nhac"))
    assert reminded == {"01-15": 0, "01-18": 1, "01-27": 1, "01-28": 2, "02-02": 2, "02-03": 3, "02-12": 3}


def test_7_a_mission_stays_open_until_the_last_of_its_recommendations_is_done(drive: Drive) -> None:
    office_of_missions = drive(mission.PROCESS, mission.RECORDING, mission.OUTGOING, mission.FOLLOW_UP)
    case = mission.planned(office_of_missions, bodies=mission.BODIES[:1])
    mission.report_of(office_of_missions, case)
    office_of_missions.complete(mission.KHUE, case, "nghien_cuu", phieu_nghien_cuu="Đủ số liệu")
    mission.visited(office_of_missions, case)
    mission.drafted(office_of_missions, case, "SNNMT", "STC", "SXD")
    office_of_missions.complete(mission.KHUE, case, "y_kien_du_thao", y_kien_so_lieu="Thống nhất")
    kept = mission.concluded(office_of_missions, case)
    assert len(kept) == 3
    for one in reversed(kept):  # the last of them first
        assert office_of_missions.state(mission.KHUE, case) == ("ACTIVE", "theo_doi")
        mission.assigned(office_of_missions, one)
        mission.carried_out(office_of_missions, one)
    office_of_missions.complete(mission.NGUYET, case, "dong_ho_so", nhan_xet_dong="Đã xong")
    assert office_of_missions.state(mission.KHUE, case) == ("COMPLETED", "dong")


def test_15_while_the_signer_is_away_the_deputy_signs_in_her_own_name(drive: Drive, keys: KeyFolder) -> None:
    """Who stands in gives the draft back in the signer's place and cannot sign it; as KT. she signs what names her."""
    signing = drive(outgoing.PROCESS)
    assert keys.seal_mm
    case = outgoing.approved(signing)
    away = {"username": TUONG, "first_day": "25/11/2026", "last_day": "27/11/2026", "reason": "Đi công tác"}
    signing.post_form(TUONG, "/lam-thay", substitute=HAO, **away)
    task = outgoing.one(signing, TUONG, case, "ky")
    assert signing.try_to_complete(HAO, task, {"ket_luan": "ky"}).status_code == 403
    returned = {"ket_luan": "tra_lai", "duong_quay_lai": ANEW, **outgoing.MEND}
    outgoing.answer(signing, TUONG, task, **returned)
    outgoing.mend(signing, case, nguoi_ky=HAO, hinh_thuc_ky="KT")
    outgoing.decide(signing, VAN, case, "truong_phong", ket_luan="duyet")
    outgoing.decide(signing, HAO, case, "ky", ket_luan="ky")
    outgoing.decide(signing, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    history = signing.person(OANH).get(f"/ho-so/{case}?muc=dien-bien").text
    assert "Bùi Xuân Tường" in history
    assert "Mai Thị Thanh Hảo" in history
    assert signing.variables(OANH, case)["nguoi_ky"] == HAO


@pytest.mark.parametrize("level", ["mat", "toi_mat", "tuyet_mat"])
def test_18_of_a_secret_slip_nothing_is_kept_whatever_was_typed(drive: Drive, level: str) -> None:
    writing = drive(outgoing.PROCESS)
    typed = outgoing.slip(writing, trich_yeu="kế hoạch phòng thủ")
    case = writing.start(OANH, {**typed, "do_mat": level})
    assert writing.state(OANH, case) == ("COMPLETED", "ngoai_he_thong")
    assert not {"trich_yeu", "du_thao", "noi_dung_trinh", "kinh_gui"} & set(writing.variables(OANH, case))
    assert "phòng thủ" not in writing.person(OANH).get(f"/ho-so/{case}").text


def test_20_what_is_issued_while_the_axis_is_away_is_numbered_once_and_sent_once(
    drive: Drive, keys: KeyFolder, clock: MovingClock
) -> None:
    sending, axis = drive(outgoing.PROCESS), Axis(known=frozenset({"H99.13"}))
    assert keys.seal_mm
    with serving(axis):
        channel = AxisChannel(axis.url, organisation="H99.01", token=TOKEN)
        sending.engine.settings = replace(sending.engine.settings, channels=(channel,), axis_organisation="H99.01")
        axis.down()
        cases = []
        for _ in range(2):
            case = outgoing.approved(sending, kinh_gui=["SXD"], noi_nhan=["VP"])
            outgoing.decide(sending, TUONG, case, "ky", ket_luan="ky")
            outgoing.decide(sending, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
            outgoing.decide(sending, LIEN, case, "phat_hanh", kenh=["truc"])
            cases.append(case)
        for _ in range(3):
            clock.forward(minutes=30)
            sending.work()
        assert [outgoing.states(sending, case) for case in cases] == [{"SXD": "QUEUED", "VP": "ARRIVED"}] * 2
        axis.up()
        for _ in range(3):
            clock.forward(hours=2)
            sending.work()
        assert [outgoing.states(sending, case) for case in cases] == [{"SXD": "SENT", "VP": "ARRIVED"}] * 2
        assert sorted(message.number for message in axis.received.values()) == ["01", "02"]
        assert len(axis.sent) == 2
    assert [sending.variables(OANH, case)["so_ky_hieu"] for case in cases] == ["01/VP-CTHĐND", "02/VP-CTHĐND"]
