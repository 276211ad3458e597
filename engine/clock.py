"""The one clock of the product: every layer asks it, tests and trial runs move it.

Nothing else in the project calls `datetime.now()` or `time.time()` for a business time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NowFunction = Callable[[], datetime]


def system_now() -> datetime:
    """Read the machine's time as an aware UTC datetime."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A source of "now" as aware UTC datetimes; the default is the machine's."""

    read: NowFunction = field(default=system_now)

    def now(self) -> datetime:
        """Give the present moment (aware, UTC)."""
        return self.read()

    def shifted(self, offset: timedelta) -> "Clock":
        """Give a clock that runs `offset` ahead of this one."""
        return Clock(read=lambda: self.read() + offset)


def pinned(moment: datetime) -> Clock:
    """Give a clock that stands still at `moment` (aware; converted to UTC)."""
    if moment.tzinfo is None:
        msg = "a clock needs an aware datetime"
        raise ValueError(msg)
    fixed = moment.astimezone(UTC)
    return Clock(read=lambda: fixed)
