"""Checks the signatures of a PDF that came from outside; runs in a child process only, under the bounds of viewing's.

It says `{"signature": …}` for each, and `{"through": true, "covered": …}` when it has checked them all.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine.errors import EngineError
from engine.model.signature_check import Verdict
from engine.signing.received import TRUST
from engine.signing.records import Changes, SignatureRecord
from engine.signing.trust import Trust
from engine.signing.validate import validate
from engine.viewing.child import bound, say


def main(arguments: Sequence[str]) -> None:
    """Check the file that is named after the task."""
    bound()
    _, source = arguments
    trust, at = _trust(json.loads(Path(TRUST).read_text()))
    try:
        report = validate(Path(source).read_bytes(), trust, at)
    except EngineError:
        return  # encrypted, damaged or with something that acts: not checked
    for one in report.signatures:
        say({"signature": _told(one)})
    covered = bool(report.signatures) and report.signatures[-1].covers_whole_document
    say({"through": True, "covered": covered})


def _trust(written: dict[str, list[str] | bool | str]) -> tuple[Trust, datetime]:
    def ders(name: str) -> tuple[bytes, ...]:
        listed = written[name]
        return tuple(base64.b64decode(one) for one in listed) if isinstance(listed, list) else ()

    trust = Trust(
        roots=ders("roots"),
        intermediates=ders("intermediates"),
        crls=ders("crls"),
        ocsps=ders("ocsps"),
        revocation_required=written["revocation_required"] is True,
    )
    return trust, datetime.fromisoformat(str(written["at"]))


def _told(signature: SignatureRecord) -> dict[str, str | None]:
    broken = not signature.intact or signature.changes is Changes.FORBIDDEN
    moment = signature.stamped_at or signature.signed_at
    return {
        "signer": signature.signer,
        "organisation": signature.organisation,
        "signed_at": moment.isoformat() if moment is not None else None,
        "verdict": (Verdict.CHANGED if broken else Verdict(signature.standing.value)).value,
    }
