"""A person's own signed-in browsers: which there are, and ending them."""

import hashlib
from datetime import datetime

from engine.model.actor import Actor
from engine.operations.people.administration import record
from engine.operations.signing_in.sign_in_rules import token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import organisation
from engine.store.organisation import OpenSession


def list_own_sessions(uow: UnitOfWork, actor: Actor, now: datetime) -> tuple[OpenSession, ...]:
    """Give the actor's sessions that are not over at the machine's moment `now`, the latest used first."""
    return organisation.sessions(uow.transaction, now, actor.username)


def end_own_session(uow: UnitOfWork, actor: Actor, *, mark: str) -> None:
    """End one of the actor's sessions; one that is over, or somebody else's, changes nothing."""
    if organisation.end_session(uow.transaction, mark, of=actor.username) is not None:
        record(uow, actor, "SessionEnded", actor.username)


def session_mark(token: str) -> str:
    """Give the mark by which lists name the session of a token."""
    return hashlib.sha256(token_digest(token)).hexdigest()
