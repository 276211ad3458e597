"""Named time zones from the IANA database, also for years that Python's datetime cannot hold.

The calendar repeats every 400 years, so a moment after year 9999 is moved back by whole eras before the look-up; before
year 1 every zone still keeps its local mean time.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.temporal.civil import DAYS_IN_ERA

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ERA_SECONDS = DAYS_IN_ERA * 86_400
_FIRST = -62_000_000_000  # in the year 5
_LAST = 253_000_000_000  # in the year 9987
# Only names that look like the database's: the look-up touches files, so no dots and no leading slash.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}\Z")


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo | None:
    if len(name) > 64 or not _NAME.match(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Tell whether the database knows a zone of this name, such as `Asia/Ho_Chi_Minh`."""
    return _zone(name) is not None


@lru_cache(maxsize=4096)
def zone_offset(name: str, local_seconds: int) -> int:
    """Give the offset in seconds that a known zone uses at a wall-clock second counted from 1970-01-01T00:00."""
    zone = _zone(name)
    if zone is None:
        return 0
    if local_seconds < _FIRST:
        local_seconds = _FIRST
    elif local_seconds > _LAST:
        local_seconds = local_seconds % _ERA_SECONDS + 17 * _ERA_SECONDS
    delta = (_EPOCH + timedelta(seconds=local_seconds)).replace(tzinfo=zone).utcoffset()
    return 0 if delta is None else int(delta.total_seconds())


def instant_in_zone(moment: datetime, name: str) -> datetime:
    """Express an aware moment in a named zone; in UTC when there is no such zone."""
    return moment.astimezone(_zone(name) or UTC)
