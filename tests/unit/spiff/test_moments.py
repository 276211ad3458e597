from datetime import UTC, datetime, timedelta

import pytest

from engine.spiff.moments import Cycle, Span, read_cycle, read_moment, read_span

HANOI = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T17:00:00+07:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T17:00+07:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T17:00:00.123456789Z", datetime(2026, 1, 31, 17, 0, 0, 123456, tzinfo=UTC)),
        ("2026-01-31T17:00:00.5", datetime(2026, 1, 31, 10, 0, 0, 500000, tzinfo=UTC)),
        ("2026-01-31T17:00:00+07:00[Asia/Ho_Chi_Minh]", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-07-01T12:00:00@Europe/Berlin", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 30, 17, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert read_moment(text, HANOI) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mai",
        "2026-02-30",
        "2026-01-31T25:00:00",
        "2026-01-31 17:00",
        "0001-01-01",
        "9999-12-31T23:59:59-18:00",
        "2026-01-31T17:00:00@Khong/Co",
        "2026-01-31T17:00:00@../../etc/passwd",
        "31/01/2026",
        "٢٠٢٦-٠١-٣١",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert read_moment(text, HANOI) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H30M", Span(0, timedelta(hours=1, minutes=30))),
        ("P2W", Span(0, timedelta(weeks=2))),
        ("P1Y2M3DT4H5M6.5S", Span(14, timedelta(days=3, hours=4, minutes=5, seconds=6, milliseconds=500))),
        ("PT0S", Span(0, timedelta())),
    ],
)
def test_spans(text: str, expected: Span) -> None:
    assert read_span(text) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "-PT1H", "PT1H ", "P1DT", "PT1.5H", "P99999999999D"])
def test_what_is_no_span(text: str) -> None:
    assert read_span(text) is None


def test_months_keep_the_day_and_the_wall_clock_where_the_calendar_allows() -> None:
    moment = datetime(2026, 1, 30, 17, tzinfo=UTC)  # midnight of 31 January in Hanoi
    assert Span(1, timedelta()).after(moment, HANOI) == datetime(2026, 2, 27, 17, tzinfo=UTC)
    assert Span(12, timedelta(hours=1)).after(moment, HANOI) == datetime(2027, 1, 30, 18, tzinfo=UTC)
    summer = datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert Span(1, timedelta()).after(summer, "Europe/Berlin") == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_beyond_the_calendar_is_an_overflow() -> None:
    with pytest.raises(OverflowError):
        Span(12 * 9000, timedelta()).after(datetime(2026, 1, 1, tzinfo=UTC), HANOI)
    with pytest.raises(OverflowError):
        Span(0, timedelta(days=3_000_000)).after(datetime(2026, 1, 1, tzinfo=UTC), HANOI)


def test_cycles() -> None:
    hour = Span(0, timedelta(hours=1))
    assert read_cycle("R3/PT1H") == Cycle(3, None, hour, "PT1H")
    assert read_cycle("R/PT1H") == Cycle(-1, None, hour, "PT1H")
    assert read_cycle("R2/2026-01-05T08:00:00/PT1H") == Cycle(2, "2026-01-05T08:00:00", hour, "PT1H")


@pytest.mark.parametrize(
    "text", ["", "R3", "R3/", "R0/PT1H", "R3/PT0S", "R/PT0.5S", "PT1H", "R3/PT1H/PT1H/x", "0 * * * *"]
)
def test_what_is_no_cycle(text: str) -> None:
    assert read_cycle(text) is None
