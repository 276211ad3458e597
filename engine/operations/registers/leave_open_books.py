"""Take the lines of a case that becomes restricted out of the open books (sổ), without a gap in them.

The line goes on in the book of restricted cases, under a number of its own. In the open book its number stays voided,
with a reason and without a word of the case: a number is never used again (Decree 30/2020, article 15 and 25), and a
missing one would tell of the case that is hidden.
"""

from typing import Final

from engine.model.actor import SYSTEM
from engine.operations.registers.allocate_number import BOOK_SERIES, DOCUMENT_SERIES, allocate_number
from engine.operations.registers.enter_register import enter_register
from engine.operations.unit_of_work import UnitOfWork
from engine.store import registers
from engine.store.queries.register_lines import is_own_series, own_series

CASE_ID: Final = "ma_ho_so"  # the cell that holds the id of the case; it stays, for it is a number, too
REASON: Final = "Vào sổ lại"  # says no more than any other number written anew


def leave_open_books(uow: UnitOfWork, instance_key: int, case_id: str) -> None:
    """Move every line of the case, which is `case_id` from now on; the caller has locked the case."""
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    year = f"{uow.now.astimezone(zone):%Y}"
    for line in registers.lines_of_case(uow.connection, instance_key):
        if not is_own_series(line.book):
            _move(uow, line, year, case_id)


def _move(uow: UnitOfWork, line: registers.EntryRow, year: str, case_id: str) -> None:
    book = own_series(line.book, restricted=True)
    source = own_series(line.source_key, restricted=True)
    number = allocate_number(
        uow,
        series=f"{BOOK_SERIES}:{book}",
        period=year,
        source_key=f"{source}:line",
        instance_key=line.instance_key,
    ).number
    cells = {name: case_id if name == CASE_ID else value for name, value in line.cells.items()}
    enter_register(
        uow,
        registers.EntryRow(
            book=book,
            period=year,
            position=number,
            source_key=source,
            instance_key=line.instance_key,
            cells=cells,
        ),
    )
    place = (f"{DOCUMENT_SERIES}:{BOOK_SERIES}:{line.book}", line.period, line.position)
    registers.void_allocation(uow.transaction, place, by=SYSTEM.username, reason=REASON)
    registers.blank_entry(uow.transaction, place, line.source_key, kept=(CASE_ID,))
