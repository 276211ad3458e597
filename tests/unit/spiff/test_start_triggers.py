import itertools
from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import DefinitionError, LimitExceeded
from engine.feel import Host
from engine.model.definition import StartTrigger
from engine.model.events import ElementActivated, VariableSet
from engine.model.json_value import Variables
from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, ProcessModel, evaluate_start, first_start, next_start, parse, true_starts
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import MONDAY

ROOTS = d.element("message", "m", name="moi") + d.signal("s", "bat_dau") + d.signal("dyn", "=ten")


def by_event(definition: str, *extension: str) -> str:
    return d.element("startEvent", "by", d.extensions(*extension) + definition)


def model(*starts: str) -> ProcessModel:
    flows = [d.flow(name, "a") for name in ("start", "by") if any(f'id="{name}"' in start for start in starts)]
    (found,) = parse(
        d.process(*starts, d.user_task("a"), *flows, around=ROOTS), resource="thu.bpmn", limits=RuntimeLimits()
    )
    return found


def begun(found: ProcessModel, brought: Variables) -> Execution:
    return Execution.start(
        found,
        instance_key=1,
        keys=itertools.count(2).__next__,
        host=Host(functions={}, now=lambda: MONDAY, timezone="Asia/Ho_Chi_Minh"),
        limits=RuntimeLimits(),
        variables={"ma": "1"},
        start_id="by",
        brought=brought,
    )


def variables(execution: Execution) -> dict[str, object]:
    return {event.name: event.value for event in execution.events if isinstance(event, VariableSet)}


def test_the_model_says_what_starts_it() -> None:
    found = model(d.start(), by_event(d.message_event("m"))).definition
    assert found.has_plain_start
    assert found.starts == (StartTrigger(element_id="by", kind="message", name="moi", line=1),)
    only = model(by_event(d.signal_event("s"))).definition
    assert not only.has_plain_start
    assert only.starts == (StartTrigger(element_id="by", kind="signal", name="bat_dau", line=1),)


def test_time_may_start_it() -> None:
    found = model(d.start(), by_event(d.timer("timeCycle", "R2/P1D"))).definition
    assert found.starts == (StartTrigger(element_id="by", kind="timer", name="R2/P1D", timer="timeCycle", line=1),)


def test_a_condition_may_start_it() -> None:
    found = model(d.start(), by_event(d.condition("=so > 2")))
    assert found.definition.starts == (StartTrigger(element_id="by", kind="conditional", name="", line=1),)
    asked = [(7, found, "by")]
    for variables_, begun_ in (({"so": 3}, [(7, "by")]), ({"so": 2}, []), ({"so": None}, []), ({}, [])):
        assert true_starts(asked, variables_, host=HOST, limits=RuntimeLimits()) == begun_


def test_conditions_of_one_command_cost_no_more_than_one_command() -> None:
    found = model(d.start(), by_event(d.condition("=count(for i in 1..so, j in 1..so return i) < 0")))
    with pytest.raises(LimitExceeded):
        true_starts([(7, found, "by")], {"so": 100_000}, host=HOST, limits=RuntimeLimits())


HOST = Host(now=lambda: datetime(2026, 1, 5, 1, tzinfo=UTC), timezone="Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("timer", "text", "given"),
    [
        ("timeCycle", '="R/PT" + string(6 * 2) + "H"', "R/PT12H"),
        ("timeCycle", '="0 0 8 * * MON-FRI"', "0 0 8 * * MON-FRI"),
        ("timeDuration", '=duration("P1D") + duration("PT1H")', "P1DT1H"),
        ("timeDate", '=date and time("2026-01-05T08:00:00+07:00") + duration("P1D")', "2026-01-06T08:00:00+07:00"),
        ("timeCycle", "=chu_ky", None),
        ("timeDuration", "=1", None),
        ("timeDuration", '="soon"', None),
        ("timeDate", '="R/P1D"', None),
        ("timeCycle", "=count(for i in 1..10000000 return i)", None),
        ("", '="order-" + string(7)', "order-7"),
        ("", "=name", None),
        ("", '="' + "x" * 400 + '"', None),
    ],
)
def test_an_expression_is_evaluated_when_the_process_is_deployed(timer: str, text: str, given: str | None) -> None:
    trigger = StartTrigger(element_id="by", kind="timer" if timer else "signal", name=text, timer=timer)
    found = evaluate_start(trigger, HOST)
    assert (None if found is None else found.name) == given


def test_a_repetition_names_its_next_moment_and_how_often_it_still_comes() -> None:
    zone = "Asia/Ho_Chi_Minh"
    due, text = first_start("R2/P1D", MONDAY, zone)
    assert (due, text) == (MONDAY + timedelta(days=1), "R2/2026-01-06T01:00:00+00:00/P1D")
    following = next_start(text, due, due, zone)
    assert following == (MONDAY + timedelta(days=2), "R1/2026-01-07T01:00:00+00:00/P1D")
    assert next_start(following[1], following[0], following[0], zone) is None
    endless = first_start("R/2026-02-01T08:00:00/P1M", MONDAY, zone)
    assert endless[1] == "R/2026-02-01T01:00:00+00:00/P1M"
    assert next_start(endless[1], endless[0], endless[0], zone) == (
        datetime(2026, 3, 1, 1, tzinfo=UTC),
        "R/2026-03-01T01:00:00+00:00/P1M",
    )
    date = first_start("2026-01-06", MONDAY, zone)
    assert date == (datetime(2026, 1, 5, 17, tzinfo=UTC), "2026-01-06")
    assert next_start(date[1], date[0], date[0], zone) is None


def test_a_duration_starts_one_case_so_long_after_the_deployment() -> None:
    zone = "Asia/Ho_Chi_Minh"
    due, text = first_start("PT90M", MONDAY, zone)
    assert due == MONDAY + timedelta(minutes=90)
    assert next_start(text, due, due, zone) is None


def test_cron_starts_cases_by_the_clock_of_the_office() -> None:
    zone = "Asia/Ho_Chi_Minh"
    due, text = first_start("0 0 9 * * MON-FRI", MONDAY, zone)
    assert (due, text) == (MONDAY + timedelta(hours=1), "0 0 9 * * MON-FRI")
    assert next_start(text, due, due, zone) == (MONDAY + timedelta(hours=25), text)
    assert next_start(text, due, MONDAY + timedelta(days=5), zone) == (MONDAY + timedelta(days=7, hours=1), text)


def test_after_a_time_with_nobody_there_one_case_is_started() -> None:
    zone = "Asia/Ho_Chi_Minh"
    due, text = first_start("R3/PT1H", MONDAY, zone)
    following = next_start(text, due, MONDAY + timedelta(hours=5, minutes=1), zone)
    assert following == (MONDAY + timedelta(hours=6), "R2/2026-01-05T07:00:00+00:00/PT1H")


def test_a_case_begins_at_the_event_with_what_it_brought() -> None:
    execution = begun(model(d.start(), by_event(d.message_event("m"))), {"nguon": "trục"})
    entered = [event.element_id for event in execution.events if isinstance(event, ElementActivated)]
    assert entered == ["by", "a"]
    assert variables(execution) == {"ma": "1", "nguon": "trục"}


def test_output_mappings_select() -> None:
    mapping = d.io_mapping(d.outputs(y="=nguon"))
    execution = begun(model(by_event(d.signal_event("s"), mapping)), {"nguon": "trục", "rac": 1})
    assert variables(execution) == {"ma": "1", "y": "trục"}


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        (d.message_event("nowhere"), "missing_setting"),
        (d.timer("timeCycle", "=chu ky +"), "feel_invalid"),
        (d.timer("timeCycle", "0 0 9 * *"), "invalid_timer"),
        ("<bpmn:errorEventDefinition/>", "unsupported_element"),
    ],
)
def test_what_cannot_start_a_process(definition: str, code: str) -> None:
    with pytest.raises(DefinitionError) as refusal:
        model(by_event(definition))
    assert code in [finding.code for finding in refusal.value.findings]
