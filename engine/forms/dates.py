"""Dates and times of forms: ISO in the case, dd/MM/yyyy on pages, Asia/Ho_Chi_Minh throughout.

Strict on purpose: 31/02/2026 is not a date, and a two-digit year is not guessed.
"""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine.forms.schema import DateKind

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_TYPED_DATE = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_TYPED_TIME = re.compile(r"([0-9]{1,2})[:hH]([0-9]{2})")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_ISO_OFFSET = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})?")


def read_iso(text: str, kind: DateKind) -> str | None:
    """Give `text` (ISO 8601) in the one form that cases keep, or None when it is no such date or time.

    A date is `2026-11-25`, a time `09:30:00`, a moment `2026-11-25T09:30:00+07:00` (without an offset the office's).
    """
    try:
        if kind is DateKind.DATE:
            return date.fromisoformat(text).isoformat() if _ISO_DATE.fullmatch(text) else None
        if kind is DateKind.TIME:
            return time.fromisoformat(text).isoformat(timespec="seconds") if _ISO_TIME.fullmatch(text) else None
        day, separator, rest = text.partition("T")
        clock = re.match(_ISO_TIME, rest)
        if not separator or not _ISO_DATE.fullmatch(day) or clock is None:
            return None
        if not _ISO_OFFSET.fullmatch(rest[clock.end() :]):
            return None
        moment = datetime.fromisoformat(text)
        local = moment.replace(tzinfo=OFFICE_ZONE) if moment.tzinfo is None else moment.astimezone(OFFICE_ZONE)
        return local.isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None


def read_typed(text: str, kind: DateKind) -> str | None:
    """Give what a person typed (25/11/2026, 09:30, 25/11/2026 09:30; ISO too) as a case keeps it, or None."""
    typed = " ".join(text.split())
    iso = read_iso(typed, kind)
    if iso is not None:
        return iso
    if kind is DateKind.DATE:
        return _typed_date(typed)
    if kind is DateKind.TIME:
        return _typed_time(typed)
    day, _, clock = typed.partition(" ")
    typed_day, typed_clock = _typed_date(day), _typed_time(clock)
    if typed_day is None or typed_clock is None:
        return None
    return read_iso(f"{typed_day}T{typed_clock}", DateKind.DATETIME)


def _typed_date(text: str) -> str | None:
    found = _TYPED_DATE.fullmatch(text)
    if found is None:
        return None
    day, month, year = found.groups()
    return read_iso(f"{year}-{month:0>2}-{day:0>2}", DateKind.DATE)


def _typed_time(text: str) -> str | None:
    found = _TYPED_TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes = found.groups()
    return read_iso(f"{hours:0>2}:{minutes}", DateKind.TIME)


def show(value: str, kind: DateKind) -> str:
    """Give a kept value as people read it (25/11/2026, 09:30); what is no such value is shown as it is."""
    iso = read_iso(value, kind)
    if iso is None:
        return value
    if kind is DateKind.TIME:
        return iso[:5]
    year, month, day = iso[:10].split("-")
    shown = f"{day}/{month}/{year}"
    return shown if kind is DateKind.DATE else f"{shown} {iso[11:16]}"


def day_of(value: str) -> date:
    """Give the day of a kept date or moment (already read by `read_iso`)."""
    return date.fromisoformat(value[:10])
