"""Put one event on a case's audit chain without moving the case, which may have ended."""

from sqlalchemy import select, update

from engine.model.actor import Actor
from engine.operations.cases.case import case_not_found
from engine.operations.unit_of_work import UnitOfWork
from engine.store import audit
from engine.store.audit import AuditEntry, AuditHead
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)


def record_event(uow: UnitOfWork, actor: Actor, *, instance_key: int, action: str, **payload: str) -> None:
    """Lock the case and append the event (past tense); permission is the caller's business. Raises NotFound."""
    columns = (_INSTANCE.c.audit_sequence, _INSTANCE.c.audit_head, _INSTANCE.c.audit_seal)
    row = uow.connection.execute(
        select(*columns).where(_INSTANCE.c.key == instance_key).with_for_update()
    ).one_or_none()
    if row is None:
        raise case_not_found()
    head = AuditHead(sequence=row.audit_sequence, chain=row.audit_head, seal=row.audit_seal)
    entry = AuditEntry(at=uow.now, actor=actor.username, action=action, payload=payload)
    head = audit.append(uow.transaction, uow.secret, instance_key, head, [entry])
    values = {"audit_sequence": head.sequence, "audit_head": head.chain, "audit_seal": head.seal}
    uow.connection.execute(update(_INSTANCE).where(_INSTANCE.c.key == instance_key).values(values))
