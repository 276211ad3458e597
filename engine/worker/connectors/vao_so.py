"""Connector `vao-so`: writes a line into a register (sổ).

Header `register` names the book; header `columns` names the variables that make its columns, separated by commas
(without it, every plain variable of the case is kept). Header `book_variable` names a variable whose value tells the
books of one register apart, each with its own line numbers (incoming documents of state bodies, of the Party …).
A restricted case is written into a book of its own: in the common one its line would be a gap to everybody else.
Sets `so_thu_tu`, the line's number in the book this year.
"""

from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.registers.allocate_number import BOOK_SERIES, allocate_number
from engine.operations.registers.enter_register import enter_register
from engine.operations.unit_of_work import UnitOfWork
from engine.store import registers
from engine.worker.connectors.inputs import header, required_text
from engine.worker.connectors.own_book import own_book
from engine.worker.connectors.registry import Connector, finish, source_key


def cells_of(job: JobRecord) -> dict[str, JsonValue]:
    """Choose the columns: those named, else everything that is no list and no object."""
    named = [name.strip() for name in job.headers.get("columns", "").split(",") if name.strip()]
    if named:
        return {name: job.variables.get(name) for name in named}
    return {name: value for name, value in job.variables.items() if not isinstance(value, list | dict)}


def run(engine: Engine, job: JobRecord) -> None:
    """Take the line's number as documents get theirs, then complete the job and write the line in one transaction."""
    register, cells = header(job, "register"), cells_of(job)
    named = job.headers.get("book_variable")
    book = f"{register}:{required_text(job, named)}" if named else register
    with engine.unit_of_work() as uow:
        book = own_book(uow, job, book)
        zone = uow.law.current(uow.transaction).rule_book.calendar.zone
        year = f"{uow.now.astimezone(zone):%Y}"
        line = allocate_number(
            uow,
            series=f"{BOOK_SERIES}:{book}",
            period=year,
            source_key=f"{source_key(job)}:line",
            instance_key=job.instance_key,
        )

    def write(uow: UnitOfWork) -> None:
        enter_register(
            uow,
            registers.EntryRow(
                book=book,
                period=year,
                position=line.number,
                source_key=source_key(job),
                instance_key=job.instance_key,
                cells=cells,
            ),
        )

    finish(engine, job, {"so_thu_tu": line.number}, write)


CONNECTOR = Connector(job_type="vao-so", run=run)
