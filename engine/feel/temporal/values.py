"""The temporal values as immutable records, and how each is written (ISO 8601 with FEEL's `@zone`)."""

from dataclasses import dataclass

from engine.feel.temporal.civil import civil_from_days, days_from_civil
from engine.feel.temporal.zones import zone_offset

NANOS = 1_000_000_000
DAY_SECONDS = 86_400
DAY_NANOS = DAY_SECONDS * NANOS


@dataclass(frozen=True, slots=True, order=True)
class FeelDate:
    """A calendar date, years -999 999 999 … 999 999 999."""

    year: int
    month: int
    day: int

    @property
    def days(self) -> int:
        """Days from 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    @classmethod
    def from_days(cls, days: int) -> "FeelDate":
        """Make the date that lies `days` after 1970-01-01."""
        return cls(*civil_from_days(days))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class FeelTime:
    """A time of day: nanoseconds from midnight, with an offset in seconds, or a zone's name, or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    def offset_on(self, days: int) -> int | None:
        """Give the offset in seconds that holds for this time on a day, or None for a local time."""
        if self.zone is not None:
            return zone_offset(self.zone, days * DAY_SECONDS + self.nanos // NANOS)
        return self.offset

    def __str__(self) -> str:
        seconds, fraction = divmod(self.nanos, NANOS)
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        if fraction:
            text += f".{fraction:09d}".rstrip("0")
        if self.zone is not None:
            return f"{text}@{self.zone}"
        return text if self.offset is None else text + offset_text(self.offset)


@dataclass(frozen=True, slots=True)
class FeelDateTime:
    """A date and a time of day, local or with an offset or zone."""

    date: FeelDate
    time: FeelTime

    @property
    def local_nanos(self) -> int:
        """Nanoseconds from 1970-01-01T00:00 on the wall clock, whatever the zone."""
        return self.date.days * DAY_NANOS + self.time.nanos

    @property
    def offset(self) -> int | None:
        """The offset in seconds on that day, or None for a local date and time."""
        return self.time.offset_on(self.date.days)

    @property
    def instant_nanos(self) -> int:
        """Nanoseconds from 1970-01-01T00:00Z; a local value counts as UTC."""
        return self.local_nanos - (self.offset or 0) * NANOS

    @classmethod
    def from_local_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> "FeelDateTime":
        """Make the value from wall-clock nanoseconds since 1970-01-01T00:00."""
        days, rest = divmod(nanos, DAY_NANOS)
        return cls(FeelDate.from_days(days), FeelTime(rest, offset, zone))

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def __str__(self) -> str:
        if self.nanos == 0:
            return "PT0S"
        seconds, fraction = divmod(abs(self.nanos), NANOS)
        days, seconds = divmod(seconds, DAY_SECONDS)
        hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
        tail = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or fraction:
            tail += str(seconds) + (f".{fraction:09d}".rstrip("0") if fraction else "") + "S"
        sign = "-" if self.nanos < 0 else ""
        return sign + "P" + (f"{days}D" if days else "") + (f"T{tail}" if tail else "")


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        if self.months == 0:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return sign + "P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def offset_text(seconds: int) -> str:
    """Write an offset as `Z`, `+07:00` or `+05:00:01`."""
    if seconds == 0:
        return "Z"
    rest = abs(seconds)
    text = f"{'-' if seconds < 0 else '+'}{rest // 3600:02d}:{rest // 60 % 60:02d}"
    return text + (f":{rest % 60:02d}" if rest % 60 else "")
