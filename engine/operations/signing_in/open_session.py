"""Open a person's session as far as they have come in signing in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.model.actor import Actor, ActorKind
from engine.model.sign_in import SignInStep
from engine.operations.signing_in.sign_in_rules import SignInRules, new_token, session_over, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, people
from engine.store.accounts import Credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session just opened, and what it still waits for; `token` is told once and stored nowhere."""

    actor: Actor
    token: str = field(repr=False)
    expires_at: datetime
    step: SignInStep


def missing_step(found: Credentials, *, code_given: bool = False) -> SignInStep:
    """Tell what is missing to be signed in after the right password; a machine's secret is always enough."""
    if found.actor.kind is not ActorKind.PERSON:
        return SignInStep.COMPLETE
    if found.enrolled and not code_given:
        return SignInStep.CODE
    if found.must_change_password:
        return SignInStep.PASSWORD
    return SignInStep.ENROL if found.demanded and not found.enrolled else SignInStep.COMPLETE


def open_session(uow: UnitOfWork, rules: SignInRules, actor: Actor, step: SignInStep) -> SignedIn:
    """Open a session that waits for `step`; one that is not complete is over soon."""
    token, now = new_token(), rules.now()
    seconds = rules.session_absolute_s if step is SignInStep.COMPLETE else rules.unfinished_s
    expires_at = now + timedelta(seconds=seconds)
    accounts.insert_session(
        uow.transaction,
        token_sha256=token_digest(token),
        username=actor.username,
        now=now,
        expires_at=expires_at,
        step=step,
    )
    return SignedIn(actor=actor, token=token, expires_at=expires_at, step=step)


def go_on(uow: UnitOfWork, rules: SignInRules, username: str, *, old_token: str | None = None) -> SignedIn:
    """Open the session that follows a step just done, in the place of `old_token`.

    Raises NotAuthenticated when the person was deactivated meanwhile, or that session ended.
    """
    if old_token is not None:
        require_session(uow, username, old_token)
    found = accounts.find_credentials(uow.transaction, username)
    if found is None:
        raise session_over()
    if old_token is not None:
        accounts.delete_session(uow.transaction, token_digest(old_token))
    return open_session(uow, rules, found.actor, missing_step(found, code_given=True))


def require_session(uow: UnitOfWork, username: str, token: str) -> None:
    """Raise NotAuthenticated when a session ended since it was read (a new password); nobody ends it from now on."""
    people.lock_sign_ins(uow.transaction, username)
    if accounts.find_session(uow.transaction, token_digest(token)) is None:
        raise session_over()
