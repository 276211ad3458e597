"""P25, petitions: every way through it, driven over HTTP by the people who walk it, and who sees a letter when."""

import re
from datetime import datetime
from typing import Any

import pytest

from engine.operations.archiving.closed_dossier import Dossier, find_dossier
from engine.operations.documents.key_folder import KeyFolder
from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.flows import Flows
from tests.processes.outgoing import NGUYET, NOT_FOUND, answer, decide, keys, one, states
from tests.processes.petitions import (
    AN,
    BODY,
    COMPLAINT,
    FACTS,
    HAO,
    ISSUED,
    LIEN,
    OTHERS,
    OUTSIDE,
    OVERSIGHT,
    PROCESS,
    RECEIVED,
    REGISTERED,
    SENDER,
    SENT,
    TUONG,
    answered,
    awaiting,
    classified,
    complaint,
    decided,
    is_absent,
    issue,
    late,
    office,
    press,
    proposal,
    register,
    registry,
    result,
    slip_of,
    slips,
    submit,
    suggestion,
    word_text,
)

__all__ = ["keys", "office", "registry"]
CONTACT = "ngo.dinh.sang"  # of the body that receives the letter


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


def test_proposal_letter_and_notice_are_drafted_and_submitted_once(office: Driver) -> None:
    case = complaint(office)
    files = submit(office, case, **proposal("chuyen_co_bao_cao", tham_quyen_xu_ly=BODY))
    texts = [word_text(office.download(HAO, key)) for key in files]
    own, letter, notice = texts
    assert "Người gửi đơn: Nguyễn Văn An, Thôn 1" in own
    assert "Đề xuất xử lý: Chuyển đơn, yêu cầu báo cáo kết quả. Đề xuất" in own
    assert "nhận được đơn của Nguyễn Văn An, Thôn 1, nội dung: Không đồng ý." in letter
    assert "và báo cáo kết quả." in letter
    assert "đã chuyển đơn của ông (bà) Nguyễn Văn An đến Sở" in notice
    page = office.person(HAO).get(f"/viec/{office.task(HAO, case, 'duyet')['userTaskKey']}").text
    assert all(
        name in page for name in ("Phiếu đề xuất xử lý đơn.docx", "Công văn chuyển đơn.docx", "Giấy báo tin.docx")
    )
    book = office.person(LIEN).get("/van-ban?so=so_don").text
    assert str(office.case(AN, case)["businessId"]) in book
    assert all(word in book for word in ("Nguyễn Văn An, Thôn 1", "Khiếu nại", "Chuyển đơn, yêu cầu báo cáo kết quả"))


@pytest.mark.parametrize(
    ("form", "state"), [("huong_dan", "ket_thuc_da_huong_dan"), ("tra_don", "ket_thuc_da_tra_lai")]
)
def test_guidance_and_a_returned_letter(office: Driver, form: str, state: str) -> None:
    case = decided(office, form)
    issue(office, case)
    assert office.state(AN, case) == ("COMPLETED", state)


def test_letter_and_notice_are_issued_and_the_sender_is_answered_by_calls_of_the_outgoing_process(
    office: Driver,
) -> None:
    case = decided(office, "chuyen_co_bao_cao", tham_quyen_xu_ly=BODY)
    number = office.case(AN, case)["businessId"]
    letter, notice = slips(office, case)
    assert [office.case(AN, one)["title"] for one in (letter, notice)] == [
        f"Công văn chuyển đơn: đơn {number}",
        f"Giấy báo tin: đơn {number}",
    ]
    slip = office.variables(AN, letter)
    approved = office.variables(AN, case)["van_ban_trinh"]
    assert (slip["trich_yeu"], slip["du_thao"]) == (f"chuyển đơn {number}", approved[1:2])
    files = office.person(AN).get(f"/ho-so/{letter}?muc=tep").text
    assert "Công văn chuyển đơn.docx" in files  # the draft that was approved, and nothing else of the letter
    assert "Phiếu đề xuất" not in files
    signed = [office.upload(AN, "cong-van-chuyen-don.pdf")]
    office.complete(AN, letter, "lap_phieu", **ISSUED, van_ban_ky=signed)
    assert office.state(AN, case)[0] == "ACTIVE"
    issue(office, case)
    kept = office.variables(AN, case)
    assert (kept["so_van_ban_gui"], kept["ngay_van_ban_gui"]) == (ISSUED["so_ky_hieu"], ISSUED["ngay"])
    assert (kept["van_ban_gui"], kept["da_bao_tin"]) == (signed, True)
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    issue(office, case)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")
    kept = office.variables(AN, case)
    assert (kept["da_bao_cong_dan"], kept["ngay_bao"]) == (True, ISSUED["ngay"])


def test_the_letter_of_a_denunciation_is_issued_by_its_own_people_and_hidden_like_it(
    office: Driver, keys: KeyFolder
) -> None:
    assert keys.seal_mm
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, case, loai_don="to_cao", **REGISTERED)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="lanh_dao_ubnd_xa", tinh_chat_vu_viec="thuong")
    submit(office, case, **proposal("chuyen", tham_quyen_xu_ly=BODY))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    (letter,) = slips(office, case)
    strangers = [who for who in (*OTHERS, CONTACT) if who != HAO]
    assert all(is_absent(office, who, letter) for who in strangers)
    subject = f"chuyển đơn {office.case(AN, case)['businessId']}"
    office.complete(AN, letter, "lap_phieu", **slip_of(office, case, subject))
    office.work()
    assert office.visits(HAO, letter, "ky") == []  # signed with the proposal: one press, and nobody else sees it first
    assert office.variables(LIEN, letter)["ky_nguoi"] == HAO
    for who, element, answers in (
        (LIEN, "kiem_tra_cuoi", {"ket_luan": "dat"}),
        (LIEN, "phat_hanh", {"kenh": ["truc"]}),
        (LIEN, "ghi_nhan_gui", {"trang_thai_nhan": "da_tiep_nhan"}),  # on paper, though the body has an account
    ):
        assert all(is_absent(office, one, letter) for one in strangers)
        decide(office, who, letter, element, **answers)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_chuyen")
    number = office.variables(AN, case)["so_van_ban_gui"]
    (file,) = office.variables(AN, letter)["van_ban_ky"]
    for who in strangers:
        assert is_absent(office, who, letter)
        assert office.person(who).get(f"/v2/documents/{file}").status_code == NOT_FOUND
        assert subject not in office.person(who).get("/thong-bao").text
    assert number in office.person(LIEN).get("/van-ban?so=so_van_ban_di%3Ahan_che").text
    for who in (LIEN, TUONG):
        assert subject not in office.person(who).get("/van-ban?so=so_van_ban_di").text


def test_a_denunciation_cannot_be_forwarded_to_the_body_denounced(office: Driver) -> None:
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, case, loai_don="to_cao", **REGISTERED, don_vi_bi_kn_tc=BODY)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="so_nganh", tinh_chat_vu_viec="thuong")
    task, wanted = office.task(AN, case, "de_xuat"), proposal("chuyen")
    refused = office.try_to_complete(AN, task, {**wanted, "tham_quyen_xu_ly": BODY})
    assert [(found["field"], found["code"]) for found in refused.json()["errors"]] == [
        ("tham_quyen_xu_ly", "choice_not_offered")
    ]
    submit(office, case, **wanted, tham_quyen_xu_ly="TTRA")
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    (letter,) = slips(office, case)
    slip = {**slip_of(office, case, "chuyển đơn"), "kinh_gui": ["TTRA"], "noi_nhan": ["TTRA", BODY]}
    refused = office.try_to_complete(AN, office.task(AN, letter, "lap_phieu"), slip)
    assert "noi_nhan" in [found["field"] for found in refused.json()["errors"]]


def test_a_proposal_is_returned_and_submitted_again(office: Driver) -> None:
    case = complaint(office)
    submit(office, case, **proposal("huong_dan"))
    office.complete(HAO, case, "duyet", ket_luan="tra_lai", ly_do="Chưa rõ cơ quan")
    submit(office, case, **proposal("tra_don"))
    assert office.try_to_complete(HAO, office.task(HAO, case, "duyet"), {}).status_code == 400


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


def test_what_a_case_is_about_stands_beside_the_work_on_it_once(office: Driver) -> None:
    case = complaint(office)
    page = office.person(AN).get(f"/viec/{office.task(AN, case, 'de_xuat')['userTaskKey']}").text
    about = page.partition("Nội dung hồ sơ</h2>")[2].partition("</section>")[0]
    assert "Nguyễn Văn An" in about
    assert "Không đồng ý" in about
    assert "Đề xuất xử lý" not in about  # the form asks for it
    hidden = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(office, hidden, loai_don="to_cao", **REGISTERED, **SENDER)
    page = office.person(AN).get(f"/ho-so/{hidden}").text
    assert "Nội dung hồ sơ" in page
    assert "Nguyễn Văn An" not in page


def test_a_letter_is_kept_for_study_and_its_handling_proposed_again(office: Driver) -> None:
    case = decided(office, "dang_nghien_cuu")
    assert office.state(AN, case) == ("ACTIVE", "dang_nghien_cuu")
    assert slips(office, case) == []
    found = "Đã làm việc với Sở: hồ sơ địa chính thiếu trang"
    office.complete(AN, case, "nghien_cuu", ket_qua_nghien_cuu=found)
    form = office.person(AN).get(f"/viec/{office.task(AN, case, 'de_xuat')['userTaskKey']}").text
    assert found in form
    submit(office, case, **proposal("huong_dan"))
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    issue(office, case)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_huong_dan")


def test_a_letter_of_own_competence_is_accepted_settled_and_answered(office: Driver) -> None:
    case = complaint(office, loai_doi_tuong="hdnd_van_phong")
    assert office.variables(AN, case)["goi_y_tham_quyen"]["hinh_thuc"] == "thu_ly"
    files = submit(office, case, **proposal("thu_ly"))
    notice = word_text(office.download(AN, files[1]))
    assert "Nguyễn Văn An" in notice
    assert "thụ lý đơn để giải quyết theo thẩm quyền" in notice
    office.complete(HAO, case, "duyet", ket_luan="dong_y")
    office.work()
    (slip,) = slips(office, case)
    assert office.variables(AN, slip)["loai_van_ban"] == "TB"
    issue(office, case)
    assert office.state(AN, case) == ("ACTIVE", "dang_thu_ly")
    task = office.task(AN, case, "giai_quyet")
    assert task["dueDate"].startswith("2026-12-25")
    assert "chậm ở cơ quan ngoài" not in office.person(AN).get("/viec?tab=waiting").text
    settled = {key: value for key, value in result("thoa_dang").items() if key not in {"danh_gia", "muc_do"}}
    office.complete(AN, case, "giai_quyet", **{**settled, "co_quan_giai_quyet": "TTHDND"})
    issue(office, case)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")


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


def test_a_registered_answer_goes_to_the_letter_that_awaits_it_and_its_result_is_told(
    office: Driver, registry: Driver
) -> None:
    case = late(office)
    incoming = answered(registry, case)
    assert registry.state(LIEN, incoming) == ("COMPLETED", "da_vao_ho_so_don")
    assert office.state(AN, case) == ("ACTIVE", "da_co_ket_qua")
    assert f'href="/ho-so/{case}"' in registry.person(LIEN).get(f"/ho-so/{incoming}").text
    assert "Báo cáo 245.pdf" in office.person(AN).get(f"/ho-so/{case}?muc=tep").text
    assert "chậm ở cơ quan ngoài" not in office.person(AN).get("/viec?tab=waiting").text
    task = office.task(AN, case, "danh_gia")
    form = office.person(AN).get(f"/viec/{task['userTaskKey']}").text
    assert all(words in form for words in ("12/QĐ", "Trả lời đơn của ông Nguyễn Văn An", "Báo cáo 245.pdf"))
    kept = office.variables(AN, case)
    assert (kept["so_van_ban"], kept["ngay"], kept["co_quan_giai_quyet"]) == ("12/QĐ", "2026-11-23", BODY)
    assessed = {**result("thoa_dang"), "ngay": kept["ngay"], "ket_luan": "dung_mot_phan"}
    office.complete(AN, case, "danh_gia", **assessed)
    office.work()
    (slip,) = slips(office, case)
    (draft,) = office.variables(AN, slip)["du_thao"]
    assert "Giấy báo kết quả giải quyết đơn.docx" in office.person(AN).get(f"/ho-so/{slip}?muc=tep").text
    text = word_text(office.download(AN, draft))
    assert "Văn bản số 12/QĐ ngày 23/11/2026 của Sở Nông nghiệp và Môi trường" in text
    assert "Kết luận về nội dung đơn: Đúng một phần. Đã giải quyết" in text
    assert "[" not in text
    signed = office.upload(AN, "giay-bao-ket-qua.pdf")
    issue(office, case, {**ISSUED, "van_ban_ky": [signed]})
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_bao_ket_qua")
    with office.engine.unit_of_work() as uow:
        found = find_dossier(uow, office.case(AN, case)["businessId"], may_know=lambda key: key == int(case))
    assert isinstance(found, Dossier)
    names = [one.file_name for one in found.documents]
    assert {"Báo cáo 245.pdf", "giay-bao-ket-qua.pdf", "Giấy báo kết quả giải quyết đơn.docx"} <= set(names)


def test_the_notice_of_the_result_is_signed_numbered_and_sent_to_the_sender(office: Driver, keys: KeyFolder) -> None:
    assert keys.seal_mm
    case = awaiting(office)
    office.complete(AN, case, "ket_qua", **result("thoa_dang"))
    office.work()
    (notice,) = slips(office, case)
    kept = office.variables(AN, notice)
    sender = "Nguyễn Văn An, Thôn 1"
    assert kept["gui_ca_nhan"] == sender
    slip = {name: kept[name] for name in ("loai_van_ban", "trich_yeu", "tinh_chat", "do_khan", "du_thao", "nguon")}
    slip |= {name: kept[name] for name in ("noi_dung_trinh", "nguoi_ky", "hinh_thuc_ky")}
    slip |= {"do_mat": "thuong", "cach_lam": "soan", "co_quan_ban_hanh": "VP", "han_hoan_thanh": "2026-11-27"}
    nobody = office.try_to_complete(AN, office.task(AN, notice, "lap_phieu"), {**slip, "gui_ca_nhan": ""})
    assert [found["field"] for found in nobody.json()["errors"]] == ["noi_nhan"]
    office.complete(AN, notice, "lap_phieu", **slip, gui_ca_nhan=sender)
    office.work()
    decide(office, "nguyen.huu.thong", notice, "truong_phong", ket_luan="duyet")
    decide(office, HAO, notice, "ky", ket_luan="ky")
    (draft,) = office.variables(HAO, notice)["van_ban_ky"]
    assert b"%PDF" in office.download(HAO, draft)[:8]
    decide(office, LIEN, notice, "kiem_tra_cuoi", ket_luan="dat")
    task = office.task(LIEN, notice, "phat_hanh")
    page = office.person(LIEN).get(f"/viec/{task['userTaskKey']}").text
    assert "Gửi 1 nơi" in page
    assert sender in page
    decide(office, LIEN, notice, "phat_hanh", kenh=["buu_dien"])
    decide(office, LIEN, notice, "ghi_nhan_gui", trang_thai_nhan="da_tiep_nhan")
    assert states(office, notice) == {"ca_nhan": "ACCEPTED"}
    book = office.person(LIEN).get("/van-ban?so=so_van_ban_di").text
    assert office.variables(LIEN, notice)["so_ky_hieu"] in book
    assert sender in book
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


def test_protection_is_asked_for_a_denouncer_at_once_and_for_nobody_else(office: Driver) -> None:
    label = "Đề nghị bảo vệ người tố cáo"
    assert label not in office.person(AN).get(f"/ho-so/{complaint(office)}").text
    case = classified(office, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    assert label not in office.person(AN).get(f"/ho-so/{case}").text  # not classified yet
    register(office, case, loai_don="to_cao", **REGISTERED)
    press(office, case, label)
    request = {
        "nguoi_can_bao_ve": ["nguoi_to_cao", "con"],
        "noi_dung_bao_ve": ["tinh_mang_suc_khoe"],
        "can_cu_bao_ve": "Bị nhắn tin đe dọa",
        "co_quan_bao_ve": BODY,
        "nguoi_duyet_bao_ve": HAO,
    }
    answer(office, AN, one(office, AN, case, "lap_bao_ve"), **request)
    assert is_absent(office, TUONG, case)
    back = {"ket_luan_bao_ve": "tra_lai", "ly_do_bao_ve": "Nêu rõ lần đe dọa"}
    answer(office, HAO, one(office, HAO, case, "duyet_bao_ve"), **back)
    answer(office, AN, one(office, AN, case, "lap_bao_ve"), **request)
    answer(office, HAO, one(office, HAO, case, "duyet_bao_ve"), ket_luan_bao_ve="dong_y")
    sent = {"so_van_ban_bao_ve": "01/VP-TC", "ngay_van_ban_bao_ve": "2026-11-25"}
    answer(office, AN, one(office, AN, case, "gui_bao_ve"), **sent)
    assert office.visits(AN, case, "da_de_nghi_bao_ve") == ["COMPLETED"]
    assert office.task(AN, case, "xem_xet")["assignee"] == AN  # the letter itself goes on


def test_a_letter_is_withdrawn_freely_or_not_at_all(office: Driver) -> None:
    case = complaint(office)
    page = office.person(AN).get(f"/ho-so/{case}").text
    assert "Rút đơn" in page
    assert "Rút đơn" not in office.person(TUONG).get(f"/ho-so/{case}").text
    office.press(AN, case, page)
    forced = {"ngay_rut_don": "2026-11-25", "tu_nguyen": False}
    assert office.try_to_complete(AN, office.task(AN, case, "ghi_rut_don"), forced).status_code == 400
    office.complete(AN, case, "ghi_rut_don", ngay_rut_don="2026-11-25", tu_nguyen=True)
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_da_rut_don")


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


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
    assert flows.missing(OVERSIGHT) == frozenset()
