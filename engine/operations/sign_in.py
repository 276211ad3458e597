"""Sign a person in: a new session for a right name and password."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.model.actor import Actor
from engine.operations.check_password import check_password
from engine.operations.engine import Engine
from engine.operations.sign_in_rules import SignInRules, new_token, token_digest
from engine.store import accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session just opened; `token` is told once and stored nowhere."""

    actor: Actor
    token: str = field(repr=False)
    expires_at: datetime


def sign_in(
    engine: Engine, rules: SignInRules, *, username: str, password: str, address: str, old_token: str | None = None
) -> SignedIn:
    """Check the password and open a session; `old_token`, the browser's previous session, ends with it.

    Raises NotAuthenticated (`credentials_wrong`) or LimitExceeded (`too_many_attempts`).
    """
    actor = check_password(engine, rules, username=username, password=password, address=address)
    token, now = new_token(), rules.now()
    expires_at = now + timedelta(seconds=rules.session_absolute_s)
    with engine.unit_of_work() as uow:
        if old_token is not None:
            accounts.delete_session(uow.transaction, token_digest(old_token))
        accounts.insert_session(
            uow.transaction,
            token_sha256=token_digest(token),
            username=actor.username,
            now=now,
            expires_at=expires_at,
        )
    return SignedIn(actor=actor, token=token, expires_at=expires_at)
