"""Count the letters in the common register of petitions: the same figures for every reader, no restricted letter."""

from datetime import date

from sqlalchemy import Connection, and_, func, select

from engine.store.tables import ProcessInstance, RegisterEntry, Variable
from engine.store.tables.core import core

_ENTRY, _INSTANCE, _VARIABLE = core(RegisterEntry), core(ProcessInstance), core(Variable)
BOOK, RECEIVED, HANDLING = "so_don", "ngay_nhan", "hinh_thuc_xu_ly"


def count_letters(connection: Connection, first: date, last: date) -> list[tuple[str, str, int]]:
    """Give kind, handling (empty where none is proposed yet) and number of the letters received from day to day.

    Letters split off from another one are not counted again.
    """
    kind, handling = _ENTRY.c.cells["loai_don"], _VARIABLE.c.value
    received = _ENTRY.c.cells[RECEIVED].astext
    of_case = and_(_VARIABLE.c.scope_key == _INSTANCE.c.key, _VARIABLE.c.name == HANDLING)
    statement = (
        select(kind, handling, func.count())
        .select_from(_ENTRY.join(_INSTANCE, _INSTANCE.c.key == _ENTRY.c.instance_key).outerjoin(_VARIABLE, of_case))
        .where(
            _ENTRY.c.book == BOOK,
            received >= first.isoformat(),
            received <= last.isoformat(),
            _INSTANCE.c.restricted.is_(False),
            _INSTANCE.c.parent_key.is_(None),
        )
        .group_by(kind, handling)
    )
    return [(row[0] or "", row[1] or "", row[2]) for row in connection.execute(statement)]
