"""What an automatic check found of the signatures in a file that came in: a hint for people, who decide."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SignatureCheck(StrEnum):
    """Where the check of a signed file stands."""

    WAITING = "WAITING"
    CHECKED = "CHECKED"


class Verdict(StrEnum):
    """What one signature is worth, the first that applies."""

    CHANGED = "changed"  # what was signed is not what stands there now
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    NOT_FOR_SIGNING = "not_for_signing"
    UNTRUSTED = "untrusted"  # this installation does not know who issued the certificate
    STATUS_UNKNOWN = "status_unknown"
    VALID = "valid"


UNDECIDED = frozenset({Verdict.UNTRUSTED, Verdict.STATUS_UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedSignature:
    """One signature; its words are the certificate's own, `signed_at` is what the signer claims."""

    signer: str
    organisation: str
    signed_at: datetime | None
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedSignatures:
    """All signatures of a file, oldest first, as known at `checked_at`.

    None stands where the file could not be read within the bounds. `covered`: nothing was added after the last one.
    """

    checked_at: datetime
    signatures: tuple[ReceivedSignature, ...] | None
    covered: bool = False

    @property
    def valid(self) -> bool | None:
        """Tell whether everything holds (True), something does not (False), or people have to find out (None)."""
        if not self.signatures:
            return None
        if any(one.verdict not in {Verdict.VALID, *UNDECIDED} for one in self.signatures):
            return False
        return True if self.covered and all(one.verdict is Verdict.VALID for one in self.signatures) else None
