"""Withdraw a document number: it stays in its series with its reason and is never given again (Decree 30/2020)."""

from engine.errors import Conflict, Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations.access import require_permission
from engine.operations.people.administration import record
from engine.operations.registers.allocate_number import DOCUMENT_SERIES
from engine.operations.unit_of_work import UnitOfWork
from engine.store import registers
from engine.store.registers import VoidedRow

_LONGEST_REASON = 1000


def void_number(uow: UnitOfWork, actor: Actor, *, series: str, period: str, number: int, reason: str) -> None:
    """Void a number that was given out; the next number of the series is not affected.

    Needs UPDATE on SYSTEM. Raises InputRejected (no reason), NotFound (never given), Conflict (voided already).
    """
    require_permission(uow, actor, "SYSTEM", "UPDATE")
    why = " ".join(reason.split())
    if not 0 < len(why) <= _LONGEST_REASON:
        message = Text(
            vi=f"Hãy ghi lý do hủy số, không quá {_LONGEST_REASON} ký tự.",
            en=f"Please give the reason why the number is voided, in at most {_LONGEST_REASON} characters.",
        )
        finding = Finding(code="void_reason_invalid", text=message, field="reason")
        raise InputRejected(message, code="void_reason_invalid", findings=(finding,))
    place = (f"{DOCUMENT_SERIES}:{series}", period, number)
    done = registers.void_allocation(uow.transaction, place, by=actor.username, reason=why)
    if done is None:
        raise NotFound(
            Text(vi=f"Số {number:02d} chưa từng được cấp.", en=f"The number {number:02d} was never given out."),
            code="number_not_found",
        )
    if not done:
        raise Conflict(
            Text(vi=f"Số {number:02d} đã được hủy trước đó.", en=f"The number {number:02d} was voided before."),
            code="number_voided_already",
        )
    record(uow, actor, "NumberVoided", place[0], period=period, number=number, reason=why)


def voided_numbers(uow: UnitOfWork, *, series: str, period: str) -> tuple[VoidedRow, ...]:
    """List the voided numbers of a series in a period, for its register."""
    return registers.voided_numbers(uow.connection, f"{DOCUMENT_SERIES}:{series}", period)
