"""What an operator decides about signing in: lifetimes and how many failures are borne. Machine time throughout.

The movable clock of demonstrations and tests does not reach credentials: moving it must sign nobody out or in.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.errors import NotAuthenticated, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """Lifetimes in seconds; `failures` of one name from one address within `window_s` close that door for a while.

    A name or an address as a whole bears `failures * spread` failures: an office shares one address, and nobody shall
    lock a colleague out from elsewhere with a handful of wrong tries.
    """

    session_idle_s: int = 8 * 3600
    session_absolute_s: int = 16 * 3600
    unfinished_s: int = 1800  # from the right password to being signed in
    token_ttl_s: int = 3600
    edit_address_s: int = 12 * 3600  # by which an office program opens a file; never longer than its session
    failures: int = 5
    spread: int = 10
    window_s: int = 900
    clock: Clock = field(default_factory=Clock)

    def now(self) -> datetime:
        """Give the machine's moment."""
        return self.clock.now()

    def window_start(self) -> datetime:
        """Give the moment from which failures count."""
        return self.now() - timedelta(seconds=self.window_s)


def new_token() -> str:
    """Make an opaque credential of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """Give what is stored of a credential: random enough that a plain digest keeps it secret."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def subject_digest(secret: bytes, *parts: str) -> bytes:
    """Name what attempts are counted for, keyed so that the table tells neither names nor addresses."""
    message = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret, message, hashlib.sha256).digest()


def wrong_credentials() -> NotAuthenticated:
    """Give the one answer to a wrong name, a wrong password and a closed account."""
    return NotAuthenticated(
        Text(
            vi="Tên đăng nhập hoặc mật khẩu không đúng.",
            en="The user name or the password is wrong.",
        ),
        code="credentials_wrong",
    )


def session_over() -> NotAuthenticated:
    """Give the answer to a session or token that is unknown, expired or ended."""
    return NotAuthenticated(
        Text(
            vi="Phiên làm việc đã hết. Hãy đăng nhập lại để làm tiếp.",
            en="Your session is over. Sign in again to go on.",
        ),
        code="session_over",
    )
