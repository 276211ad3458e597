"""P05, copies and digitisation: every way through it, driven over HTTP by the people who walk it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.flows import Flows

PROCESS = "sao_y_so_hoa"
OANH, CUONG = "le.kim.oanh", "hoang.manh.cuong"  # specialists; Oanh asks
TUONG, HAO = "bui.xuan.tuong", "mai.thanh.hao"  # the Office's leadership
LIEN = "vu.bich.lien"  # the registry
WITHDRAW, RECEIVED = "msg_sao_y_so_hoa_rut_yeu_cau", "msg_sao_y_so_hoa_da_nhan"
PAPER = {"so_ban_da_sao": 2, "da_dong_dau": True}
HANDED_OVER = {"nguoi_nhan_ban_sao": "Lê Thị Kim Oanh", "so_ban_giao": 2}


@pytest.fixture
def office(drive: Callable[[str], Driver]) -> Driver:
    """Give the driver of the copying process."""
    return drive(PROCESS)


def request(office: Driver, **changes: Any) -> dict[str, Any]:
    scan = office.upload(OANH, "Nghị quyết số 18 (bản quét).pdf")
    return {
        "do_mat": "thuong",
        "van_ban": "Nghị quyết số 18/NQ-HĐND ngày 10/7/2026 về dự toán ngân sách",
        "tep_quet": [scan],
        "loai_sao": "sao_y",
        "hinh_thuc": "giay_giay",
        "so_ban": 2,
        "muc_dich": "Gửi cơ quan thẩm tra",
        **changes,
    }


def asked(office: Driver, **changes: Any) -> str:
    return office.start(OANH, request(office, **changes))


def approved(office: Driver, **changes: Any) -> str:
    case = asked(office, **changes)
    office.complete(TUONG, case, "duyet", ket_luan="duyet")
    return case


def electronic(office: Driver, **changes: Any) -> str:
    """Bring a case to where the requester is to confirm that the electronic copy arrived."""
    case = approved(office, hinh_thuc="giay_dien_tu", **changes)
    signed = office.upload(LIEN, "Bản sao đã ký số.pdf")
    office.complete(LIEN, case, "sao_dien_tu", do_phan_giai=300, quet_mau=True, da_ky_so=True, ban_sao_dien_tu=[signed])
    office.work()
    assert office.state(OANH, case) == ("ACTIVE", "cho_nhan")
    return case


def test_a_secret_document_leaves_nothing_behind(office: Driver) -> None:
    smuggled = request(office, do_mat="mat")
    case = office.start(OANH, smuggled)
    assert office.state(OANH, case) == ("COMPLETED", "ngoai_he_thong")
    kept = office.variables(OANH, case)
    assert kept["do_mat"] == "mat"
    assert not {"van_ban", "tep_quet", "muc_dich", "phan_trich", "tieu_de"} & set(kept)
    assert "Nghị quyết" not in office.case(OANH, case)["title"]


def test_a_request_is_named_dated_and_offered_to_the_leadership(office: Driver) -> None:
    case = asked(office)
    assert office.state(OANH, case) == ("ACTIVE", "cho_duyet")
    assert office.case(OANH, case)["title"].startswith("Sao y: Nghị quyết số 18/NQ-HĐND")
    task = office.task(HAO, case, "duyet")
    assert set(task["candidateGroups"]) == {"chanh_van_phong", "pho_chanh_van_phong"}
    assert datetime.fromisoformat(task["dueDate"]) > office.clock.moment
    refusal = office.try_to_complete(OANH, {"userTaskKey": task["userTaskKey"]}, {"ket_luan": "duyet"})
    assert refusal.status_code in {403, 404}
    assert office.state(OANH, case) == ("ACTIVE", "cho_duyet")


def test_bad_input_names_its_fields_and_changes_nothing(office: Driver) -> None:
    bad = request(office, so_ban="hai", muc_dich=" ", loai_sao="sao_x", la=1)
    answer = office.try_to_start(OANH, bad)
    assert answer.status_code == 400
    assert {found["field"] for found in answer.json()["errors"]} == {"so_ban", "muc_dich", "loai_sao", "la"}
    case = asked(office)
    task = office.task(TUONG, case, "duyet")
    for variables in ({}, {"ket_luan": "tra_lai"}, {"ket_luan": "lam_ngo"}):
        assert office.try_to_complete(TUONG, task, variables).status_code == 400
    assert office.state(OANH, case) == ("ACTIVE", "cho_duyet")


def test_the_requester_withdraws_while_approval_is_awaited(office: Driver) -> None:
    case = asked(office)
    refusal = office.send(TUONG, WITHDRAW, case)
    assert refusal.status_code in {403, 404}
    assert office.send(OANH, WITHDRAW, case).status_code == OK
    assert office.state(OANH, case) == ("COMPLETED", "da_rut")
    assert office.tasks(TUONG, case) == []


def test_a_request_is_refused(office: Driver) -> None:
    case = asked(office)
    office.complete(TUONG, case, "duyet", ket_luan="khong_duyet", ly_do="Bản gốc không do Văn phòng lưu giữ")
    assert office.state(OANH, case) == ("COMPLETED", "khong_duyet")


def test_a_returned_request_is_withdrawn(office: Driver) -> None:
    case = asked(office)
    office.complete(TUONG, case, "duyet", ket_luan="tra_lai", ly_do="Chưa rõ mục đích")
    assert office.state(OANH, case) == ("ACTIVE", "cho_sua")
    assert office.task(OANH, case, "sua_yeu_cau")["assignee"] == OANH
    office.complete(OANH, case, "sua_yeu_cau", viec_tiep="rut")
    assert office.state(OANH, case) == ("COMPLETED", "da_rut")


def test_a_returned_request_is_revised_approved_copied_and_handed_over(office: Driver) -> None:
    case = asked(office)
    office.complete(TUONG, case, "duyet", ket_luan="tra_lai", ly_do="Chưa rõ mục đích")
    office.complete(OANH, case, "sua_yeu_cau", viec_tiep="gui_lai", van_ban="Nghị quyết số 19/NQ-HĐND", so_ban=3)
    assert office.case(OANH, case)["title"] == "Sao y: Nghị quyết số 19/NQ-HĐND"
    again = office.task(TUONG, case, "duyet")
    assert again["assignee"] == TUONG, "a revised request comes back to whoever returned it"
    assert set(again["candidateGroups"]) == {"chanh_van_phong", "pho_chanh_van_phong"}
    undecided = office.try_to_complete(TUONG, again, {})
    assert undecided.status_code == 400, "the former decision must not stand in for a new one"
    office.post_form(TUONG, f"/viec/{again['userTaskKey']}/tra-lai-nhom")
    office.complete(HAO, case, "duyet", ket_luan="duyet")
    assert office.variables(OANH, case)["ly_do"] is None
    assert office.state(OANH, case) == ("ACTIVE", "dang_sao")
    task = office.task(LIEN, case, "sao_giay")
    assert task["candidateGroups"] == ["van_thu"]
    office.complete(LIEN, case, "sao_giay", da_doi_chieu=True, **{**PAPER, "so_ban_da_sao": 3})
    office.work()
    assert office.state(OANH, case) == ("ACTIVE", "cho_giao")
    kept = office.variables(OANH, case)
    assert (kept["so"], kept["so_ky_hieu"], kept["ngay"]) == (1, "01/SY-VP", "2026-11-25")
    assert len(kept["bia_sao"]) == 1
    office.complete(LIEN, case, "giao_ban_sao", **HANDED_OVER)
    assert office.state(OANH, case) == ("COMPLETED", "da_giao")
    assert office.variables(OANH, case)["ngay_giao"] == "2026-11-25"


def test_reminders_fire_and_an_electronic_copy_is_confirmed(office: Driver, clock: MovingClock) -> None:
    case = asked(office, hinh_thuc="giay_dien_tu", loai_sao="sao_luc")
    clock.forward(days=7)
    office.work()
    assert office.visits(OANH, case, "ket_thuc_nhac_duyet") == ["COMPLETED"]
    office.complete(TUONG, case, "duyet", ket_luan="duyet")
    signed = office.upload(LIEN, "Bản sao lục đã ký số.pdf")
    office.complete(LIEN, case, "sao_dien_tu", do_phan_giai=200, quet_mau=True, da_ky_so=True, ban_sao_dien_tu=[signed])
    office.work()
    kept = office.variables(OANH, case)
    assert (kept["chu_ban_sao"], kept["so_ky_hieu"]) == ("SAO LỤC", "01/SL-VP")
    clock.forward(days=14)
    office.work()
    assert office.visits(OANH, case, "ket_thuc_nhac_nhan") == ["COMPLETED"]
    assert office.state(OANH, case) == ("ACTIVE", "cho_nhan")
    assert office.send(OANH, RECEIVED, case).status_code == OK
    assert office.state(OANH, case) == ("COMPLETED", "da_giao")


def test_an_extract_is_printed_from_an_electronic_document(office: Driver) -> None:
    without = office.try_to_start(OANH, request(office, loai_sao="trich_sao"))
    assert [found["field"] for found in without.json()["errors"]] == ["phan_trich"]
    case = approved(office, hinh_thuc="dien_tu_giay", loai_sao="trich_sao", phan_trich="Điều 2, trang 3")
    office.complete(LIEN, case, "in_ban_giay", da_kiem_tra_chu_ky=True, **PAPER)
    office.work()
    assert office.variables(OANH, case)["so_ky_hieu"] == "01/TrS-VP"
    office.complete(LIEN, case, "giao_ban_sao", **HANDED_OVER)
    assert office.state(OANH, case) == ("COMPLETED", "da_giao")


def test_a_confirmation_in_time_cancels_the_reminder(office: Driver, clock: MovingClock) -> None:
    case = electronic(office)
    assert office.send(CUONG, RECEIVED, case).status_code in {403, 404}
    assert office.send(OANH, RECEIVED, case).status_code == OK
    clock.forward(days=14)
    office.work()
    assert office.visits(OANH, case, "gui_nhac_nhan") == []
    assert office.send(OANH, RECEIVED, case).status_code == 404


def test_each_kind_of_copy_counts_in_its_own_series(office: Driver) -> None:
    given = []
    for kind in ("sao_y", "sao_luc", "sao_y"):
        case = electronic(office, loai_sao=kind)
        given.append(office.variables(OANH, case)["so_ky_hieu"])
    assert given == ["01/SY-VP", "01/SL-VP", "02/SY-VP"]


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
