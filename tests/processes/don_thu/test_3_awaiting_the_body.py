"""P25, waiting for the body: its time, urging, the report for the Standing Committee, oversight."""

import re
from typing import Any

from tests.office import MovingClock
from tests.processes.driving import Driver
from tests.processes.outgoing import NGUYET, answer, one
from tests.processes.petitions import (
    AN,
    BODY,
    FACTS,
    HAO,
    ISSUED,
    LIEN,
    OTHERS,
    OUTSIDE,
    OVERSIGHT,
    RECEIVED,
    REGISTERED,
    SENDER,
    SENT,
    awaiting,
    classified,
    decided,
    is_absent,
    issue,
    late,
    press,
    proposal,
    register,
    result,
    slips,
    submit,
    word_text,
)

CONTACT = "ngo.dinh.sang"  # of the body that receives the letter


def test_a_body_that_is_late_is_urged_and_its_answer_told(office: Driver) -> None:
    case = late(office)
    assert office.visits(AN, case, "da_don_doc") == ["COMPLETED", "COMPLETED"]
    history = office.person(AN).get(f"/ho-so/{case}?muc=dien-bien").text
    assert "Đã đôn đốc Sở Nông nghiệp và Môi trường lần 2 bằng văn bản 941/VP-THTTDN." in history
    waiting = office.person(AN).get("/viec?tab=waiting").text
    assert (waiting.lower().count("đã đôn đốc 2 lần"), "chậm ở cơ quan ngoài" in waiting) == (1, True)
    (offered,) = re.findall(rf'action="(/ho-so/{case}/thong-diep/\d+)"', waiting)
    assert "Soạn công văn đôn đốc" in waiting
    assert "thong-diep" not in office.person(NGUYET).get("/viec?tab=waiting").text
    office.post_form(AN, offered)
    office.work()
    (urging,) = slips(office, case)
    assert office.case(AN, urging)["title"].startswith("Công văn đôn đốc")
    issue(office, case, {**ISSUED, "so_ky_hieu": "950/VP-THTTDN"})
    office.work()
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    office.work()
    (answer,) = slips(office, case)
    assert office.case(AN, answer)["title"] == f"Giấy báo kết quả: đơn {office.case(AN, case)['businessId']}"
    issue(office, case, OUTSIDE)
    office.complete(AN, case, "tra_loi", da_bao_cong_dan=True, ngay_bao="2027-01-20")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")


def reported(office: Driver, case: str) -> list[str]:
    """Begin the report on a late affair, submit it as it was drafted; give the drafts' keys."""
    press(office, case, "Soạn báo cáo Thường trực")
    drafts: list[str] = office.variables(AN, case)["bao_cao_trinh"]
    submitted = {"bao_cao_trinh": drafts, "nguoi_duyet_bao_cao": NGUYET}
    answer(office, AN, one(office, AN, case, "trinh_bao_cao"), **submitted)
    return drafts


def directed(office: Driver, case: str, direction: str, **more: Any) -> None:
    answers = {"y_kien_bao_cao": direction, "chi_dao": "Làm rõ vì sao chậm", **more}
    answer(office, NGUYET, one(office, NGUYET, case, "duyet_bao_cao"), **answers)


def begun_beside(office: Driver) -> dict[str, Any]:
    """Give the one case of the oversight of letters, as its officer sees it."""
    body = {"filter": {"processDefinitionId": OVERSIGHT}}
    [found] = office.person(AN).post("/v2/process-instances/search", json=body).json()["items"]
    office.know(AN, str(found["processInstanceKey"]))
    return dict(found)


def test_a_late_affair_is_reported_and_put_under_oversight_which_outlives_the_letter(office: Driver) -> None:
    case = late(office)
    number = office.case(AN, case)["businessId"]
    (draft,) = reported(office, case)
    text = word_text(office.download(NGUYET, draft))
    assert f"Đơn {number} của Nguyễn Văn An, Thôn 1, nội dung: Không đồng ý." in text
    assert "Ngày 25/11/2026, Văn phòng" in text
    assert "Văn bản số 742/VP-THTTDN" in text
    first, second = "Văn bản số 889/VP-THTTDN ngày 25/11/2026", "Văn bản số 941/VP-THTTDN ngày 25/11/2026"
    assert f"Đôn đốc lần 1: {first}. Đôn đốc lần 2: {second}." in text
    assert "III. Kiến nghị" in text
    assert "[" not in text
    directed(office, case, "tra_lai")
    answer(office, AN, one(office, AN, case, "trinh_bao_cao"), bao_cao_trinh=[draft], nguoi_duyet_bao_cao=NGUYET)
    unnamed = {"y_kien_bao_cao": "giam_sat", "chi_dao": " ", "nguoi_giam_sat": AN}
    refused = office.try_to_complete(NGUYET, one(office, NGUYET, case, "duyet_bao_cao"), unnamed)
    assert [found["field"] for found in refused.json()["errors"]] == ["chi_dao"]
    directed(office, case, "giam_sat", nguoi_giam_sat=AN, han_giam_sat="2027-02-10")
    oversight = begun_beside(office)
    key = str(oversight["processInstanceKey"])
    assert (oversight["title"], oversight["businessId"]) == (
        f"Giám sát việc giải quyết đơn {number}",
        "GSĐ-2027-0001",
    )
    for this, other in ((case, key), (key, case)):
        assert f'href="/ho-so/{other}"' in office.person(AN).get(f"/ho-so/{this}").text
    assert "Làm rõ vì sao chậm" in office.person(AN).get(f"/viec/{oversight_task(office, key)}").text
    assert office.download(AN, draft)
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    issue(office, case)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")
    assert office.state(AN, key) == ("ACTIVE", "dang_giam_sat")
    answer(office, AN, one(office, AN, key, "giam_sat"), ket_qua_giam_sat="UBND tỉnh đã trả lời")
    assert office.state(NGUYET, key) == ("COMPLETED", "da_bao_cao")
    told = office.person(NGUYET).get("/thong-bao").text
    assert f"Đã có kết quả giám sát việc giải quyết đơn, hồ sơ {oversight['businessId']}." in told


def oversight_task(office: Driver, case: str) -> str:
    task = office.task(AN, case, "giam_sat")
    assert task["dueDate"].startswith("2027-02-10")
    return str(task["userTaskKey"])


def test_the_standing_committee_has_the_body_urged_further(office: Driver) -> None:
    case = awaiting(office)
    (draft,) = reported(office, case)
    assert "Chưa có văn bản đôn đốc." in word_text(office.download(NGUYET, draft))
    directed(office, case, "don_doc")
    assert "tiếp tục đôn đốc cơ quan giải quyết" in office.person(AN).get("/thong-bao").text
    assert office.state(AN, case) == ("ACTIVE", "da_chuyen")


def test_the_oversight_of_a_restricted_letter_is_as_hidden_as_the_letter(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, case, loai_don="to_cao", **REGISTERED)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="lanh_dao_ubnd_xa", tinh_chat_vu_viec="thuong")
    submit(office, case, **proposal("chuyen_co_bao_cao", tham_quyen_xu_ly=BODY))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    issue(office, case, OUTSIDE)
    office.complete(AN, case, "phat_hanh", **SENT)
    (draft,) = reported(office, case)
    assert "của người gửi đơn, danh tính giữ riêng, nội dung: không ghi vào hệ thống." in word_text(
        office.download(NGUYET, draft)
    )
    directed(office, case, "giam_sat", nguoi_giam_sat=AN)
    oversight = begun_beside(office)
    assert (oversight["title"], oversight["businessId"]) == (
        "Giám sát việc giải quyết đơn hạn chế xem",
        "GSHC-2026-0001",
    )
    key = str(oversight["processInstanceKey"])
    strangers = [who for who in (*OTHERS, CONTACT, LIEN) if who != HAO]
    assert all(is_absent(office, who, key) for who in strangers)
    assert office.state(NGUYET, key) == ("ACTIVE", "dang_giam_sat")


def test_the_bodys_time_counts_from_the_day_on_which_it_accepted_the_letter(office: Driver) -> None:
    case = awaiting(office)  # forwarded on 25/11
    assert office.task(AN, case, "ket_qua")["dueDate"].startswith("2026-12-25")
    press(office, case, "Ghi ngày thụ lý")
    office.complete(AN, case, "ghi_thu_ly", ngay_thu_ly="2026-12-01", so_thong_bao_thu_ly="67/TB-SNNMT")
    assert office.task(AN, case, "ket_qua")["dueDate"].startswith("2026-12-31")
    assert office.state(AN, case) == ("ACTIVE", "da_chuyen")
    page = office.person(AN).get(f"/ho-so/{case}").text
    assert all(words in page for words in ("Nguyễn Văn An", "Không đồng ý", "742/VP-THTTDN", "67/TB-SNNMT"))
    assert 'Giải quyết khiếu nại lần đầu – <span lang="vi">Luật Khiếu nại' in page  # beside how the date came about
    office.clock.forward(days=40)
    office.work()
    assert len(slips(office, case)) == 1  # the urging letter, of the new date alone


def test_the_date_in_the_letter_that_forwards_goes_before_the_general_time_limit(office: Driver) -> None:
    case = classified(office, neu_y_kien_de_nghi=True)
    register(office, case, loai_don="kien_nghi_phan_anh", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="so_nganh")
    forwarded = proposal("chuyen_co_bao_cao", tham_quyen_xu_ly=BODY, han_phan_hoi="2026-12-11")
    _, letter, _ = submit(office, case, **forwarded)
    assert "và báo cáo kết quả trước ngày 11/12/2026." in word_text(office.download(HAO, letter))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    issue(office, case)
    assert office.task(AN, case, "ket_qua")["dueDate"].startswith("2026-12-11")
    office.clock.forward(days=17)
    office.work()
    assert office.visits(AN, case, "gui_don_doc") == ["COMPLETED"]


def test_a_late_classification_is_recalled(office: Driver, clock: MovingClock) -> None:
    case = office.start(LIEN, RECEIVED)
    clock.forward(days=10)
    office.work()
    assert office.visits(AN, case, "da_nhac_phan_loai") == ["COMPLETED"]


def test_a_supplement_is_awaited_while_the_clock_stands_still(office: Driver, clock: MovingClock) -> None:
    case = decided(office, "yeu_cau_bo_sung")
    before = office.case(AN, case)
    issue(office, case)
    assert office.state(AN, case) == ("ACTIVE", "cho_bo_sung")
    waiting = office.task(AN, case, "cho_bo_sung")
    assert waiting["dueDate"].startswith("2026-12-07")  # ten days end on a Saturday
    clock.forward(days=10)
    received = {
        "ket_qua_bo_sung": "da_bo_sung",
        "ngay_bo_sung": "2026-12-05",
        "giay_to_bo_sung": [office.upload(AN, "b.pdf")],
    }
    office.complete(AN, case, "cho_bo_sung", **received)
    office.complete(AN, case, "xem_xet", **FACTS)
    again = office.task(AN, case, "de_xuat")
    # Ten working days from 24/11 end on 08/12; the clock stood still for the ten days from 25/11.
    assert again["dueDate"].startswith("2026-12-18")
    assert office.case(AN, case)["businessId"] == before["businessId"]
    submit(office, case, **proposal("huong_dan"))
    assert office.task(HAO, case, "duyet")["dueDate"] == again["dueDate"]
