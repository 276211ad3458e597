from collections.abc import Callable

import pytest

from engine.errors import InputRejected, LimitExceeded
from engine.model.json_value import JsonValue
from engine.model.limits import RuntimeLimits
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

ONE_TASK = d.process(d.start(), d.user_task("a"), d.end(), d.path("start", "a", "end"))


def endless() -> bytes:
    return d.process(
        d.start(),
        d.exclusive("again"),
        d.script_task("k", "n", "=n + 1"),
        d.exclusive("gate", "back"),
        d.end(),
        d.path("start", "again", "k", "gate"),
        d.flow("gate", "end", "=dung"),
        d.flow("gate", "again", flow_id="back"),
    )


def test_an_endless_loop_becomes_an_incident_and_ends_when_mended() -> None:
    desk = Desk(endless(), {"n": 0, "dung": False}, limits=RuntimeLimits(steps_per_command=100))
    incident = next(iter(desk.incidents.values()))
    assert incident.error_type == "LIMIT_EXCEEDED"
    assert "100" in incident.message.vi
    first = desk.variables["n"]
    desk.retry(incident.element_id)
    incident = next(iter(desk.incidents.values()))
    assert isinstance(first, int)
    assert isinstance(desk.variables["n"], int)
    assert 30 <= desk.variables["n"] - first <= 35
    desk.set_variables(INSTANCE, dung=True)
    desk.retry(incident.element_id)
    assert desk.outcome == "completed"


def test_the_work_of_all_expressions_in_one_command_is_bounded() -> None:
    model = d.process(
        d.start(),
        d.exclusive("again"),
        d.script_task("k", "n", "=n + sum(for i in 1..1000 return i)"),
        d.path("start", "again", "k", "again"),
    )
    desk = Desk(model, {"n": 0}, limits=RuntimeLimits(feel_steps_per_command=50_000))
    incident = desk.incident_at("k")
    assert incident.error_type == "LIMIT_EXCEEDED"
    first = desk.variables["n"]
    assert isinstance(first, int)
    assert 0 < first < 100 * 500_500
    desk.retry("k")
    second = desk.variables["n"]
    assert isinstance(second, int)
    assert second > first
    desk.cancel()


@pytest.mark.slow
def test_ten_thousand_rounds_in_several_commands() -> None:
    model = d.process(
        d.start(),
        d.exclusive("again"),
        d.script_task("k", "n", "=n + 1"),
        d.exclusive("gate", "on"),
        d.exclusive("more", "back"),
        d.user_task("pause"),
        d.exclusive("last", "resume"),
        d.end(),
        d.path("start", "again", "k", "gate"),
        d.flow("gate", "pause", "=modulo(n, 2000) = 0"),
        d.flow("gate", "more", flow_id="on"),
        d.flow("more", "again", flow_id="back"),
        d.path("pause", "last"),
        d.flow("last", "end", "=n >= 10000"),
        d.flow("last", "again", flow_id="resume"),
    )
    desk = Desk(model, {"n": 0})
    commands = 1
    while desk.outcome is None:
        assert desk.open == ["pause"]
        assert len(desk.saved) < 200
        desk.complete("pause")
        commands += 1
    assert desk.variables == {"n": 10_000}
    assert commands == 6


def test_too_many_tokens_become_an_incident_at_the_split() -> None:
    model = d.process(
        d.start(),
        d.exclusive("in"),
        d.parallel("split"),
        d.user_task("a"),
        d.path("start", "in", "split", "a"),
        d.path("split", "in"),
    )
    desk = Desk(model, limits=RuntimeLimits(active_elements=20))
    assert desk.incident_at("split").error_type == "LIMIT_EXCEEDED"
    assert len(desk.active) == 20
    desk.cancel()


def test_too_many_sub_processes_become_an_incident() -> None:
    model = d.process(
        d.start(),
        d.sub_process("sub", d.start("s"), d.user_task("a"), d.path("s", "a")),
        d.path("start", "sub"),
    )
    desk = Desk(model, limits=RuntimeLimits(active_elements=1))
    assert desk.incident_at("sub").error_type == "LIMIT_EXCEEDED"
    assert desk.elements == ("sub",)


def test_an_event_that_does_not_interrupt_cannot_heap_up_tokens() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.timer("timeCycle", "R/PT1H"), interrupting=False),
        d.user_task("h"),
        d.path("start", "a"),
        d.path("b", "h"),
    )
    desk = Desk(model, limits=RuntimeLimits(active_elements=3))
    desk.fire("b")
    desk.fire("b")
    with pytest.raises(LimitExceeded):
        desk.fire("b")
    assert desk.open == ["a", "h", "h"]
    desk.complete("h")
    desk.fire("b")


def refused_with(values: dict[str, JsonValue]) -> list[Callable[[Desk], object]]:
    return [
        lambda desk: desk.complete_key(desk.key_of_work("a"), values),
        lambda desk: desk.restored().set_variables(INSTANCE, values),
        lambda desk: Desk(ONE_TASK, values, limits=desk.limits),
    ]


DEEP: JsonValue = None
for _ in range(200):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"x": "a" * 2000}, LimitExceeded),
        ({"x": ["a"] * 500}, LimitExceeded),
        ({"x": DEEP}, LimitExceeded),
        ({f"x{n}": "a" * 800 for n in range(9)}, LimitExceeded),
        ({"x": "a\0b"}, InputRejected),
        ({"x": "\ud800"}, InputRejected),
        ({"x": float("nan")}, InputRejected),
        ({"x": {1: 2}}, InputRejected),
        ({"x": object()}, InputRejected),
    ],
)
def test_variables_of_the_caller_are_refused_and_nothing_changes(
    values: dict[str, JsonValue], error: type[Exception]
) -> None:
    limits = RuntimeLimits(variable_bytes=1000, variables_bytes=5000)
    desk = Desk(ONE_TASK, {"cu": 1}, limits=limits)
    saved = desk.saved
    for command in refused_with(values):
        with pytest.raises(error):
            command(desk)
    assert (desk.saved, desk.variables, desk.open) == (saved, {"cu": 1}, ["a"])


def test_a_message_too_large_leaves_the_wait_open() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.message_event("m")),
        d.catch("c", d.message_event("m")),
        d.path("start", "a"),
        d.path("b", "c"),
        around=d.message("m", "m"),
    )
    desk = Desk(model, {"ma": "1"}, limits=RuntimeLimits(variable_bytes=1000))
    with pytest.raises(LimitExceeded):
        desk.fire("b", x="a" * 2000)
    desk.fire("b")
    with pytest.raises(LimitExceeded):
        desk.fire("c", x="a" * 2000)
    desk.fire("c")
    assert desk.outcome == "completed"


def test_a_result_of_the_model_that_is_too_large_is_an_incident() -> None:
    model = d.process(
        d.start(),
        d.exclusive("again"),
        d.script_task("k", "chu", "=chu + chu"),
        d.path("start", "again", "k", "again"),
    )
    desk = Desk(model, {"chu": "ă" * 10}, limits=RuntimeLimits(variable_bytes=10_000))
    assert desk.incident_at("k").error_type == "LIMIT_EXCEEDED"
    assert len(str(desk.variables["chu"])) <= 5000
    desk.cancel()


def test_a_mapping_that_is_too_large_is_an_incident_without_effect() -> None:
    mapping = d.io_mapping(d.inputs(x="=chu + chu"))
    model = d.process(d.start(), d.user_task("a", mapping), d.path("start", "a"))
    desk = Desk(model, {"chu": "a" * 600}, limits=RuntimeLimits(variable_bytes=1000))
    assert desk.incident_at("a").error_type == "LIMIT_EXCEEDED"
    assert set(desk.scopes) == {INSTANCE}


def test_what_is_replaced_does_not_count() -> None:
    desk = Desk(ONE_TASK, {"x": "a" * 2900}, limits=RuntimeLimits(variable_bytes=3000, variables_bytes=4000))
    desk.set_variables(INSTANCE, x="b" * 2900)
    with pytest.raises(LimitExceeded):
        desk.set_variables(INSTANCE, x="b" * 2900, y="c" * 1200)
    desk.complete("a", x="c" * 2900)
    assert desk.outcome == "completed"


@pytest.mark.parametrize("name", ["a" * 2000, "x\0"])
def test_names_of_variables_count_and_are_checked_too(name: str) -> None:
    desk = Desk(ONE_TASK, limits=RuntimeLimits(variable_bytes=1000))
    with pytest.raises((LimitExceeded, InputRejected)):
        desk.restored().set_variables(INSTANCE, {name: 1})


def test_the_sum_of_all_variables_is_bounded_also_after_a_restore() -> None:
    desk = Desk(ONE_TASK, limits=RuntimeLimits(variable_bytes=1000, variables_bytes=3000))
    for number in range(3):
        desk.set_variables(INSTANCE, **{f"x{number}": "a" * 900})
    with pytest.raises(LimitExceeded):
        desk.set_variables(INSTANCE, y="a" * 900)
    desk.set_variables(INSTANCE, x0=None)
    desk.set_variables(INSTANCE, y="a" * 900)
