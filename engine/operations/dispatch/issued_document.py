"""The issued document of a case, and where it was sent: for whoever recalls, corrects or replaces it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.errors import NotFound
from engine.model.actor import Actor
from engine.operations.access import require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches
from engine.store.queries.called_cases import own_variables
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDocument:
    """What was issued in the case `instance_key`; `sent` are the dispatches that brought it, newest first."""

    instance_key: int
    number: str
    day: str
    subject: str
    sent: Sequence[Mapping[Any, Any]]

    def to(self, recipient_code: str) -> Mapping[Any, Any] | None:
        """Give the newest dispatch to a recipient."""
        return next((one for one in self.sent if one["recipient_code"] == recipient_code), None)


def find_issued(uow: UnitOfWork, actor: Actor, business_id: str) -> IssuedDocument | None:
    """Give what the case of this id has issued; None when it issued nothing or is not for this reader to know."""
    found = select(_INSTANCE.c.key).where(_INSTANCE.c.business_id == business_id)
    key = uow.connection.execute(found).scalar_one_or_none()
    if key is None:
        return None
    try:
        require_case_access(uow, actor, key)
    except NotFound:
        return None
    sent = [one for one in dispatches.case_dispatches(uow.connection, key) if one["details"]["kind"] == 0]
    kept = own_variables(uow.connection, key)
    number, day, subject = kept.get("so_ky_hieu"), kept.get("ngay"), kept.get("trich_yeu")
    if not sent or not isinstance(number, str) or not isinstance(day, str):
        return None
    return IssuedDocument(
        instance_key=key,
        number=number,
        day=day,
        subject=subject if isinstance(subject, str) else "",
        sent=sent[::-1],
    )
