"""Give out document numbers: never one twice, never two to one asker, none lost (Decree 30/2020, article 15 and 25)."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Conflict, Text
from engine.operations.registers.numbering import next_in_series
from engine.operations.unit_of_work import UnitOfWork
from engine.store import registers

DOCUMENT_SERIES = "document"  # family of number series, apart from that of case ids
BOOK_SERIES = "register"  # of these the family of series that number the lines of books


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A number and when it was given."""

    number: int
    allocated_at: datetime


def allocate_number(
    uow: UnitOfWork, *, series: str, period: str, source_key: str, instance_key: int | None = None
) -> Allocation:
    """Give the next number of a series in a period; asked again with the same `source_key`, give the same one.

    Others who want a number of the series wait for this transaction: keep it short. Raises Conflict when the same
    asker is being served at this moment elsewhere; nothing is taken then.
    """
    given = registers.find_allocation(uow.connection, source_key)
    if given is not None:
        return Allocation(number=given.number, allocated_at=given.allocated_at)
    full_series = f"{DOCUMENT_SERIES}:{series}"
    number = next_in_series(uow.connection, full_series, period)
    row = registers.AllocationRow(
        series=full_series, period=period, number=number, source_key=source_key, allocated_at=uow.now
    )
    if not registers.insert_allocation(uow.connection, row, instance_key=instance_key):
        raise Conflict(
            Text(vi="Số này đang được cấp ở nơi khác.", en="This number is being given out elsewhere."),
            code="number_being_allocated",
        )
    return Allocation(number=number, allocated_at=uow.now)
