"""Connector `dan-trang`: sets the final PDF of an outgoing document from its approved draft (Decree 30/2020, Annex I).

Header `document` names the variable with the .docx, header `result` the one for the PDF. The text comes from the draft;
issuer, symbol, subject, recipients and signature come from the case: `co_quan_ban_hanh`, `loai_van_ban`, `trich_yeu`,
`noi_nhan`, `kinh_gui`, `gui_ca_nhan`, `nguoi_ky`, `tham_quyen` (`quyen_han`, `chuc_vu`), `do_khan`, `nguoi_lap`.
Number, day and month stay blank until after the signature. Sets the result and `ky_hieu`, the symbol in the document's
own line, and `dong_y_ky`: `nguoi` (who) and `ban` (the PDF's key) if the signer has agreed to this draft in the case
that called this one (`engine.operations.documents.signed_ahead`) and the PDF says neither more nor less, else null.
With an agreement it sets `ky_nguoi` and `ky_luc` as well, as the signing step would have.
Done twice for one job it makes one document.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.derive_document import read_case_document
from engine.operations.documents.signed_ahead import AGREEMENT, agreement, signed_ahead
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.directory import DirectoryUnit, directory_units
from engine.store.queries.people import PersonRecord, find_person
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import header, required_text, text, texts, wrong
from engine.worker.connectors.office import read_office
from engine.worker.connectors.registry import Connector, finish, source_key

if TYPE_CHECKING:
    from engine.templates import OfficialDocument

LETTER = "cong_van"
KINDS, URGENCY = "loai_van_ban", "do_khan"
ORDINARY = "thuong"


def run(engine: Engine, job: JobRecord) -> None:
    """Set the document between transactions, store it once, and attach it with the job's completion."""
    from engine.templates import adds_nothing, set_pdf  # noqa: PLC0415 – Word's libraries load with the first draft

    key, result = one_document_key(job, header(job, "document")), header(job, "result")
    record, content = read_case_document(engine, document_key=key, instance_key=job.instance_key)
    with engine.unit_of_work() as uow:
        document, made_at, signer = compose(uow, job, content), uow.now, required_text(job, "nguoi_ky")
        agreed = signed_ahead(uow, instance_key=job.instance_key, holder=signer, draft=record)
    paper = set_pdf(document, made_at=made_at)
    pdf = upload_document(
        engine,
        SYSTEM,
        file_name=f"{record.file_name.removesuffix('.docx')}.pdf",
        declared_type="application/pdf",
        chunks=[paper],
        source_key=source_key(job),
    )

    # An earlier try may have stored another paper under the job's name.
    agreed = agreed and adds_nothing(document, content) and pdf.sha256 == sha256(paper).hexdigest()

    def attach(uow: UnitOfWork) -> None:
        attach_documents(uow, SYSTEM, keys=[pdf.key], instance_key=job.instance_key, field=result)

    told: dict[str, JsonValue] = {result: [str(pdf.key)], "ky_hieu": document.symbol.removeprefix("/")}
    told[AGREEMENT] = agreement(signer, pdf.key) if agreed else None
    if agreed:
        told |= {"ky_nguoi": signer, "ky_luc": made_at.isoformat()}
    finish(engine, job, told, attach)


def compose(uow: UnitOfWork, job: JobRecord, content: bytes) -> "OfficialDocument":
    """Put the document together; raises InputRejected naming what the case lacks."""
    from engine.templates import OfficialDocument, read_draft  # noqa: PLC0415 – see above

    known = directory_units(uow.connection)
    issuer = _unit(known, required_text(job, "co_quan_ban_hanh"))
    signer = _person(uow, job, "nguoi_ky")
    kind, subject = required_text(job, "loai_van_ban"), required_text(job, "trich_yeu")
    draft, letter = read_draft(content, subject=subject), kind == LETTER
    authority = _authority(job)
    year = uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).year
    urgency = text(job, "do_khan")
    return OfficialDocument(
        issuer=issuer.name,
        issuer_parent=known[issuer.parent_code].name if issuer.parent_code else "",
        symbol=f"/{_year_of_norms(job, year)}{symbol_of(kind, issuer, known.get(_drafting_unit(uow, job)))}",
        place=read_office(uow).place,
        year=year,
        kind_name="" if letter else _word(uow, KINDS, kind),
        subject="" if letter else subject,
        letter_subject=subject if letter else "",
        addressees=(*(_unit(known, code).name for code in _codes(job, "kinh_gui")), *_person_addressed(job)),
        grounds=draft.grounds,
        blocks=draft.blocks,
        recipients=(*_recipients(job, known), "Lưu: VT"),
        authority=authority[0],
        position=authority[1],
        signer=signer.display_name,
        stamp=_word(uow, URGENCY, urgency) if urgency not in {"", ORDINARY} else "",
    )


def _year_of_norms(job: JobRecord, year: int) -> str:
    """Give the year that stands between number and symbol of a document with legal norms (18/2026/NQ-HĐND)."""
    return f"{year}/" if job.variables.get("la_qppl") is True else ""


def symbol_of(kind: str, issuer: DirectoryUnit, drafting: DirectoryUnit | None) -> str:
    """Give the symbol: KIND-ISSUER, and for a letter ISSUER-DRAFTING UNIT (Decree 30/2020; catalogue 7.1)."""
    short = issuer.short_name or issuer.code
    if kind != LETTER:
        return f"{kind}-{short}"
    return f"{short}-{drafting.short_name}" if drafting is not None and drafting.short_name else short


def _recipients(job: JobRecord, known: Mapping[str, DirectoryUnit]) -> Iterable[str]:
    addressed = _codes(job, "kinh_gui")
    if addressed or _person_addressed(job):
        yield "Như trên"
    yield from (_unit(known, code).name for code in _codes(job, "noi_nhan") if code not in addressed)


def _person_addressed(job: JobRecord) -> tuple[str, ...]:
    """Give the receiver whom the directory does not have, such as a petitioner."""
    written = text(job, "gui_ca_nhan").strip()
    return (written,) if written else ()


def _codes(job: JobRecord, name: str) -> tuple[str, ...]:
    return texts(job, name) if job.variables.get(name) else ()


def _unit(known: Mapping[str, DirectoryUnit], code: str) -> DirectoryUnit:
    if code not in known:
        raise wrong(code, f"không có cơ quan “{code}” trong danh bạ", f"the directory has no body “{code}”")
    return known[code]


def _person(uow: UnitOfWork, job: JobRecord, name: str) -> PersonRecord:
    person = find_person(uow.connection, required_text(job, name))
    if person is None:
        raise wrong(name, "không có người ký này", "there is no such signer")
    return person


def _drafting_unit(uow: UnitOfWork, job: JobRecord) -> str:
    drafter = find_person(uow.connection, text(job, "nguoi_lap"))
    return (drafter.unit_code if drafter is not None else None) or ""


def _authority(job: JobRecord) -> tuple[tuple[str, ...], str]:
    """Give the lines of authority and the position, as the rules on who may sign have them."""
    rule: JsonValue = job.variables.get("tham_quyen")
    lines = rule.get("quyen_han") if isinstance(rule, dict) else None
    position = rule.get("chuc_vu") if isinstance(rule, dict) else None
    if not isinstance(lines, list) or not isinstance(position, str) or not position:
        raise wrong("tham_quyen", "thiếu thẩm quyền ký", "the authority to sign is missing")
    return tuple(str(line) for line in lines), position


def _word(uow: UnitOfWork, code_list: str, value: str) -> str:
    for row in uow.law.current(uow.transaction).code_lists.get(code_list, ()):
        if row.value == value:
            return row.vi
    raise wrong(value, f"danh mục “{code_list}” không có “{value}”", f"the code list “{code_list}” has no “{value}”")


CONNECTOR = Connector(job_type="dan-trang", run=run, lease_s=120.0)
