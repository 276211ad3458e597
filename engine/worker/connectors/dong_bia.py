"""Connector `dong-bia`: makes the cover sheet of a copy and files it in the case (process P05).

Header `template` names the sheet (`bia_sao`). It reads the case: `loai_sao`, `hinh_thuc`, `van_ban`, `so_ky_hieu`,
`ngay`, `so_ban`, `muc_dich`, `phan_trich`, `ma_ho_so`, `nguoi_lap` and the approver `duyet_nguoi`, who signs. Sets
`bia_sao`, the list of the document's key. Done twice for one job it makes one document.
"""

from datetime import date

from engine.errors import InputRejected
from engine.model.actor import SYSTEM
from engine.model.records import JobRecord
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import PersonRecord, find_person
from engine.worker.connectors.cover_sheet import (
    TEMPLATES,
    CoverSheet,
    Row,
    authority_of,
    render,
    written_date,
)
from engine.worker.connectors.inputs import header, required_text, text, wrong
from engine.worker.connectors.office import Office, read_office
from engine.worker.connectors.registry import Connector, finish, source_key

FIELD = "bia_sao"
KINDS, FORMS = "sao_y_so_hoa.yeu_cau_sao.loai_sao", "sao_y_so_hoa.yeu_cau_sao.hinh_thuc"


def run(engine: Engine, job: JobRecord) -> None:
    """Set the sheet, store it once, and attach it with the job's completion."""
    template = header(job, "template")
    if template not in TEMPLATES:
        raise wrong("template", f"không có mẫu “{template}”", f"there is no template “{template}”")
    with engine.unit_of_work() as uow:
        sheet = sheet_of(uow, job)
        made_at = uow.now
    record = upload_document(
        engine,
        SYSTEM,
        file_name=f"Bìa {sheet.kind.lower()} {sheet.number.replace('/', '-')}.pdf",
        declared_type="application/pdf",
        chunks=[render(sheet, made_at=made_at)],
        source_key=source_key(job),
    )

    def attach(uow: UnitOfWork) -> None:
        attach_documents(uow, SYSTEM, keys=[record.key], instance_key=job.instance_key, field=FIELD)

    finish(engine, job, {FIELD: [str(record.key)]}, attach)


def sheet_of(uow: UnitOfWork, job: JobRecord) -> CoverSheet:
    """Collect what the sheet says; raises InputRejected naming what the case lacks."""
    signer = find_person(uow.connection, required_text(job, "duyet_nguoi"))
    if signer is None or not signer.title:
        raise wrong("duyet_nguoi", "người duyệt chưa có chức vụ", "the approver has no title")
    requester = find_person(uow.connection, text(job, "nguoi_lap"))
    return compose(
        job,
        office=read_office(uow),
        signer=signer,
        requester=requester.display_name if requester else "",
        kind=_word(uow, KINDS, required_text(job, "loai_sao")),
        change_of_form=_word(uow, FORMS, required_text(job, "hinh_thuc")),
    )


def compose(
    job: JobRecord, *, office: Office, signer: PersonRecord, requester: str, kind: str, change_of_form: str
) -> CoverSheet:
    """Put the sheet together from the job's variables and what was looked up."""
    rows = (
        Row(label="Văn bản được sao", value=required_text(job, "van_ban")),
        Row(label="Phần trích sao", value=text(job, "phan_trich")),
        Row(label="Chuyển đổi hình thức", value=change_of_form),
        Row(label="Số bản sao", value=_count(text(job, "so_ban"))),
        Row(label="Mục đích sao", value=text(job, "muc_dich")),
        Row(label="Mã hồ sơ", value=text(job, "ma_ho_so")),
    )
    position = signer.title or ""
    return CoverSheet(
        kind=kind,
        title=f"Bìa bản {kind.lower()}",
        issuer_parent=office.parent,
        issuer=office.name,
        number=required_text(job, "so_ky_hieu"),
        place=office.place,
        date=written_date(_day(job)),
        rows=tuple(row for row in rows if row.value),
        recipients=(f"- {requester or 'Người yêu cầu'};", "- Lưu: VT."),
        authority=authority_of(position),
        signer_position=position,
        signer_name=signer.display_name,
    )


def _count(value: str) -> str:
    return f"{int(value):02d}" if value.isascii() and value.isdigit() else value


def _day(job: JobRecord) -> date:
    try:
        return date.fromisoformat(required_text(job, "ngay"))
    except ValueError as error:
        refusal: InputRejected = wrong("ngay", "biến “ngay” phải là ngày", "the variable “ngay” must be a date")
        raise refusal from error


def _word(uow: UnitOfWork, code_list: str, value: str) -> str:
    """Give the Vietnamese word of a code: the sheet is a Vietnamese document whatever language the user reads."""
    for row in uow.law.current(uow.transaction).code_lists.get(code_list, ()):
        if row.value == value:
            return row.vi
    raise wrong(value, f"danh mục “{code_list}” không có “{value}”", f"the code list “{code_list}” has no “{value}”")


CONNECTOR = Connector(job_type="dong-bia", run=run, lease_s=120.0)
