"""Who looks after what comes over the axis, and what is asked of them all alike."""

from typing import Final

from engine.errors import Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations.access import grants, require_permission
from engine.operations.unit_of_work import UnitOfWork

RESOURCE, READ, DECIDE = "AXIS", "READ", "UPDATE"
LONGEST_REASON: Final = 1000  # characters


def may_read_messages(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the reader is let in at all."""
    return grants(uow, actor).allows(RESOURCE, READ)


def may_decide(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the reader looks after what came."""
    return grants(uow, actor).allows(RESOURCE, DECIDE)


def require_reader(uow: UnitOfWork, actor: Actor) -> None:
    """Raise NotPermitted unless the actor may read what came."""
    require_permission(uow, actor, RESOURCE, READ)


def require_keeper(uow: UnitOfWork, actor: Actor) -> None:
    """Raise NotPermitted unless the actor may decide about what came."""
    require_permission(uow, actor, RESOURCE, DECIDE)


def message_not_found() -> NotFound:
    """Say that there is no such message, or none that this reader may know of."""
    return NotFound(Text(vi="Không tìm thấy thông điệp.", en="Message not found."), code="axis_message_not_found")


def written_reason(reason: str, *, needed: bool) -> str:
    """Give a reason as it is kept; raises InputRejected where one is needed and missing, or too long."""
    said = reason.strip()
    if (needed and not said) or len(said) > LONGEST_REASON:
        text = Text(
            vi=f"Hãy ghi lý do, không quá {LONGEST_REASON} ký tự.",
            en=f"Give a reason, of {LONGEST_REASON} characters at most.",
        )
        finding = Finding(code="reason_unfit", text=text, field="reason")
        raise InputRejected(text, code="reason_unfit", findings=(finding,))
    return said
