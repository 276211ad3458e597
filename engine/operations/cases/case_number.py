"""Mã hồ sơ: the id of a case, e.g. SY-2026-0001, from the series that the process property `case-prefix` names.

The property may be FEEL. A case whose answer changes moves to the other series once that is known: a letter that stays
hidden never takes a number of the series that others read, where it would show as a gap.
"""

from collections.abc import Mapping
from typing import Final

from engine.model.definition import Definition
from engine.model.json_value import JsonValue
from engine.operations.cases.process_property import evaluate_property
from engine.operations.registers.numbering import next_in_series
from engine.operations.unit_of_work import UnitOfWork

CASE_SERIES: Final = "case"  # family of number series that case ids come from
DEFAULT_PREFIX: Final = "HS"


def case_number(uow: UnitOfWork, definition: Definition, variables: Mapping[str, JsonValue]) -> str:
    """Give the next id of the case's series, counted by prefix and year of the Office's calendar."""
    return _next(uow, _prefix(uow, definition, variables))


def new_case_number(
    uow: UnitOfWork, definition: Definition, variables: Mapping[str, JsonValue], *, held: str
) -> str | None:
    """Give an id of the series that the case belongs to now, None when the id that it has `held` is of that series."""
    if not definition.properties.get("case-prefix", "").startswith("="):
        return None
    prefix = _prefix(uow, definition, variables)
    return None if held.rsplit("-", 2)[0] == prefix else _next(uow, prefix)


def _prefix(uow: UnitOfWork, definition: Definition, variables: Mapping[str, JsonValue]) -> str:
    prefix = evaluate_property(definition.properties.get("case-prefix", ""), variables, uow.host)
    return prefix if isinstance(prefix, str) and prefix else DEFAULT_PREFIX


def _next(uow: UnitOfWork, prefix: str) -> str:
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    year = f"{uow.now.astimezone(zone):%Y}"
    return f"{prefix}-{year}-{next_in_series(uow.connection, f'{CASE_SERIES}:{prefix}', year):04d}"
