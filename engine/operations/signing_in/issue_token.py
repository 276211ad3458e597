"""Give a machine an access token for its client credentials (RFC 6749 §4.4)."""

from dataclasses import dataclass, field
from datetime import timedelta

from engine.model.actor import ActorKind
from engine.operations.engine import Engine
from engine.operations.signing_in.check_password import check_password
from engine.operations.signing_in.sign_in_rules import SignInRules, new_token, token_digest, wrong_credentials
from engine.store import accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """An access token just made; it is told once and stored nowhere."""

    token: str = field(repr=False)
    expires_in_s: int


def issue_token(engine: Engine, rules: SignInRules, *, client_id: str, client_secret: str, address: str) -> IssuedToken:
    """Check the secret of a machine and issue a token; a person's name is refused like a wrong one.

    Raises NotAuthenticated (`credentials_wrong`) or LimitExceeded (`too_many_attempts`).
    """
    actor = check_password(engine, rules, username=client_id, password=client_secret, address=address).actor
    if actor.kind is not ActorKind.MACHINE:
        raise wrong_credentials()
    token, now = new_token(), rules.now()
    with engine.unit_of_work() as uow:
        accounts.insert_token(
            uow.transaction,
            token_sha256=token_digest(token),
            username=actor.username,
            now=now,
            expires_at=now + timedelta(seconds=rules.token_ttl_s),
        )
    return IssuedToken(token=token, expires_in_s=rules.token_ttl_s)
