"""Connector `soan-van-ban`: makes Word drafts from our templates, with what the case knows filled in already.

Header `result` names the variable for the drafts' keys. Input `can_soan` is a list of contexts, one a draft: `mau` (the
template's code, `engine.templates.drafts`), `trich_yeu`, `kinh_gui`, `noi_nhan` (texts), and `o_trong`, what stands for
the words in square brackets: a value by the words. What has no value keeps its brackets for the drafter. Signer and
symbol come from `nguoi_ky` and the drafter's unit (`nguoi_xu_ly`, else `nguoi_lap`), the issuer is the Office.
Done twice for one job it makes each draft once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.upload_document import upload_document
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.directory import directory_units
from engine.store.queries.people import find_person
from engine.worker.connectors.cover_sheet import authority_of
from engine.worker.connectors.inputs import header, required_text, text, wrong
from engine.worker.connectors.office import Office, read_office
from engine.worker.connectors.registry import Connector, finish, source_key

if TYPE_CHECKING:
    from engine.templates.fill_docx import Value

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_DRAFTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What all drafts of a job share."""

    office: Office
    unit_symbol: str  # of the drafting unit, empty when it has none
    signer: str
    position: str
    year: int


def run(engine: Engine, job: JobRecord) -> None:
    """Make the drafts between transactions, store each once, attach them, and complete the job."""
    from engine.templates import draft_template, drafts, fill_blanks, fill_docx  # noqa: PLC0415 – load with the first

    result, wanted = header(job, "result"), _wanted(job)
    with engine.unit_of_work() as uow:
        around = _around(uow, job)
    known = {draft.code: draft for draft in drafts()}
    keys = []
    for one in wanted:
        code = _text(one, "mau")
        if code not in known:
            raise wrong("mau", f"không có mẫu văn bản “{code}”", f"there is no template “{code}”")
        filled = fill_docx(draft_template(code), _values(one, around, known[code].kind))
        record = upload_document(
            engine,
            SYSTEM,
            file_name=f"{known[code].title.vi}.docx",
            declared_type=WORD,
            chunks=[fill_blanks(filled, _blanks(one))],
            source_key=f"{source_key(job)}:{code}",
        )
        keys.append(record.key)

    # The next step may be a call that takes the drafts along: they are the case's before it goes on.
    with engine.unit_of_work() as uow:
        attach_documents(uow, SYSTEM, keys=keys, instance_key=job.instance_key, field=result)
    finish(engine, job, {result: [str(key) for key in keys]})


def _wanted(job: JobRecord) -> Sequence[Mapping[str, JsonValue]]:
    given = job.variables.get("can_soan")
    wanted = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    codes = [_text(one, "mau") for one in wanted]
    if not wanted or len(wanted) > MOST_DRAFTS or len(set(codes)) < len(codes):
        raise wrong(
            "can_soan",
            f"“can_soan” phải có từ 1 đến {MOST_DRAFTS} văn bản, mỗi mẫu một lần",
            f"“can_soan” must name 1 to {MOST_DRAFTS} drafts, each template once",
        )
    return wanted


def _around(uow: UnitOfWork, job: JobRecord) -> Around:
    signer = find_person(uow.connection, required_text(job, "nguoi_ky"))
    if signer is None or not signer.title:
        raise wrong("nguoi_ky", "người ký chưa có chức vụ", "the signer has no position")
    drafter = find_person(uow.connection, text(job, "nguoi_xu_ly") or text(job, "nguoi_lap"))
    unit = directory_units(uow.connection).get(drafter.unit_code or "") if drafter is not None else None
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    return Around(
        office=read_office(uow),
        unit_symbol=unit.short_name or "" if unit is not None else "",
        signer=signer.display_name,
        position=signer.title,
        year=uow.now.astimezone(zone).year,
    )


def _values(one: Mapping[str, JsonValue], around: Around, kind: str) -> "dict[str, Value]":
    """Give what every template asks for (`engine.templates.FIELDS`)."""
    office = around.office
    letter = f"{office.symbol}-{around.unit_symbol}" if around.unit_symbol else office.symbol
    authority = authority_of(around.position)
    addressee = _text(one, "kinh_gui")
    recipients = one.get("noi_nhan")
    others: list[Value] = [one for one in recipients if isinstance(one, str)] if isinstance(recipients, list) else []
    return {
        "co_quan_chu_quan": office.parent.upper(),
        "co_quan": office.name.upper(),
        "ky_hieu": f"{kind}-{office.symbol}" if kind else letter,
        "dia_danh": office.place,
        "nam": str(around.year),
        "trich_yeu": _text(one, "trich_yeu"),
        "can_cu": [],
        "kinh_gui": addressee,
        "quyen_han": [authority.upper()] if authority else [],
        "chuc_vu": around.position.upper(),
        "nguoi_ky": around.signer,
        "noi_nhan": ["Như trên", *others] if addressee else others,
    }


def _blanks(one: Mapping[str, JsonValue]) -> dict[str, str]:
    given = one.get("o_trong")
    return {words: value for words, value in given.items() if isinstance(value, str)} if isinstance(given, dict) else {}


def _text(one: Mapping[str, JsonValue], name: str) -> str:
    value = one.get(name)
    return value if isinstance(value, str) else ""


CONNECTOR = Connector(job_type="soan-van-ban", run=run, lease_s=120.0)
