"""Connector `in-giay-to-luu`: prints a paper of the archive and files it in the case (process P03).

Header `paper` is `muc_luc` (the index of the dossier) or `bien_ban_giao_nhan` (the record of its hand-over), header
`result` the variable for the file. Both read what the forms of P03 keep. Done twice for one job it makes one paper.
"""

from collections.abc import Callable, Mapping
from datetime import date

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import find_person
from engine.worker.connectors.archive_paper import ArchivePaper, Fact, Signer, render
from engine.worker.connectors.cover_sheet import written_date
from engine.worker.connectors.inputs import header, required_text, text, wrong
from engine.worker.connectors.office import Office, read_office
from engine.worker.connectors.registry import Connector, finish, source_key

COLUMNS = ("STT", "Số, ký hiệu", "Ngày, tháng", "Trích yếu nội dung", "Tác giả", "Tờ số", "Ghi chú")
WIDTHS, CENTRED = (10, 25, 22, 48, 28, 13, 19), (0, 2, 5)
FILE_NAMES = {"muc_luc": "Mục lục văn bản", "bien_ban_giao_nhan": "Biên bản giao nhận"}
USE = "lap_ho_so.ho_so.che_do_su_dung"
Compose = Callable[[UnitOfWork, JobRecord, Office], ArchivePaper]


def run(engine: Engine, job: JobRecord) -> None:
    """Set the paper, store it once, and attach it with the job's completion."""
    paper, result = header(job, "paper"), header(job, "result")
    if paper not in PAPERS:
        raise wrong("paper", f"không có giấy tờ “{paper}”", f"there is no paper “{paper}”")
    with engine.unit_of_work() as uow:
        composed, made_at = PAPERS[paper](uow, job, read_office(uow)), uow.now
    name = f"{FILE_NAMES[paper]} {required_text(job, 'ho_so_goc').replace('/', '-')}.pdf"
    record = upload_document(
        engine,
        SYSTEM,
        file_name=name,
        declared_type="application/pdf",
        chunks=[render(composed, made_at=made_at)],
        source_key=source_key(job),
    )

    def attach(uow: UnitOfWork) -> None:
        attach_documents(uow, SYSTEM, keys=[record.key], instance_key=job.instance_key, field=result)

    finish(engine, job, {result: [str(record.key)]}, attach)


def _index(uow: UnitOfWork, job: JobRecord, office: Office) -> ArchivePaper:
    given = job.variables.get("muc_luc")
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    facts = (
        Fact(label="Hồ sơ số", value=required_text(job, "so_ho_so")),
        Fact(label="Tiêu đề hồ sơ", value=required_text(job, "tieu_de")),
        Fact(label="Mã hồ sơ trên hệ thống", value=required_text(job, "ho_so_goc")),
        Fact(label="Thời gian", value=f"{_day(job, 'ngay_mo')} - {_day(job, 'ngay_ket_thuc')}"),
        Fact(label="Thời hạn lưu trữ", value=_period(job)),
        Fact(label="Chế độ sử dụng", value=_word(uow, USE, required_text(job, "che_do_su_dung"))),
        Fact(label="Số tờ", value=text(job, "so_to")),
    )
    return ArchivePaper(
        title="Mục lục văn bản, tài liệu trong hồ sơ",
        issuer_parent=office.parent,
        issuer=office.name,
        place=office.place,
        date=written_date(_today(uow)),
        facts=tuple(fact for fact in facts if fact.value),
        columns=COLUMNS,
        widths=WIDTHS,
        centred=CENTRED,
        rows=tuple(_line(number, row) for number, row in enumerate(rows, start=1)),
        closing=f"Mục lục này có {len(rows)} văn bản, tài liệu.",
        signers=(Signer(role="Người lập hồ sơ", name=_name(uow, text(job, "nguoi_lap"))),),
    )


def _line(number: int, row: Mapping[str, JsonValue]) -> tuple[str, ...]:
    day = row.get("ngay")
    shown = {**row, "ngay": _written(day) if isinstance(day, str) else ""}
    names = ("so_ky_hieu", "ngay", "trich_yeu", "tac_gia", "to_so", "ghi_chu")
    return (str(number), *("" if shown.get(name) is None else str(shown[name]) for name in names))


def _hand_over(uow: UnitOfWork, job: JobRecord, office: Office) -> ArchivePaper:
    facts = (
        Fact(label="Bên giao", value=_name(uow, text(job, "nguoi_lap"))),
        Fact(label="Bên nhận", value=_name(uow, required_text(job, "ben_nhan"))),
        Fact(label="Ngày giao nhận", value=_day(job, "ngay_giao_nhan")),
        Fact(label="Hồ sơ", value=f"{required_text(job, 'so_ho_so')} ({required_text(job, 'ho_so_goc')})"),
        Fact(label="Tiêu đề hồ sơ", value=required_text(job, "tieu_de")),
        Fact(label="Thời hạn lưu trữ", value=_period(job)),
        Fact(label="Số lượng hồ sơ giấy", value=text(job, "so_luong")),
        Fact(label="Gói điện tử", value=_package(job)),
        Fact(label="Tình trạng hồ sơ", value=text(job, "tinh_trang")),
    )
    return ArchivePaper(
        title="Biên bản giao nhận hồ sơ, tài liệu",
        issuer_parent=office.parent,
        issuer=office.name,
        place=office.place,
        date=written_date(_today(uow)),
        facts=tuple(fact for fact in facts if fact.value),
        closing="Biên bản lập thành hai bản, mỗi bên giữ một bản.",
        signers=(
            Signer(role="Bên giao", name=_name(uow, text(job, "nguoi_lap"))),
            Signer(role="Bên nhận", name=_name(uow, required_text(job, "ben_nhan"))),
        ),
    )


def _period(job: JobRecord) -> str:
    """Give the words of the retention rule that was chosen, from the choices that were offered."""
    offered, chosen = job.variables.get("cac_thoi_han"), job.variables.get("thoi_han_luu_tru")
    rows = [row for row in offered if isinstance(row, dict)] if isinstance(offered, list) else []
    return next((f"{row.get('label')}" for row in rows if row.get("value") == chosen), "")


def _package(job: JobRecord) -> str:
    checked = job.variables.get("kiem_goi")
    if not isinstance(checked, dict):
        return ""
    return f"{checked.get('so_tep')} tệp, {checked.get('dung_luong')} byte, SHA-256 {checked.get('sha256')}"


def _name(uow: UnitOfWork, username: str) -> str:
    person = find_person(uow.connection, username)
    return person.display_name if person is not None else ""


def _today(uow: UnitOfWork) -> date:
    return uow.law.current(uow.transaction).rule_book.calendar.local(uow.now).date()


def _day(job: JobRecord, name: str) -> str:
    return _written(required_text(job, name))


def _written(day: str) -> str:
    try:
        return f"{date.fromisoformat(day):%d/%m/%Y}"
    except ValueError as error:
        raise wrong(day, f"“{day}” không phải ngày", f"“{day}” is no date") from error


def _word(uow: UnitOfWork, code_list: str, value: str) -> str:
    rows = uow.law.current(uow.transaction).code_lists.get(code_list, ())
    return next((row.vi for row in rows if row.value == value), value)


PAPERS: Mapping[str, Compose] = {"muc_luc": _index, "bien_ban_giao_nhan": _hand_over}
CONNECTOR = Connector(job_type="in-giay-to-luu", run=run, lease_s=120.0)
