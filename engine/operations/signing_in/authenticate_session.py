"""Tell who a browser's session belongs to."""

from dataclasses import dataclass, field
from datetime import timedelta

from engine.errors import NotAuthenticated, Text
from engine.model.actor import Actor
from engine.model.sign_in import SignInStep
from engine.operations.signing_in.sign_in_rules import SignInRules, session_over, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts
from engine.store.accounts import FoundSession

UNFINISHED = "sign_in_unfinished"
_TOUCH_EVERY = timedelta(seconds=60)  # a session in use costs one write a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunSession:
    """Who has given a right password, and what is missing before they are signed in."""

    actor: Actor
    step: SignInStep
    token: str = field(repr=False)


def authenticate_session(uow: UnitOfWork, rules: SignInRules, *, token: str, used: bool = True) -> Actor:
    """Give the actor of a living, complete session; raise NotAuthenticated otherwise.

    Codes: `session_over`, and `sign_in_unfinished` for a session that waits for a code, a password or an enrolment.
    What a page does by itself is no use of the session (`used` false): an unattended one ends all the same.
    """
    digest = token_digest(token)
    found = _living(uow, rules, digest)
    if found.step is not SignInStep.COMPLETE:
        raise _unfinished()
    now = rules.now()
    if used and found.last_seen_at + _TOUCH_EVERY <= now:
        accounts.touch_session(uow.transaction, digest, now)
    return found.actor


def begun_session(uow: UnitOfWork, rules: SignInRules, *, token: str) -> BegunSession:
    """Give a living session, complete or not, for the pages that complete it alone; raises NotAuthenticated."""
    found = _living(uow, rules, token_digest(token))
    return BegunSession(actor=found.actor, step=found.step, token=token)


def _living(uow: UnitOfWork, rules: SignInRules, digest: bytes) -> FoundSession:
    found = accounts.find_session(uow.transaction, digest)
    now = rules.now()
    if found is None or found.expires_at <= now or found.last_seen_at + timedelta(seconds=rules.session_idle_s) <= now:
        raise session_over()
    return found


def _unfinished() -> NotAuthenticated:
    return NotAuthenticated(
        Text(
            vi="Anh/chị chưa đăng nhập xong. Hãy làm nốt bước còn lại.",
            en="You are not signed in yet. Complete the step that is left.",
        ),
        code=UNFINISHED,
    )
