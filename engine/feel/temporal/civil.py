"""The calendar: proleptic Gregorian days counted from 1970-01-01, for any year (there is a year 0 in between).

The algorithm counts eras of 400 years that begin on 1 March, so that the leap day falls at the end of a year.
"""

DAYS_IN_ERA = 146_097
_EPOCH = 719_468  # days from 0000-03-01 to 1970-01-01
MAX_YEAR = 999_999_999


def is_leap_year(year: int) -> bool:
    """Tell whether the year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Give the number of days in a month (1–12)."""
    if month == 2:
        return 29 if is_leap_year(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def days_from_civil(year: int, month: int, day: int) -> int:
    """Count the days from 1970-01-01 to a valid date."""
    shifted = year - 1 if month <= 2 else year
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * DAYS_IN_ERA + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Give year, month and day for a number of days from 1970-01-01."""
    era, day_of_era = divmod(days + _EPOCH, DAYS_IN_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, day


def weekday_of(days: int) -> int:
    """Give the ISO weekday (Monday 1 … Sunday 7) of a number of days from 1970-01-01, a Thursday."""
    return (days + 3) % 7 + 1
