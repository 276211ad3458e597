"""Letters that agree in the cells of their lines in an open book, and the case that was begun for such a cluster."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from engine.model.json_value import JsonValue
from engine.model.lifecycle import RUNNING
from engine.store import json_codec
from engine.store.tables import CaseLink, ProcessInstance, RegisterEntry, Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ENTRY, _INSTANCE, _VARIABLE, _LINK = core(RegisterEntry), core(ProcessInstance), core(Variable), core(CaseLink)
ALIKE: Final = "giong_nhau"  # the variable of a cluster's case that holds in what its letters agree
RECEIVED: Final = "ngay_nhan"  # the cell of a line that holds the letter's day
MOST: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which letters: the cells of their lines in a book, and the days from first to last on which they came."""

    book: str
    cells: Mapping[str, JsonValue]
    first: date
    last: date


def lock(tx: Transaction, process_id: str, cells: Mapping[str, JsonValue]) -> None:
    """Let one transaction at a time look at a cluster, until its end: two letters at once make one case."""
    name = hashlib.sha256(f"{process_id}{json_codec.canonical(dict(cells))}".encode()).digest()
    tx.connection.execute(select(func.pg_advisory_xact_lock(int.from_bytes(name[:8], signed=True))))


def letters(connection: Connection, wanted: Wanted) -> tuple[int, ...]:
    """Give the cases of the lines that agree, the newest first; of restricted cases none."""
    day = _ENTRY.c.cells[RECEIVED].astext
    statement = (
        select(_ENTRY.c.instance_key)
        .join(_INSTANCE, _INSTANCE.c.key == _ENTRY.c.instance_key)
        .where(
            _ENTRY.c.book == wanted.book,
            _ENTRY.c.cells.contains(dict(wanted.cells)),
            day.between(wanted.first.isoformat(), wanted.last.isoformat()),
            _INSTANCE.c.restricted.is_(False),
        )
        .order_by(_ENTRY.c.entered_at.desc())
        .limit(MOST)
    )
    return tuple(dict.fromkeys(connection.execute(statement).scalars()))


def case_of(connection: Connection, process_id: str, wanted: Wanted) -> int | None:
    """Give the newest case of the cluster that still takes letters up, None when there is none."""
    alike = and_(
        _VARIABLE.c.scope_key == _INSTANCE.c.key, _VARIABLE.c.name == ALIKE, _VARIABLE.c.value == dict(wanted.cells)
    )
    line = and_(_ENTRY.c.instance_key == _LINK.c.other_key, _ENTRY.c.book == wanted.book)
    recent = (
        select(_LINK.c.other_key)
        .join(_ENTRY, line)
        .where(_LINK.c.instance_key == _INSTANCE.c.key, _ENTRY.c.cells[RECEIVED].astext >= wanted.first.isoformat())
        .correlate(_INSTANCE)
        .exists()
    )
    statement = (
        select(_INSTANCE.c.key)
        .join(_VARIABLE, alike)
        .where(_INSTANCE.c.process_id == process_id, or_(_INSTANCE.c.state.in_(RUNNING), recent))
        .order_by(_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc())
        .limit(1)
    )
    return connection.execute(statement).scalar_one_or_none()


def begun(connection: Connection, process_id: str, since: datetime, before: datetime, *, limit: int) -> tuple[int, ...]:
    """Give the cases of a process that began from a moment until before another one, the newest first."""
    started = _INSTANCE.c.started_at
    statement = (
        select(_INSTANCE.c.key)
        .where(_INSTANCE.c.process_id == process_id, started >= since, started < before)
        .order_by(started.desc())
        .limit(limit)
    )
    return tuple(connection.execute(statement).scalars())
