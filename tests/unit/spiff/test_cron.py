"""Cron as Camunda 8 reads it (Spring's CronExpression): each next time by the office's wall clock."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.spiff.cron import Cron, read_cron

HANOI = "Asia/Ho_Chi_Minh"
MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # eight o'clock in Hanoi


def cron(text: str) -> Cron:
    found = read_cron(text)
    assert found is not None
    return found


def times(text: str, count: int = 3, zone: str = HANOI) -> list[str]:
    from_here, seen = MONDAY, []
    for _ in range(count):
        from_here = cron(text).after(from_here, zone)
        local = from_here + timedelta(hours=7)
        seen.append(f"{local:%m-%d %H:%M:%S}")
    return seen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 9 * * *", ["01-05 09:00:00", "01-06 09:00:00", "01-07 09:00:00"]),
        ("0 0 8 * * *", ["01-06 08:00:00", "01-07 08:00:00", "01-08 08:00:00"]),
        ("*/20 * * * * ?", ["01-05 08:00:20", "01-05 08:00:40", "01-05 08:01:00"]),
        ("0 0/30 8-9 * * *", ["01-05 08:30:00", "01-05 09:00:00", "01-05 09:30:00"]),
        ("0 0 8 * * SAT,SUN", ["01-10 08:00:00", "01-11 08:00:00", "01-17 08:00:00"]),
        ("0 0 8 * * MON-FRI", ["01-06 08:00:00", "01-07 08:00:00", "01-08 08:00:00"]),
        ("0 0 8 * * 0", ["01-11 08:00:00", "01-18 08:00:00", "01-25 08:00:00"]),
        ("0 0 8 * * 7", ["01-11 08:00:00", "01-18 08:00:00", "01-25 08:00:00"]),
        ("0 0 8 31 * *", ["01-31 08:00:00", "03-31 08:00:00", "05-31 08:00:00"]),
        ("0 0 8 L * *", ["01-31 08:00:00", "02-28 08:00:00", "03-31 08:00:00"]),
        ("0 0 8 L-2 * *", ["01-29 08:00:00", "02-26 08:00:00", "03-29 08:00:00"]),
        ("0 0 8 LW * *", ["01-30 08:00:00", "02-27 08:00:00", "03-31 08:00:00"]),
        ("0 0 8 10W * *", ["01-09 08:00:00", "02-10 08:00:00", "03-10 08:00:00"]),
        ("0 0 8 1W * *", ["02-02 08:00:00", "03-02 08:00:00", "04-01 08:00:00"]),
        ("0 0 8 ? * 5L", ["01-30 08:00:00", "02-27 08:00:00", "03-27 08:00:00"]),
        ("0 0 8 ? * FRI#1", ["02-06 08:00:00", "03-06 08:00:00", "04-03 08:00:00"]),
        ("0 0 8 13 * FRI", ["02-13 08:00:00", "03-13 08:00:00", "11-13 08:00:00"]),
        ("0 0 8 1 JAN,JUL *", ["07-01 08:00:00", "01-01 08:00:00", "07-01 08:00:00"]),
        ("0 0 8 29 2 *", ["02-29 08:00:00", "02-29 08:00:00", "02-29 08:00:00"]),
        ("@hourly", ["01-05 09:00:00", "01-05 10:00:00", "01-05 11:00:00"]),
        ("@daily", ["01-06 00:00:00", "01-07 00:00:00", "01-08 00:00:00"]),
        ("@midnight", ["01-06 00:00:00", "01-07 00:00:00", "01-08 00:00:00"]),
        ("@weekly", ["01-11 00:00:00", "01-18 00:00:00", "01-25 00:00:00"]),
        ("@monthly", ["02-01 00:00:00", "03-01 00:00:00", "04-01 00:00:00"]),
        ("@yearly", ["01-01 00:00:00", "01-01 00:00:00", "01-01 00:00:00"]),
        ("@annually", ["01-01 00:00:00", "01-01 00:00:00", "01-01 00:00:00"]),
    ],
)
def test_the_next_times(text: str, expected: list[str]) -> None:
    assert times(text) == expected


def test_the_wall_clock_keeps_its_hour_when_the_offset_changes() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the day before summer time in Berlin
    first = cron("0 0 8 * * *").after(before, "Europe/Berlin")
    assert first == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert cron("0 30 2 * * *").after(before, "Europe/Berlin") > before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0 0 8 * *",
        "0 0 8 * * * *",
        "60 0 8 * * *",
        "0 60 8 * * *",
        "0 0 24 * * *",
        "0 0 8 0 * *",
        "0 0 8 32 * *",
        "0 0 8 * 13 *",
        "0 0 8 * * 8",
        "0 0 8 * * MO",
        "0 0 8 * * FRI#6",
        "0 0 8 31 2 *",
        "0 0 8 30 FEB ?",
        "0 0/0 8 * * *",
        "0 0 9-8 * * *",
        "0 0 8 L-31 * *",
        "0 0 8 32W * *",
        "0 0 8 * * XL",
        "@sometimes",
        "0 0 8 * * " + ",".join(["MON"] * 100),
        "٠ 0 8 * * *",
    ],
)
def test_what_is_no_cron(text: str) -> None:
    assert read_cron(text) is None


def test_the_end_of_time_is_an_overflow() -> None:
    with pytest.raises(OverflowError):
        cron("0 0 8 29 2 *").after(datetime(9998, 1, 1, tzinfo=UTC), HANOI)
