"""P25, endings: study, own competence, the result and its notice, withdrawal."""

from engine.operations.archiving.closed_dossier import Dossier, find_dossier
from engine.operations.documents.key_folder import KeyFolder
from tests.processes.driving import Driver
from tests.processes.outgoing import decide, states
from tests.processes.petitions import (
    AN,
    BODY,
    HAO,
    ISSUED,
    LIEN,
    TUONG,
    answered,
    awaiting,
    complaint,
    decided,
    issue,
    late,
    proposal,
    result,
    slips,
    submit,
    word_text,
)


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
