"""Conditional events: asked when they begin to wait and after each change of what they name (Camunda 8.9)."""

import pytest

from engine.errors import LimitExceeded
from engine.model.limits import RuntimeLimits
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk
from tests.unit.spiff.test_refusals import codes

LATE = d.condition("=tre > 2")
pytestmark = pytest.mark.parametrize("straight", [False, True], ids=["restored", "straight"])


def caught(condition: str = LATE) -> bytes:
    return d.process(
        d.start(),
        d.parallel("f"),
        d.catch("c", condition),
        d.user_task("a"),
        d.user_task("b"),
        d.end(),
        d.path("start", "f", "c", "b", "end"),
        d.path("f", "a", "end"),
    )


def guarded(condition: str = LATE, *, interrupting: bool, host: str | None = None) -> bytes:
    return d.process(
        d.start(),
        d.parallel("f"),
        host or d.user_task("a"),
        d.user_task("x"),
        d.boundary("b", "a", condition, interrupting=interrupting),
        d.user_task("h"),
        d.end(),
        d.end("end_h"),
        d.path("start", "f", "a", "end"),
        d.path("f", "x", "end"),
        d.path("b", "h", "end_h"),
    )


def watched(*, interrupting: bool, condition: str = LATE) -> bytes:
    handler = d.event_sub_process(
        "es", condition, d.user_task("h"), d.end("end_h"), d.path("es_s", "h", "end_h"), interrupting=interrupting
    )
    return d.process(d.start(), d.user_task("a"), d.end(), handler, d.path("start", "a", "end"))


def test_a_condition_that_holds_lets_the_token_pass(straight: bool) -> None:
    assert Desk(caught(), {"tre": 3}, straight=straight).open == ["a", "b"]


def test_the_token_waits_until_a_sibling_branch_makes_the_condition_true(straight: bool) -> None:
    desk = Desk(caught(), straight=straight)
    assert desk.open == ["a"]
    assert "c" in desk.elements
    desk.complete("a", tre=3)
    assert desk.open == ["b"]
    desk.complete("b")
    assert desk.outcome == "completed"


def test_anything_but_true_goes_on_waiting(straight: bool) -> None:
    desk = Desk(caught(), {"tre": "ba"}, straight=straight)
    desk.set_variables(desk.instance, tre=2)
    assert desk.open == ["a"]
    assert not desk.incidents
    desk.set_variables(desk.instance, tre=5)
    assert desk.open == ["a", "b"]


def test_an_activity_whose_condition_holds_is_left_at_once(straight: bool) -> None:
    desk = Desk(guarded(interrupting=True), {"tre": 3}, straight=straight)
    assert desk.open == ["h", "x"]
    assert "a" in desk.ended.values()


def test_a_change_interrupts_the_activity(straight: bool) -> None:
    desk = Desk(guarded(interrupting=True), {"tre": 1}, straight=straight)
    assert desk.open == ["a", "x"]
    desk.complete("x", tre=3)
    assert desk.open == ["h"]


def test_the_activitys_own_end_fires_nothing(straight: bool) -> None:
    desk = Desk(guarded(interrupting=True), {"tre": 1}, straight=straight)
    desk.complete("a", tre=3)
    assert desk.open == ["x"]


def test_each_change_to_true_fires_an_event_that_does_not_interrupt(straight: bool) -> None:
    desk = Desk(guarded(interrupting=False), {"tre": 1, "khac": 1}, straight=straight)
    desk.set_variables(desk.instance, tre=3)
    assert desk.open == ["a", "h", "x"]
    desk.set_variables(desk.instance, tre=3)  # no change
    desk.set_variables(desk.instance, khac=2)  # not named
    desk.set_variables(desk.instance, tre=2)  # no longer true
    assert desk.open == ["a", "h", "x"]
    desk.set_variables(desk.instance, tre=4)
    assert desk.open == ["a", "h", "h", "x"]


def test_several_changes_of_one_command_fire_once(straight: bool) -> None:
    desk = Desk(guarded(d.condition("=tre > 2 or khac > 2"), interrupting=False), straight=straight)
    desk.complete("x", tre=3, khac=3)
    assert desk.open == ["a", "h"]


def test_an_input_mapping_may_make_it_true(straight: bool) -> None:
    host = d.user_task("a", d.io_mapping(d.inputs(tre="=3")))
    assert Desk(guarded(interrupting=True, host=host), straight=straight).open == ["h", "x"]


def test_a_variable_that_a_nearer_one_hides_is_no_change(straight: bool) -> None:
    host = d.user_task("a", d.io_mapping(d.inputs(tre="=1")))
    desk = Desk(guarded(interrupting=True, host=host), straight=straight)
    desk.set_variables(desk.instance, tre=5)
    assert desk.open == ["a", "x"]
    desk.set_variables(desk.key_of_work("a"), tre=5)
    assert desk.open == ["h", "x"]


@pytest.mark.parametrize(
    ("kinds", "fires"), [("create", [True, False]), ("update", [False, True]), ("create, update", [True, True])]
)
def test_the_filter_names_the_kinds_of_change(straight: bool, kinds: str, fires: list[bool]) -> None:
    condition = d.condition("=tre > 2", variableEvents=kinds)
    desk = Desk(guarded(condition, interrupting=False), straight=straight)
    for value, expected in zip((3, 4), fires, strict=True):
        before = len(desk.open)
        desk.set_variables(desk.instance, tre=value)
        assert (len(desk.open) > before) == expected


def test_the_filter_names_the_variables(straight: bool) -> None:
    condition = d.condition("=tre > 2 or khac > 2", variableNames="tre")
    desk = Desk(guarded(condition, interrupting=False), straight=straight)
    desk.set_variables(desk.instance, khac=3)
    assert desk.open == ["a", "x"]
    desk.set_variables(desk.instance, tre=0)
    assert desk.open == ["a", "h", "x"]


def test_an_event_sub_process_takes_over(straight: bool) -> None:
    desk = Desk(watched(interrupting=True), {"tre": 1}, straight=straight)
    desk.set_variables(desk.instance, tre=3)
    assert desk.open == ["h"]
    desk.set_variables(desk.instance, tre=4)
    desk.complete("h")
    assert desk.outcome == "completed"


def test_an_event_sub_process_begins_at_once_when_its_condition_holds(straight: bool) -> None:
    assert Desk(watched(interrupting=False), {"tre": 3}, straight=straight).open == ["a", "h"]


def test_an_event_sub_process_runs_again_beside_the_process(straight: bool) -> None:
    desk = Desk(watched(interrupting=False), straight=straight)
    desk.set_variables(desk.instance, tre=3)
    desk.set_variables(desk.instance, tre=4)
    assert desk.open == ["a", "h", "h"]
    desk.complete("a", tre=5)
    assert desk.open == ["h", "h", "h"]


def test_the_outer_scope_is_asked_first(straight: bool) -> None:
    inside = d.sub_process(
        "s",
        d.start("s1"),
        d.user_task("a"),
        d.end("s2"),
        d.boundary("inner", "a", LATE),
        d.end("s3"),
        d.path("s1", "a", "s2"),
        d.path("inner", "s3"),
    )
    xml = d.process(
        d.start(),
        inside,
        d.boundary("outer", "s", LATE),
        d.user_task("h"),
        d.end(),
        d.path("start", "s", "end"),
        d.path("outer", "h", "end"),
    )
    desk = Desk(xml, straight=straight)
    desk.set_variables(desk.instance, tre=3)
    assert desk.open == ["h"]
    assert "inner" not in desk.ended.values()


def test_an_event_gateway_goes_the_way_of_the_condition(straight: bool) -> None:
    xml = d.process(
        d.start(),
        d.event_gateway("g"),
        d.catch("c", LATE),
        d.catch("t", d.timer("timeDuration", "PT1H")),
        d.user_task("a"),
        d.user_task("b"),
        d.end(),
        d.path("start", "g", "c", "a", "end"),
        d.path("g", "t", "b", "end"),
    )
    desk = Desk(xml, {"tre": 1}, straight=straight)
    desk.set_variables(desk.instance, tre=3)
    assert desk.open == ["a"]
    assert not desk.waits


def test_every_item_that_sees_the_change_is_asked(straight: bool) -> None:
    inside = d.sub_process(
        "s",
        d.start("s1"),
        d.catch("c", d.condition("=tre > muc")),
        d.user_task("a"),
        d.end("s2"),
        d.path("s1", "c", "a", "s2"),
    )
    xml = d.process(
        d.start(),
        d.repeated(inside, d.multi_instance(inputElement="muc")),
        d.end(),
        d.path("start", "s", "end"),
    )
    desk = Desk(xml, {"ds": [1, 2, 9]}, straight=straight)
    assert desk.open == []
    desk.set_variables(desk.instance, tre=3)
    assert desk.open == ["a", "a"]


def test_a_condition_that_changes_what_it_asks_is_stopped(straight: bool) -> None:
    handler = d.event_sub_process(
        "es",
        d.condition("=tre > 2"),
        d.script_task("dem", "x", "=tre + 1", d.io_mapping(d.outputs(tre="=x"))),
        d.path("es_s", "dem"),
        interrupting=False,
    )
    xml = d.process(d.start(), d.user_task("a"), d.end(), handler, d.path("start", "a", "end"))
    desk = Desk(xml, {"tre": 1}, straight=straight, limits=RuntimeLimits(steps_per_command=500))
    desk.set_variables(desk.instance, tre=3)
    assert {incident.error_type for incident in desk.incidents.values()} == {"LIMIT_EXCEEDED"}
    assert len(desk.incidents) < 3
    assert "a" in desk.open


def test_a_condition_beyond_the_bounds_refuses_the_command(straight: bool) -> None:
    desk = Desk(caught(d.condition("=count(for i in 1..n, j in 1..n return i) < 0")), {"n": 0}, straight=straight)
    with pytest.raises(LimitExceeded):
        desk.set_variables(desk.instance, n=100_000)


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        (d.condition(""), "feel_expected"),
        (d.condition("tre > 2"), "feel_expected"),
        (d.condition("=tre >"), "feel_invalid"),
        (d.condition("=true"), "condition_without_variable"),
        (d.condition("=tre > 2", variableEvents="delete"), "invalid_condition_filter"),
        (d.condition("=tre > 2", variableNames="khac"), "invalid_condition_filter"),
    ],
)
def test_what_cannot_be_asked_is_refused(straight: bool, definition: str, code: str) -> None:
    assert code in codes(caught(definition))
