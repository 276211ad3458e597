"""P25, one submission: proposal, letter and notice, approved or returned, issued by called cases."""

import pytest

from engine.operations.documents.key_folder import KeyFolder
from tests.processes.driving import Driver
from tests.processes.outgoing import NOT_FOUND, answer, decide, one
from tests.processes.petitions import (
    AN,
    BODY,
    HAO,
    ISSUED,
    LIEN,
    OTHERS,
    REGISTERED,
    SENDER,
    TUONG,
    classified,
    complaint,
    decided,
    is_absent,
    issue,
    press,
    proposal,
    register,
    result,
    slip_of,
    slips,
    submit,
    word_text,
)

CONTACT = "ngo.dinh.sang"  # of the body that receives the letter


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
    assert page.count("Dự thảo lần 1") == len(files), "each paper counts its own drafts"
    assert "Chưa ai duyệt." in page
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
