"""P01, outgoing documents: every way through it, driven over HTTP by the people who walk it, with real signatures."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import update

from engine.exchange import StatusCode
from engine.model.actor import SYSTEM
from engine.operations import Engine, get_case
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.dispatch.folder_channel import FolderChannel
from engine.operations.documents.key_folder import KeyFolder
from engine.signing import Role, validate
from engine.store.tables import ProcessInstance, Unit
from engine.store.tables.core import core
from tests.axis_simulator import TOKEN, Axis, serving
from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.flows import Flows
from tests.processes.incoming import letter
from tests.processes.outgoing import (
    AN,
    ANEW,
    ANSWERED,
    CONFLICT,
    COUNCIL,
    DAT,
    DOCX,
    HAO,
    KHOAN,
    KHUE,
    LIEN,
    LOC,
    MEND,
    NGUYET,
    NOT_FOUND,
    OANH,
    PROCESS,
    STRAIGHT,
    TUONG,
    VAN,
    answer,
    approved,
    decide,
    draft,
    issued,
    keys,
    mend,
    office,
    one,
    slip,
    states,
    submitted,
    upload,
)
from tests.processes.petitions import OVERSIGHT, decided, notice_slip, slips
from tests.processes.test_van_ban_den import handled
from tests.signing import draft as page_to_sign

COMMITTEE_HEAD = "vu.hong.tham"

__all__ = ["keys", "office"]


def test_a_secret_document_leaves_nothing_behind(office: Driver) -> None:
    case = office.start(OANH, slip(office, do_mat="toi_mat"))
    assert office.state(OANH, case) == ("COMPLETED", "ngoai_he_thong")
    kept = office.variables(OANH, case)
    assert not {"trich_yeu", "du_thao", "noi_dung_trinh", "nguoi_ky", "tieu_de"} & set(kept)
    assert "đôn đốc" not in office.case(OANH, case)["title"]


def test_a_routine_letter_passes_four_people_and_ends_signed_numbered_and_sealed(
    office: Driver, keys: KeyFolder, clock: MovingClock
) -> None:
    case = submitted(office)
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    assert office.task(TUONG, case, "ky")["assignee"] == TUONG
    assert "so" not in office.variables(OANH, case), "a number is given after the signature only"
    decide(office, TUONG, case, "ky", ket_luan="ky")
    assert office.state(OANH, case) == ("ACTIVE", "da_ky")
    last = office.task(LIEN, case, "kiem_tra_cuoi")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    again = office.try_to_complete(LIEN, last, {"ket_luan": "dat"})
    assert (again.status_code, again.json()["detail"]) == (
        CONFLICT,
        "Chị đã cấp số 01 lúc 09:00. Không có gì thay đổi.",
    )
    assert office.state(OANH, case) == ("ACTIVE", "da_dong_dau")
    kept = office.variables(OANH, case)
    assert (kept["so_ky_hieu"], kept["ngay"], kept["so_thu_tu"]) == ("01/VP-CTHĐND", "2026-11-25", 1)
    decide(office, LIEN, case, "phat_hanh", kenh=["email"])
    answer(office, LIEN, office.task(LIEN, case, "ghi_nhan_gui"), trang_thai_nhan="da_tiep_nhan")
    assert office.state(OANH, case) == ("COMPLETED", "da_phat_hanh")
    people = {kept[f"{step}_nguoi"] for step in ("truong_phong", "ky", "kiem_tra_cuoi")} | {kept["nguoi_lap"]}
    assert people == {OANH, VAN, TUONG, LIEN}
    content = office.download(LIEN, kept["van_ban_ky"][0])
    report = validate(content, keys.trust(), clock.moment)
    assert [(one.signer, one.role, one.valid) for one in report.signatures] == [
        ("Bùi Xuân Tường", Role.PERSON, True),
        ("Văn phòng", Role.ORGANISATION, True),
    ]


def test_each_file_says_what_it_is_and_the_issued_one_stands_first(office: Driver) -> None:
    def listed() -> list[str]:
        page = office.person(OANH).get(f"/ho-so/{case}?muc=tep").text
        rows = re.findall(r"<li>(.*?)</li>", page.split('class="file-list"')[1].split('id="doc-pane"')[0], re.DOTALL)
        return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

    def begins(rows: list[str], *words: str) -> bool:
        return len(rows) == len(words) and all(word in row for row, word in zip(rows, words, strict=True))

    case = approved(office)
    assert begins(listed(), ".docx Dự thảo lần 1", ".pdf Bản trình ký")
    decide(office, TUONG, case, "ky", ket_luan="ky")
    assert begins(listed(), "Dự thảo lần 1", "Bản trình ký", "Bản đã ký, chưa có số")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    rest = ("Dự thảo lần 1", "Bản trình ký", "Bản đã ký, chưa có số", "Bản đã ký, đã ghi số")
    assert begins(listed(), *rest, "Bản đã đóng dấu, chưa phát hành")
    task = office.task(LIEN, case, "phat_hanh")
    assert "Bản đã đóng dấu, chưa phát hành" in office.person(LIEN).get(f"/viec/{task['userTaskKey']}").text
    decide(office, LIEN, case, "phat_hanh", kenh=["email"])
    assert begins(listed(), "Bản phát hành", *rest)
    assert (
        f'/v2/documents/{office.variables(OANH, case)["van_ban_ky"][0]}"'
        in (office.person(OANH).get(f"/ho-so/{case}?muc=tep").text.split('class="file-list"')[1].split("</li>")[0])
    )


def test_the_council_seals_for_its_committee_and_each_appendix_that_is_a_pdf_is_sealed_too(
    office: Driver, keys: KeyFolder, clock: MovingClock
) -> None:
    table = office.upload(OANH, "Phụ lục I.pdf", page_to_sign())
    sheet = office.upload(OANH, "Phụ lục II.docx", draft(), DOCX)
    case = submitted(
        office,
        co_quan_ban_hanh="TTHDND",
        nguoi_ky=KHOAN,
        hinh_thuc_ky="KT",
        phu_luc=[table, sheet],
        noi_nhan=["B-KTNS"],
    )
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    decide(office, KHOAN, case, "ky", ket_luan="ky")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    decide(office, LIEN, case, "phat_hanh", kenh=["email"])
    kept = office.variables(LIEN, case)
    sent = validate(office.download(LIEN, kept["van_ban_ky"][0]), keys.trust(), clock.moment)
    assert [(one.signer, one.valid) for one in sent.signatures] == [("Đỗ Hữu Khoan", True), (COUNCIL, True)]
    sealed, unchanged = kept["phu_luc"]
    assert (sealed != table, unchanged) == (True, sheet)
    appendix = validate(office.download(COMMITTEE_HEAD, sealed), keys.trust(), clock.moment)  # as its recipient has it
    assert [(one.signer, one.role, one.valid) for one in appendix.signatures] == [(COUNCIL, Role.ORGANISATION, True)]


def test_bad_input_names_its_fields_and_changes_nothing(office: Driver) -> None:
    bad = slip(office, loai_van_ban="ĐC", kinh_gui=["SXD", "khong-co"], nguoi_ky=OANH, trich_yeu=" ", can_phuc_dap=True)
    refusal = office.try_to_start(OANH, bad)
    assert refusal.status_code == 400
    assert {found["field"] for found in refusal.json()["errors"]} == {
        *("loai_van_ban", "kinh_gui", "nguoi_ky", "trich_yeu", "han_tra_loi"),
    }
    case = submitted(office)
    task = office.task(VAN, case, "truong_phong")
    for variables in ({}, {"ket_luan": "tra_lai"}, {"ket_luan": "tra_lai", "ly_do": "x"}, {"ket_luan": "ky"}):
        assert office.try_to_complete(VAN, task, variables).status_code == 400
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")


def test_a_signer_without_competence_goes_back_to_the_drafter_whatever_he_insists_on(office: Driver) -> None:
    case = submitted(office, nguoi_ky=HAO)
    assert office.state(OANH, case) == ("ACTIVE", "tra_lai")
    task = office.task(OANH, case, "sua_du_thao")
    insists = office.try_to_complete(OANH, task, {"viec_tiep": "van_trinh", "ly_do_van_trinh": "gấp"})
    assert insists.status_code == 400, "only deviations from the layout are submitted anyway"
    mend(office, case)
    assert office.state(OANH, case) == ("ACTIVE", "tra_lai")
    mend(office, case, hinh_thuc_ky="KT")
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    assert office.task(HAO, case, "ky")["assignee"] == HAO


def test_deviations_are_pointed_at_mended_or_submitted_with_a_reason(office: Driver) -> None:
    wrong = draft(trich_yeu="đôn đốc", ky_hieu="vp cthđnd")
    case = submitted(office, du_thao=[upload(office, wrong)])
    assert office.state(OANH, case) == ("ACTIVE", "tra_lai")
    [fault] = office.variables(OANH, case)["loi_the_thuc"]
    assert fault.startswith("Đoạn ")
    assert "Số, ký hiệu" in fault
    silent = office.try_to_complete(OANH, office.task(OANH, case, "sua_du_thao"), {"viec_tiep": "van_trinh"})
    assert silent.status_code == 400
    mend(office, case, viec_tiep="van_trinh", ly_do_van_trinh="Ký hiệu theo quy ước riêng")
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")
    decide(office, VAN, case, "truong_phong", ket_luan="tra_lai", duong_quay_lai=ANEW, **MEND)
    mend(office, case, du_thao=[upload(office)])
    assert office.variables(OANH, case)["loi_the_thuc"] == []
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")


def test_a_draft_is_given_up_by_its_drafter(office: Driver) -> None:
    case = submitted(office)
    decide(office, VAN, case, "truong_phong", ket_luan="tra_lai", duong_quay_lai=ANEW, **MEND)
    mend(office, case, viec_tiep="khong_ban_hanh", ly_do_van_trinh="Không còn cần")
    assert office.state(OANH, case) == ("COMPLETED", "huy")


def test_opinions_are_asked_side_by_side_and_silence_is_none(office: Driver, clock: MovingClock) -> None:
    case = submitted(
        office,
        co_quan_ban_hanh="TTHDND",
        tinh_chat="chinh_sach",
        nguoi_ky=KHOAN,
        hinh_thuc_ky="KT",
        xin_y_kien=[HAO, NGUYET],
        han_gop_y="2026-11-26",
    )
    assert office.state(OANH, case) == ("ACTIVE", "cho_y_kien")
    empty = office.try_to_complete(HAO, one(office, HAO, case, "cho_y_kien"), {"ket_luan": "khong_dong_y"})
    assert empty.status_code == 400
    answer(office, HAO, one(office, HAO, case, "cho_y_kien"), ket_luan="khong_dong_y", noi_dung="Thiếu căn cứ")
    answer(office, LOC, one(office, LOC, case, "cho_y_kien"), ket_luan="dong_y")
    clock.forward(days=2)
    office.work()
    told = {row["nguoi"]: row["ket_luan"] for row in office.variables(OANH, case)["ket_qua_y_kien"]}
    assert told == {HAO: "Không nhất trí", LOC: "Nhất trí", f"user:{NGUYET}": "Không trả lời đúng hạn"}
    answer(office, OANH, office.task(OANH, case, "tong_hop"), giai_trinh="Đã bổ sung căn cứ", du_thao=[upload(office)])
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")
    for who, element, state in (
        (VAN, "truong_phong", "kiem_tra_the_thuc"),
        (DAT, "duyet_the_thuc", "trinh_ldvp"),
        (HAO, "lanh_dao", "trinh_ldvp"),
        (TUONG, "chanh_van_phong", "trinh_ky"),
    ):
        decide(office, who, case, element, ket_luan="duyet")
        assert office.state(OANH, case) == ("ACTIVE", state)
    assert office.task(KHOAN, case, "ky")["assignee"] == KHOAN


def test_a_return_chooses_its_step_and_the_way_back(office: Driver) -> None:
    case = submitted(office, co_quan_ban_hanh="TTHDND", loai_van_ban="KH", hinh_thuc_ky="KT", nguoi_ky=KHOAN)
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    straight = {"ket_luan": "tra_lai", "tra_ve_buoc": "truong_phong", "ly_do": "Xem lại", "duong_quay_lai": STRAIGHT}
    decide(office, KHOAN, case, "ky", **straight)
    decide(office, VAN, case, "truong_phong", ket_luan="tra_lai", duong_quay_lai=STRAIGHT, **MEND)
    mend(office, case)
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp")
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    assert office.state(OANH, case) == ("ACTIVE", "trinh_ky")
    decide(office, KHOAN, case, "ky", **{**straight, "tra_ve_buoc": "kiem_tra_the_thuc"})
    decide(office, DAT, case, "duyet_the_thuc", ket_luan="duyet")
    decide(office, KHOAN, case, "ky", **{**straight, "tra_ve_buoc": "lanh_dao_van_phong", "duong_quay_lai": ANEW})
    decide(office, HAO, case, "lanh_dao", ket_luan="duyet")
    assert office.state(OANH, case) == ("ACTIVE", "trinh_tp"), "the whole chain again"


def test_who_decides_reads_who_approved_and_who_returned_it(office: Driver) -> None:
    def told(who: str, element: str, part: str) -> str:
        page = office.person(who).get(f"/viec/{office.task(who, case, element)['userTaskKey']}").text
        assert "Người ký không có thẩm quyền" not in page
        found = re.search(rf'aria-labelledby="{part}-title">(.*?)</section>', page, re.DOTALL)
        return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""

    case = submitted(office, co_quan_ban_hanh="TTHDND", tinh_chat="sau_bieu_quyet", hinh_thuc_ky="KT", nguoi_ky=KHOAN)
    decide(office, VAN, case, "truong_phong", ket_luan="duyet")
    decide(office, DAT, case, "duyet_the_thuc", ket_luan="tra_lai", duong_quay_lai=STRAIGHT, **MEND)
    mend(office, case, du_thao=[upload(office, draft(trich_yeu="đôn đốc", ky_hieu="vp cthđnd"))])
    assert "Phạm Quốc Đạt" in told(OANH, "sua_du_thao", "reasons"), "still his reasons after a failed submission"
    mend(office, case, du_thao=[upload(office)])
    decide(office, DAT, case, "duyet_the_thuc", ket_luan="duyet")
    approved_by = told(HAO, "lanh_dao", "approved")
    assert re.findall("Duyệt nội dung|Kiểm tra thể thức|Sửa dự thảo", approved_by) == [
        "Duyệt nội dung",
        "Kiểm tra thể thức",
    ]


def test_the_signer_refuses_to_issue(office: Driver) -> None:
    case = approved(office)
    decide(office, TUONG, case, "ky", ket_luan="khong_ban_hanh", ly_do="Đã trao đổi trực tiếp")
    assert office.state(OANH, case) == ("COMPLETED", "huy")
    assert "so" not in office.variables(OANH, case)


def test_the_registry_returns_a_signed_document_which_is_signed_anew(office: Driver) -> None:
    case = approved(office)
    decide(office, TUONG, case, "ky", ket_luan="ky")
    first = office.variables(OANH, case)["van_ban_ky"]
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="tra_lai", duong_quay_lai=STRAIGHT, **MEND)
    mend(office, case, trich_yeu="đôn đốc gửi hồ sơ")
    decide(office, TUONG, case, "ky", ket_luan="ky")
    assert office.variables(OANH, case)["van_ban_ky"] != first
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    assert office.variables(OANH, case)["so_ky_hieu"] == "01/VP-CTHĐND"


def test_two_documents_of_one_series_take_consecutive_numbers_and_another_issuer_its_own(office: Driver) -> None:
    given = [office.variables(OANH, issued(office))["so_ky_hieu"] for _ in range(2)]
    own = issued(office, co_quan_ban_hanh="TTHDND", hinh_thuc_ky="TL")
    assert [*given, office.variables(OANH, own)["so_ky_hieu"]] == ["01/VP-CTHĐND", "02/VP-CTHĐND", "01/HĐND-CTHĐND"]


def test_a_refusing_recipient_is_corrected_and_sent_to_again_alone(office: Driver) -> None:
    case = issued(office, kinh_gui=["SXD"], noi_nhan=["VPUB"])
    assert office.state(OANH, case) == ("ACTIVE", "da_phat_hanh")
    first, second = (task for task in office.tasks(LIEN, case))
    answer(office, LIEN, first, trang_thai_nhan="da_den")
    answer(office, LIEN, second, trang_thai_nhan="tu_choi", ly_do_tu_choi="Mã đơn vị đã hết hiệu lực")
    answer(
        office,
        LIEN,
        office.task(LIEN, case, "sua_noi_nhan"),
        viec_tiep="gui_lai",
        chon_lai="UBND-T",
        ly_do_sua="Mã mới",
    )
    answer(office, LIEN, office.task(LIEN, case, "ghi_nhan_gui"), trang_thai_nhan="da_tiep_nhan")
    rows = office.variables(OANH, case)["tinh_hinh_gui"]
    assert {row["trang_thai"] for row in rows} == {"da_den", "da_tiep_nhan"}
    assert {row["ma"] for row in rows} >= {"UBND-T"}
    with office.engine.unit_of_work() as uow:
        assert "Mã mới" in {entry.reason for entry in get_case(uow, SYSTEM, instance_key=int(case)).timeline}
    assert office.variables(OANH, case)["so_ky_hieu"] == "01/VP-CTHĐND"


def test_a_body_that_has_ended_is_found_before_sending_and_given_up(office: Driver, engine: Engine) -> None:
    case = approved(office, noi_nhan=["P-CTHDND"])
    decide(office, TUONG, case, "ky", ket_luan="ky")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    with engine.unit_of_work() as uow:
        ended = update(core(Unit)).where(core(Unit).c.code == "SXD").values(valid_until=date(2025, 6, 30))
        uow.connection.execute(ended)
    decide(office, LIEN, case, "phat_hanh", kenh=["email"])
    answer(office, LIEN, office.task(LIEN, case, "sua_noi_nhan"), viec_tiep="thoi_gui", ly_do_sua="Đã sáp nhập")
    assert office.state(OANH, case) == ("COMPLETED", "da_phat_hanh")
    rows = office.variables(OANH, case)["tinh_hinh_gui"]
    assert {row["ma"]: row["trang_thai"] for row in rows} == {"SXD": "thoi_gui", "P-CTHDND": "noi_bo"}


def test_a_body_that_has_ended_is_replaced_by_its_successor(office: Driver, engine: Engine) -> None:
    case = approved(office, noi_nhan=["P-CTHDND"])
    decide(office, TUONG, case, "ky", ket_luan="ky")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    with engine.unit_of_work() as uow:
        changes = {"valid_until": date(2025, 6, 30), "successors": ["UBND-T"]}
        uow.connection.execute(update(core(Unit)).where(core(Unit).c.code == "SXD").values(changes))
    decide(office, LIEN, case, "phat_hanh", kenh=["email"])
    task = office.task(LIEN, case, "sua_noi_nhan")
    found = office.person(LIEN).post(f"/v2/user-tasks/{task['userTaskKey']}/variables/search", json={}).json()["items"]
    told = {item["name"]: item["value"] for item in found}
    assert told["chon_lai"] == '"UBND-T"'
    assert "30/06/2025" in told["ly_do_tu_choi"]
    answer(office, LIEN, task, viec_tiep="gui_lai", chon_lai="UBND-T", ly_do_sua="Đơn vị kế thừa")
    answer(office, LIEN, office.task(LIEN, case, "ghi_nhan_gui"), trang_thai_nhan="da_den")
    rows = office.variables(OANH, case)["tinh_hinh_gui"]
    assert {row["ma"]: row["trang_thai"] for row in rows} == {"UBND-T": "da_den", "P-CTHDND": "noi_bo"}
    assert office.variables(OANH, case)["so_ky_hieu"] == "01/VP-CTHĐND"


def test_a_document_goes_over_the_axis_once_to_each_and_what_they_report_comes_back(
    office: Driver, clock: MovingClock, tmp_path: Path
) -> None:
    axis = Axis(known=frozenset({"H99.17", "H99.13"}))
    with serving(axis):
        channels = (AxisChannel(axis.url, organisation="H99.01", token=TOKEN), FolderChannel(tmp_path))
        office.engine.settings = replace(office.engine.settings, channels=channels, axis_organisation="H99.01")
        case = approved(office, kinh_gui=["SXD"], noi_nhan=["STP", "STC", "VP"])
        decide(office, TUONG, case, "ky", ket_luan="ky")
        decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
        axis.down()
        decide(office, LIEN, case, "phat_hanh", kenh=["truc"])
        assert states(office, case) == {"SXD": "QUEUED", "STP": "QUEUED", "STC": "QUEUED", "VP": "ARRIVED"}
        axis.up()
        clock.forward(minutes=1)
        office.work()
        office.work()
        assert states(office, case) == {"SXD": "SENT", "STP": "SENT", "STC": "REFUSED", "VP": "ARRIVED"}
        assert sorted(one.receiver.identifier for one in axis.received.values()) == ["H99.13", "H99.17"]
        assert len(axis.sent) == 2
        [message] = [one for one in axis.received.values() if one.receiver.identifier == "H99.13"]
        assert (message.number, message.code, message.signer) == ("01", "VP-CTHĐND", "Bùi Xuân Tường")
        assert message.attachments[0].content == office.download(LIEN, office.variables(OANH, case)["van_ban_ky"][0])
        answer(office, LIEN, one(office, LIEN, case, "sua_noi_nhan"), viec_tiep="thoi_gui", ly_do_sua="Gửi qua SXD")
        axis.report("H99.13", StatusCode.ARRIVED, clock.moment)
        axis.report("H99.17", StatusCode.REFUSED, clock.moment, "Không thuộc thẩm quyền")
        office.work()
        assert states(office, case) == {"SXD": "ARRIVED", "STP": "REFUSED", "STC": "REFUSED", "VP": "ARRIVED"}
        task = one(office, LIEN, case, "sua_noi_nhan")
        answer(office, LIEN, task, viec_tiep="gui_lai", chon_lai="SXD", ly_do_sua="Sở Xây dựng chủ trì")
        for _ in range(2):  # a status that comes twice is one
            axis.report("H99.13", StatusCode.ACCEPTED, clock.moment)
        office.work()
        assert axis.waiting == {}
    assert states(office, case)["SXD"] == "ACCEPTED"
    assert office.state(OANH, case) == ("COMPLETED", "da_phat_hanh")


def test_a_document_lies_in_the_folder_of_each_recipient_whole_and_once(office: Driver, tmp_path: Path) -> None:
    folder = tmp_path / "trao-doi"
    folder.mkdir()
    office.engine.settings = replace(office.engine.settings, channels=(FolderChannel(folder),))
    case = approved(office, noi_nhan=["P-CTHDND"])
    decide(office, TUONG, case, "ky", ket_luan="ky")
    decide(office, LIEN, case, "kiem_tra_cuoi", ket_luan="dat")
    decide(office, LIEN, case, "phat_hanh", kenh=["thu_muc"])
    assert office.state(OANH, case) == ("COMPLETED", "da_phat_hanh")
    assert states(office, case) == {"SXD": "SENT", "P-CTHDND": "ARRIVED"}
    [left] = list((folder / "SXD").iterdir())
    assert sorted(path.name for path in left.iterdir()) == ["01-Công văn đôn đốc.pdf", "van-ban.json"]


def test_people_of_a_unit_that_receives_read_the_issued_file_and_nothing_else(office: Driver) -> None:
    case = issued(office, noi_nhan=["P-THTTDN"])
    variables = office.variables(OANH, case)
    [sent], [draft_key] = variables["van_ban_ky"], variables["du_thao"]

    def status(who: str, path: str) -> int:
        return office.person(who).get(path).status_code

    assert status(AN, f"/v2/documents/{sent}") == OK
    assert status(KHUE, f"/v2/documents/{sent}") == NOT_FOUND
    assert status(AN, f"/v2/documents/{draft_key}") == NOT_FOUND
    assert status(AN, f"/v2/process-instances/{case}") == NOT_FOUND
    page = office.person(AN).get("/thong-bao").text
    assert f'href="/v2/documents/{sent}"' in page
    assert f"/ho-so/{case}" not in page
    with office.engine.unit_of_work() as uow:
        uow.connection.execute(update(core(ProcessInstance)).values(restricted=True))
    assert status(AN, f"/v2/documents/{sent}") == NOT_FOUND
    assert f"/v2/documents/{sent}" not in office.person(AN).get("/thong-bao").text


def test_an_answer_is_awaited_and_its_delay_told(office: Driver, clock: MovingClock) -> None:
    case = issued(office, noi_nhan=["SNNMT"], kinh_gui=["SNNMT"], can_phuc_dap=True, han_tra_loi="2026-11-30")
    assert office.state(OANH, case) == ("ACTIVE", "cho_tra_loi")
    clock.forward(days=6)
    office.work()
    assert office.visits(OANH, case, "ket_thuc_nhac") == ["COMPLETED"]
    assert office.send(VAN, ANSWERED, case).status_code in {403, 404}
    assert office.send(OANH, ANSWERED, case).status_code == OK
    assert office.state(OANH, case) == ("COMPLETED", "da_tra_loi")


def test_the_answer_that_the_registry_enters_closes_the_case(office: Driver, drive: Callable[[str], Driver]) -> None:
    case = issued(office, noi_nhan=["SNNMT"], kinh_gui=["SNNMT"], can_phuc_dap=True, han_tra_loi="2026-11-30")
    incoming = drive("van_ban_den")
    incoming.start(LIEN, letter(incoming, co_quan_gui="SNNMT", tra_loi_cho=office.case(OANH, case)["businessId"]))
    incoming.work()
    assert office.state(OANH, case) == ("COMPLETED", "da_tra_loi")


def test_an_answer_is_drafted_from_the_incoming_document_and_closes_it_when_it_is_issued(
    office: Driver, drive: Callable[[str], Driver]
) -> None:
    incoming = drive("van_ban_den")
    case = handled(incoming)
    decide(incoming, OANH, case, "giai_quyet", viec_tiep="tra_loi")
    [answering] = incoming.called(OANH, case)
    given = incoming.variables(OANH, answering)
    assert (given["kinh_gui"], given["noi_nhan"], given["trich_yeu"]) == (
        *(["SXD"], ["SXD"]),
        "trả lời văn bản số 245/BC-SXD",
    )
    assert incoming.case(OANH, answering)["title"].startswith("Trả lời văn bản số 245/BC-SXD")
    decide(incoming, OANH, answering, "lap_phieu", cach_lam="soan", **slip(office))
    decide(incoming, VAN, answering, "truong_phong", ket_luan="tra_lai", duong_quay_lai=STRAIGHT, **MEND)
    mend(incoming, answering)
    decide(incoming, VAN, answering, "truong_phong", ket_luan="duyet")
    decide(incoming, TUONG, answering, "ky", ket_luan="ky")
    decide(incoming, LIEN, answering, "kiem_tra_cuoi", ket_luan="dat")
    decide(incoming, LIEN, answering, "phat_hanh", kenh=["email"])
    assert incoming.state(LIEN, case)[0] == "ACTIVE"
    decide(incoming, LIEN, answering, "ghi_nhan_gui", trang_thai_nhan="da_den")
    assert incoming.state(LIEN, case) == ("COMPLETED", "hoan_thanh")
    kept = incoming.variables(LIEN, case)
    assert (kept["van_ban_tra_loi"], kept["ket_qua"]) == ("01/VP-CTHĐND", "da_tra_loi")


def test_a_document_that_was_issued_elsewhere_is_recorded(office: Driver, drive: Callable[[str], Driver]) -> None:
    incoming = drive("van_ban_den")
    case = handled(incoming)
    decide(incoming, OANH, case, "giai_quyet", viec_tiep="tra_loi")
    [answering] = incoming.called(OANH, case)
    number = {"do_mat": "thuong", "cach_lam": "ghi_nhan", "so_ky_hieu": "719/HĐND-CTHĐND"}
    undated = incoming.try_to_complete(OANH, incoming.task(OANH, answering, "lap_phieu"), number)
    assert [found["field"] for found in undated.json()["errors"]] == ["ngay"]
    decide(incoming, OANH, answering, "lap_phieu", ngay="2026-11-25", **number)
    assert incoming.state(OANH, answering) == ("COMPLETED", "da_phat_hanh")
    assert incoming.variables(LIEN, case)["van_ban_tra_loi"] == "719/HĐND-CTHĐND"


def test_a_letter_agreed_to_with_its_petition_needs_no_second_press(
    drive: Callable[..., Driver], keys: KeyFolder
) -> None:
    petitions = drive("don_thu", PROCESS, OVERSIGHT)
    case = decided(petitions, "huong_dan")
    [letter] = slips(petitions, case)
    petitions.complete(AN, letter, "lap_phieu", **notice_slip(petitions, letter))
    petitions.work()
    assert petitions.visits(LIEN, letter, "ky") == []
    [signed] = petitions.variables(LIEN, letter)["van_ban_ky"]
    report = validate(petitions.download(LIEN, signed), keys.trust(), petitions.clock.moment)
    assert [one.role for one in report.signatures] == [Role.PERSON]


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
