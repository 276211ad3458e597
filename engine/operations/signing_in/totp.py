"""Codes of a second factor by time: RFC 6238 with what every app takes (SHA-1, six digits, thirty seconds). Pure."""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS: Final = 6
STEP_S: Final = 30
SECRET_BYTES: Final = 20  # RFC 4226, requirement R6: 160 bits
_WINDOW: Final = (-1, 0, 1)  # RFC 6238 §5.2: at most one step for slow people and clocks that go wrong


def new_secret() -> bytes:
    """Make the secret that app and server share."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(moment: datetime) -> int:
    """Give the step of time that a moment falls into."""
    return int(moment.timestamp()) // STEP_S


def code_at(secret: bytes, step: int) -> str:
    """Give the code of a step."""
    return _totp(secret).generate(step * STEP_S).decode()


def matching_step(secret: bytes, code: str, moment: datetime, *, after: int) -> int | None:
    """Give the step, around a moment and later than `after`, whose code this is; None when it is none's."""
    now = step_of(moment)
    given = code.encode("utf-8", "surrogatepass")
    fitting = [now + aside for aside in _WINDOW if hmac.compare_digest(code_at(secret, now + aside).encode(), given)]
    return next((step for step in fitting if step > after), None)


def written_secret(secret: bytes) -> str:
    """Write a secret for typing into an app: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrolment_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Give the address that an app reads from a picture (Key Uri Format)."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_S)  # noqa: S303  HMAC-SHA-1, which the RFC says and apps know
