"""Has the signatures of a stranger's PDF checked by a child process, and takes its words for no more than they are."""

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from engine.model.signature_check import ReceivedSignature, ReceivedSignatures, Verdict
from engine.signing.trust import Trust
from engine.viewing import MOST_BYTES, ask_child, no_room

CHILD: Final = "engine.signing.child"
TRUST: Final = "trust"  # the file beside the PDF that tells the child whom to trust, and when it is
_LONGEST: Final = 200
_MOST: Final = 100


def check_received(source: Path, trust: Trust, at: datetime) -> ReceivedSignatures:
    """Check the PDF `source`, which must be alone in its folder, as known at `at` (aware).

    What cannot be read within the bounds has no signatures (None) in the report. Raises Unavailable when the machine
    has no room for the child.
    """
    if source.stat().st_size > MOST_BYTES:
        return ReceivedSignatures(checked_at=at, signatures=None)
    try:
        source.with_name(TRUST).write_text(_written(trust, at))
    except OSError as error:
        raise no_room() from error
    said = ask_child("check", source.name, folder=source.parent, module=CHILD)
    end = next((line for line in said if line.get("through") is True), None)
    if end is None:
        return ReceivedSignatures(checked_at=at, signatures=None)
    found = tuple(_signature(line["signature"]) for line in said[:_MOST] if isinstance(line.get("signature"), dict))
    return ReceivedSignatures(checked_at=at, signatures=found, covered=end.get("covered") is True)


def _written(trust: Trust, at: datetime) -> str:
    lists = {name: _encoded(getattr(trust, name)) for name in ("roots", "intermediates", "crls", "ocsps")}
    return json.dumps({**lists, "revocation_required": trust.revocation_required, "at": at.isoformat()})


def _encoded(ders: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(der).decode() for der in ders]


def _signature(told: Mapping[str, Any]) -> ReceivedSignature:
    verdict = told.get("verdict")
    return ReceivedSignature(
        signer=_harmless(told.get("signer")),
        organisation=_harmless(told.get("organisation")),
        signed_at=_moment(told.get("signed_at")),
        verdict=Verdict(verdict) if verdict in set(Verdict) else Verdict.CHANGED,
    )


def _harmless(words: object) -> str:
    return "".join(letter for letter in str(words or "")[:_LONGEST] if letter.isprintable())


def _moment(written: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
