import pytest

from engine.errors import Conflict, DefinitionError
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk

ANSWER = d.message("m", "tra_loi") + d.message("n", "rut")


def waiting(*extension: str) -> bytes:
    return d.process(
        d.start(),
        d.event_gateway("g"),
        d.catch("msg", d.message_event("m"), *extension),
        d.catch("late", d.timer("timeDuration", "PT4H")),
        d.receive_task("rec", "n"),
        d.user_task("a"),
        d.user_task("b"),
        d.user_task("c"),
        d.path("start", "g", "msg", "a"),
        d.path("g", "late", "b"),
        d.path("g", "rec", "c"),
        around=ANSWER,
    )


def test_it_waits_for_every_target_itself() -> None:
    desk = Desk(waiting(), {"ma": "HS-1"})
    assert sorted(wait.element_id for wait in desk.waits.values()) == ["late", "msg", "rec"]
    assert {wait.element_instance_key for wait in desk.waits.values()} == set(desk.active)
    assert list(desk.active.values()) == ["g"]


@pytest.mark.parametrize(("event", "then"), [("msg", "a"), ("late", "b"), ("rec", "c")])
def test_the_first_event_decides_and_the_others_are_no_longer_waited_for(event: str, then: str) -> None:
    desk = Desk(waiting(), {"ma": "HS-1"})
    keys = list(desk.waits)
    desk.fire(event)
    assert [word for word in desk.story() if word != "WaitClosed"][:7] == [
        "ElementCompleted g",
        f"SequenceFlowTaken g-{event}",
        f"ElementActivated {event}",
        f"ElementCompleted {event}",
        f"SequenceFlowTaken {event}-{then}",
        f"ElementActivated {then}",
        f"UserTaskCreated {then}",
    ]
    assert not desk.waits
    for key in keys:
        with pytest.raises(Conflict):
            desk.restored().trigger(key, {})
    desk.complete(then)
    assert desk.outcome == "completed"


def test_the_target_takes_what_the_message_brought() -> None:
    desk = Desk(waiting(), {"ma": "HS-1"})
    desk.fire("msg", y_kien="đồng ý")
    assert desk.variables == {"ma": "HS-1", "y_kien": "đồng ý"}


def test_the_target_s_output_mapping_selects() -> None:
    desk = Desk(waiting(d.io_mapping(d.outputs(y="=y_kien"))), {"ma": "HS-1"})
    desk.fire("msg", y_kien="đồng ý", rac=1)
    assert desk.variables == {"ma": "HS-1", "y": "đồng ý"}


def test_a_failing_mapping_of_the_target_keeps_the_message_until_it_is_mended() -> None:
    mapping = d.io_mapping(d.inputs(x="=if ok then 1 else function(q) q"))
    desk = Desk(waiting(mapping), {"ma": "HS-1"})
    desk.fire("msg", y_kien="đồng ý")
    assert desk.incident_at("msg").error_type == "IO_MAPPING_ERROR"
    assert not desk.waits
    desk.set_variables(next(iter(desk.scopes)), ok=True)
    desk.retry("msg")
    assert desk.open == ["a"]
    assert desk.variables["y_kien"] == "đồng ý"


def test_a_bad_expression_of_a_target_is_the_gateway_s_incident() -> None:
    desk = Desk(waiting(), {})
    assert desk.incident_at("g").error_type == "EXTRACT_VALUE_ERROR"
    assert not desk.waits


def test_in_a_loop_it_waits_anew_each_time() -> None:
    model = d.process(
        d.start(),
        d.exclusive("again"),
        d.event_gateway("g"),
        d.catch("msg", d.message_event("m")),
        d.catch("late", d.timer("timeDuration", "PT4H")),
        d.end(),
        d.path("start", "again", "g", "msg", "again"),
        d.path("g", "late", "end"),
        around=ANSWER,
    )
    desk = Desk(model, {"ma": "1"})
    for _ in range(5):
        desk.fire("msg")
        assert len(desk.waits) == 2
    desk.fire("late")
    assert desk.outcome == "completed"


def test_a_choice_survives_a_command_that_is_cut_short() -> None:
    desk = Desk(waiting(), {"ma": "HS-1"}, limits=RuntimeLimits(steps_per_command=1))
    while "g" not in [wait.element_id for wait in desk.waits.values()] and not desk.waits:
        desk.retry(next(iter(desk.incidents.values())).element_id)
    desk.fire("msg", y_kien="có")
    assert desk.incident_at("msg").error_type == "LIMIT_EXCEEDED"
    desk.retry("msg")
    desk.retry("a")
    assert desk.open == ["a"]
    assert desk.variables["y_kien"] == "có"


def refusals(xml: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=RuntimeLimits())
    return [finding.code for finding in refusal.value.findings]


def test_what_it_may_lead_to() -> None:
    target = d.process(
        d.start(),
        d.event_gateway("g"),
        d.user_task("a"),
        d.catch("late", d.timer("timeDuration", "PT4H")),
        d.path("start", "g", "a"),
        d.path("g", "late"),
    )
    assert refusals(target) == ["event_gateway_target"]
    lonely = d.process(
        d.start(),
        d.event_gateway("g"),
        d.catch("late", d.timer("timeDuration", "PT4H")),
        d.path("start", "g", "late"),
    )
    assert refusals(lonely) == ["flow_missing"]
    guarded = d.process(
        d.start(),
        d.event_gateway("g"),
        d.receive_task("rec", "n"),
        d.boundary("x", "rec", d.timer("timeDuration", "PT1H")),
        d.catch("late", d.timer("timeDuration", "PT4H")),
        d.end(),
        d.path("start", "g", "rec"),
        d.path("g", "late"),
        d.path("x", "end"),
        around=ANSWER,
    )
    assert refusals(guarded) == ["boundary_not_allowed"]
