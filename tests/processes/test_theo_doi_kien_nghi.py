"""P20, a recommendation followed up: every way through it, driven over HTTP by the people who walk it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import NO_CONTENT, Driver
from tests.processes.flows import Flows

PROCESS, OUTGOING = "theo_doi_kien_nghi_giam_sat", "van_ban_di"
CUONG, KHUE = "hoang.manh.cuong", "tran.minh.khue"  # specialists; Cường follows up
SANG = "ngo.dinh.sang"  # the contact of the Department of Agriculture and Environment
NGUYET = "hoang.minh.nguyet"  # a vice-chair
THAM = "vu.hong.tham"  # the head of a committee
DATED = {"cong_van_giao": "701/HĐND-THTTDN", "ngay_giao": "2026-11-25"}


@pytest.fixture
def office(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of the follow-up and of what it calls."""
    return drive(PROCESS, OUTGOING)


def opened(office: Driver, **changes: Any) -> str:
    """Open a follow-up whose date is far away, and assign it to the body."""
    recommendation = {
        "nguon_goc": "Thông báo số 58/TB-HĐND ngày 12/6/2026",
        "noi_dung_yeu_cau": "Rà soát, trình điều chuyển vốn của các dự án không có khả năng giải ngân",
        "co_quan_chu_tri": "STC",
        "nguoi_chiu_trach_nhiem": "Giám đốc Sở Tài chính",
        "san_pham_phai_hoan_thanh": "Tờ trình điều chuyển vốn",
        "han_hoan_thanh": "2027-03-31",
        "khong_thoi_han": False,
        "muc_do": "trung_binh",
        "phuc_tap": False,
        **changes,
    }
    return office.start(CUONG, {name: value for name, value in recommendation.items() if value is not None})


def under_way(office: Driver, **changes: Any) -> str:
    case = opened(office, **changes)
    office.complete(CUONG, case, "giao_kien_nghi", **DATED)
    office.work()
    assert office.state(CUONG, case) == ("ACTIVE", "dang_thuc_hien")
    return case


def reported(office: Driver, case: str, percent: int = 100) -> None:
    """Record the body's report of completion in its place."""
    evidence = office.upload(CUONG, "2218_QD-UBND.pdf")
    office.complete(
        CUONG,
        case,
        "cap_nhat_tien_do",
        ty_le=percent,
        viec_tiep="hoan_thanh",
        van_ban_bao_cao="894/STC-NS",
        minh_chung=[{"mo_ta": "Quyết định phân bổ", "ngay": "2026-11-25", "tep": [evidence]}],
    )
    office.work()
    assert office.state(CUONG, case) == ("ACTIVE", "cho_xac_nhan")


def overdue(office: Driver, clock: MovingClock, case: str) -> None:
    due = datetime.fromisoformat(office.task(CUONG, case, "cap_nhat_tien_do")["dueDate"])
    clock.moment = max(clock.moment, due)
    clock.forward(minutes=1)
    office.work()


def asked(office: Driver, case: str, day: str = "2027-04-01") -> None:
    """Record the first urging, which asks for the explanation."""
    letter = office.called(CUONG, case)[-1]
    issued = {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": "676/HĐND-THTTDN", "ngay": day}
    office.complete(CUONG, letter, "lap_phieu", **issued)
    office.work()


def proposed(office: Driver, case: str, **answers: Any) -> None:
    """Submit the next step to the Standing Committee."""
    task = next(task for task in office.tasks(CUONG, case) if task["elementId"] == "de_xuat_buoc_tiep")
    done = office.try_to_complete(CUONG, task, answers)
    assert done.status_code == NO_CONTENT, done.text


def confirmed(office: Driver, case: str) -> None:
    office.complete(THAM, case, "tham_dinh", ket_qua_tham_dinh="hoan_thanh")
    office.complete(THAM, case, "xac_nhan", ngay_xac_nhan_hoan_thanh="2026-11-25")
    office.work()
    assert office.state(CUONG, case) == ("COMPLETED", "hoan_thanh")


def test_progress_then_completion_is_assessed_and_confirmed(office: Driver) -> None:
    case = under_way(office)
    assert office.case(CUONG, case)["title"] == "Tờ trình điều chuyển vốn – Sở Tài chính"
    office.complete(CUONG, case, "cap_nhat_tien_do", ty_le=40, viec_tiep="tien_do")
    assert office.variables(CUONG, case)["ty_le"] == 40
    reported(office, case)
    confirmed(office, case)


def test_the_three_reminders_come_before_the_date_and_once_each(office: Driver, clock: MovingClock) -> None:
    case = under_way(office)
    clock.moment = datetime.fromisoformat("2027-03-30T02:00:00+00:00")
    office.work()
    assert office.visits(CUONG, case, "gui_nhac") == ["COMPLETED"] * 3
    office.complete(CUONG, case, "cap_nhat_tien_do", ty_le=60, viec_tiep="tien_do")
    office.work()
    assert office.visits(CUONG, case, "gui_nhac") == ["COMPLETED"] * 3
    reported(office, case)
    confirmed(office, case)


def test_the_contact_of_the_body_sees_this_case_and_reports_for_it(office: Driver) -> None:
    others = under_way(office)
    case = under_way(office, co_quan_chu_tri="SNNMT", dau_moi=SANG)
    assert office.person(SANG).get(f"/v2/process-instances/{others}").status_code == 404
    assert office.person(KHUE).get(f"/v2/process-instances/{case}").status_code == 404
    assert office.task(SANG, case, "cap_nhat_tien_do")["candidateUsers"] == [CUONG, SANG]
    office.complete(SANG, case, "cap_nhat_tien_do", ty_le=10, viec_tiep="tien_do")


def test_a_body_that_misses_the_date_explains_and_the_ladder_begins(office: Driver, clock: MovingClock) -> None:
    case = under_way(office)
    overdue(office, clock, case)
    asked(office, case)
    task = office.task(CUONG, case, "giai_trinh")
    assert datetime.fromisoformat(task["dueDate"]) > clock.moment
    office.complete(CUONG, case, "giai_trinh", noi_dung_giai_trinh="Chờ điều chỉnh dự toán cuối năm")
    kept = office.variables(CUONG, case)
    assert (kept["qua_han"], kept["so_lan_qua_han"], kept["da_giai_trinh"]) == (True, 1, True)
    assert (kept["buoc_leo_thang"], kept["buoc_de_xuat"]) == (1, 2)
    assert [sent["so_cv"] for sent in kept["lich_su_don_doc"]] == ["676/HĐND-THTTDN"]
    silent = office.try_to_complete(CUONG, office.task(CUONG, case, "de_xuat_buoc_tiep"), {"buoc_de_nghi": 4})
    assert {found["field"] for found in silent.json()["errors"]} == {"ly_do_bo_buoc"}
    proposed(office, case, buoc_de_nghi=4, ly_do_bo_buoc="Đã đôn đốc nhiều lần")
    skipping = office.try_to_complete(
        NGUYET, office.task(NGUYET, case, "quyet_dinh_buoc"), {"quyet_dinh": "leo_thang", "buoc_tiep": 5}
    )
    assert skipping.status_code == 400, "a step is skipped with a reason only"
    office.complete(NGUYET, case, "quyet_dinh_buoc", quyet_dinh="leo_thang", buoc_tiep=2)
    letter = office.called(CUONG, case)[-1]
    issued = {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": "690/HĐND-THTTDN", "ngay": "2027-04-20"}
    office.complete(CUONG, letter, "lap_phieu", **issued)
    office.work()
    kept = office.variables(CUONG, case)
    assert kept["buoc_leo_thang"] == 2
    assert [sent["so_cv"] for sent in kept["lich_su_don_doc"]] == ["676/HĐND-THTTDN", "690/HĐND-THTTDN"]
    overdue(office, clock, case)
    assert office.variables(CUONG, case)["buoc_de_xuat"] == 3
    proposed(office, case)
    office.complete(NGUYET, case, "quyet_dinh_buoc", quyet_dinh="giu_nguyen", ly_do="Sở đã trình, chờ kỳ họp")
    office.work()
    reported(office, case)
    confirmed(office, case)


@pytest.mark.parametrize(("complex_matter", "days"), [(False, 15), (True, 30)])
def test_a_body_that_does_not_explain_in_time_is_taken_to_the_ladder(
    office: Driver, clock: MovingClock, complex_matter: bool, days: int
) -> None:
    case = under_way(office, phuc_tap=complex_matter)
    overdue(office, clock, case)
    asked(office, case, f"{clock.moment:%Y-%m-%d}")
    due = datetime.fromisoformat(office.task(CUONG, case, "giai_trinh")["dueDate"])
    assert (due.date() - clock.moment.date()).days >= days
    clock.moment = due
    clock.forward(minutes=1)
    office.work()
    assert office.variables(CUONG, case)["da_giai_trinh"] is False
    assert {task["elementId"] for task in office.tasks(CUONG, case)} == {"giai_trinh", "de_xuat_buoc_tiep"}
    proposed(office, case)
    if complex_matter:  # what comes late is taken all the same, and proposes nothing again
        [late] = [task for task in office.tasks(CUONG, case) if task["elementId"] == "giai_trinh"]
        explained = office.try_to_complete(CUONG, late, {"noi_dung_giai_trinh": "Chờ vốn"})
        assert explained.status_code == NO_CONTENT, explained.text
    decision = next(task for task in office.tasks(NGUYET, case) if task["elementId"] == "quyet_dinh_buoc")
    waived = office.try_to_complete(NGUYET, decision, {"quyet_dinh": "mien", "ly_do": "Quy định đã thay đổi"})
    assert waived.status_code == NO_CONTENT, waived.text
    assert office.state(CUONG, case) == ("COMPLETED", "khong_thuc_hien")


def test_partial_completion_gets_a_new_date_that_a_vice_chair_approves(office: Driver, clock: MovingClock) -> None:
    case = under_way(office)
    reported(office, case, percent=67)
    office.complete(THAM, case, "tham_dinh", ket_qua_tham_dinh="hoan_thanh_mot_phan", nhan_xet="Còn 2 trường")
    assert office.state(CUONG, case) == ("ACTIVE", "hoan_thanh_mot_phan")
    office.complete(
        NGUYET, case, "duyet_gia_han", dong_y_gia_han="dong_y", han_moi="2027-06-15", ly_do_gia_han="Chờ điều chỉnh"
    )
    office.work()
    assert office.state(CUONG, case) == ("ACTIVE", "dang_thuc_hien")
    assert office.task(CUONG, case, "cap_nhat_tien_do")["dueDate"].startswith("2027-06-15")
    reported(office, case)
    confirmed(office, case)


def test_what_does_not_meet_the_requirement_goes_back(office: Driver) -> None:
    case = under_way(office)
    reported(office, case)
    office.complete(THAM, case, "tham_dinh", ket_qua_tham_dinh="chua_dap_ung_yeu_cau", nhan_xet="Thiếu quyết định")
    office.work()
    assert office.state(CUONG, case) == ("ACTIVE", "dang_thuc_hien")
    reported(office, case)
    office.complete(THAM, case, "tham_dinh", ket_qua_tham_dinh="khong_thuc_hien", nhan_xet="Không có sản phẩm")
    proposed(office, case)
    assert office.task(NGUYET, case, "quyet_dinh_buoc")["candidateGroups"] == ["chu_tich_hdnd", "pho_chu_tich_hdnd"]


def test_no_date_in_the_document_is_the_standing_committees_to_set(office: Driver) -> None:
    case = opened(office, han_hoan_thanh=None, khong_thoi_han=True, muc_do="cao")
    office.complete(NGUYET, case, "dinh_han", khong_thoi_han=True)
    office.complete(CUONG, case, "giao_kien_nghi", **DATED)
    assert office.state(CUONG, case) == ("ACTIVE", "da_giao")
    office.complete(CUONG, case, "lap_ke_hoach", ke_hoach_thuc_hien="Quý I rà soát, quý II trình")
    office.work()
    assert office.visits(CUONG, case, "gui_nhac") == []
    assert office.task(CUONG, case, "cap_nhat_tien_do")["dueDate"] is not None


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
