"""Check the signatures of PDFs that come in: in the background, in a bounded child process; the report is a hint.

A signed PDF waits for it from the moment that it is taken in. The report is kept beside the file, as its pages are, and
read by whoever may read the file. Whether a signature is accepted is decided by the person who registers the document.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.errors import InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.model.document import StoredFile
from engine.model.signature_check import ReceivedSignature, ReceivedSignatures, SignatureCheck, Verdict
from engine.operations.documents.download_document import readable_file
from engine.operations.documents.kept_views import KeptViews
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import signature_checks

AT_ONCE: Final = 10  # files of one sweep: the next one goes on
_NAME: Final = "signatures"
_FORMAT: Final = 1
_PDF: Final = "application/pdf"


def check_signatures(engine: Engine) -> int:
    """Check what waits and give how many files were done; raises Unavailable, and then the next run goes on."""
    with engine.unit_of_work() as uow:
        files, now = signature_checks.waiting_files(uow.connection, AT_ONCE), uow.now
    for file in files:
        kept = KeptViews(engine.objects, file)
        kept.keep(_NAME, _write(_check(engine, kept, now)), media_type="application/json")
        with engine.unit_of_work() as uow:
            signature_checks.note_state(uow.transaction, file.record.key, SignatureCheck.CHECKED)
    return len(files)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A file that its reader may see, and what is known of its signatures."""

    file: StoredFile

    def report(self, engine: Engine) -> ReceivedSignatures | None:
        """Give the report; None while it is waited for. One that is lost (a restored backup has none) is made again."""
        if self.file.record.signature_check is not SignatureCheck.CHECKED:
            return None
        kept = KeptViews(engine.objects, self.file).get(_NAME)
        report = _read(kept) if kept is not None else None
        if report is None:
            with engine.unit_of_work() as uow:
                signature_checks.note_state(uow.transaction, self.file.record.key, SignatureCheck.WAITING)
        return report


def view_signatures(uow: UnitOfWork, actor: Actor, *, document_key: int) -> SignatureView | None:
    """Give the way to the report of a signed file; None for one that is not; raises NotFound as the download does."""
    file = readable_file(uow, actor, document_key=document_key)
    return SignatureView(file=file) if file.record.signature_check is not None else None


def request_check(uow: UnitOfWork, actor: Actor, *, document_key: int) -> None:
    """Let a PDF wait for its check, again or for the first time; raises NotFound as the download does."""
    file = readable_file(uow, actor, document_key=document_key)
    if file.record.content_type != _PDF:
        raise InputRejected(
            Text(vi="Chỉ kiểm tra được chữ ký số trong tệp PDF.", en="Only signatures in PDF files can be checked."),
            code="no_pdf",
        )
    signature_checks.await_check(uow.transaction, document_key)


def _check(engine: Engine, kept: KeptViews, now: datetime) -> ReceivedSignatures:
    from engine.signing import Trust, check_received  # noqa: PLC0415 – loaded when the first file is checked

    desk = engine.settings.signing
    trust = desk.trust() if desk is not None else Trust(roots=())
    try:
        with kept.source() as source:
            return check_received(source, trust, now)
    except NotFound:  # the bytes are lost, which whoever opens the file is told
        return ReceivedSignatures(checked_at=now, signatures=None)


def _write(report: ReceivedSignatures) -> bytes:
    found = report.signatures
    signatures = None if found is None else [_written(one) for one in found]
    told = {"checked_at": report.checked_at.isoformat(), "signatures": signatures, "covered": report.covered}
    return json.dumps({"format": _FORMAT, **told}).encode()


def _written(one: ReceivedSignature) -> dict[str, str | None]:
    moment = one.signed_at.isoformat() if one.signed_at is not None else None
    return {"signer": one.signer, "organisation": one.organisation, "signed_at": moment, "verdict": one.verdict.value}


def _read(kept: bytes) -> ReceivedSignatures | None:
    told = json.loads(kept)
    if told["format"] != _FORMAT:
        return None
    found = told["signatures"]
    return ReceivedSignatures(
        checked_at=datetime.fromisoformat(told["checked_at"]),
        signatures=None if found is None else tuple(_signature(one) for one in found),
        covered=told["covered"],
    )


def _signature(told: dict[str, Any]) -> ReceivedSignature:
    moment = told["signed_at"]
    return ReceivedSignature(
        signer=told["signer"],
        organisation=told["organisation"],
        signed_at=datetime.fromisoformat(moment) if moment is not None else None,
        verdict=Verdict(told["verdict"]),
    )
