import pytest

from engine.errors import Conflict, DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk

ERRORS = d.error("e1", "SAI_MAU") + d.error("e2", "HET_HAN") + d.error("dynamic", "=ma_loi") + d.error("bare")


def caught(*boundaries: str, host: str | None = None) -> bytes:
    """Draw a job (or `host`) named `a` with error boundaries; each leads to a task named `after_` and its id."""
    parts = []
    for boundary in boundaries:
        name, _, error_id = boundary.partition(":")
        parts += [
            d.boundary(name, "a", d.error_event(error_id)),
            d.user_task(f"after_{name}"),
            d.path(name, f"after_{name}"),
        ]
    return d.process(
        d.start(), host or d.service_task("a"), d.user_task("z"), *parts, d.path("start", "a", "z"), around=ERRORS
    )


def failing(error_id: str, *extension: str, name: str = "a") -> str:
    """Draw a sub-process that has a task and then an error end event."""
    return d.sub_process(
        name,
        d.start(f"{name}_s"),
        d.user_task(f"{name}_t"),
        d.end_event(f"{name}_e", d.error_event(error_id), *extension),
        d.path(f"{name}_s", f"{name}_t", f"{name}_e"),
    )


def test_a_job_s_error_takes_the_way_of_its_code() -> None:
    desk = Desk(caught("one:e1", "two:e2"))
    assert desk.throw("a", "HET_HAN", ly_do="muộn")
    assert desk.story() == [
        "JobCanceled",
        "ElementTerminated a",
        "ElementActivated two",
        "ElementCompleted two",
        "SequenceFlowTaken two-after_two",
        "ElementActivated after_two",
        "UserTaskCreated after_two",
        "VariableSet ly_do",
    ]
    assert desk.variables == {"ly_do": "muộn"}


@pytest.mark.parametrize("order", [("any:", "one:e1"), ("one:e1", "any:")])
def test_the_very_code_goes_before_any(order: tuple[str, str]) -> None:
    desk = Desk(caught(*order))
    assert desk.throw("a", "SAI_MAU")
    assert desk.open == ["after_one"]
    other = Desk(caught(*order))
    assert other.throw("a", "LA")
    assert other.open == ["after_any"]


def test_an_error_without_a_code_catches_any() -> None:
    desk = Desk(caught("any:bare"))
    assert desk.throw("a", "LA")
    assert desk.open == ["after_any"]


def test_an_error_that_nobody_catches_changes_nothing() -> None:
    desk = Desk(caught("one:e1"))
    assert not desk.throw("a", "LA", x=1)
    assert desk.events == ()
    assert desk.open == ["a"]


def test_only_waiting_work_can_throw() -> None:
    desk = Desk(caught("one:e1"))
    key = desk.key_of_work("a")
    desk.complete("a")
    with pytest.raises(Conflict):
        desk.restored().throw_error(key, "SAI_MAU", {})


def test_an_error_end_event_takes_its_sub_process_away() -> None:
    desk = Desk(caught("one:e1", host=failing("e1")))
    desk.complete("a_t")
    assert desk.story()[1:7] == [
        "SequenceFlowTaken a_t-a_e",
        "ElementActivated a_e",
        "ElementTerminated a_e",
        "ScopeClosed",
        "ElementTerminated a",
        "ElementActivated one",
    ]
    assert desk.open == ["after_one"]


def test_other_tokens_in_the_sub_process_go_with_it() -> None:
    host = d.sub_process(
        "a",
        d.start("s"),
        d.parallel("p"),
        d.user_task("i"),
        d.catch("c", d.timer("timeDuration", "PT1H")),
        d.user_task("t"),
        d.end_event("err", d.error_event("e1")),
        d.path("s", "p", "i"),
        d.path("p", "c"),
        d.path("p", "t", "err"),
    )
    desk = Desk(caught("one:e1", host=host))
    desk.complete("t")
    assert desk.open == ["after_one"]
    assert not desk.waits


def test_it_goes_outwards_past_scopes_that_catch_another_code() -> None:
    inner = failing("e1", name="in")
    host = d.sub_process(
        "a",
        d.start("s"),
        inner,
        d.boundary("near", "in", d.error_event("e2")),
        d.end("near_end"),
        d.path("s", "in"),
        d.path("near", "near_end"),
    )
    desk = Desk(caught("far:e1", host=host))
    desk.complete("in_t")
    assert desk.open == ["after_far"]
    assert desk.happened(e.ElementTerminated) == ["in_e", "in", "a"]


def test_the_nearer_scope_catches_even_with_any() -> None:
    host = d.sub_process(
        "a",
        d.start("s"),
        failing("e1", name="in"),
        d.boundary("near", "in", d.error_event()),
        d.user_task("n"),
        d.path("s", "in"),
        d.path("near", "n"),
    )
    desk = Desk(caught("far:e1", host=host))
    desk.complete("in_t")
    assert desk.open == ["n"]


def test_a_job_inside_is_caught_outside() -> None:
    host = d.sub_process("a", d.start("s"), d.service_task("job"), d.path("s", "job"))
    desk = Desk(caught("one:e1", host=host))
    assert desk.throw("job", "SAI_MAU")
    assert desk.open == ["after_one"]


def test_the_code_may_be_an_expression_and_the_mapping_says_what_it_brings() -> None:
    host = failing("dynamic", d.io_mapping(d.inputs(ly_do='="thiếu " + ten')))
    desk = Desk(caught("two:e2", host=host), {"ma_loi": "HET_HAN", "ten": "dấu"})
    desk.complete("a_t")
    assert desk.open == ["after_two"]
    assert desk.variables["ly_do"] == "thiếu dấu"


def test_an_uncaught_error_end_event_is_an_incident_that_can_be_run_again() -> None:
    desk = Desk(caught("two:e2", host=failing("dynamic")), {"ma_loi": "LA"})
    desk.complete("a_t")
    incident = desk.incident_at("a_e")
    assert incident.error_type == "UNHANDLED_ERROR_EVENT"
    assert "LA" in incident.message.vi
    desk.set_variables(next(iter(desk.scopes)), ma_loi="HET_HAN")
    desk.retry("a_e")
    assert desk.open == ["after_two"]


def test_in_the_process_itself_nobody_catches() -> None:
    model = d.process(d.start(), d.end_event("end", d.error_event("e1")), d.path("start", "end"), around=ERRORS)
    desk = Desk(model)
    assert desk.incident_at("end").error_type == "UNHANDLED_ERROR_EVENT"
    desk.cancel()
    assert desk.outcome == "terminated"


def test_a_code_that_is_no_text_is_an_incident() -> None:
    desk = Desk(caught("any:", host=failing("dynamic")))
    desk.complete("a_t")
    assert desk.incident_at("a_e").error_type == "EXTRACT_VALUE_ERROR"


def test_parallel_tasks_are_told_apart() -> None:
    model = d.process(
        d.start(),
        d.parallel("p"),
        d.service_task("a"),
        d.service_task("b"),
        d.boundary("xa", "a", d.error_event()),
        d.boundary("xb", "b", d.error_event()),
        d.user_task("ha"),
        d.user_task("hb"),
        d.path("start", "p", "a"),
        d.path("p", "b"),
        d.path("xa", "ha"),
        d.path("xb", "hb"),
    )
    desk = Desk(model)
    assert desk.throw("b", "X")
    assert desk.open == ["a", "hb"]


def refusals(xml: bytes) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=RuntimeLimits())
    return [finding.code for finding in refusal.value.findings]


def test_what_is_refused() -> None:
    assert refusals(caught("one:e1", "again:e1")) == ["caught_twice"]
    assert refusals(caught("any:", "two:bare")) == ["caught_twice"]
    assert refusals(caught("gone:nowhere")) == ["dangling_reference"]
    assert refusals(caught("x:dynamic")) == ["static_text_expected"]
    assert refusals(caught("one:e1", host=failing("bare"))) == ["missing_setting"]
    assert "missing_setting" in refusals(caught("one:e1", host=failing("nowhere")))
    two = d.end_event("end", d.error_event("e1") + "<bpmn:terminateEventDefinition/>")
    assert refusals(d.process(d.start(), two, d.path("start", "end"), around=ERRORS)) == ["event_definition"]
    gentle = d.boundary("x", "a", d.error_event("e1"), interrupting=False)
    xml = d.process(
        d.start(), d.service_task("a"), gentle, d.end(), d.path("start", "a", "end"), d.path("x", "end"), around=ERRORS
    )
    assert refusals(xml) == ["error_must_interrupt"]
