"""Sign a person in: a new session for a right name and password, complete or waiting for what is missing."""

from engine.operations.engine import Engine
from engine.operations.signing_in.check_password import check_password
from engine.operations.signing_in.open_session import SignedIn, missing_step, open_session
from engine.operations.signing_in.sign_in_rules import SignInRules, token_digest, wrong_credentials
from engine.store import accounts, people


def sign_in(
    engine: Engine, rules: SignInRules, *, username: str, password: str, address: str, old_token: str | None = None
) -> SignedIn:
    """Check the password and open a session; `old_token`, the browser's previous session, ends with it.

    Raises NotAuthenticated (`credentials_wrong`) or LimitExceeded (`too_many_attempts`).
    """
    found = check_password(engine, rules, username=username, password=password, address=address)
    with engine.unit_of_work() as uow:
        if old_token is not None:
            accounts.delete_session(uow.transaction, token_digest(old_token))
        people.lock_sign_ins(uow.transaction, username)
        # Read anew: while the password was hashed it may have been changed, or a second factor enrolled.
        now = accounts.find_credentials(uow.transaction, username)
        if now is None or now.password_hash != found.password_hash:
            raise wrong_credentials()
        return open_session(uow, rules, now.actor, missing_step(now))
