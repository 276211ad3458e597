"""Connector `cap-so`: gives a document its number and symbol from its own series (catalogue 3.5; Decree 30/2020).

Header `series` names the series (SY, SL, TrS …); where the case decides which, header `series_variable` names the
variable that does, and the symbol is the variable `ky_hieu`, as the document's own line has it. Header `period` says
when it begins anew: `year` (default), `never`, or the name of a period such as a term. Sets `so` (the number),
`so_ky_hieu` (as written on the document) and `ngay` (its date). Done twice for one job it gives the same number.
"""

from engine import faults
from engine.model.records import JobRecord
from engine.operations.engine import Engine
from engine.operations.registers.allocate_number import allocate_number
from engine.operations.unit_of_work import UnitOfWork
from engine.worker.connectors.inputs import header, required_text
from engine.worker.connectors.office import read_office
from engine.worker.connectors.own_book import own_book
from engine.worker.connectors.registry import Connector, finish, source_key

YEARLY, NEVER = "year", "never"


def written_number(number: int, series: str, symbol: str) -> str:
    """Write number and symbol: numbers below ten with a leading zero, "/" before and "-" within the symbol."""
    return f"{number:02d}/{series}-{symbol}"


def period_of(rule: str, year: int) -> str:
    """Give the period that a number counts in."""
    return {YEARLY: f"{year:04d}", NEVER: ""}.get(rule, rule)


def run(engine: Engine, job: JobRecord) -> None:
    """Take the number in a short transaction of its own, then complete the job."""
    rule = header(job, "period", YEARLY)
    with engine.unit_of_work() as uow:
        series, kind, symbol = _series(uow, job)
        zone = uow.law.current(uow.transaction).rule_book.calendar.zone
        allocation = allocate_number(
            uow,
            series=own_book(uow, job, series),
            period=period_of(rule, uow.now.astimezone(zone).year),
            source_key=source_key(job),
            instance_key=job.instance_key,
        )
    faults.reach("after_number_allocated")
    finish(
        engine,
        job,
        {
            "so": allocation.number,
            "so_ky_hieu": written_number(allocation.number, kind, symbol),
            "ngay": allocation.allocated_at.astimezone(zone).date().isoformat(),
        },
    )


def _series(uow: UnitOfWork, job: JobRecord) -> tuple[str, str, str]:
    """Give the series' key and the two parts of the symbol, which a hyphen joins."""
    named = job.headers.get("series_variable")
    if named:
        kind, _, rest = required_text(job, "ky_hieu").partition("-")
        return required_text(job, named), kind, rest
    office, series = read_office(uow), header(job, "series")
    return f"{office.symbol}:{series}", series, office.symbol


CONNECTOR = Connector(job_type="cap-so", run=run)
