"""P02 from the axis, over real HTTP: what is sent there becomes one case to be registered; its sender hears of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from engine.exchange import RECALL, REPLACE, UPDATE, Attachment
from engine.model.actor import SYSTEM
from engine.operations.documents.list_documents import list_documents
from engine.store.tables import Unit
from engine.store.tables.core import core
from tests.axis_simulator import Axis
from tests.office import MovingClock
from tests.processes.axis_letters import (
    REFERENCE,
    SXD,
    SYMBOL,
    arrivals,
    arrived,
    axis,
    kept,
    letter,
    office,
    register,
    sentences,
)
from tests.processes.driving import PDF, Driver
from tests.processes.incoming import LIEN, OANH, TUONG, decide

__all__ = ["axis", "letter", "office"]


def test_a_document_of_the_axis_waits_filled_in_and_its_sender_hears_of_every_step(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    case = arrived(office, axis, letter())
    known = office.variables(LIEN, case)
    assert known["co_quan_gui"] == "SXD"
    assert (known["so_ky_hieu"], known["ngay_van_ban"], known["loai_van_ban"]) == (SYMBOL, "2026-11-23", "BC")
    assert (known["do_khan"], known["han_tra_loi"], known["phuong_thuc"]) == ("khan", "2026-12-04", "truc")
    assert office.download(LIEN, known["tep"][0]) == PDF
    assert office.state(LIEN, case) == ("ACTIVE", "moi_den")
    assert axis.told() == [("01", "")]
    assert (list(axis.documents), axis.failed) == ([], [])
    task = office.task(LIEN, case, "dang_ky")["userTaskKey"]
    office.post_form(LIEN, f"/viec/{task}/nhan")
    page = office.person(LIEN).get(f"/viec/{task}").text
    assert "Sở Xây dựng (H99.13)" in page
    assert "Báo cáo 245.pdf" in page
    assert 'value="245/BC-SXD"' in page

    register(office, case, tep=known["tep"][:1])
    assert office.variables(LIEN, case)["so_den"] == 1
    assert [code for code, _ in axis.told()] == ["01", "03"]
    decide(office, TUONG, case, "but_phe", hinh_thuc_but_phe="luu")
    assert [code for code, _ in axis.told()] == ["01", "03", "06"]
    assert {one.document_id for one in axis.answers.values()} == {REFERENCE}
    assert {one.receiver.identifier for one in axis.answers.values()} == {SXD.identifier}


def test_what_is_refused_at_the_registration_is_told_with_the_reason(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    case = arrived(office, axis, letter())
    files = office.variables(LIEN, case)["tep"][:1]
    register(office, case, tiep_nhan="tra", ly_do_tra="Không gửi cho Văn phòng", tep=files)
    assert office.state(LIEN, case) == ("COMPLETED", "chuyen_tra")
    assert axis.told() == [("01", ""), ("02", "Không gửi cho Văn phòng")]


def test_a_sender_that_ended_is_its_only_successor(office: Driver, axis: Axis, letter: Callable[..., bytes]) -> None:
    unit = core(Unit)
    with office.engine.unit_of_work() as uow:
        ended = {"valid_until": date(2025, 6, 30), "axis_code": "H99.13"}
        uow.connection.execute(update(unit).where(unit.c.code == "SXD").values(axis_code=None))
        uow.connection.execute(
            update(unit).where(unit.c.code == "STC").values(**ended, successors=["SXD"], name="Sở Giao thông")
        )
    case = arrived(office, axis, letter())
    assert office.variables(LIEN, case)["co_quan_gui"] == "SXD"
    with office.engine.unit_of_work() as uow:
        uow.connection.execute(update(unit).where(unit.c.code == "STC").values(successors=["SXD", "SNV"]))
    other = arrived(office, axis, letter(number="246"))
    assert "co_quan_gui" not in office.variables(LIEN, other), "of several, the registry chooses"


def test_a_message_twice_is_one_case_and_a_document_sent_again_is_found_to_be_a_duplicate(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    case = arrived(office, axis, letter())
    axis.post(letter(), "d1")
    office.work()
    assert len(arrivals(office)) == 1
    register(office, case, tep=office.variables(LIEN, case)["tep"][:1])
    again = arrived(office, axis, letter())
    register(office, again, tep=office.variables(LIEN, again)["tep"][:1])
    decide(office, LIEN, again, "kiem_tra_trung", ket_luan="trung")
    assert axis.told()[-1] == ("02", "Văn bản đã được đăng ký trước đó (trùng).")


def test_a_secret_document_is_answered_and_leaves_nothing(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    axis.post(letter(subject="(MẬT) Báo cáo tình hình biên giới", number="17"))
    office.work()
    assert (arrivals(office), list(axis.documents), axis.failed) == ([], [], [])
    [(code, why)] = axis.told()
    assert (code, "độ mật" in why) == ("02", True)
    page = office.person(LIEN).get("/van-ban/truc").text
    assert "Sở Xây dựng" in page
    for word in ("biên giới", "17/BC-SXD"):
        assert word not in page
        with office.engine.unit_of_work() as uow:
            for table in ("axis_message", "axis_answer", "document", "notice"):
                found = uow.connection.exec_driver_sql(f"SELECT t::text FROM {table} t").scalars().all()  # noqa: S608
                assert not [row for row in found if word in row], table


def test_a_document_that_proves_secret_at_the_registration_is_taken_out_again(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    case = arrived(office, axis, letter())
    [file, _] = office.variables(LIEN, case)["tep"]
    decide(office, LIEN, case, "dang_ky", do_mat="mat")
    assert office.state(LIEN, case) == ("COMPLETED", "ngoai_he_thong")
    assert not [name for name in ("trich_yeu", "so_ky_hieu", "tep") if office.variables(LIEN, case)[name]]
    assert office.person(LIEN).get(f"/v2/documents/{file}").status_code == 404
    assert axis.told()[-1][0] == "02"
    with office.engine.unit_of_work() as uow:
        for table in ("process_instance", "variable", "audit_payload", "axis_message", "document", "user_task"):
            found = uow.connection.exec_driver_sql(f"SELECT t::text FROM {table} t").scalars().all()  # noqa: S608
            assert not [row for row in found if "nhà ở xã hội" in row or SYMBOL in row], table


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"<not edXML", "XML đúng cú pháp"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b"\x00\xff\xfe", "XML đúng cú pháp"),
    ],
)
def test_what_cannot_be_read_is_kept_and_shown(office: Driver, axis: Axis, xml: bytes, why: str) -> None:
    message = axis.post(xml)
    office.work()
    office.work()
    assert (arrivals(office), axis.failed) == ([], [message])
    page = office.person(LIEN).get("/van-ban/truc").text
    assert why in page
    key = kept(office)
    office.post_form(LIEN, f"/van-ban/truc/{key}/doc-lai")
    office.work()
    assert (kept(office), arrivals(office)) == (key, []), "it still cannot be read"
    assert office.refuse_form(OANH, f"/van-ban/truc/{key}/tu-choi", reason="Không phải việc của tôi") == 403
    office.post_form(LIEN, f"/van-ban/truc/{key}/tu-choi", reason="Thông điệp hỏng")
    office.work()
    assert axis.told() == [], "nobody is known who could be told"


def test_a_file_that_is_not_let_in_keeps_the_document_until_the_registry_decides(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    bad = Attachment(file_name="chay.exe", content_type="application/x-msdownload", content=b"MZ" + bytes(200))
    axis.post(letter(attachments=(bad,)))
    office.work()
    assert arrivals(office) == []
    key = kept(office)
    assert SYMBOL in office.person(LIEN).get("/van-ban/truc").text
    office.post_form(LIEN, f"/van-ban/truc/{key}/tu-choi", reason="Tệp không đúng định dạng")
    office.work()
    assert axis.told() == [("02", "Tệp không đúng định dạng")]


def test_a_secret_file_behind_a_bad_one_leaves_nothing(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    files = (
        Attachment(file_name="Tờ trình.txt", content_type="text/plain", content="Tờ trình".encode()),
        Attachment(file_name="chay.exe", content_type="application/x-msdownload", content=b"MZ" + bytes(200)),
        Attachment(file_name="a.txt", content_type="text/plain", content="UBND TỈNH\nTỐI MẬT\nbiên giới".encode()),
    )
    axis.post(letter(attachments=files))
    office.work()
    assert (arrivals(office), list(axis.documents)) == ([], [])
    [(code, why)] = axis.told()
    assert (code, "độ mật" in why) == ("02", True)
    assert SYMBOL not in office.person(LIEN).get("/van-ban/truc").text
    with office.engine.unit_of_work() as uow:
        rows = uow.connection.exec_driver_sql("SELECT state, file_name FROM document WHERE source_key LIKE 'axis:%%'")
        assert rows.all() == [("DELETED", "")]


def test_a_document_that_was_kept_comes_in_when_it_is_read_again(
    office: Driver, axis: Axis, letter: Callable[..., bytes]
) -> None:
    documents = office.engine.settings.documents
    office.engine.settings = replace(office.engine.settings, documents=replace(documents, allowed_types=("docx",)))
    axis.post(letter())
    office.work()
    key = kept(office)
    office.engine.settings = replace(office.engine.settings, documents=documents)
    office.post_form(LIEN, f"/van-ban/truc/{key}/doc-lai")
    office.work()
    assert [one["elementId"] for one in arrivals(office)] == ["dang_ky"]
    assert axis.told() == [("01", "")]


@pytest.mark.parametrize(("kind", "said"), [(UPDATE, "cập nhật"), (REPLACE, "thay thế")])
def test_a_sender_replaces_what_it_sent_when_the_registry_agrees(
    office: Driver, axis: Axis, letter: Callable[..., bytes], kind: int, said: str
) -> None:
    case = arrived(office, axis, letter())
    register(office, case, tep=office.variables(LIEN, case)["tep"][:1])
    new = Attachment(file_name="Báo cáo 245 sửa.pdf", content_type="application/pdf", content=PDF + b"\n")
    change = {"kind": kind, "concerns": REFERENCE, "reason": "Sai số liệu", "attachments": (new,)}
    axis.post(letter(**change))
    office.work()
    assert (f"Nơi gửi đề nghị {said} văn bản.", "Sai số liệu") in sentences(office, case)
    assert f"đề nghị {said}" in office.person(LIEN).get("/thong-bao").text
    assert office.state(LIEN, case) == ("ACTIVE", "cho_but_phe"), "nothing changes by itself"
    key = kept(office)
    assert office.refuse_form(LIEN, f"/van-ban/truc/{key}/tu-choi", reason=" ", state="WAITING") == 400
    office.post_form(LIEN, f"/van-ban/truc/{key}/dong-y")
    office.work()
    assert axis.told()[-1] == ("15", "")
    with office.engine.unit_of_work() as uow:
        names = [one.file_name for one in list_documents(uow, SYSTEM, instance_key=int(case))]
    assert names == ["Báo cáo 245.pdf", "Phụ lục.txt", "Báo cáo 245 sửa.pdf"]
    assert office.refuse_form(LIEN, f"/van-ban/truc/{key}/tu-choi", reason="Muộn rồi", state="WAITING") == 409


def test_a_change_of_what_never_came_is_kept(office: Driver, axis: Axis, letter: Callable[..., bytes]) -> None:
    axis.post(letter(kind=RECALL, concerns="H99.13,2026/01/01,9/BC-SXD", reason="Gửi nhầm", attachments=()))
    office.work()
    page = office.person(LIEN).get("/van-ban/truc").text
    assert "chưa từng nhận" in page
    office.post_form(LIEN, f"/van-ban/truc/{kept(office)}/tu-choi", reason="Không có văn bản này")
    office.work()
    assert axis.told() == [("16", "Không có văn bản này")]


def test_an_axis_that_is_away_loses_nothing(
    office: Driver, axis: Axis, letter: Callable[..., bytes], clock: MovingClock
) -> None:
    case = arrived(office, axis, letter())
    axis.down()
    register(office, case, tep=office.variables(LIEN, case)["tep"][:1])
    assert [code for code, _ in axis.told()] == ["01"]
    axis.post(letter(number="246"))
    office.work()
    assert arrivals(office) == []
    axis.up()
    clock.forward(minutes=1)
    office.work()
    assert [code for code, _ in axis.told()] == ["01", "03", "01"]
    assert len(arrivals(office)) == 1


def test_people_without_the_permission_do_not_see_what_came(office: Driver) -> None:
    assert office.person(OANH).get("/van-ban/truc").status_code == 403
