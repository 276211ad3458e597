"""Tell who sends a name and a password with each request (HTTP Basic, RFC 7617).

A password that was right is remembered in memory, as a keyed digest, for as long as the stored hash stays the same:
argon2 on every request would cost more than the request. Memory forgets after a few minutes and with the process.
"""

import hashlib
import hmac
import secrets
import threading
import time

from engine.errors import NotAuthenticated, Text
from engine.model.actor import Actor
from engine.model.sign_in import SignInStep
from engine.operations.engine import Engine
from engine.operations.signing_in.check_password import check_password
from engine.operations.signing_in.open_session import missing_step
from engine.operations.signing_in.sign_in_rules import SignInRules, wrong_credentials
from engine.store import accounts

_REMEMBER_S = 300.0
_REMEMBER_MOST = 10_000


class _RightPasswords:
    """Digests of passwords that fitted; safe for threads."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._until: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def knows(self, digest: bytes) -> bool:
        with self._lock:
            return self._until.get(digest, 0.0) > time.monotonic()

    def remember(self, digest: bytes) -> None:
        with self._lock:
            if len(self._until) >= _REMEMBER_MOST:
                self._until.clear()
            self._until[digest] = time.monotonic() + _REMEMBER_S

    def digest(self, username: str, password: str, stored_hash: str) -> bytes:
        message = f"{username}\x1f{password}\x1f{stored_hash}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).digest()


_RIGHT = _RightPasswords()


def authenticate_basic(engine: Engine, rules: SignInRules, *, username: str, password: str, address: str) -> Actor:
    """Give the actor of a right name and password.

    Raises NotAuthenticated (`credentials_wrong`; `password_not_enough` for a person whose sign-in takes more steps, as
    a second factor) or LimitExceeded (`too_many_attempts`).
    """
    if not username.isprintable():
        raise wrong_credentials()
    with engine.unit_of_work() as uow:
        found = accounts.find_credentials(uow.transaction, username)
    digest = _RIGHT.digest(username, password, found.password_hash) if found and found.password_hash else None
    if found is None or digest is None or not _RIGHT.knows(digest):
        found = check_password(engine, rules, username=username, password=password, address=address)
        if digest is not None:
            _RIGHT.remember(digest)
    if missing_step(found) is not SignInStep.COMPLETE:
        raise _not_enough()
    return found.actor


def _not_enough() -> NotAuthenticated:
    return NotAuthenticated(
        Text(
            vi="Tài khoản này phải đăng nhập qua trang web: còn bước mã xác thực hoặc đổi mật khẩu.",
            en="This account signs in at the web page only: a code or a new password is needed besides the password.",
        ),
        code="password_not_enough",
    )
