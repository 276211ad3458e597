"""Functions on dates, times and durations. The present moment comes from the host's clock only."""

from decimal import Decimal

from engine.feel.builtins.signature import Family
from engine.feel.pythonvalues import date_time_from_python
from engine.feel.runtime import Run
from engine.feel.temporal.civil import days_from_civil, days_in_month, weekday_of
from engine.feel.temporal.values import FeelDate, FeelDateTime
from engine.feel.temporal.zones import instant_in_zone
from engine.feel.values import FeelValue, kind_of

FUNCTIONS = Family()

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _date(moment: FeelDate | FeelDateTime) -> FeelDate:
    return moment.date if isinstance(moment, FeelDateTime) else moment


@FUNCTIONS.define("now()")
def now(run: Run) -> FeelValue:
    """Give the present date and time in the host's zone."""
    if run.host.now is None:
        return run.null("no_clock")
    return date_time_from_python(instant_in_zone(run.host.now(), run.host.timezone))


@FUNCTIONS.define("today()")
def today(run: Run) -> FeelValue:
    """Give the present date in the host's zone."""
    moment = now(run)
    return moment.date if isinstance(moment, FeelDateTime) else None


@FUNCTIONS.define("day of year(date: moment)")
def day_of_year(_run: Run, moment: FeelDate | FeelDateTime) -> FeelValue:
    """Count the days of the year up to a date."""
    day = _date(moment)
    return Decimal(day.days - days_from_civil(day.year, 1, 1) + 1)


@FUNCTIONS.define("day of week(date: moment)")
def day_of_week(_run: Run, moment: FeelDate | FeelDateTime) -> FeelValue:
    """Give the English name of the weekday."""
    return _DAYS[weekday_of(_date(moment).days) - 1]


@FUNCTIONS.define("month of year(date: moment)")
def month_of_year(_run: Run, moment: FeelDate | FeelDateTime) -> FeelValue:
    """Give the English name of the month."""
    return _MONTHS[_date(moment).month - 1]


@FUNCTIONS.define("week of year(date: moment)")
def week_of_year(_run: Run, moment: FeelDate | FeelDateTime) -> FeelValue:
    """Give the ISO 8601 number of the week: that of its Thursday."""
    days = _date(moment).days
    thursday = FeelDate.from_days(days - weekday_of(days) + 4)
    return Decimal((thursday.days - days_from_civil(thursday.year, 1, 1)) // 7 + 1)


@FUNCTIONS.define("last day of month(date: moment)")
def last_day_of_month(_run: Run, moment: FeelDate | FeelDateTime) -> FeelValue:
    """Give the last date of the month (Camunda)."""
    day = _date(moment)
    return FeelDate(day.year, day.month, days_in_month(day.year, day.month))


@FUNCTIONS.define("is(value1?: any, value2?: any)")
def is_identical(_run: Run, value1: FeelValue, value2: FeelValue) -> FeelValue:
    """Tell whether two values are the same element of FEEL's domain: equal in every part, offset and zone included."""
    if value1 is None or value2 is None:
        return value1 is value2
    return kind_of(value1) is kind_of(value2) and value1 == value2
