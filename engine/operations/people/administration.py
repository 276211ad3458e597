"""What every command of administration does alike: ask for the permission, and put what it did on the chain."""

import hashlib
from typing import Any

from engine.model.actor import Actor
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork
from engine.store import administration_audit
from engine.store.audit import AuditEntry
from engine.store.json_codec import canonical


def require_administrator(uow: UnitOfWork, actor: Actor) -> None:
    """Raise NotPermitted unless the actor administers the system (SYSTEM:UPDATE)."""
    require_permission(uow, actor, "SYSTEM", "UPDATE")


def record(uow: UnitOfWork, actor: Actor, action: str, subject: str, **payload: Any) -> None:
    """Put an event (past tense) about `subject`, a code or sign-in name, on the chain of administration.

    The last statement of a command: whoever else administers waits from here until the commit. Never a secret and
    never the content of a case.
    """
    entry = AuditEntry(at=uow.now, actor=actor.username, action=action, element_id=subject, payload=payload)
    administration_audit.append(uow.transaction, uow.secret, [entry])


def mark_of(value: Any) -> str:
    """Give a mark of JSON data as somebody saw it: another mark later says that somebody else changed them."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
