"""The inclusive gateway: every true way out, and a join that waits for exactly the tokens that can still come."""

import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def block(default: str | None = "s-c") -> bytes:
    return d.process(
        d.start(),
        d.inclusive("s", default),
        d.inclusive("j"),
        *(d.user_task(name) for name in "abcz"),
        d.path("start", "s"),
        d.flow("s", "a", "=so > 1"),
        d.flow("s", "b", "=so > 2"),
        d.flow("s", "c", None if default else "=so > 9"),
        *(d.path(name, "j") for name in "abc"),
        d.path("j", "z"),
    )


@pytest.mark.parametrize(("so", "expected"), [(0, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_every_true_way_is_taken_else_the_default_and_all_are_joined(so: int, expected: list[str]) -> None:
    desk = Desk(block(), {"so": so})
    assert desk.open == expected
    for name in expected:
        assert "z" not in desk.open
        desk.complete(name)
    assert desk.open == ["z"]


def test_no_way_out_is_an_incident_and_a_retry_decides_anew() -> None:
    desk = Desk(block(default=None), {"so": 0})
    assert desk.incident_at("s").error_type == "CONDITION_ERROR"
    desk.set_variables(INSTANCE, so=3)
    desk.retry("s")
    assert desk.open == ["a", "b"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident() -> None:
    assert Desk(block(), {"so": "ba"}).incident_at("s").error_type == "EXTRACT_VALUE_ERROR"


def test_a_join_fires_when_the_missing_branch_is_led_away() -> None:
    model = d.process(
        d.start(),
        d.inclusive("s"),
        d.inclusive("j"),
        *(d.user_task(name) for name in "abxz"),
        d.boundary("e", "b", d.timer("timeDuration", "PT1H")),
        d.path("start", "s"),
        d.flow("s", "a", "=true"),
        d.flow("s", "b", "=true"),
        d.path("a", "j", "z"),
        d.path("b", "j"),
        d.path("e", "x"),
    )
    desk = Desk(model)
    desk.complete("a")
    assert desk.open == ["b"]
    desk.fire("e")
    assert desk.open == ["x", "z"]


def test_a_token_that_can_come_through_a_boundary_event_is_waited_for() -> None:
    model = d.process(
        d.start(),
        d.parallel("s"),
        d.inclusive("j"),
        *(d.user_task(name) for name in "abz"),
        d.end(),
        d.boundary("e", "b", d.timer("timeDuration", "PT1H")),
        d.path("start", "s", "a", "j", "z"),
        d.path("s", "b", "end"),
        d.path("e", "j"),
    )
    desk = Desk(model)
    desk.complete("a")
    assert desk.open == ["b"]
    desk.complete("b")
    assert desk.open == ["z"]


def test_a_loop_around_a_join_and_a_parallel_branch_does_not_hold_the_join_up() -> None:
    model = d.process(
        d.start(),
        d.exclusive("again"),
        d.parallel("ps"),
        d.parallel("pj"),
        d.inclusive("s"),
        d.inclusive("j"),
        d.exclusive("gate", "out"),
        d.end(),
        *(d.user_task(name) for name in "abcy"),
        d.path("start", "again", "ps", "s"),
        d.flow("s", "a", "=true"),
        d.flow("s", "b", "=hai"),
        d.path("a", "j"),
        d.path("b", "j"),
        d.path("j", "y", "pj", "gate"),
        d.path("ps", "c", "pj"),
        d.flow("gate", "again", "=tiep"),
        d.flow("gate", "end", flow_id="out"),
    )
    desk = Desk(model, {"hai": False, "tiep": True})
    for number in range(6):
        desk.complete("a")
        if number % 2:
            assert desk.open == ["b", "c"]
            desk.complete("b")
        assert desk.open == ["c", "y"]
        first, second = ("c", "y") if number % 3 else ("y", "c")
        desk.complete(first)
        desk.set_variables(INSTANCE, hai=number % 2 == 0, tiep=number < 5)
        desk.complete(second)
    assert desk.outcome == "completed"


def test_a_second_token_on_the_same_way_makes_another_round() -> None:
    model = d.process(
        d.start(),
        d.parallel("s"),
        d.exclusive("m"),
        d.inclusive("j"),
        *(d.user_task(name) for name in "abwz"),
        d.path("start", "s", "a", "m", "j", "z"),
        d.path("s", "b", "m"),
        d.path("s", "w", "j"),
    )
    desk = Desk(model)
    desk.complete("a")
    desk.complete("b")
    assert desk.open == ["w"]
    desk.complete("w")
    assert desk.open == ["z", "z"]
