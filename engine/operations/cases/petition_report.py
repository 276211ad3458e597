"""Weekly and monthly reports of petitions: counted when they are looked at, frozen when they are made.

Counted is the common register only. Denunciations stand in it as one number, which a named person confirms under
their name; it leads to nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations.access import grants, require_permission
from engine.operations.people.administration import record
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.petition_figures import count_letters
from engine.store.tables import ConfirmedFigure, PetitionReport
from engine.store.tables.core import core

RESOURCE: Final = "PETITION_REPORT"  # READ: look and make; UPDATE: confirm the figure of denunciations
_REPORT, _CONFIRMED = core(PetitionReport), core(ConfirmedFigure)
MOST_CONFIRMED: Final = 100_000
_MOST_LISTED = 50
_LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one period. `denunciations` is None while nobody has confirmed it."""

    first: date
    last: date
    kinds: Mapping[str, int] = field(default_factory=dict)
    handling: Mapping[str, int] = field(default_factory=dict)
    denunciations: int | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None

    @property
    def total(self) -> int:
        """Give all letters of the period, denunciations as far as they are confirmed."""
        return sum(self.kinds.values()) + (self.denunciations or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that was made."""

    key: int
    figures: Figures
    made_by: str
    made_at: datetime


def week_of(day: date) -> tuple[date, date]:
    """Give Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(weeks=1) - timedelta(days=1)


def month_of(day: date) -> tuple[date, date]:
    """Give the first and the last day of a day's month."""
    first = day.replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, following - timedelta(days=1)


def may_read_reports(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the actor looks at and makes reports."""
    return actor.is_system or grants(uow, actor).allows(RESOURCE, "READ")


def may_confirm(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the actor may answer for the number of denunciations."""
    return actor.is_system or grants(uow, actor).allows(RESOURCE, "UPDATE")


def preview_report(uow: UnitOfWork, actor: Actor, *, first: date, last: date) -> Figures:
    """Count a period as of now; raises NotPermitted and InputRejected (no such period)."""
    require_permission(uow, actor, RESOURCE, "READ")
    if not 0 <= (last - first).days < _LONGEST_DAYS:
        raise _refused("period_invalid", "Khoảng ngày không đúng.", "This is no period.", "den")
    kinds: Counter[str] = Counter()
    handling: Counter[str] = Counter()
    for kind, form, number in count_letters(uow.connection, first, last):
        kinds[kind] += number
        handling[form] += number
    same = (_CONFIRMED.c.first_day == first) & (_CONFIRMED.c.last_day == last)
    confirmed = uow.connection.execute(select(_CONFIRMED).where(same)).one_or_none()
    return Figures(
        first=first,
        last=last,
        kinds=dict(kinds),
        handling=dict(handling),
        denunciations=confirmed.number if confirmed is not None else None,
        confirmed_by=confirmed.confirmed_by if confirmed is not None else None,
        confirmed_at=confirmed.confirmed_at if confirmed is not None else None,
    )


def confirm_denunciations(uow: UnitOfWork, actor: Actor, *, first: date, last: date, number: int | None) -> None:
    """Answer for how many denunciations came in a period; a later answer replaces the earlier one, not made reports."""
    require_permission(uow, actor, RESOURCE, "UPDATE")
    if number is None or not 0 <= number <= MOST_CONFIRMED:
        raise _refused("number_missing", "Hãy ghi số đơn tố cáo (0 nếu không có).", "Give the number, 0 if none.", "so")
    preview_report(uow, actor, first=first, last=last)
    row = {"first_day": first, "last_day": last, "number": number}
    statement = upsert(_CONFIRMED).values(**row, confirmed_by=actor.username, confirmed_at=uow.now)
    again = {name: statement.excluded[name] for name in ("number", "confirmed_by", "confirmed_at")}
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["first_day", "last_day"], set_=again))
    record(uow, actor, "DenunciationsConfirmed", f"{first}/{last}", number=number)


def make_report(uow: UnitOfWork, actor: Actor, *, first: date, last: date) -> int:
    """Freeze the figures of a period; give the report's key. Raises NotPermitted and InputRejected."""
    figures = preview_report(uow, actor, first=first, last=last)
    key = uow.new_key()
    frozen = {
        "kinds": dict(figures.kinds),
        "handling": dict(figures.handling),
        "denunciations": figures.denunciations,
        "confirmed_by": figures.confirmed_by,
        "confirmed_at": figures.confirmed_at and figures.confirmed_at.isoformat(),
    }
    row = {"key": key, "first_day": first, "last_day": last, "figures": frozen, "made_by": actor.username}
    uow.connection.execute(insert(_REPORT), [{**row, "made_at": uow.now}])
    record(uow, actor, "PetitionReportMade", str(key), first=str(first), last=str(last))
    return key


def list_reports(uow: UnitOfWork, actor: Actor) -> tuple[Report, ...]:
    """List the reports made, the newest first; raises NotPermitted."""
    require_permission(uow, actor, RESOURCE, "READ")
    newest = select(_REPORT).order_by(_REPORT.c.made_at.desc(), _REPORT.c.key.desc()).limit(_MOST_LISTED)
    return tuple(_report(row) for row in uow.connection.execute(newest))


def get_report(uow: UnitOfWork, actor: Actor, *, report_key: int) -> Report:
    """Give one report; raises NotPermitted and NotFound."""
    require_permission(uow, actor, RESOURCE, "READ")
    row = uow.connection.execute(select(_REPORT).where(_REPORT.c.key == report_key)).one_or_none()
    if row is None:
        raise NotFound(Text(vi="Không có báo cáo này.", en="There is no such report."), code="report_not_found")
    return _report(row)


def _report(row: Row[Any]) -> Report:
    frozen = row.figures
    at = frozen.get("confirmed_at")
    return Report(
        key=row.key,
        figures=Figures(
            first=row.first_day,
            last=row.last_day,
            kinds=frozen["kinds"],
            handling=frozen["handling"],
            denunciations=frozen["denunciations"],
            confirmed_by=frozen["confirmed_by"],
            confirmed_at=datetime.fromisoformat(at) if at else None,
        ),
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _refused(code: str, vi: str, en: str, where: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field=where),))
