"""What came over the axis, for those who look after it: first what waits for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import Text
from engine.exchange import STATUS_NAMES, StatusCode
from engine.model.actor import Actor
from engine.operations.access import grants
from engine.operations.intake.keepers import require_reader
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages
from engine.store.queries.people import display_names

MOST = 200
OPEN = axis_messages.OPEN  # states in which there is something to do


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisMessageRecord:
    """A message; `status` is what its sender was told last, `told` whether that has gone out.

    `symbol` and `said` are None for one that could not be read, and for a secret one.
    """

    key: int
    state: str
    kind: int | None
    sender: str | None
    symbol: str | None
    reason: Text | None
    said: str | None
    has_content: bool
    case_key: int | None
    case_id: str | None
    status: Text | None
    told: bool
    received_at: datetime
    decided_at: datetime | None
    decided_by: str | None


def list_messages(uow: UnitOfWork, actor: Actor) -> tuple[AxisMessageRecord, ...]:
    """Give the messages, at most MOST; those of cases that the reader may not see are absent. Raises NotPermitted."""
    require_reader(uow, actor)
    rows = axis_messages.messages(uow.connection, actor, grants(uow, actor), limit=MOST)
    answers = axis_messages.newest_answers(uow.connection, [row["key"] for row in rows])
    names = display_names(uow.connection, {row["decided_by"] for row in rows if row["decided_by"]})
    return tuple(_record(row, answers.get(row["key"]), names.get(row["decided_by"])) for row in rows)


def _record(row: Any, answer: Any, decided_by: str | None) -> AxisMessageRecord:
    return AxisMessageRecord(
        key=row["key"],
        state=row["state"],
        kind=row["kind"],
        sender=" ".join(one for one in (row["sender_name"], row["sender_id"]) if one) or None,
        symbol=row["symbol"],
        reason=Text(vi=row["reason"]["vi"], en=row["reason"]["en"]) if row["reason"] else None,
        said=row["said"],
        has_content=row["document_key"] is not None,
        case_key=row["instance_key"],
        case_id=row["business_id"],
        status=STATUS_NAMES[StatusCode(answer["status_code"])] if answer is not None else None,
        told=answer is None or answer["state"] == "SENT",
        received_at=row["received_at"],
        decided_at=row["decided_at"],
        decided_by=decided_by,
    )
