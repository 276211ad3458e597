import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk

CODES = d.escalation("c1", "CHAM") + d.escalation("c2", "KHAC") + d.escalation("dyn", "=muc") + d.escalation("bare")
JOB = d.zeebe("taskDefinition", type="gui-thu")


def refusals(xml: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=RuntimeLimits())
    return [finding.code for finding in refusal.value.findings]


def test_without_a_definition_it_marks_a_point() -> None:
    mapping = d.io_mapping(d.outputs(da_qua="=true"))
    desk = Desk(d.process(d.start(), d.throw("t", "", mapping), d.user_task("a"), d.path("start", "t", "a")))
    assert desk.open == ["a"]
    assert desk.variables == {"da_qua": True}


# escalation -----------------------------------------------------------------------------------------------------------


def raised(thrower: str, *boundaries: str, interrupting: bool, then: str = "after") -> bytes:
    """Draw sub-process `s` that does `i`, throws, then does `after`; boundaries `name:escalation` lead to `h_name`."""
    parts = []
    for boundary in boundaries:
        name, _, code = boundary.partition(":")
        parts += [
            d.boundary(name, "s", d.escalation_event(code), interrupting=interrupting),
            d.user_task(f"h_{name}"),
            d.path(name, f"h_{name}"),
        ]
    body = d.sub_process(
        "s",
        d.start("s_s"),
        d.user_task("i"),
        thrower,
        *([d.user_task("after"), d.path("t", "after")] if then == "after" else []),
        d.path("s_s", "i", "t"),
    )
    return d.process(d.start(), body, d.user_task("z"), *parts, d.path("start", "s", "z"), around=CODES)


def test_an_escalation_goes_on_beside_a_catch_that_does_not_interrupt() -> None:
    desk = Desk(raised(d.throw("t", d.escalation_event("c1")), "b:c1", interrupting=False))
    desk.complete("i")
    assert desk.open == ["after", "h_b"]
    desk.complete("after")
    desk.complete("h_b")
    desk.complete("z")
    assert desk.outcome == "completed"


def test_an_interrupting_catch_takes_the_thrower_away() -> None:
    desk = Desk(raised(d.throw("t", d.escalation_event("c1")), "b:c1", interrupting=True))
    desk.complete("i")
    assert desk.open == ["h_b"]
    assert desk.happened(e.ElementTerminated) == ["t", "s"]


def test_an_escalation_end_event_leaves_the_sub_process_by_the_catch() -> None:
    thrower = d.end_event("t", d.escalation_event("c1"))
    desk = Desk(raised(thrower, "b:c1", interrupting=True, then=""))
    desk.complete("i")
    assert desk.open == ["h_b"]
    gentle = Desk(raised(thrower, "b:c1", interrupting=False, then=""))
    gentle.complete("i")
    assert gentle.open == ["h_b", "z"]


@pytest.mark.parametrize("boundaries", [(), ("b:c2",)])
def test_nobody_catches_and_nothing_happens(boundaries: tuple[str, ...]) -> None:
    desk = Desk(raised(d.throw("t", d.escalation_event("c1")), *boundaries, interrupting=True))
    desk.complete("i")
    assert desk.open == ["after"]
    assert not desk.incidents


def test_the_very_code_goes_before_any() -> None:
    desk = Desk(raised(d.throw("t", d.escalation_event("c1")), "any:", "b:c1", interrupting=True))
    desk.complete("i")
    assert desk.open == ["h_b"]
    other = Desk(raised(d.throw("t", d.escalation_event("c2")), "any:bare", "b:c1", interrupting=True))
    other.complete("i")
    assert other.open == ["h_any"]


def test_it_brings_what_its_input_mapping_says_by_a_computed_code() -> None:
    mapping = d.io_mapping(d.inputs(ly_do='="chậm " + string(3) + " ngày"'))
    desk = Desk(raised(d.throw("t", d.escalation_event("dyn"), mapping), "b:c1", interrupting=False), {"muc": "CHAM"})
    desk.complete("i")
    assert desk.open == ["after", "h_b"]
    assert desk.variables["ly_do"] == "chậm 3 ngày"


def test_a_code_that_is_no_text_is_an_incident_and_a_retry_throws_once() -> None:
    desk = Desk(raised(d.throw("t", d.escalation_event("dyn")), "b:c1", interrupting=False))
    desk.complete("i")
    assert desk.incident_at("t").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(next(iter(desk.scopes)), muc="CHAM")
    desk.retry("t")
    assert desk.open == ["after", "h_b"]


def test_a_failure_to_leave_does_not_throw_again() -> None:
    mapping = d.io_mapping(d.outputs(y="=if ok then 1 else function(q) q"))
    desk = Desk(raised(d.throw("t", d.escalation_event("c1"), mapping), "b:c1", interrupting=False))
    desk.complete("i")
    assert desk.incident_at("t").error_type == "IO_MAPPING_ERROR"
    desk.set_variables(next(iter(desk.scopes)), ok=True)
    desk.retry("t")
    assert desk.open == ["after", "h_b"]


def test_too_many_tokens_stop_the_throw() -> None:
    model = raised(d.throw("t", d.escalation_event("c1")), "b:c1", interrupting=False)
    desk = Desk(model, limits=RuntimeLimits(active_elements=2))
    desk.complete("i")
    assert desk.incident_at("t").error_type == "LIMIT_EXCEEDED"
    assert desk.open == []


def test_escalations_that_are_refused() -> None:
    assert refusals(raised(d.throw("t", d.escalation_event("bare")), interrupting=True)) == ["missing_setting"]
    twice = raised(d.throw("t", d.escalation_event("c1")), "b:c1", "again:c1", interrupting=True)
    assert refusals(twice) == ["caught_twice"]
    on_a_task = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.escalation_event("c1")),
        d.end(),
        d.path("start", "a"),
        d.path("b", "end"),
        around=CODES,
    )
    assert refusals(on_a_task) == ["boundary_not_allowed"]


# message --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_end", [True, False])
def test_a_message_is_a_job(at_end: bool) -> None:
    message = d.message_event("m")
    thrower = d.end_event("t", message, JOB) if at_end else d.throw("t", message, JOB)
    desk = Desk(d.process(d.start(), thrower, d.path("start", "t"), around=d.element("message", "m", name="thu")))
    assert desk.open == ["t"]
    assert next(iter(desk.jobs.values())).job_type == "gui-thu"
    desk.complete("t", da_gui=True)
    assert desk.outcome == "completed"
    assert desk.variables == {"da_gui": True}


def test_its_job_is_withdrawn_with_the_sub_process() -> None:
    body = d.sub_process("s", d.start("ss"), d.throw("t", d.message_event("m"), JOB), d.path("ss", "t"))
    model = d.process(
        d.start(),
        body,
        d.boundary("late", "s", d.timer("timeDuration", "PT1H")),
        d.end(),
        d.path("start", "s"),
        d.path("late", "end"),
    )
    desk = Desk(model)
    desk.fire("late")
    assert not desk.jobs
    assert desk.outcome == "completed"


def test_a_message_without_a_job_type_and_a_job_without_a_message_are_refused() -> None:
    silent = d.process(d.start(), d.throw("t", d.message_event("m")), d.path("start", "t"))
    assert refusals(silent) == ["missing_setting"]
    odd = d.process(d.start(), d.throw("t", "", JOB), d.path("start", "t"))
    assert refusals(odd) == ["unsupported_extension"]


# link -----------------------------------------------------------------------------------------------------------------


def linked(*names: str, inside: bool = False) -> bytes:
    """Draw `a`, then a throw for each name; link `L` catches before `z`."""
    throws = [d.throw(f"t{index}", d.link_event(name)) for index, name in enumerate(names)]
    body = [
        d.start("s"),
        d.user_task("a"),
        d.exclusive("x", "x-t0"),
        *throws,
        d.catch("in", d.link_event("L")),
        d.user_task("z"),
        d.path("s", "a", "x", "t0"),
        *[d.flow("x", f"t{index}", f"=chon = {index}") for index in range(1, len(names))],
        d.path("in", "z"),
    ]
    if inside:
        return d.process(d.start(), d.sub_process("sub", *body), d.path("start", "sub"))
    return d.process(*body)


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("way", [0, 1])
def test_links_go_on_at_their_catch(way: int, inside: bool) -> None:
    desk = Desk(linked("L", "L", inside=inside), {"chon": way})
    desk.complete("a")
    assert desk.open == ["z"]
    assert desk.happened(e.ElementCompleted)[-2:] == [f"t{way}", "in"]
    desk.complete("z")
    assert desk.outcome == "completed"


def test_an_inclusive_join_waits_for_a_token_that_comes_by_link() -> None:
    model = d.process(
        d.start(),
        d.inclusive("split", "f_default"),
        d.user_task("a"),
        d.user_task("b"),
        d.throw("t", d.link_event("L")),
        d.catch("in", d.link_event("L")),
        d.inclusive("join"),
        d.user_task("z"),
        d.path("start", "split"),
        d.flow("split", "a", "=true"),
        d.flow("split", "b", "=true"),
        d.flow("split", "z", flow_id="f_default"),
        d.path("a", "t"),
        d.path("in", "join", "z"),
        d.path("b", "join"),
    )
    desk = Desk(model)
    desk.complete("b")
    assert desk.open == ["a"]
    desk.complete("a")
    assert desk.open == ["z"]


def test_links_that_lead_nowhere_are_refused() -> None:
    assert "link_target" in refusals(linked("M"))
    assert "missing_setting" in refusals(linked(""))
    two = d.process(
        d.start(),
        d.throw("t", d.link_event("L")),
        d.catch("in", d.link_event("L")),
        d.catch("in2", d.link_event("L")),
        d.end(),
        d.path("start", "t"),
        d.path("in", "end"),
        d.path("in2", "end"),
    )
    assert refusals(two) == ["link_target"]
    with_flow = d.process(
        d.start(),
        d.throw("t", d.link_event("L")),
        d.catch("in", d.link_event("L")),
        d.end(),
        d.path("start", "t", "end"),
        d.path("in", "end"),
    )
    assert refusals(with_flow) == ["flow_not_allowed"]
