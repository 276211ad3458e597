"""The functions for expressions, called as an evaluator calls them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.calendar import Deadline, RuleBook, host_functions
from engine.errors import EngineError, InputRejected, NotFound
from tests.unit.calendar.seeds import HANOI, local


@pytest.fixture(scope="module")
def functions(rule_book: RuleBook) -> dict[str, Callable[..., object]]:
    return {name: call for name, _, call in host_functions(rule_book)}


Functions = dict[str, Callable[..., object]]


def test_names_and_parameters_are_the_documented_ones(rule_book: RuleBook) -> None:
    assert {name: parameters for name, parameters, _ in host_functions(rule_book)} == {
        "deadline": ("rule id", "start", "pauses"),
        "reminder": ("rule id", "start", "pauses"),
        "add working days": ("date", "n"),
        "working days between": ("a", "b"),
        "is working day": ("date",),
        "rule amount": ("rule id",),
    }


def test_a_clock_that_stood_still_moves_a_rule_that_may_be_suspended(functions: Functions) -> None:
    pauses = [{"start": date(2026, 11, 25), "end": date(2026, 12, 5)}]
    assert functions["deadline"]("D-DT-02.a", date(2026, 11, 24), pauses) == local("2026-12-18T23:59:59")
    for strict in (functions["deadline"]("D-DT-06.c", date(2026, 11, 24), some) for some in (pauses, [], None)):
        assert strict == local("2026-12-01T23:59:59")


@pytest.mark.parametrize("pauses", ["x", [1], [{}], [{"start": date(2026, 11, 25)}], [{"start": "a", "end": "b"}]])
def test_pauses_that_say_nothing_are_refused(functions: Functions, pauses: object) -> None:
    with pytest.raises(InputRejected) as refused:
        functions["deadline"]("D-DT-02.a", date(2026, 11, 24), pauses)
    assert refused.value.stable_code == "calendar_argument_invalid"


@pytest.mark.parametrize(
    "start",
    [
        date(2026, 11, 23),
        datetime(2026, 11, 23, 9, 0),  # noqa: DTZ001 - one without a zone is local
        local("2026-11-23T09:00"),
        datetime.fromisoformat("2026-11-22T18:00:00+00:00"),
    ],
)
def test_deadline_and_reminder_answer_in_local_time(functions: Functions, start: object) -> None:
    due, warns = functions["deadline"]("N-SY-01.a", start), functions["reminder"]("N-SY-01.a", start)
    assert due == local("2026-11-24T23:59:59")
    assert warns == local("2026-11-24T07:30")
    assert isinstance(due, datetime)
    assert due.tzinfo == HANOI


def test_a_rule_that_is_switched_off_gives_null(functions: Functions) -> None:
    assert functions["deadline"]("D-KH-10.a", local("2026-11-23")) is None
    assert functions["reminder"]("D-KH-10.a", local("2026-11-23")) is None


def test_an_unknown_rule_is_an_error_that_names_it(functions: Functions) -> None:
    with pytest.raises(NotFound, match=r"D-ZZ-99\.z"):
        functions["deadline"]("D-ZZ-99.z", local("2026-11-23"))


def test_working_day_questions(functions: Functions) -> None:
    assert functions["add working days"](date(2026, 2, 13), Decimal(10)) == date(2026, 3, 6)
    assert functions["add working days"](local("2026-02-24T09:00"), -3) == date(2026, 2, 12)
    assert functions["working days between"](date(2026, 10, 30), date(2026, 11, 6)) == 5
    assert functions["is working day"](date(2026, 8, 22)) is True
    assert functions["is working day"](datetime(2026, 2, 17, 9, 0)) is False  # noqa: DTZ001 - local


def test_the_number_that_a_rule_says(functions: Functions) -> None:
    amount = functions["rule amount"]
    assert (amount("N-DT-LL.a"), amount("D-KH-03.a"), amount("L-KH-01")) == (3, None, None)  # said, off, for ever
    assert amount("Q-BQ-01") == Decimal("0.5")


def test_null_in_gives_null_out(functions: Functions) -> None:
    day = date(2026, 11, 23)
    for name, arguments in (
        ("deadline", (None, day)),
        ("deadline", ("N-SY-01.a", None)),
        ("reminder", ("N-SY-01.a", None)),
        ("add working days", (None, 1)),
        ("add working days", (day, None)),
        ("working days between", (None, day)),
        ("is working day", (None,)),
        ("rule amount", (None,)),
    ):
        assert functions[name](*arguments) is None


@pytest.mark.parametrize(
    ("name", "arguments", "parameter"),
    [
        ("deadline", (7, date(2026, 11, 23)), "rule id"),
        ("deadline", ("N-SY-01.a", "2026-11-23"), "start"),
        ("add working days", ("2026-11-23", 1), "date"),
        ("add working days", (date(2026, 11, 23), Decimal("1.5")), "n"),
        ("add working days", (date(2026, 11, 23), True), "n"),
        ("add working days", (date(2026, 11, 23), Decimal("1e1000000")), "n"),
        ("add working days", (date(2026, 11, 23), Decimal("NaN")), "n"),
        ("working days between", (date(2026, 11, 23), 5), "b"),
        ("is working day", (1,), "date"),
        ("rule amount", (3,), "rule id"),
    ],
)
def test_a_wrong_argument_is_named(
    functions: Functions, name: str, arguments: tuple[object, ...], parameter: str
) -> None:
    with pytest.raises(InputRejected) as refused:
        functions[name](*arguments)
    assert refused.value.stable_code == "calendar_argument_invalid"
    assert f"“{parameter}”" in refused.value.text.vi


def test_every_computed_deadline_is_observed(rule_book: RuleBook) -> None:
    seen: list[Deadline] = []
    functions = {name: call for name, _, call in host_functions(rule_book, observe=seen.append)}
    functions["deadline"]("N-SY-01.a", date(2026, 11, 23))
    functions["deadline"]("D-KH-10.a", date(2026, 11, 23))
    with pytest.raises(EngineError):
        functions["deadline"]("D-ZZ-99.z", date(2026, 11, 23))
    assert [deadline.rule_id for deadline in seen] == ["N-SY-01.a"]
