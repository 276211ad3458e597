"""Merge a letter into another one (Nhập đơn): it ends there, its files go along, both histories say so.

How a merged case ends is its model's business: the process property `merged-by` names the message that its model waits
for at any time. Two cases of different secrecy are never merged.
"""

from typing import Final

from sqlalchemy import select

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.access import require_holder, require_participation
from engine.operations.cases.case import Case, lock_case
from engine.operations.cases.similar_cases import comparable
from engine.operations.reasons import require_reason
from engine.operations.running.follow_calls import refuse_called
from engine.operations.unit_of_work import UnitOfWork
from engine.store.projection import share_documents
from engine.store.tables import MessageSubscription
from engine.store.tables.core import core

_SUBSCRIPTION = core(MessageSubscription)
MERGED_BY, MERGED_INTO = "merged-by", "nhap_vao"  # the property; the variable with the other case's key


def merge_case(uow: UnitOfWork, actor: Actor, *, instance_key: int, into_key: int, reason: str) -> None:
    """End the case in favour of another running one, which gets its files.

    The actor holds a task of the case and takes part in the other one. Raises NotFound, NotPermitted, InputRejected (no
    reason), Conflict (one has ended, was called by another case, cannot be merged, or differs in secrecy).
    """
    require_reason(reason)
    require_holder(uow, actor, instance_key)
    require_participation(uow, actor, into_key)
    comparable(uow, actor, instance_key=instance_key, other_key=into_key)
    first, second = sorted((instance_key, into_key))  # two merges at once meet in one order
    locked = {key: lock_case(uow, actor, key) for key in (first, second)}
    case, other = locked[instance_key], locked[into_key]
    refuse_called(case)
    wait = _waiting_for(uow, case)
    case.record("CaseMerged", number=other.row["business_id"], other=other.key, reason=reason)
    case.execution.set_variables(case.key, {MERGED_INTO: str(other.key)})
    case.execution.trigger(wait, {})
    case.save()
    share_documents(uow.transaction, of_case=case.key, with_case=other.key)
    other.record("CaseTakenIn", number=case.row["business_id"], other=case.key, reason=reason)
    other.save()


def is_mergeable(uow: UnitOfWork, definition_key: int) -> bool:
    """Tell whether cases of this version of a process can be merged."""
    return MERGED_BY in uow.definitions.model(uow.connection, definition_key).definition.properties


def _waiting_for(uow: UnitOfWork, case: Case) -> int:
    """Give the key of the subscription by which the model lets the case be merged."""
    name: Final = case.definition.properties.get(MERGED_BY, "")
    waiting = select(_SUBSCRIPTION.c.key).where(
        _SUBSCRIPTION.c.instance_key == case.key, _SUBSCRIPTION.c.message_name == name
    )
    found: int | None = uow.connection.execute(waiting.limit(1)).scalar_one_or_none()
    if found is None:
        raise Conflict(
            Text(
                vi="Hồ sơ này không nhập vào hồ sơ khác được. Không có gì thay đổi.",
                en="This case cannot be merged into another one. Nothing has changed.",
            ),
            code="case_not_mergeable",
        )
    return found
