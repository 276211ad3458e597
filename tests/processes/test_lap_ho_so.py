"""P03, closing dossiers and the archive: from the closed case to its destruction or the historic archive, over HTTP."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from engine.archive import check_bag
from engine.model.actor import SYSTEM
from engine.operations import activate_jobs, get_case
from engine.operations.archiving.store_package import store_package
from engine.store.tables import Document
from engine.store.tables.core import core
from engine.worker.connectors.registry import source_key
from tests.office import MovingClock
from tests.processes.driving import NO_CONTENT, Driver
from tests.processes.flows import Flows
from tests.processes.outgoing import decide
from tests.processes.petitions import (
    AN,
    HAO,
    LIEN,
    OTHERS,
    REGISTERED,
    TUONG,
    classified,
    complaint,
    is_absent,
    proposal,
    register,
    submit,
)

PROCESS = "lap_ho_so"
THONG = "nguyen.huu.thong"  # head of the division that handles petitions
FILED = {"dieu_kien_xu_ly": "khong_du", "ly_do_khong_du": "nac_danh", "ly_do_luu": "khong_chuyen"}


@pytest.fixture
def letters(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of the petitions whose dossiers go to the archive."""
    return drive("don_thu", "van_ban_di")


@pytest.fixture
def archive(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of the archive's process."""
    return drive(PROCESS)


def closed(letters: Driver) -> str:
    """Close an ordinary letter without action; give its Mã hồ sơ."""
    case = complaint(letters)
    submit(letters, case, **proposal("luu_theo_doi", **FILED))
    letters.complete(HAO, case, "duyet", ket_luan="dong_y")
    return str(letters.case(AN, case)["businessId"])


def begin(archive: Driver, dossier: str, who: str = AN) -> str:
    case = archive.start(who, {"ho_so_goc": dossier})
    archive.work()
    return case


def close(archive: Driver, case: str, **changes: Any) -> None:
    """Draw up the index as it is offered and send it for review."""
    kept = archive.variables(AN, case)
    answers = {
        "so_ho_so": "15.TH",
        "tieu_de": kept["tieu_de"],
        "loai_ho_so": "thuong",
        "che_do_su_dung": "rong_rai",
        "so_to": 12,
        "thoi_han_luu_tru": kept["goi_y_thoi_han"],
        "muc_luc": kept["muc_luc"],
        "nguoi_ra_soat": THONG,
        **changes,
    }
    decide(archive, AN, case, "ket_thuc_ho_so", **answers)


def handed_in(archive: Driver, dossier: str, **changes: Any) -> str:
    case = begin(archive, dossier)
    close(archive, case, **changes)
    decide(archive, THONG, case, "ra_soat", ket_luan="dat")
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="nhan", ngay_giao_nhan="2026-11-25", so_luong=1)
    assert archive.state(AN, case) == ("ACTIVE", "da_nop_luu")
    return case


def paper(archive: Driver, who: str, key: str) -> str:
    pages = PdfReader(io.BytesIO(archive.download(who, key))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


def shown_task(archive: Driver, who: str, case: str, element: str) -> str:
    """Give the page of a task."""
    return archive.person(who).get(f"/viec/{archive.task(who, case, element)['userTaskKey']}").text


def taken(archive: Driver, who: str, case: str, element: str) -> str:
    """Take a task that waits for a group, and give its page."""
    key = archive.task(who, case, element)["userTaskKey"]
    assert (
        archive.person(who).post(f"/v2/user-tasks/{key}/assignment", json={"assignee": who}).status_code == NO_CONTENT
    )
    return shown_task(archive, who, case, element)


def minutes(archive: Driver, who: str) -> list[str]:
    return [archive.upload(who, "bien-ban.pdf")]


def test_what_is_open_unknown_or_not_for_the_asker_is_not_handed_in(letters: Driver, archive: Driver) -> None:
    still_open = complaint(letters)
    hidden = classified(letters, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(letters, hidden, loai_don="to_cao", **REGISTERED)
    ids = {case: str(letters.case(AN, case)["businessId"]) for case in (still_open, hidden)}
    asked = ((AN, "ĐT-1999-0001", "khong_co"), (AN, ids[still_open], "con_mo"), (THONG, ids[hidden], "khong_co"))
    for who, dossier, why in asked:
        case = begin(archive, dossier, who)
        assert archive.state(who, case) == ("COMPLETED", "khong_nop")
        assert archive.variables(who, case)["khong_nop_duoc"] == why


def test_a_dossier_is_closed_reviewed_packed_and_taken_into_the_archive(letters: Driver, archive: Driver) -> None:
    dossier = closed(letters)
    case = begin(archive, dossier)
    kept = archive.variables(AN, case)
    assert (archive.case(AN, case)["title"], archive.state(AN, case)) == ("Nộp lưu: Thu hồi đất", ("ACTIVE", "dang_mo"))
    assert archive.case(AN, case)["businessId"] == "NL-2026-0001"
    assert kept["goi_y_thoi_han"] == "L-DT-03"  # filed without action
    files = [row["trich_yeu"] for row in kept["muc_luc"]]
    assert files == ["Phiếu đề xuất xử lý đơn.docx"]
    task = archive.task(AN, case, "ket_thuc_ho_so")
    assert task["dueDate"].startswith("2027-12-31")
    other = {"thoi_han_luu_tru": "L-DT-02", "muc_luc": kept["muc_luc"], "nguoi_ra_soat": THONG}
    answer = archive.try_to_complete(AN, task, {"so_ho_so": "15.TH", "tieu_de": "T", "loai_ho_so": "thuong", **other})
    assert {found["field"] for found in answer.json()["errors"]} == {"ly_do_khac_goi_y", "che_do_su_dung"}

    index = [{**kept["muc_luc"][0], "to_so": "01-02"}, {"trich_yeu": "Đơn giấy của người gửi", "to_so": "03"}]
    close(archive, case, muc_luc=index)
    (printed,) = archive.variables(AN, case)["muc_luc_in"]
    shown = paper(archive, THONG, printed)
    for part in ("MỤC LỤC VĂN BẢN, TÀI LIỆU TRONG HỒ SƠ", "15.TH", dossier, "Đơn giấy của người gửi", "01-02"):
        assert part in shown
    assert "5 năm: Đơn lưu không xử lý, kiến nghị cá nhân" in shown
    decide(archive, THONG, case, "ra_soat", ket_luan="thieu", ly_do="Thiếu phiếu chuyển")
    assert "Thiếu phiếu chuyển" in shown_task(archive, AN, case, "ket_thuc_ho_so")
    close(archive, case, muc_luc=index)
    decide(archive, THONG, case, "ra_soat", ket_luan="dat")

    (package,) = archive.variables(AN, case)["goi_nop_luu"]
    memory = io.BytesIO(archive.download(LIEN, package))
    report = check_bag(memory)
    assert (report.problems, report.about["External-Identifier"]) == ((), dossier)
    with zipfile.ZipFile(memory) as bag:
        described = json.loads(bag.read(f"{dossier}/data/ho-so.json"))
    assert described["ma_ho_so"] == dossier
    page = taken(archive, LIEN, case, "tiep_nhan")
    assert "Nguyên vẹn" in page
    assert archive.variables(AN, case)["kiem_goi"]["sha256"] in page
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="tra_lai", ly_do="Sai số hồ sơ")
    close(archive, case, muc_luc=index, so_ho_so="16.TH")
    decide(archive, THONG, case, "ra_soat", ket_luan="dat")
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="nhan", ngay_giao_nhan="2026-11-25", so_luong=1)
    (record,) = archive.variables(AN, case)["bien_ban_giao_nhan"]
    shown = paper(archive, AN, record)
    for part in ("BIÊN BẢN GIAO NHẬN HỒ SƠ, TÀI LIỆU", "16.TH", "Nguyễn Thị Hoài An", "Vũ Thị Bích Liên", "SHA-256"):
        assert part in shown
    with archive.engine.unit_of_work() as uow:
        (source,) = [int(archive.variables(AN, case)["ho_so_khoa"])]
        told = [entry.sentence.vi for entry in get_case(uow, SYSTEM, instance_key=source).timeline]
    assert "Hồ sơ đã nộp vào lưu trữ (NL-2026-0001)." in told
    assert f"/ho-so/{source}" in archive.person(AN).get(f"/ho-so/{case}").text
    again = begin(archive, dossier)
    assert archive.variables(AN, again)["khong_nop_duoc"] == "da_nop"


def test_the_archive_of_a_hidden_letter_is_hidden_like_it(letters: Driver, archive: Driver) -> None:
    letter = classified(letters, bao_hanh_vi_vi_pham=True, co_bang_chung_cu_the=True)
    register(letters, letter, loai_don="to_cao", **REGISTERED)
    letters.complete(AN, letter, "xem_xet", loai_doi_tuong="lanh_dao_ubnd_xa", tinh_chat_vu_viec="thuong")
    submit(letters, letter, **proposal("luu_theo_doi", **FILED))
    letters.complete(HAO, letter, "duyet", ket_luan="dong_y")
    dossier = str(letters.case(AN, letter)["businessId"])
    case = archive.start(AN, {"ho_so_goc": dossier})
    assert all(is_absent(archive, who, case) for who in (*OTHERS, LIEN))  # not open for a moment
    archive.work()
    number = archive.case(AN, case)["businessId"]
    assert (number, archive.case(AN, case)["title"]) == ("NLM-2026-0001", f"Nộp lưu hồ sơ {dossier}")
    answers = {"thoi_han_luu_tru": "L-DT-02", "ly_do_khac_goi_y": "Có tố cáo", "nguoi_ra_soat": THONG}
    task = archive.task(AN, case, "ket_thuc_ho_so")
    kept = archive.variables(AN, case)
    whole = {"so_ho_so": "3.M", "tieu_de": "Đơn", "loai_ho_so": "thuong", "che_do_su_dung": "han_che"}
    alone = archive.try_to_complete(AN, task, {**whole, **answers, "muc_luc": kept["muc_luc"]})
    assert [found["field"] for found in alone.json()["errors"]] == ["nguoi_nhan_luu"]
    close(archive, case, **whole, **answers, nguoi_nhan_luu=LIEN)
    strangers = [who for who in OTHERS if who != THONG]
    assert all(is_absent(archive, who, case) for who in strangers)
    decide(archive, THONG, case, "ra_soat", ket_luan="dat")
    assert archive.task(LIEN, case, "tiep_nhan")["assignee"] == LIEN
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="nhan", ngay_giao_nhan="2026-11-25", so_luong=1)
    (package,) = archive.variables(AN, case)["goi_nop_luu"]
    for who in strangers:
        assert is_absent(archive, who, case)
        assert archive.person(who).get(f"/v2/documents/{package}").status_code == 404


def test_a_package_is_checked_year_by_year_and_made_again_when_it_is_damaged(
    letters: Driver, archive: Driver, clock: MovingClock
) -> None:
    case = begin(archive, closed(letters))
    close(archive, case)
    archive.complete(THONG, case, "ra_soat", ket_luan="dat")
    dossier = int(archive.variables(AN, case)["ho_so_khoa"])
    with archive.engine.unit_of_work() as uow:
        (job,) = activate_jobs(uow, SYSTEM, job_type="dong-goi-luu", worker="w", max_jobs=1, timeout_s=60)
    made = store_package(archive.engine, instance_key=dossier, source_key=source_key(job))  # then that worker died
    clock.forward(minutes=2)
    archive.work()
    first = archive.variables(AN, case)
    assert first["goi_nop_luu"] == [str(made.key)]
    with archive.engine.unit_of_work() as uow:
        told = [entry.sentence.vi for entry in get_case(uow, SYSTEM, instance_key=dossier).timeline]
    assert told.count("Hồ sơ đã được đóng gói để nộp lưu.") == 1
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="nhan", ngay_giao_nhan="2026-11-25", so_luong=1)
    clock.forward(days=370)
    archive.work()
    assert archive.visits(AN, case, "kiem_goi") == ["COMPLETED"]
    assert archive.variables(AN, case)["kiem_goi"]["luc"] > first["kiem_goi"]["luc"]
    with archive.engine.unit_of_work() as uow:  # as if the bytes were others than those handed in
        kept = core(Document)
        uow.connection.execute(update(kept).where(kept.c.key == made.key).values(sha256="0" * 64))
    clock.forward(days=370)
    archive.work()
    assert archive.state(AN, case) == ("ACTIVE", "cho_nop_luu")
    again = archive.variables(AN, case)
    assert again["goi_nop_luu"] != first["goi_nop_luu"]
    assert again["kiem_goi"]["nguyen_ven"] is True
    decide(archive, LIEN, case, "tiep_nhan", ket_luan="nhan", ngay_giao_nhan="2028-12-05", so_luong=1)
    assert archive.state(AN, case) == ("ACTIVE", "da_nop_luu")


def test_after_its_period_a_dossier_is_kept_on_or_destroyed_with_approval(
    letters: Driver, archive: Driver, clock: MovingClock
) -> None:
    case = handed_in(archive, closed(letters))
    clock.forward(days=5 * 366 + 10)
    archive.work()
    assert archive.state(AN, case) == ("ACTIVE", "cho_xet_huy")
    decide(archive, LIEN, case, "xet_huy", ket_luan="giu_lai", thoi_han_luu_tru="L-DT-02", ly_do_xet_huy="Còn dùng")
    assert archive.state(AN, case) == ("ACTIVE", "da_nop_luu")
    clock.forward(days=10 * 366)
    archive.work()
    decide(archive, LIEN, case, "xet_huy", ket_luan="giu_lai", thoi_han_luu_tru="L-DT-02", ly_do_xet_huy="Vẫn dùng")
    archive.work()
    assert archive.state(AN, case) == ("ACTIVE", "da_nop_luu"), "a period that is over begins anew"
    clock.forward(days=15 * 366)
    archive.work()
    council = {"ket_luan": "de_nghi_huy", "ly_do_xet_huy": "Hết giá trị", "nguoi_duyet_huy": TUONG}
    without = archive.try_to_complete(LIEN, archive.task(LIEN, case, "xet_huy"), council)
    assert [found["field"] for found in without.json()["errors"]] == ["bien_ban_xet_huy"]

    def propose() -> None:
        decide(archive, LIEN, case, "xet_huy", **council, bien_ban_xet_huy=minutes(archive, LIEN))

    propose()
    decide(archive, TUONG, case, "duyet_huy", ket_luan="khong_dong_y", ly_do_khong_huy="Chưa lấy ý kiến")
    assert "Chưa lấy ý kiến" in taken(archive, LIEN, case, "xet_huy")
    propose()
    decide(archive, TUONG, case, "duyet_huy", ket_luan="dong_y")
    opinion = {"so_y_kien": "12/LTLS"}
    decide(archive, LIEN, case, "tieu_huy", ket_luan="khong_dong_y", ly_do_khong_huy="Giữ thêm", **opinion)
    propose()
    decide(archive, TUONG, case, "duyet_huy", ket_luan="dong_y")
    done = {"so_quyet_dinh_huy": "05/QĐ-VP", "ngay_huy": "2057-01-05", "bien_ban_huy": minutes(archive, LIEN)}
    answer = archive.try_to_complete(
        LIEN, archive.task(LIEN, case, "tieu_huy"), {"ket_luan": "dong_y", **opinion, **done}
    )
    assert answer.status_code == NO_CONTENT, answer.text
    archive.work()
    assert archive.state(AN, case) == ("COMPLETED", "da_tieu_huy")


def test_a_permanent_dossier_goes_to_the_historic_archive(letters: Driver, archive: Driver, clock: MovingClock) -> None:
    changes = {"thoi_han_luu_tru": "L-DT-01", "ly_do_khac_goi_y": "Vụ việc kéo dài"}
    case = handed_in(archive, closed(letters), **changes)
    clock.forward(days=5 * 366)
    archive.work()
    task = archive.task(LIEN, case, "nop_lich_su")
    assert task["dueDate"].startswith("2031-12-31")
    given = {"noi_nhan": "Lưu trữ lịch sử tỉnh", "ngay_nop": "2031-11-25", "so_bien_ban": "7/BB"}
    decide(archive, LIEN, case, "nop_lich_su", **given, bien_ban_nop=minutes(archive, LIEN))
    assert archive.state(AN, case) == ("COMPLETED", "da_nop_lich_su")


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
