import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk

SIGNALS = d.signal("s1", "khai_mac") + d.signal("dyn", '="ky_" + string(so)')


def waiting(interrupting: bool = True) -> bytes:
    return d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.signal_event("s1"), interrupting=interrupting),
        d.user_task("h"),
        d.path("start", "a"),
        d.path("b", "h"),
        around=SIGNALS,
    )


def thrower(*parts: str, mapping: str = "", at_end: bool = False) -> bytes:
    """Draw a task `go`, then the throw `t`, beside the given parts behind the parallel gateway `p`."""
    throw = (d.end_event if at_end else d.throw)("t", d.signal_event("s1"), mapping)
    return d.process(
        d.start(),
        d.parallel("p"),
        d.user_task("go"),
        throw,
        d.path("start", "p", "go", "t"),
        *parts,
        around=SIGNALS,
    )


def test_a_catch_event_waits_by_name_and_takes_what_comes() -> None:
    model = d.process(
        d.start(), d.catch("c", d.signal_event("dyn")), d.user_task("a"), d.path("start", "c", "a"), around=SIGNALS
    )
    desk = Desk(model, {"so": 15})
    wait = desk.wait_of("c")
    assert isinstance(wait, e.SignalAwaited)
    assert wait.signal_name == "ky_15"
    desk.fire("c", ngay="2026-12-01")
    assert desk.open == ["a"]
    assert desk.variables == {"so": 15, "ngay": "2026-12-01"}


def test_an_interrupting_boundary_event_takes_the_task_away() -> None:
    desk = Desk(waiting())
    desk.fire("b")
    assert desk.open == ["h"]
    assert not desk.waits


def test_one_that_does_not_interrupt_keeps_its_wait_under_the_same_key() -> None:
    desk = Desk(waiting(interrupting=False))
    key = desk.wait_of("b").wait_key
    desk.fire("b")
    desk.fire("b")
    assert desk.open == ["a", "h", "h"]
    assert desk.wait_of("b").wait_key == key
    desk.complete("a")
    assert not desk.waits


@pytest.mark.parametrize("at_end", [True, False])
def test_a_throw_tells_the_host_and_goes_on(at_end: bool) -> None:
    mapping = d.io_mapping(d.inputs(ky="=15"))
    desk = Desk(thrower(mapping=mapping, at_end=at_end))
    desk.complete("go")
    [thrown] = desk.signals
    assert (thrown.signal_name, thrown.variables, thrown.element_id) == ("khai_mac", {"ky": 15}, "t")
    assert desk.outcome == "completed"


def test_the_case_s_own_waits_are_fired_at_once() -> None:
    parts = (
        d.catch("c", d.signal_event("s1")),
        d.user_task("after_c"),
        d.user_task("x"),
        d.boundary("b", "x", d.signal_event("s1"), interrupting=False),
        d.user_task("h"),
        d.path("p", "c", "after_c"),
        d.path("p", "x"),
        d.path("b", "h"),
    )
    desk = Desk(thrower(*parts, mapping=d.io_mapping(d.inputs(ky="=15"))))
    desk.complete("go")
    assert desk.open == ["after_c", "h", "x"]
    assert desk.variables == {"ky": 15}
    assert len(desk.signals) == 1


def test_a_signal_may_interrupt_its_own_thrower() -> None:
    body = d.sub_process(
        "s", d.start("ss"), d.user_task("i"), d.throw("t", d.signal_event("s1")), d.path("ss", "i", "t")
    )
    model = d.process(
        d.start(),
        body,
        d.boundary("b", "s", d.signal_event("s1")),
        d.boundary("b2", "s", d.signal_event("s1"), interrupting=False),
        d.user_task("h"),
        d.path("start", "s"),
        d.path("b", "h"),
        d.path("b2", "h"),
        around=SIGNALS,
    )
    desk = Desk(model)
    desk.complete("i")
    assert desk.happened(e.ElementTerminated) == ["t", "s"]
    assert desk.open == ["h"]
    assert len(desk.signals) == 1


def test_an_event_based_gateway_may_wait_for_it() -> None:
    parts = (
        d.event_gateway("g"),
        d.catch("c", d.signal_event("s1")),
        d.catch("late", d.timer("timeDuration", "PT1H")),
        d.user_task("z"),
        d.path("p", "g", "c", "z"),
        d.path("g", "late"),
    )
    desk = Desk(thrower(*parts))
    desk.complete("go")
    assert desk.open == ["z"]
    assert not desk.waits


def test_too_many_tokens_stop_the_throw_before_anything_happens() -> None:
    parts = (
        d.user_task("x"),
        d.boundary("b", "x", d.signal_event("s1"), interrupting=False),
        d.user_task("h"),
        d.path("p", "x"),
        d.path("b", "h"),
    )
    desk = Desk(thrower(*parts), limits=RuntimeLimits(active_elements=2))
    desk.complete("go")
    assert desk.incident_at("t").error_type == "LIMIT_EXCEEDED"
    assert not desk.signals
    assert desk.open == ["x"]


def test_a_signal_event_needs_a_signal() -> None:
    for definition in ("<bpmn:signalEventDefinition/>", d.signal_event("nowhere")):
        with pytest.raises(DefinitionError) as refusal:
            parse(
                d.process(d.start(), d.throw("t", definition), d.path("start", "t")),
                resource="thu.bpmn",
                limits=RuntimeLimits(),
            )
        assert "missing_setting" in [finding.code for finding in refusal.value.findings]


def test_every_item_of_a_repeated_activity_catches_it() -> None:
    inside = (d.start("ss"), d.catch("c", d.signal_event("s1")), d.user_task("z"), d.path("ss", "c", "z"))
    repeat = d.multi_instance("=[1, 2, 3]")
    desk = Desk(thrower(d.sub_process("s", repeat, *inside), d.path("p", "s")))
    assert len(desk.waits) == 3
    desk.complete("go")
    assert desk.open == ["z", "z", "z"]
    assert not desk.waits
