"""Read the law tables in the JSON shapes that `engine.calendar` loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from engine.errors import Text, Unavailable
from engine.store.tables import CalendarDay, CodeItem, LegalRuleRow, WorkingCalendar
from engine.store.tables.core import core

_RULE, _DAY, _CODE, _FRAME = core(LegalRuleRow), core(CalendarDay), core(CodeItem), core(WorkingCalendar)
CALENDAR = "default"  # the Office's own calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One value of a code list with its words."""

    list_key: str
    value: str
    vi: str
    en: str
    offered: bool = True


def read_calendar(connection: Connection) -> dict[str, Any]:
    """Give the calendar in the form that `load_calendar` reads; raise Unavailable while none has been set up."""
    frame = connection.execute(select(_FRAME.c.frame).where(_FRAME.c.id == CALENDAR)).scalar_one_or_none()
    if frame is None:
        raise Unavailable(
            Text(
                vi="Chưa có lịch làm việc. Người quản trị cần nạp dữ liệu ban đầu (hoidong seed).",
                en="There is no working calendar yet. An administrator has to load the initial data (hoidong seed).",
            ),
            code="calendar_missing",
        )
    days = connection.execute(select(_DAY.c.record).order_by(_DAY.c.day)).scalars().all()
    return {**frame, "days": list(days)}


def read_legal_rules(connection: Connection) -> list[dict[str, Any]]:
    """Give the rules in the form that `load_legal_rules` reads."""
    return list(connection.execute(select(_RULE.c.rule).order_by(_RULE.c.id, _RULE.c.version)).scalars().all())


def read_code_lists(connection: Connection) -> Sequence[CodeRow]:
    """Give every code list's values in their order."""
    statement = select(_CODE.c.list_key, _CODE.c.value, _CODE.c.vi, _CODE.c.en, _CODE.c.offered)
    rows = connection.execute(statement.order_by(_CODE.c.list_key, _CODE.c.position)).mappings()
    return [CodeRow(**row) for row in rows]
