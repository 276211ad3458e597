"""P25, petitions: every way through it, driven over HTTP by the people who walk it, and who sees a letter when."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.flows import Flows

PROCESS = "don_thu"
LIEN, AN = "vu.bich.lien", "nguyen.hoai.an"  # the registry clerk who receives, the officer who handles
TUONG, HAO = "bui.xuan.tuong", "mai.thanh.hao"  # the chief and a deputy, who sign
OTHERS = ("le.kim.oanh", "nguyen.huu.thong", TUONG, HAO, "luu.trong.nghia")
RECEIVED = {"gui_den": "hdnd_tinh", "khoa": 19, "ngay_nhan": "2026-11-24", "nguon": "tiep_dan", "nguoi_xu_ly": AN}
COMPLAINT: dict[str, Any] = {"de_nghi_xem_lai_quyet_dinh": True, "quyen_loi_cua_chinh_minh": True}
REGISTERED = {
    "linh_vuc": "hanh_chinh",
    "nhom_noi_dung": "khac",
    "ngay_viet_don": "2026-11-20",
    "nac_danh": False,
    "co_chu_ky": True,
    "la_ban_goc": True,
    "de_nghi_giu_bi_mat": False,
    "noi_dung_ro": True,
    "tieng_viet": True,
    "so_nguoi_ky": "mot",
}
SENDER = {"nguoi_viet": "Nguyễn Văn An", "dia_chi": "Thôn 1", "tieu_de": "Thu hồi đất", "tom_tat": "Không đồng ý"}
FACTS = {
    "loai_doi_tuong": "so_nganh",
    "van_ban_bi_khieu_nai": "Quyết định số 5",
    "ngay_nhan_quyet_dinh": "2026-11-01",
    "la_nguoi_bi_anh_huong": True,
    "lan": 1,
    "vung": "thuong",
}
SENT = {"so_van_ban_gui": "742/VP-THTTDN", "ngay_van_ban_gui": "2026-11-25"}
BODY = "SNNMT"


@pytest.fixture
def office(drive: Callable[[str], Driver]) -> Driver:
    """Give the driver of petitions."""
    return drive(PROCESS)


def classified(office: Driver, *, received: dict[str, Any] | None = None, **facts: Any) -> str:
    case = office.start(LIEN, received or RECEIVED)
    office.complete(AN, case, "phan_loai", **facts)
    return case


def complaint(office: Driver, received: dict[str, Any] | None = None, **facts: Any) -> str:
    """Bring a complaint to where its handling is proposed."""
    case = classified(office, received=received, **COMPLAINT)
    office.complete(AN, case, "vao_so", loai_don="khieu_nai", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", **{**FACTS, **facts})
    return case


def proposal(form: str, **more: Any) -> dict[str, Any]:
    return {
        "dieu_kien_xu_ly": "du",
        "hinh_thuc_xu_ly": form,
        "nguoi_ky": HAO,
        "hinh_thuc_ky": "KT",
        "noi_dung_de_xuat": "Đề xuất",
        **more,
    }


def decided(office: Driver, form: str, **more: Any) -> str:
    case = complaint(office)
    office.complete(AN, case, "de_xuat", **proposal(form, **more))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    return case


def awaiting(office: Driver) -> str:
    case = decided(office, "chuyen_co_bao_cao", tham_quyen_xu_ly=BODY)
    office.complete(AN, case, "phat_hanh", **SENT)
    assert office.state(AN, case) == ("ACTIVE", "da_chuyen")
    return case


def result(judgement: str) -> dict[str, Any]:
    return {
        "co_quan_giai_quyet": BODY,
        "so_van_ban": "12/QĐ",
        "ngay": "2026-12-10",
        "ket_luan": "dung",
        "noi_dung": "Đã giải quyết",
        "danh_gia": judgement,
        "muc_do": "thuong",
    }


def is_absent(office: Driver, who: str, case: str) -> bool:
    person = office.person(who)
    alone = {"filter": {"processInstanceKey": case}}
    found = person.post("/v2/process-instances/search", json=alone).json()["page"]["totalItems"]
    tasks = person.post("/v2/user-tasks/search", json=alone).json()["page"]["totalItems"]
    return person.get(f"/v2/process-instances/{case}").status_code == 404 and (found, tasks) == (0, 0)


def test_a_new_letter_is_seen_by_two_persons_until_it_is_classified(office: Driver) -> None:
    case = office.start(LIEN, RECEIVED)
    assert all(is_absent(office, who, case) for who in OTHERS)
    assert office.state(LIEN, case) == office.state(AN, case) == ("ACTIVE", "dang_phan_loai")
    office.complete(AN, case, "phan_loai", **COMPLAINT)
    assert all(is_absent(office, who, case) for who in OTHERS)
    office.complete(AN, case, "vao_so", loai_don="khieu_nai", **REGISTERED, **SENDER)
    assert office.case(TUONG, case)["title"] == "Thu hồi đất"


def test_an_anonymous_denunciation_with_evidence_is_forwarded_and_stays_hidden(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    registered = {**REGISTERED, "nac_danh": True, "co_chu_ky": False}
    named = office.try_to_complete(
        AN, office.task(AN, case, "vao_so"), {"loai_don": "to_cao", **registered, "da_gui_dung_tham_quyen": False}
    )
    assert named.status_code == 204, named.text
    facts = {"loai_doi_tuong": "lanh_dao_ubnd_xa", "tinh_chat_vu_viec": "thuong"}
    office.complete(AN, case, "xem_xet", **facts)
    kept = office.variables(AN, case)
    assert kept["goi_y_dieu_kien"]["goi_y"] == "chuyen_de_xem_xet"
    assert kept["goi_y_tham_quyen"]["co_quan"] == "Chủ tịch UBND tỉnh"
    assert kept["quy_tac"]["xu_ly"] == "D-DT-06.c"
    assert office.case(AN, case)["title"] == "Đơn hạn chế xem"
    office.complete(AN, case, "de_xuat", **proposal("chuyen", tham_quyen_xu_ly=BODY))
    assert office.task(HAO, case, "duyet")["assignee"] == HAO
    assert all(is_absent(office, who, case) for who in OTHERS if who != HAO)
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    office.complete(AN, case, "phat_hanh", **SENT)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")
    assert all(is_absent(office, who, case) for who in OTHERS if who != HAO)


def test_the_name_in_a_denunciation_is_not_kept(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    office.complete(AN, case, "vao_so", loai_don="to_cao", **REGISTERED, **SENDER)
    assert not any(name in office.variables(AN, case) for name in ("nguoi_viet", "dia_chi", "tom_tat", "tieu_de"))


def test_hidden_letters_leave_no_gap_in_the_register(office: Driver) -> None:
    def number(case: str) -> str:
        return str(office.case(AN, case)["businessId"])

    first = complaint(office)
    denunciation = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    assert number(denunciation) == "TN-2026-0002"
    office.complete(AN, denunciation, "vao_so", loai_don="to_cao", **REGISTERED)
    secret = classified(office, **COMPLAINT)
    asked = {**REGISTERED, "de_nghi_giu_bi_mat": True}
    office.complete(AN, secret, "vao_so", loai_don="khieu_nai", **asked, **SENDER)
    last = complaint(office)
    cases = (first, denunciation, secret, last)
    assert [number(case) for case in cases] == ["ĐT-2026-0001", "TC-2026-0001", "BM-2026-0001", "ĐT-2026-0002"]
    assert office.variables(AN, last)["ma_ho_so"] == "ĐT-2026-0002"
    found = office.person(TUONG).get("/ho-so", params={"q": "ĐT-2026-0002"}).text
    assert f"/ho-so/{last}" in found
    assert f"/ho-so/{first}" not in found
    history = office.person(TUONG).get(f"/ho-so/{last}?muc=dien-bien").text
    assert "Vào sổ với mã hồ sơ ĐT-2026-0002." in history
    assert "TN-2026" not in history


def test_departing_from_the_suggested_class_needs_a_reason(office: Driver) -> None:
    case = classified(office, **COMPLAINT)
    task = office.task(AN, case, "vao_so")
    answer = office.try_to_complete(AN, task, {"loai_don": "kien_nghi_phan_anh", **REGISTERED, **SENDER})
    assert [found["field"] for found in answer.json()["errors"]] == ["ly_do_khac_goi_y"]


def test_the_deadline_of_a_complaint_of_the_last_day_before_tet(office: Driver, clock: MovingClock) -> None:
    clock.moment = datetime.fromisoformat("2026-02-13T09:00:00+07:00")
    received = {**RECEIVED, "ngay_nhan": "2026-02-13"}
    case = complaint(office, received=received, ngay_nhan_quyet_dinh="2026-02-01")
    assert office.variables(AN, case)["quy_tac"] == {"xu_ly": "D-DT-02.a", "giai_quyet": "D-DT-04.a"}
    assert office.task(AN, case, "de_xuat")["dueDate"].startswith("2026-03-06")


def test_a_complaint_after_its_time_limit_is_told(office: Driver) -> None:
    case = complaint(office, ngay_nhan_quyet_dinh="2026-01-05")
    assert office.variables(AN, case)["goi_y_dieu_kien"]["ly_do_khong_du"] == "het_thoi_hieu"


def test_a_duplicate_is_filed_by_the_officer_not_by_the_system(office: Driver) -> None:
    case = complaint(office, trung_don="ĐT-2026-0001")
    assert office.variables(AN, case)["goi_y_dieu_kien"]["ly_do_khong_du"] == "don_trung"
    filing = {"dieu_kien_xu_ly": "khong_du", "ly_do_khong_du": "don_trung", "ly_do_luu": "don_trung"}
    office.complete(AN, case, "de_xuat", **proposal("luu_theo_doi", **filing))
    assert office.state(AN, case) == ("ACTIVE", "cho_duyet_de_xuat")
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_luu_don")


@pytest.mark.parametrize(
    ("form", "state"), [("huong_dan", "ket_thuc_da_huong_dan"), ("tra_don", "ket_thuc_da_tra_lai")]
)
def test_guidance_and_a_returned_letter(office: Driver, form: str, state: str) -> None:
    case = decided(office, form)
    office.complete(AN, case, "phat_hanh", **SENT)
    assert office.state(AN, case) == ("COMPLETED", state)


def test_a_proposal_is_returned_and_submitted_again(office: Driver) -> None:
    case = complaint(office)
    office.complete(AN, case, "de_xuat", **proposal("huong_dan"))
    office.complete(HAO, case, "duyet", ket_luan="tra_lai", ly_do="Chưa rõ cơ quan")
    office.complete(AN, case, "de_xuat", **proposal("tra_don"))
    assert office.try_to_complete(HAO, office.task(HAO, case, "duyet"), {}).status_code == 400


def test_a_body_that_is_late_is_urged_and_its_answer_told(office: Driver, clock: MovingClock) -> None:
    case = awaiting(office)
    clock.forward(days=60)
    office.work()
    assert office.visits(AN, case, "da_don_doc") == ["COMPLETED"]
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    office.complete(AN, case, "tra_loi", da_bao_cong_dan=True, ngay_bao="2027-01-20")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")


def test_an_unsatisfactory_answer_is_handled_again(office: Driver) -> None:
    case = awaiting(office)
    office.complete(AN, case, "ket_qua", **result("chua"))
    assert office.task(AN, case, "de_xuat")["assignee"] == AN


def test_a_late_classification_is_recalled(office: Driver, clock: MovingClock) -> None:
    case = office.start(LIEN, RECEIVED)
    clock.forward(days=10)
    office.work()
    assert office.visits(AN, case, "da_nhac_phan_loai") == ["COMPLETED"]


def test_a_mixed_letter_is_split_into_children(office: Driver) -> None:
    case = classified(office, nhieu_noi_dung_tach_duoc=True, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    office.complete(AN, case, "vao_so", loai_don="nhieu_noi_dung", so_don_con=2, **REGISTERED, **SENDER)
    assert all(is_absent(office, who, case) for who in OTHERS)
    body = {"filter": {"parentProcessInstanceKey": case}}
    answer = office.person(AN).post("/v2/process-instances/search", json=body)
    assert answer.status_code == OK
    children = [str(item["processInstanceKey"]) for item in answer.json()["items"]]
    assert len(children) == 2
    for child in children:
        office.complete(AN, child, "phan_loai", neu_y_kien_de_nghi=True)
        office.complete(AN, child, "vao_so", loai_don="kien_nghi_phan_anh", **REGISTERED, **SENDER)
        office.complete(AN, child, "xem_xet", loai_doi_tuong="khac")
        office.complete(AN, child, "de_xuat", **proposal("luu_theo_doi", ly_do_luu="khong_chuyen"))
        office.complete(HAO, child, "duyet", ket_luan="dong_y")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
