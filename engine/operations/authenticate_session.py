"""Tell who a browser's session belongs to."""

from datetime import timedelta

from engine.model.actor import Actor
from engine.operations.sign_in_rules import SignInRules, session_over, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts

_TOUCH_EVERY = timedelta(seconds=60)  # a session in use costs one write a minute


def authenticate_session(uow: UnitOfWork, rules: SignInRules, *, token: str, used: bool = True) -> Actor:
    """Give the actor of a living session; raise NotAuthenticated (`session_over`) otherwise.

    What a page does by itself is no use of the session (`used` false): an unattended one ends all the same.
    """
    digest = token_digest(token)
    found = accounts.find_session(uow.transaction, digest)
    now = rules.now()
    if found is None or found.expires_at <= now or found.last_seen_at + timedelta(seconds=rules.session_idle_s) <= now:
        raise session_over()
    if used and found.last_seen_at + _TOUCH_EVERY <= now:
        accounts.touch_session(uow.transaction, digest, now)
    return found.actor
