"""Passwords and client secrets: hashed with argon2id, compared in the same time whether or not the name exists.

Hashing takes memory and time on purpose: only a few run at once, and never while a database connection is held.
"""

import threading
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from engine.errors import Finding, InputRejected, Text

LONGEST: Final = 1024  # bytes of a password that are worth hashing
SHORTEST: Final = 12  # characters of a password that a person signs in with
_AT_ONCE = threading.BoundedSemaphore(4)
# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))


def hash_password(password: str) -> str:
    """Hash a password or client secret for storage."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def require_fit_password(password: str) -> None:
    """Raise InputRejected for a password too short or too long to sign in with."""
    if len(password) >= SHORTEST and len(password.encode("utf-8", "surrogatepass")) <= LONGEST:
        return
    text = Text(
        vi=f"Mật khẩu cần ít nhất {SHORTEST} ký tự và không quá {LONGEST} byte.",
        en=f"A password needs {SHORTEST} characters or more, and {LONGEST} bytes at most.",
    )
    raise InputRejected(text, findings=(Finding(code="password_unfit", text=text, field="password"),))


def verify_password(password: str, stored_hash: str | None) -> bool:
    """Compare a password with a stored hash; None (nobody, or no password) costs the same and is never right."""
    if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(password, stored_hash or _nobody())
        except (PwdlibError, UnicodeEncodeError):
            return False
    return fits and stored_hash is not None


@cache
def _nobody() -> str:
    """Give a hash to compare with where there is none; made when first needed, as hashing is slow on purpose."""
    return _HASHER.hash("nobody signs in with this")
