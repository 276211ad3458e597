"""P25, receiving and classifying: who sees a letter when, and what its class and dates are."""

from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.outgoing import NGUYET
from tests.processes.petitions import (
    AN,
    BODY,
    COMPLAINT,
    HAO,
    LIEN,
    OTHERS,
    OUTSIDE,
    RECEIVED,
    REGISTERED,
    SENDER,
    SENT,
    TUONG,
    classified,
    complaint,
    is_absent,
    issue,
    proposal,
    register,
    result,
    submit,
    suggestion,
)


def test_a_new_letter_is_seen_by_two_persons_until_it_is_classified(office: Driver) -> None:
    case = office.start(LIEN, RECEIVED)
    assert all(is_absent(office, who, case) for who in OTHERS)
    assert office.state(LIEN, case) == office.state(AN, case) == ("ACTIVE", "dang_phan_loai")
    office.complete(AN, case, "phan_loai", **COMPLAINT)
    assert all(is_absent(office, who, case) for who in OTHERS)
    register(office, case, loai_don="khieu_nai", **REGISTERED, **SENDER)
    assert office.case(TUONG, case)["title"] == "Thu hồi đất"


def test_an_anonymous_denunciation_with_evidence_is_forwarded_and_stays_hidden(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    registered = {**REGISTERED, "nac_danh": True, "co_chu_ky": False}
    named = office.try_to_complete(
        AN, office.task(AN, case, "vao_so"), {"loai_don": "to_cao", **registered, "da_gui_dung_tham_quyen": False}
    )
    assert named.status_code == 204, named.text
    office.work()
    facts = {"loai_doi_tuong": "lanh_dao_ubnd_xa", "tinh_chat_vu_viec": "thuong"}
    office.complete(AN, case, "xem_xet", **facts)
    kept = office.variables(AN, case)
    assert kept["goi_y_dieu_kien"]["goi_y"] == "chuyen_de_xem_xet"
    assert kept["goi_y_tham_quyen"]["co_quan"] == "Chủ tịch UBND tỉnh"
    assert kept["quy_tac"]["xu_ly"] == "D-DT-06.c"
    assert office.case(AN, case)["title"] == "Đơn hạn chế xem"
    submit(office, case, **proposal("chuyen_co_bao_cao", tham_quyen_xu_ly=BODY))
    assert office.task(HAO, case, "duyet")["assignee"] == HAO
    assert all(is_absent(office, who, case) for who in OTHERS if who != HAO)
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    issue(office, case, OUTSIDE)  # on paper, sealed: recorded by hand
    office.complete(AN, case, "phat_hanh", **SENT)
    assert office.variables(AN, case)["so_van_ban_gui"] == SENT["so_van_ban_gui"]
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    office.complete(AN, case, "tra_loi")  # nobody to tell
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")
    assert all(is_absent(office, who, case) for who in OTHERS if who != HAO)


def test_the_name_in_a_denunciation_is_not_kept(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, case, loai_don="to_cao", **REGISTERED, **SENDER)
    assert not any(name in office.variables(AN, case) for name in ("nguoi_viet", "dia_chi", "tom_tat", "tieu_de"))


def test_hidden_letters_leave_no_gap_in_the_register(office: Driver) -> None:
    def number(case: str) -> str:
        return str(office.case(AN, case)["businessId"])

    first = complaint(office)
    denunciation = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    assert number(denunciation) == "TN-2026-0002"
    register(office, denunciation, loai_don="to_cao", **REGISTERED)
    secret = classified(office, **COMPLAINT)
    asked = {**REGISTERED, "de_nghi_giu_bi_mat": True}
    register(office, secret, loai_don="khieu_nai", **asked, **SENDER)
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


def test_ordinary_letters_are_read_by_the_standing_committee_and_who_is_in_charge_of_petitions(office: Driver) -> None:
    ordinary = complaint(office)
    hidden = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, hidden, loai_don="to_cao", **REGISTERED)
    for who in (NGUYET, "nguyen.huu.thong"):
        assert office.case(who, ordinary)["title"] == "Thu hồi đất"
        assert "Thu hồi đất" in office.person(who).get("/theo-doi").text
        assert is_absent(office, who, hidden)
    assert is_absent(office, "dang.thuy.van", ordinary)  # the head of another division


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
    earlier = complaint(office)
    case = complaint(office, don_trung_voi=[earlier])
    assert office.variables(AN, case)["goi_y_dieu_kien"]["ly_do_khong_du"] == "don_trung"
    filing = {"dieu_kien_xu_ly": "khong_du", "ly_do_khong_du": "don_trung", "ly_do_luu": "don_trung"}
    submit(office, case, **proposal("luu_theo_doi", **filing))
    assert office.state(AN, case) == ("ACTIVE", "cho_duyet_de_xuat")
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_luu_don")


def test_thanks_are_suggested_to_be_filed(office: Driver) -> None:
    case = classified(office)  # none of the facts: neither complaint nor request
    register(office, case, loai_don="khac", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="khac")
    assert office.variables(AN, case)["goi_y_tham_quyen"]["hinh_thuc"] == "luu_theo_doi"
    form = office.person(AN).get(f"/viec/{office.task(AN, case, 'de_xuat')['userTaskKey']}").text
    assert "Gợi ý xử lý:</strong> Lưu đơn" in form


def test_the_third_letter_about_the_same_is_told_to_the_standing_committee_once(office: Driver) -> None:
    first, second = complaint(office), complaint(office)
    number = office.case(AN, complaint(office, don_trung_voi=[first], tinh_tiet_moi=True))["businessId"]
    assert f"Đơn {number}" not in office.person(NGUYET).get("/thong-bao").text
    third = complaint(office, don_trung_voi=[first, second], tinh_tiet_moi=True)
    submit(office, third, **proposal("huong_dan"))
    told = f"Đơn {office.case(AN, third)['businessId']}: người gửi đã gửi 3 lần về cùng việc"
    assert told in office.person(NGUYET).get("/thong-bao").text
    office.complete(HAO, third, "duyet", ket_luan="tra_lai", ly_do="Nêu rõ tình tiết mới")
    submit(office, third, **proposal("huong_dan"))
    assert office.visits(AN, third, "bao_nhieu_lan") == ["COMPLETED"]


@pytest.mark.parametrize(("area", "late_to_complain"), [("thuong", True), ("kho_khan", False)])
def test_a_second_complaint_has_a_time_limit_of_its_own(office: Driver, area: str, late_to_complain: bool) -> None:
    second: dict[str, Any] = {
        "lan": 2,
        "da_giai_quyet_lan_dau": True,
        "vung": area,
        "ngay_nhan_quyet_dinh": "2026-10-20",
    }
    kept = office.variables(AN, complaint(office, **second))
    assert (kept["goi_y_dieu_kien"]["ly_do_khong_du"] == "het_thoi_hieu") is late_to_complain
    assert kept["quy_tac"]["giai_quyet"] == ("D-DT-05.a" if late_to_complain else "D-DT-05.c")


def test_the_same_letter_again_is_compared_concluded_on_and_merged(office: Driver) -> None:
    first = complaint(office)
    secret = classified(office, **COMPLAINT)
    asked = {**REGISTERED, "de_nghi_giu_bi_mat": True}
    register(office, secret, loai_don="khieu_nai", **asked, tieu_de="Thu hồi đất", tom_tat="Bí mật")
    second, third = complaint(office), complaint(office)
    numbers = {case: str(office.case(AN, case)["businessId"]) for case in (first, second, third)}
    task = office.task(AN, third, "de_xuat")
    beside = office.person(AN).get(f"/viec/{task['userTaskKey']}").text
    assert "Nghi trùng" in beside
    assert f"{numbers[second]}, {numbers[first]}" in beside  # the newest first; neither the hidden one nor a later one
    assert "Nghi trùng" not in office.person(AN).get(f"/ho-so/{first}").text
    both = office.person(AN).get(f"/ho-so/{third}/so-sanh", params={"voi": first}).text
    assert both.count("Nguyễn Văn An") == 2
    assert "giống nhau" in both
    assert "BM-2026" not in both
    by_number = office.person(AN).get(f"/ho-so/{third}/so-sanh", params={"ma": numbers[second]}).text
    assert f'name="voi" value="{second}"' in " ".join(by_number.split())

    path = f"/ho-so/{third}/so-sanh"
    office.post_form(AN, path, voi=first, **{"ket-luan": "tinh-tiet-moi"})
    assert office.variables(AN, third)["tinh_tiet_moi"] is True
    assert office.state(AN, third) == ("ACTIVE", "dang_phan_loai")  # nothing is filed by itself
    office.post_form(AN, path, voi=second, **{"ket-luan": "trung"})
    kept = office.variables(AN, third)
    assert (kept["don_trung_voi"], kept["tinh_tiet_moi"], kept["so_lan"]) == ([first, second], False, 3)
    related = office.person(TUONG).get(f"/ho-so/{first}").text
    assert f'href="/ho-so/{third}"' in related
    assert office.refuse_form(TUONG, path, voi=first, **{"ket-luan": "trung"}) == 403
    assert office.refuse_form(AN, path, voi=secret, **{"ket-luan": "trung"}) == 409
    assert office.person(TUONG).get(path, params={"voi": secret}).status_code == 404

    assert office.refuse_form(AN, path, voi=second, **{"ket-luan": "nhap"}) == 400  # without a reason
    office.post_form(AN, path, voi=second, reason="Cùng một việc", **{"ket-luan": "nhap"})
    assert office.state(AN, third) == ("COMPLETED", "ket_thuc_luu_don")
    assert office.state(AN, second)[0] == "ACTIVE"
    told = office.person(AN).get(f"/ho-so/{second}?muc=dien-bien").text
    assert f"nhập hồ sơ {numbers[third]} vào hồ sơ này." in told
    assert "Cùng một việc" in told


def test_a_mixed_letter_is_split_into_children_with_papers_of_their_own(office: Driver) -> None:
    case = classified(office, nhieu_noi_dung_tach_duoc=True)
    papers = [office.upload(AN, "thong-bao-318.pdf"), office.upload(AN, "anh-cong.pdf")]
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **SENDER, tep=papers)
    alone = office.try_to_complete(AN, office.task(AN, case, "tach"), {"don_con": [{"noi_dung_tach": "Một"}]})
    assert alone.status_code == 400
    rows = [
        {"noi_dung_tach": "Thông báo 318", "giay_to": papers[:1]},
        {"noi_dung_tach": "Thoát nước ngõ 27", "giay_to": papers[1:]},
    ]
    office.complete(AN, case, "tach", don_con=rows)
    first, second = office.called(AN, case)
    files = office.person(TUONG).get(f"/ho-so/{first}?muc=tep")
    assert files.status_code == 404  # restricted until it is classified, as every letter is
    own = office.person(AN).get(f"/ho-so/{first}?muc=tep").text
    assert "thong-bao-318.pdf" in own
    assert "anh-cong.pdf" not in own
    form = office.person(AN).get(f"/viec/{office.task(AN, second, 'phan_loai')['userTaskKey']}").text
    assert "anh-cong.pdf" in form
    suggestion(office, second)
    assert office.case(TUONG, second)["title"] == "Thoát nước ngõ 27"
    assert office.person(TUONG).get(f"/v2/documents/{papers[1]}").status_code == OK
    assert office.state(AN, case)[0] == "ACTIVE"
    suggestion(office, first)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_tach")


def test_the_children_of_a_letter_with_a_denunciation_stay_hidden(office: Driver) -> None:
    case = classified(office, nhieu_noi_dung_tach_duoc=True, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, case, loai_don="nhieu_noi_dung", **REGISTERED, **SENDER)
    assert all(is_absent(office, who, case) for who in OTHERS)
    office.complete(AN, case, "tach", don_con=[{"noi_dung_tach": "Một"}, {"noi_dung_tach": "Hai"}])
    children = office.called(AN, case)
    for child in children:
        suggestion(office, child)
        assert office.case(AN, child)["title"] == "Đơn hạn chế xem"
        assert all(is_absent(office, who, child) for who in OTHERS if who != HAO)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_tach")
