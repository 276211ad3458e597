"""Several flows out of one element are a parallel split; conditions and a default flow choose among them."""

import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def after(split: str, *flows: str) -> bytes:
    return d.process(d.start(), split, *(d.user_task(name) for name in "abc"), d.path("start", "x"), *flows)


def test_two_flows_out_of_a_task_are_two_tokens() -> None:
    desk = Desk(after(d.user_task("x"), d.flow("x", "a"), d.flow("x", "b"), d.path("b", "c")))
    desk.complete("x")
    assert desk.open == ["a", "b"]
    desk.complete("a")
    assert desk.outcome is None


def test_two_flows_out_of_events_are_two_tokens() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.user_task("b"),
        d.boundary("e", "a", d.timer("timeDuration", "PT1H")),
        d.user_task("c"),
        d.user_task("z"),
        d.path("start", "a"),
        d.path("start", "b"),
        d.path("e", "c"),
        d.path("e", "z"),
    )
    desk = Desk(model)
    assert desk.open == ["a", "b"]
    desk.fire("e")
    assert desk.open == ["b", "c", "z"]


@pytest.mark.parametrize(("so", "expected"), [(0, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_conditions_choose_and_the_default_is_for_none(so: int, expected: list[str]) -> None:
    task = d.element("manualTask", "x", default="x-c")
    model = after(task, d.flow("x", "a", "=so > 1"), d.flow("x", "b", "=so > 2"), d.flow("x", "c"))
    assert Desk(model, {"so": so}).open == expected


def test_a_flow_without_condition_is_always_taken() -> None:
    model = after(d.element("task", "x"), d.flow("x", "a", "=so > 1"), d.flow("x", "b"), d.flow("b", "c"))
    assert Desk(model, {"so": 0}).open == ["b"]
    assert Desk(model, {"so": 2}).open == ["a", "b"]


def test_one_false_condition_is_an_incident_that_keeps_the_result_of_the_work() -> None:
    model = after(d.user_task("x"), d.flow("x", "a", "=dong_y"), d.path("a", "b", "c"))
    desk = Desk(model)
    desk.complete("x", dong_y=False)
    assert desk.incident_at("x").error_type == "CONDITION_ERROR"
    desk.set_variables(INSTANCE, dong_y=True)
    desk.retry("x")
    assert desk.open == ["a"]
