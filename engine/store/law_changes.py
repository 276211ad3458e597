"""Writes of the law tables: versions of rules, days that differ, values of code lists. Decides nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.store.queries.law import CodeRow
from engine.store.tables import CalendarDay, CodeItem, LegalRuleRow
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_RULE, _DAY, _CODE = core(LegalRuleRow), core(CalendarDay), core(CodeItem)


def lock_rule(tx: Transaction, rule_id: str) -> Sequence[dict[str, Any]]:
    """Lock the versions of a rule and give their records, oldest first; nobody else changes them until the end."""
    statement = select(_RULE.c.rule).where(_RULE.c.id == rule_id).order_by(_RULE.c.version)
    tx.connection.execute(statement.with_for_update())  # waits; rows put there meanwhile are seen by the next statement
    return list(tx.connection.execute(statement).scalars())


def write_versions(tx: Transaction, rule_id: str, records: Sequence[dict[str, Any]]) -> None:
    """Let a rule consist of exactly these versions, oldest first."""
    tx.connection.execute(delete(_RULE).where(_RULE.c.id == rule_id))
    rows = [
        {"id": rule_id, "version": number, "process_id": record["process"], "mode": record["mode"], "rule": record}
        for number, record in enumerate(records, start=1)
    ]
    tx.connection.execute(insert(_RULE), rows)


def lock_day(tx: Transaction, day: date) -> dict[str, Any] | None:
    """Lock the calendar against other changes and give the record of a day, None when the day is an ordinary one."""
    tx.connection.execute(select(_DAY.c.day).order_by(_DAY.c.day).with_for_update())
    return tx.connection.execute(select(_DAY.c.record).where(_DAY.c.day == day)).scalar_one_or_none()


def write_day(tx: Transaction, day: date, record: dict[str, Any] | None) -> None:
    """Give a day its record, or make it an ordinary day."""
    if record is None:
        tx.connection.execute(delete(_DAY).where(_DAY.c.day == day))
        return
    row = {"day": day, "record": record}
    tx.connection.execute(insert(_DAY).values(row).on_conflict_do_update(index_elements=["day"], set_=row))


def lock_codes(tx: Transaction, list_key: str) -> tuple[CodeRow, ...]:
    """Lock the values of a code list and give them in their order; nobody else changes them until the end."""
    wanted = select(_CODE).where(_CODE.c.list_key == list_key).order_by(_CODE.c.position)
    tx.connection.execute(wanted.with_for_update())  # waits; rows put there meanwhile are seen by the next statement
    columns = [_CODE.c[name] for name in CodeRow.__dataclass_fields__]
    return tuple(CodeRow(**row) for row in tx.connection.execute(wanted.with_only_columns(*columns)).mappings())


def change_code(tx: Transaction, row: CodeRow) -> None:
    """Give a value of a code list other words, or offer it no more."""
    of_value = (_CODE.c.list_key == row.list_key, _CODE.c.value == row.value)
    tx.connection.execute(update(_CODE).where(*of_value).values(vi=row.vi, en=row.en, offered=row.offered))


def append_code(tx: Transaction, row: CodeRow) -> None:
    """Put a value at the end of a code list."""
    last = select(func.coalesce(func.max(_CODE.c.position), 0)).where(_CODE.c.list_key == row.list_key)
    values = {"list_key": row.list_key, "value": row.value, "vi": row.vi, "en": row.en, "offered": row.offered}
    tx.connection.execute(insert(_CODE).values(position=last.scalar_subquery() + 1, **values))
