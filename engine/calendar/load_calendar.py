"""Reading a calendar from its JSON form.

The form: `timezone`, `weekly_rest` (mon … sun), optional `office_hours` (`opens`, `closes`), and `days` with one
record a date. Nothing is opened or stored here.
"""

from zoneinfo import ZoneInfo

from engine.calendar.json_fields import Fields, Findings, elements
from engine.calendar.working_days import Calendar, DayKind, DayRecord, DayStatus, OfficeHours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_RECORDS = 20_000


def load_calendar(data: object) -> Calendar:
    """Build a Calendar from parsed JSON.

    Raises InputRejected (code `calendar_invalid`) that lists every mistake with its place.
    """
    findings = Findings("calendar_invalid")
    fields = Fields(data, "calendar", findings)
    zone = _zone(fields)
    weekly_rest = _weekly_rest(fields)
    office_hours = _office_hours(fields)
    days = _days(fields)
    fields.refuse_unknown()
    findings.refuse_if_any("Lịch làm việc", "Working calendar")
    return Calendar(zone=zone, weekly_rest=weekly_rest, days=days, office_hours=office_hours)


def _zone(fields: Fields) -> ZoneInfo:
    """Read the time zone; after a mistake any zone will do, for the file is refused."""
    name = fields.text("timezone", required=True)
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # unknown, malformed, or the name of a folder of zones such as "Asia"
        fields.wrong("timezone", "không phải múi giờ IANA.", "is not an IANA time zone.")
        return ZoneInfo("UTC")


def _weekly_rest(fields: Fields) -> frozenset[int]:
    path = f"{fields.path}.weekly_rest"
    names = elements(fields.raw("weekly_rest", required=False), path, fields.findings, len(WEEKDAYS))
    rest: set[int] = set()
    for name in names:
        if isinstance(name, str) and name in WEEKDAYS:
            rest.add(WEEKDAYS.index(name))
        else:
            listed = ", ".join(WEEKDAYS)
            fields.findings.note(path, f"chỉ nhận {listed}.", f"accepts only {listed}.")
    if len(rest) == len(WEEKDAYS):
        fields.findings.note(path, "phải còn ít nhất một ngày làm việc.", "must leave at least one working day.")
    return frozenset(rest)


def _office_hours(fields: Fields) -> OfficeHours | None:
    value = fields.raw("office_hours", required=False)
    if value is None:
        return None
    hours = Fields(value, f"{fields.path}.office_hours", fields.findings)
    opens, closes = hours.time_of_day("opens"), hours.time_of_day("closes")
    hours.refuse_unknown()
    if opens is None or closes is None:
        return None
    if opens >= closes:
        hours.wrong("closes", "phải sau giờ mở cửa.", "must come after the opening time.")
        return None
    return OfficeHours(opens=opens, closes=closes)


def _days(fields: Fields) -> tuple[DayRecord, ...]:
    path = f"{fields.path}.days"
    values = elements(fields.raw("days", required=False), path, fields.findings, MAX_RECORDS)
    records = {}
    for number, value in enumerate(values):
        record = _day(Fields(value, f"{path}[{number}]", fields.findings))
        if record is None:
            continue
        if record.day in records:
            fields.findings.note(f"{path}[{number}].date", "ngày này đã có.", "repeats an earlier date.")
        records[record.day] = record
    return tuple(records[day] for day in sorted(records))


def _day(fields: Fields) -> DayRecord | None:
    day = fields.day("date", required=True)
    kind = fields.choice("kind", DayKind)
    status = fields.choice("status", DayStatus)
    name_vi = fields.text("name_vi", required=True)
    name_en, source, note_vi = fields.text("name_en"), fields.text("source"), fields.text("note_vi")
    fields.refuse_unknown()
    if day is None or kind is None or status is None or name_vi is None:
        return None
    return DayRecord(
        day=day, kind=kind, status=status, name_vi=name_vi, name_en=name_en, source=source, note_vi=note_vi
    )
