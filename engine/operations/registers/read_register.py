"""Read the registers (sổ): which books there are, and the lines of one, as far as the reader may see them.

Whoever holds READ on REGISTER reads the lines of ordinary cases, as of the paper book in the registry; a line of a
restricted case is there for the persons whom the case names, and absent for everybody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.operations.access import grants, require_permission
from engine.operations.registers.allocate_number import BOOK_SERIES, DOCUMENT_SERIES
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import register_lines
from engine.store.queries.register_lines import LineFilter, LineRow

RESOURCE, READ = "REGISTER", "READ"
# What a register shows of a case beyond the line that was written: who got it in the end, how it was handled.
LATER = ("don_vi_chu_tri", "nguoi_xu_ly", "but_phe_luc", "hinh_thuc_xu_ly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book of one period, for example (`so_van_ban_di`, `2026`)."""

    code: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A line as somebody reads it. `case_key` is None where they may not open the case that it belongs to."""

    position: int
    entered_at: datetime
    cells: Mapping[str, JsonValue]
    later: Mapping[str, JsonValue]  # of LATER, what the case knows by now
    case_key: int | None
    void_reason: str | None  # of the document's number, or of the line's own


def may_read_registers(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the reader is let into the registers at all."""
    return actor.is_system or grants(uow, actor).allows(RESOURCE, READ)


def list_books(uow: UnitOfWork, actor: Actor) -> tuple[Book, ...]:
    """List the books and their periods, the newest period first; raises NotPermitted."""
    require_permission(uow, actor, RESOURCE, READ)
    prefix = f"{DOCUMENT_SERIES}:{BOOK_SERIES}:"
    found = register_lines.book_periods(uow.connection, actor, uow.now, prefix)
    return tuple(Book(code=code, period=period) for code, period in found)


def read_register(
    uow: UnitOfWork, actor: Actor, wanted: LineFilter, *, before: int | None = None, limit: int = 50
) -> tuple[tuple[RegisterLine, ...], int]:
    """Give the lines before line `before` (None: from the last one), the newest first, and how many match.

    They are counted up to one more than MOST_ON_PAGES. Raises NotPermitted.
    """
    require_permission(uow, actor, RESOURCE, READ)
    rows, total = register_lines.lines_before(uow.connection, actor, uow.now, wanted, before=before, limit=limit)
    return _as_read(uow, actor, wanted, rows), total


def read_register_on(
    uow: UnitOfWork, actor: Actor, wanted: LineFilter, *, after: int = 0, limit: int = 50
) -> tuple[RegisterLine, ...]:
    """Give the lines that follow line `after`, in the order of the book; raises NotPermitted."""
    require_permission(uow, actor, RESOURCE, READ)
    rows = register_lines.lines_after(uow.connection, actor, uow.now, wanted, after=after, limit=limit)
    return _as_read(uow, actor, wanted, rows)


def _as_read(uow: UnitOfWork, actor: Actor, wanted: LineFilter, rows: tuple[LineRow, ...]) -> tuple[RegisterLine, ...]:
    keys = [row.instance_key for row in rows if row.instance_key is not None]
    left = [row.position for row in rows if row.instance_key is None]
    series = f"{DOCUMENT_SERIES}:{BOOK_SERIES}:{wanted.book}"
    emptied = register_lines.voided_lines(uow.connection, series, wanted.period, left) if left else {}
    if not keys:
        return tuple(_line(row, {}, None, emptied.get(row.position)) for row in rows)
    openable = register_lines.openable(uow.connection, actor, grants(uow, actor), keys)
    later = register_lines.case_values(uow.connection, keys, LATER)
    voided = register_lines.voided_in_cases(uow.connection, keys, f"{DOCUMENT_SERIES}:")
    return tuple(
        _line(
            row,
            later.get(row.instance_key or 0, {}),
            row.instance_key if row.instance_key in openable else None,
            emptied.get(row.position) if row.instance_key is None else voided.get(row.instance_key),
        )
        for row in rows
    )


def _line(row: LineRow, later: Mapping[str, JsonValue], case_key: int | None, void_reason: str | None) -> RegisterLine:
    return RegisterLine(
        position=row.position,
        entered_at=row.entered_at,
        cells=row.cells,
        later=later,
        case_key=case_key,
        void_reason=void_reason,
    )
