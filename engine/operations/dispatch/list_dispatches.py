"""Where a case's document went and what became of it there, one line a recipient."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Text
from engine.exchange import STATUS_NAMES, StatusCode
from engine.model.actor import Actor
from engine.operations.access import require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches

_CODES = frozenset(one.value for one in StatusCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRecord:
    """One dispatch; `status` is what the receiver reported last, `last_error` the code of what a try failed by."""

    key: int
    document_key: int
    recipient: str
    recipient_code: str
    channel: str
    kind: int
    state: str
    status: Text | None
    reason: str | None
    tries: int
    last_error: str | None
    created_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None


def list_dispatches(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[DispatchRecord, ...]:
    """Give the dispatches of a case, oldest first; raises NotFound when the case is not for this reader."""
    require_case_access(uow, actor, instance_key)
    return dispatch_records(uow, instance_key)


def dispatch_records(uow: UnitOfWork, instance_key: int) -> tuple[DispatchRecord, ...]:
    """Give the dispatches of a case that the caller has read for somebody who may."""
    return tuple(
        DispatchRecord(
            key=row["key"],
            document_key=row["document_key"],
            recipient=row["recipient_name"],
            recipient_code=row["recipient_code"],
            channel=row["channel"],
            kind=row["details"]["kind"],
            state=row["state"],
            status=STATUS_NAMES[StatusCode(row["status_code"])] if row["status_code"] in _CODES else None,
            reason=row["reason"],
            tries=row["tries"],
            last_error=row["last_error"] if row["state"] == "QUEUED" else None,
            created_at=row["created_at"],
            sent_at=row["sent_at"],
            answered_at=row["answered_at"],
        )
        for row in dispatches.case_dispatches(uow.connection, instance_key)
    )
