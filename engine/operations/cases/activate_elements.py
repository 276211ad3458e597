"""Begin elements of an ad-hoc sub-process that is at work (Bắt đầu thêm bước)."""

from sqlalchemy import select

from engine.errors import Conflict, NotFound, Text
from engine.model.actor import Actor
from engine.model.ad_hoc import AdHocResult
from engine.operations.access import NOTHING, require_case_access, require_permission
from engine.operations.cases.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import ElementInstance
from engine.store.tables.core import core

_ELEMENT = core(ElementInstance)


def activate_elements(uow: UnitOfWork, actor: Actor, *, element_instance_key: int, wanted: AdHocResult) -> None:
    """Begin elements of the ad-hoc sub-process at an element instance, and run its case on.

    Needs UPDATE_PROCESS_INSTANCE on its process. Raises NotFound (no ad-hoc sub-process at work there, or in a case
    that the actor may not see), NotPermitted, Conflict (it is ending), InputRejected (elements that cannot be begun).
    """
    visit = uow.connection.execute(
        select(_ELEMENT.c.instance_key, _ELEMENT.c.element_id).where(_ELEMENT.c.key == element_instance_key)
    ).one_or_none()
    require_case_access(uow, actor, visit.instance_key if visit is not None else NOTHING, missing=_not_found)
    if visit is None:
        raise _not_found()
    try:
        case = lock_case(uow, actor, visit.instance_key)
    except Conflict:
        raise _not_found() from None  # with its case it has ended too
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    case.execution.activate(element_instance_key, wanted)
    for activation in wanted.activations:
        case.record("ElementAsked", element_id=activation.element_id, data=dict(activation.variables))
    case.save()


def _not_found() -> NotFound:
    return NotFound(
        Text(
            vi="Không có tiểu quy trình tùy biến (ad-hoc) nào đang chạy với mã này.",
            en="No ad-hoc sub-process of this key is at work.",
        ),
        code="ad_hoc_not_found",
    )
