"""Connector `cap-so`: gives a document its number and symbol from its own series (catalogue 3.5; Decree 30/2020).

Header `series` names the series (SY, SL, TrS …); header `period` says when it begins anew: `year` (default), `never`,
or the name of a period such as a term. Sets `so` (the number), `so_ky_hieu` (as written on the document) and `ngay`
(its date). Done twice for one job it gives the same number.
"""

from engine import faults
from engine.model.records import JobRecord
from engine.operations.allocate_number import allocate_number
from engine.operations.engine import Engine
from engine.worker.connectors.inputs import header
from engine.worker.connectors.office import read_office
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
    series, rule = header(job, "series"), header(job, "period", YEARLY)
    with engine.unit_of_work() as uow:
        office = read_office(uow)
        zone = uow.law.current(uow.transaction).rule_book.calendar.zone
        allocation = allocate_number(
            uow,
            series=f"{office.symbol}:{series}",
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
            "so_ky_hieu": written_number(allocation.number, series, office.symbol),
            "ngay": allocation.allocated_at.astimezone(zone).date().isoformat(),
        },
    )


CONNECTOR = Connector(job_type="cap-so", run=run)
