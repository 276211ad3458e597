import pytest

from engine.errors import Conflict, DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, MONDAY, Desk

AROUND = (
    d.message("m", "rut")
    + d.signal("s", "dung")
    + d.error("e1", "SAI")
    + d.error("e2", "KHAC")
    + d.escalation("c1", "CHAM")
    + d.escalation("c2", "KHAC")
)
TRIGGERS = {
    "message": d.message_event("m"),
    "timer": d.timer("timeDuration", "PT4H"),
    "signal": d.signal_event("s"),
}


def event(
    definition: str, *, name: str = "ev", interrupting: bool = True, extension: str = "", then: str | None = None
) -> str:
    """Draw an event sub-process with one task, `ev_t`, or what `then` says."""
    work = d.user_task(f"{name}_t") if then is None else then
    return d.event_sub_process(
        name, definition, work, d.path(f"{name}_s", f"{name}_t"), interrupting=interrupting, extension=extension
    )


def case(*events: str, nested: bool = False) -> bytes:
    """Draw tasks `a` and `b` side by side with event sub-processes, in the process or in sub-process `sub`."""
    body = (
        d.start("s0"),
        d.parallel("p"),
        d.user_task("a"),
        d.user_task("b"),
        d.path("s0", "p", "a"),
        d.path("p", "b"),
    )
    if not nested:
        return d.process(*body, *events, around=AROUND)
    return d.process(
        d.start(), d.sub_process("sub", *body, *events), d.user_task("z"), d.path("start", "sub", "z"), around=AROUND
    )


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_an_interrupting_one_takes_its_scope_over(trigger: str, nested: bool) -> None:
    desk = Desk(case(event(TRIGGERS[trigger]), nested=nested), {"ma": "1"})
    assert desk.open == ["a", "b"]
    wait = desk.wait_of("ev_s")
    desk.fire("ev_s")
    assert desk.open == ["ev_t"]
    assert sorted(desk.happened(e.ElementTerminated)) == ["a", "b"]
    assert not desk.waits
    with pytest.raises(Conflict):
        desk.restored().trigger(wait.wait_key, {})
    desk.complete("ev_t")
    assert desk.open == (["z"] if nested else [])
    assert desk.outcome == (None if nested else "completed")


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("trigger", ["message", "signal"])
def test_one_that_does_not_interrupt_runs_beside_again_and_again(trigger: str, nested: bool) -> None:
    desk = Desk(case(event(TRIGGERS[trigger], interrupting=False), nested=nested), {"ma": "1"})
    desk.fire("ev_s", lan=1)
    desk.fire("ev_s", lan=2)
    assert desk.open == ["a", "b", "ev_t", "ev_t"]
    own = [values["lan"] for scope, values in desk.scopes.items() if "lan" in values]
    assert own == [1, 2]
    desk.complete("a")
    desk.complete("b")
    assert desk.open == ["ev_t", "ev_t"]
    assert len(desk.waits) == 1
    desk.complete("ev_t")
    desk.complete("ev_t")
    assert not desk.waits
    assert desk.open == (["z"] if nested else [])


def test_its_waits_end_with_its_scope() -> None:
    desk = Desk(case(event(TRIGGERS["message"]), nested=True), {"ma": "1"})
    desk.complete("a")
    desk.complete("b")
    assert desk.open == ["z"]
    assert not desk.waits


def test_its_wait_belongs_to_the_scope() -> None:
    desk = Desk(case(event(TRIGGERS["timer"])))
    assert desk.wait_of("ev_s").element_instance_key == INSTANCE
    nested = Desk(case(event(TRIGGERS["timer"]), nested=True))
    assert nested.active[nested.wait_of("ev_s").element_instance_key] == "sub"


def test_a_cycle_repeats_beside() -> None:
    desk = Desk(case(event(d.timer("timeCycle", "R2/PT1H"), interrupting=False)))
    for hour in (1, 2):
        wait = desk.wait_of("ev_s")
        assert isinstance(wait, e.TimerScheduled)
        assert (wait.due_at - MONDAY).total_seconds() == hour * 3600
        desk.fire("ev_s")
    assert not desk.waits
    assert desk.open == ["a", "b", "ev_t", "ev_t"]


def test_several_wait_side_by_side_and_one_ends_the_others() -> None:
    events = (
        event(TRIGGERS["message"], name="one", interrupting=False),
        event(TRIGGERS["timer"], name="two"),
        event(TRIGGERS["signal"], name="three"),
    )
    desk = Desk(case(*events), {"ma": "1"})
    desk.fire("one_s")
    desk.fire("two_s")
    assert desk.open == ["two_t"]
    assert not desk.waits


def test_what_the_event_brings_can_be_sent_on() -> None:
    mapping = d.extensions(d.io_mapping(d.outputs(ly_do="=don.ly_do")))
    desk = Desk(case(event(TRIGGERS["message"], extension=mapping), nested=True), {"ma": "1"})
    desk.fire("ev_s", don={"ly_do": "rút"})
    assert desk.variables == {"ma": "1", "ly_do": "rút"}


def test_ending_the_case_early_ends_its_waits() -> None:
    desk = Desk(case(event(TRIGGERS["message"]), nested=True), {"ma": "1"})
    desk.cancel()
    assert not desk.waits


def test_a_terminate_end_leaves_nothing() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.terminate_end("t"),
        event(TRIGGERS["message"], interrupting=False),
        d.path("start", "a", "t"),
        around=AROUND,
    )
    desk = Desk(model, {"ma": "1"})
    desk.fire("ev_s")
    desk.complete("a")
    assert desk.outcome == "completed"


def test_a_fault_in_its_setting_is_an_incident_of_the_start_event() -> None:
    desk = Desk(case(event(TRIGGERS["message"]), nested=True))
    assert desk.incident_at("s0").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(INSTANCE, ma="1")
    desk.retry("s0")
    assert desk.open == ["a", "b"]
    assert len(desk.waits) == 1


# errors and escalations -----------------------------------------------------------------------------------------------


def thrower(definition: str, *events: str, boundary: str = "", gentle: bool = False) -> bytes:
    """Draw sub-process `sub`: task `go`, then a throw, beside task `a`; with event sub-processes, then `z`."""
    throw = d.throw("t", definition) if gentle else d.end_event("t", definition)
    body = d.sub_process(
        "sub",
        d.start("s0"),
        d.parallel("p"),
        d.user_task("go"),
        d.user_task("a"),
        throw,
        d.path("s0", "p", "go", "t"),
        d.path("p", "a"),
        *events,
    )
    return d.process(d.start(), body, d.user_task("z"), boundary, d.path("start", "sub", "z"), around=AROUND)


def test_an_error_is_caught_inside_before_the_boundary() -> None:
    boundary = d.boundary("bd", "sub", d.error_event()) + d.user_task("h") + d.path("bd", "h")
    desk = Desk(thrower(d.error_event("e1"), event(d.error_event("e1")), boundary=boundary))
    desk.complete("go")
    assert desk.open == ["ev_t"]
    assert desk.happened(e.ElementTerminated) == ["a", "t"] or desk.happened(e.ElementTerminated) == ["t", "a"]
    desk.complete("ev_t")
    assert desk.open == ["z"]


def test_a_job_s_error_starts_it_with_its_data() -> None:
    body = (d.start(), d.service_task("job"), event(d.error_event()), d.path("start", "job"))
    desk = Desk(d.process(*body, around=AROUND))
    assert desk.throw("job", "LA", ly_do="hỏng")
    assert desk.open == ["ev_t"]
    assert [values for key, values in desk.scopes.items() if key != INSTANCE] == [{"ly_do": "hỏng"}]
    desk.complete("ev_t")
    assert desk.outcome == "completed"


def test_an_error_thrown_in_the_handler_goes_outwards() -> None:
    handler = event(d.error_event(), then=d.end_event("ev_t", d.error_event("e2")))
    boundary = d.boundary("bd", "sub", d.error_event()) + d.user_task("h") + d.path("bd", "h")
    desk = Desk(thrower(d.error_event("e1"), handler, boundary=boundary))
    desk.complete("go")
    assert desk.open == ["h"]


def test_an_error_from_a_handler_beside_is_caught_in_the_same_scope() -> None:
    beside = event(d.message_event("m"), name="one", interrupting=False, then=d.end_event("one_t", d.error_event("e1")))
    desk = Desk(case(beside, event(d.error_event("e1"))), {"ma": "1"})
    desk.fire("one_s")
    assert desk.open == ["ev_t"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_starts_it(interrupting: bool) -> None:
    model = thrower(d.escalation_event("c1"), event(d.escalation_event(), interrupting=interrupting), gentle=True)
    desk = Desk(model)
    desk.complete("go")
    assert desk.open == (["ev_t"] if interrupting else ["a", "ev_t"])
    desk.complete("ev_t")
    if not interrupting:
        desk.complete("a")
    assert desk.open == ["z"]


def test_too_many_tokens_refuse_the_event_and_nothing_changes() -> None:
    desk = Desk(
        case(event(TRIGGERS["message"], interrupting=False)), {"ma": "1"}, limits=RuntimeLimits(active_elements=2)
    )
    with pytest.raises(Exception, match="active elements"):
        desk.fire("ev_s")
    assert desk.open == ["a", "b"]
    assert len(desk.waits) == 1


# what is refused ------------------------------------------------------------------------------------------------------


def refusals(xml: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=RuntimeLimits())
    return [finding.code for finding in refusal.value.findings]


def test_how_it_may_not_be_drawn() -> None:
    assert refusals(case(d.element("subProcess", "ev", d.start("x"), triggeredByEvent="true")))[0] in {
        "event_sub_process_start",
        "flow_missing",
    }
    assert "event_sub_process_alone" in refusals(case(event(TRIGGERS["timer"]), d.path("a", "ev")))
    on_it = d.boundary("bd", "ev", d.timer("timeDuration", "PT1H")) + d.user_task("h") + d.path("bd", "h")
    assert "event_sub_process_alone" in refusals(case(event(TRIGGERS["timer"]), on_it))
    assert refusals(case(event(d.error_event("e1"), interrupting=False))) == ["error_must_interrupt"]
    twice = (event(d.error_event("e1")), event(d.error_event("e1"), name="again"))
    assert refusals(case(*twice)) == ["caught_twice"]
    assert refusals(case(event(d.timer("timeCycle", "R/PT1H")))) == ["unsupported_timer"]


def test_its_visit_says_what_it_is() -> None:
    desk = Desk(case(event(TRIGGERS["signal"])))
    desk.fire("ev_s")
    (visit,) = [found for found in desk.events if isinstance(found, e.ElementActivated) and found.element_id == "ev"]
    assert visit.element_type == "eventSubProcess"
    assert desk.parse().definition.elements["ev"].type == "eventSubProcess"


def test_cases_of_one_model_know_nothing_of_each_other_s_events() -> None:
    first = Desk(case(event(TRIGGERS["signal"])), shared=True)
    first.fire("ev_s")
    second = Execution.start(
        first.parse(), instance_key=1, keys=first.new_key, host=first.host, limits=first.limits, variables={}
    )
    begun = [event.element_id for event in second.events if isinstance(event, e.UserTaskCreated)]
    assert begun == ["a", "b"]
