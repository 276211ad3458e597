"""Number series (dãy số) for administrators: how far each has gone, and the numbers that were withdrawn.

Series that are for restricted cases are left out, whoever reads: how far one has gone would tell how many such cases
there are. Which those are does not hang on the cases: one that comes or goes would tell as much.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.operations.cases.case_number import CASE_SERIES, DEFAULT_PREFIX
from engine.operations.people.administration import require_administrator
from engine.operations.registers.allocate_number import DOCUMENT_SERIES
from engine.operations.unit_of_work import UnitOfWork
from engine.store import number_series
from engine.store.number_series import SeriesRow
from engine.store.queries.register_lines import is_own_series
from engine.store.registers import VoidedRow, voided_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series in a period: `family` is `case` (ids of cases) or `document`, `code` what comes after it."""

    family: str
    code: str
    period: str
    last: int
    voided: tuple[VoidedRow, ...] = ()

    @property
    def name(self) -> str:
        """Give the series' whole name."""
        return f"{self.family}:{self.code}"


def list_series(uow: UnitOfWork, actor: Actor) -> Sequence[Series]:
    """Give the series that administrators may know of, the latest period first."""
    require_administrator(uow, actor)
    prefixes = {*number_series.open_prefixes(uow.transaction), DEFAULT_PREFIX}
    found = [_series(row) for row in number_series.all_series(uow.transaction)]
    return [one for one in found if _is_open(one, prefixes)]


def series_processes(uow: UnitOfWork, actor: Actor) -> Mapping[str, str]:
    """Give the process whose cases each listed prefix counts."""
    require_administrator(uow, actor)
    return number_series.open_prefixes(uow.transaction)


def get_series(uow: UnitOfWork, actor: Actor, *, name: str, period: str) -> Series:
    """Give one series with its withdrawn numbers; raise NotFound for one that is not listed."""
    found = next((one for one in list_series(uow, actor) if (one.name, one.period) == (name, period)), None)
    if found is None:
        raise NotFound(
            Text(vi=f"Không có dãy số “{name}” năm {period}.", en=f"There is no series “{name}” of {period}."),
            code="series_unknown",
        )
    return Series(
        family=found.family,
        code=found.code,
        period=found.period,
        last=found.last,
        voided=voided_numbers(uow.connection, found.name, found.period),
    )


def _is_open(one: Series, prefixes: Collection[str]) -> bool:
    if one.family == CASE_SERIES:
        return one.code in prefixes
    return one.family == DOCUMENT_SERIES and not is_own_series(one.code)


def _series(row: SeriesRow) -> Series:
    family, _, code = row.series.partition(":")
    return Series(family=family, code=code, period=row.period, last=row.last)
