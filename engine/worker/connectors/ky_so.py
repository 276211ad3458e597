"""Connector `ky-so`: one step of signing a PDF of the case (Decree 30/2020, articles 13 to 18).

Header `step`: `nguoi_ky` (the person), `cap_so` (number and date into their blanks), `co_quan` (the organisation's
seal) or `phu_luc` (an appendix of its own). Header `document` names the variable with the PDF's key, `result` the one
for the new document (default `van_ban_ky`). Reads `nguoi_ky` (sign-in name), `chuc_vu_ky` (as written in the document),
`nguoi_co_tham_quyen` (who may sign, from the rules), `so`, `ngay`, `so_ky_hieu`, `co_quan_ban_hanh` (whose seal it is).
Sets the result and `ket_qua_chu_ky`, the report of the check. Done twice for one job it makes one document.
With the step `co_quan`, header `appendices` names a variable with files of their own: each PDF among them that nobody
has signed is signed by the organisation too, and takes the place of the unsigned one in that variable.
While the remote signing service, the time stamp authority or the signer's own machine (ADR 0025, for a person who has
no key here) does not answer the job waits, and nothing is signed.
"""

from collections.abc import Callable
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from engine.errors import InputRejected, Text
from engine.model.actor import SYSTEM
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.agents.agent_signature import (
    AWAITED,
    WantedSignature,
    complete_request,
    signed_elsewhere,
    signs_elsewhere,
)
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.derive_document import derive_document, read_case_document
from engine.operations.documents.signatures import signed_in_person
from engine.operations.documents.signed_ahead import agreed_paper
from engine.operations.documents.signing_desk import SigningDesk, not_configured
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import find_person
from engine.worker.connectors.case_files import one_document_key
from engine.worker.connectors.inputs import header, required_text, text, texts, wrong
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.sealing_body import SealingBody, sealing_body

if TYPE_CHECKING:
    from datetime import datetime

    from engine.signing import (
        Certified,
        Conditions,
        PersonRequest,
        PreparedSignature,
        Signatory,
        SignatureRecord,
        ValidationReport,
    )

PERSON, NUMBER, SEAL, APPENDIX = "nguoi_ky", "cap_so", "co_quan", "phu_luc"
PDF = "application/pdf"
_SIGNATURE_MM = (40.0, 18.0)


def run(engine: Engine, job: JobRecord) -> None:
    """Make the new document outside every transaction, store it once, and attach it with the job's completion."""
    from engine.signing import Conditions, validate  # noqa: PLC0415 – loaded when the first signature is made

    desk = engine.settings.signing
    if desk is None:
        raise not_configured()
    step, result = header(job, "step"), header(job, "result", "van_ban_ky")
    if step not in {PERSON, NUMBER, SEAL, APPENDIX}:
        raise wrong("step", f"không có bước ký “{step}”", f"there is no step “{step}”")
    key = one_document_key(job, header(job, "document"))
    with engine.unit_of_work() as uow:
        _require_act(uow, job, step, key)
        now = uow.now
        signer = _signer(uow, job) if step in {PERSON, SEAL} else ""
        body = sealing_body(uow, desk, text(job, "co_quan_ban_hanh"))
        elsewhere = step == PERSON and _signs_elsewhere(uow, desk, job)
        zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    conditions = Conditions(at=now, trust=desk.trust(), time_stamps=desk.time_stamps())

    def make(content: bytes) -> bytes:
        if elsewhere:
            return signed_elsewhere(engine, _wanted(job, key, desk, conditions, signer), content)
        return _make(content, step, job, desk, conditions, (signer, body))

    record = derive_document(
        engine, document_key=key, instance_key=job.instance_key, source_key=source_key(job), make=make
    )
    listed = header(job, "appendices", "-")
    appendices = _with_seal(
        engine, job, listed, lambda content: _make(content, APPENDIX, job, desk, conditions, ("", body))
    )
    # Checked anew as it was stored: an earlier try may have made it.
    _, content = read_case_document(engine, document_key=record.key, instance_key=job.instance_key)
    report = report_as_json(validate(content, conditions.trust, now), zone)

    def attach(uow: UnitOfWork) -> None:
        complete_request(uow, job.key)
        attach_documents(uow, SYSTEM, keys=[record.key], instance_key=job.instance_key, field=result)
        sealed = [made for former, made in appendices.items() if made != former]
        if sealed:
            attach_documents(uow, SYSTEM, keys=sealed, instance_key=job.instance_key, field=listed)

    told: dict[str, JsonValue] = {result: [str(record.key)], "ket_qua_chu_ky": report}
    if appendices:
        told[listed] = [str(made) for made in appendices.values()]
    finish(engine, job, told, attach)


def _with_seal(engine: Engine, job: JobRecord, listed: str, make: Callable[[bytes], bytes]) -> dict[int, int]:
    """Sign the appendices that a variable lists, outside every transaction; give what stands for each of them."""
    keys = texts(job, listed) if job.variables.get(listed) else ()
    made = {}
    for key in (int(one) for one in keys):
        record, _ = read_case_document(engine, document_key=key, instance_key=job.instance_key)
        made[key] = key
        if record.content_type == PDF and record.signature_check is None:
            made[key] = derive_document(
                engine,
                document_key=key,
                instance_key=job.instance_key,
                source_key=f"{source_key(job)}:{key}",
                make=make,
            ).key
    return made


def _require_act(uow: UnitOfWork, job: JobRecord, step: str, document: int) -> None:
    """Raise InputRejected unless the holder of the key has completed a signing step of this case, or agreed before it.

    Agreed to, in the case that called this one, is one paper (`signed_ahead`). The organisation's key follows any
    signer's; numbering uses no key.
    """
    holder = required_text(job, "nguoi_ky") if step == PERSON else None
    if step == NUMBER or signed_in_person(uow, instance_key=job.instance_key, holder=holder):
        return
    if not agreed_paper(uow, instance_key=job.instance_key, holder=holder, document=document):
        raise InputRejected(
            Text(
                vi="Người ký chưa bấm ký ở hồ sơ này nên không ký số. Chưa ký gì.",
                en="The signer has completed no signing step of this case. Nothing was signed.",
            ),
            code="not_signed_in_person",
        )


def _make(
    content: bytes,
    step: str,
    job: JobRecord,
    desk: SigningDesk,
    conditions: "Conditions",
    names: tuple[str, SealingBody],
) -> bytes:
    from engine import signing  # noqa: PLC0415 – loaded when the first signature is made

    signer, body = names
    if step == PERSON:
        return _sign_as_person(content, job, desk, conditions, signer)
    if step == NUMBER:
        number, day = _number(job), _day(job)
        return signing.stamp_number(content, number, day, conditions).content
    organisation, key = _named(body.name), desk.key(body.holder)
    if step == APPENDIX:
        appendix = signing.AppendixRequest(organisation=organisation, number=required_text(job, "so_ky_hieu"))
        return signing.sign_appendix(content, appendix, key, conditions).content
    width, height = _SIGNATURE_MM
    position = required_text(job, "chuc_vu_ky")
    request = signing.OrganisationRequest(
        organisation=organisation,
        seal=desk.picture(body.holder),
        seal_mm=desk.seal_mm,
        place_of_person=signing.above_name(content, name=signer, position=position, width_mm=width, height_mm=height),
    )
    return signing.sign_as_organisation(content, request, key, conditions).content


def _sign_as_person(content: bytes, job: JobRecord, desk: SigningDesk, conditions: "Conditions", signer: str) -> bytes:
    from engine import signing  # noqa: PLC0415 – loaded when the first signature is made

    request = _person_request(content, job, desk, signer)
    return signing.sign_as_person(content, request, desk.key(required_text(job, "nguoi_ky")), conditions).content


def _person_request(content: bytes, job: JobRecord, desk: SigningDesk, signer: str) -> "PersonRequest":
    from engine import signing  # noqa: PLC0415 – loaded when the first signature is made

    holder, width, height = required_text(job, "nguoi_ky"), *_SIGNATURE_MM
    competent = holder in texts(job, "nguoi_co_tham_quyen")
    return signing.PersonRequest(
        signatory=_named(signer),
        competent=frozenset({signer} if competent else ()),
        picture=desk.picture(holder),
        place=signing.above_name(
            content, name=signer, position=required_text(job, "chuc_vu_ky"), width_mm=width, height_mm=height
        ),
    )


def _signs_elsewhere(uow: UnitOfWork, desk: SigningDesk, job: JobRecord) -> bool:
    """Tell whether the person signs on a machine of their own; a key that is kept here goes first."""
    holder = required_text(job, "nguoi_ky")
    return not desk.has_key(holder) and signs_elsewhere(uow, holder)


def _wanted(job: JobRecord, key: int, desk: SigningDesk, conditions: "Conditions", signer: str) -> WantedSignature:
    from engine import signing  # noqa: PLC0415 – loaded when the first signature is made

    def prepare(content: bytes, holder: "Certified") -> "PreparedSignature":
        request = _person_request(content, job, desk, signer)
        return signing.prepare_as_person(content, request, holder, conditions)

    def finish(prepared: "PreparedSignature", signature: bytes, holder: "Certified") -> bytes:
        return signing.finish_signature(prepared, signature, holder, conditions).content

    return WantedSignature(
        job_key=job.key,
        instance_key=job.instance_key,
        document_key=key,
        holder=required_text(job, "nguoi_ky"),
        prepare=prepare,
        finish=finish,
    )


def _named(name: str) -> "Signatory":
    from engine.signing import Signatory  # noqa: PLC0415 – loaded when the first signature is made

    return Signatory(name=name)


def _signer(uow: UnitOfWork, job: JobRecord) -> str:
    person = find_person(uow.connection, required_text(job, "nguoi_ky"))
    if person is None:
        raise wrong("nguoi_ky", "không có người ký này", "there is no such signer")
    return person.display_name


def _number(job: JobRecord) -> str:
    number = required_text(job, "so")
    if not number.isascii() or not number.isdigit():
        raise wrong("so", "biến “so” phải là số", "the variable “so” must be a number")
    return f"{int(number):02d}"


def _day(job: JobRecord) -> date:
    try:
        return date.fromisoformat(required_text(job, "ngay"))
    except ValueError as error:
        refusal: InputRejected = wrong("ngay", "biến “ngay” phải là ngày", "the variable “ngay” must be a date")
        raise refusal from error


def report_as_json(report: "ValidationReport", zone: tzinfo) -> JsonValue:
    """Give the report as the case keeps it; `ket_qua` (`ket_qua_en`) says it of each in a line, moments in `zone`."""
    signatures: list[JsonValue] = [
        {
            "vai_tro": one.role.value,
            "nguoi_ky": one.signer,
            "co_quan": one.organisation,
            "ky_luc": _written(one.signed_at),
            "dau_thoi_gian": _written(one.stamped_at),
            "chung_thu": [certificate.subject for certificate in one.chain],
            "tinh_trang_chung_thu": one.standing.value,
            "toan_ven": one.intact,
            "bao_phu_toan_bo": one.covers_whole_document,
            "thay_doi_sau_ky": one.changes.value,
            "hop_le": one.valid,
            "ket_qua": _in_words(one, zone).vi,
            "ket_qua_en": _in_words(one, zone).en,
        }
        for one in report.signatures
    ]
    return {"kiem_tra_luc": _written(report.checked_at), "sha256": report.sha256, "chu_ky": signatures}


def _in_words(signature: "SignatureRecord", zone: tzinfo) -> Text:
    vi, en = ("Hợp lệ", "Valid") if signature.valid else ("Không hợp lệ", "Invalid")
    at = f", {signature.signed_at.astimezone(zone):%H:%M %d/%m/%Y}" if signature.signed_at is not None else ""
    rest = f" – {signature.signer}{at}"
    return Text(vi=vi + rest, en=en + rest)


def _written(moment: "datetime | None") -> str | None:
    return moment.isoformat() if moment is not None else None


CONNECTOR = Connector(
    job_type="ky-so",
    run=run,
    lease_s=180.0,
    waits_for=frozenset({"signing_service_unavailable", "time_stamps_unavailable", AWAITED}),
)
