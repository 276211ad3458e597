"""Broken graphs are told before anything runs."""

import pytest

from engine.errors import DefinitionError
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d


def codes(xml: bytes, limits: RuntimeLimits | None = None) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=limits or RuntimeLimits())
    return [finding.code for finding in refusal.value.findings]


LINE = (d.start(), d.end(), d.path("start", "end"))


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (d.process(d.end()), ["no_start_event"]),
        (d.process(*LINE, d.start("other"), d.path("other", "end")), ["several_start_events"]),
        (d.process(d.start(), d.end()), ["flow_missing", "unreachable"]),
        (d.process(*LINE, d.user_task("a")), ["unreachable"]),
        (d.process(*LINE, d.user_task("a"), d.path("a", "end")), ["unreachable"]),
        (d.process(*LINE, d.flow("start", "khong_co")), ["dangling_flow"]),
        (d.process(*LINE, d.flow("khong_co", "end")), ["dangling_flow"]),
        (d.process(*LINE, d.flow("end", "start")), ["flow_not_allowed", "flow_not_allowed"]),
        (d.process(*LINE, d.element("sequenceFlow", "f")), ["dangling_flow"]),
        (
            d.process(d.start(), d.end(), d.element("sequenceFlow", "", sourceRef="start", targetRef="end")),
            ["missing_id"],
        ),
        (d.process(*LINE, d.element("userTask", "")), ["missing_id"]),
        (d.process(*LINE, d.flow("start", "end")), ["duplicate_id"]),
        (d.process(*LINE, process_id="start"), ["duplicate_id"]),
        (d.process(*LINE, process_id=""), ["missing_id"]),
        (d.process(d.start(), d.end(), d.flow("start", "end", "=true")), ["condition_not_at_gateway"]),
        (
            d.process(d.start(), d.parallel("g"), d.end(), d.path("start", "g"), d.flow("g", "end", "=true")),
            ["condition_not_at_gateway"],
        ),
    ],
)
def test_broken_graphs(xml: bytes, expected: list[str]) -> None:
    assert sorted(codes(xml)) == expected


def gateway(*flows: str, default: str | None = None) -> bytes:
    return d.process(d.start(), d.exclusive("x", default), d.end(), d.end("e2"), d.path("start", "x"), *flows)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (gateway(d.flow("x", "end"), d.flow("x", "e2")), ["condition_missing", "condition_missing"]),
        (gateway(d.flow("x", "end", "=true"), d.flow("x", "e2")), ["condition_missing"]),
        (gateway(d.flow("x", "end", "true"), d.flow("x", "e2", "=true")), ["feel_expected"]),
        (gateway(d.flow("x", "end", "=("), d.flow("x", "e2", "=true")), ["feel_invalid"]),
        (
            gateway(d.flow("x", "end", "=true"), d.flow("x", "e2"), default="start-x"),
            ["condition_missing", "dangling_default"],
        ),
        (gateway(d.flow("x", "end", "=true"), d.flow("x", "e2", "=true"), default="x-e2"), ["condition_on_default"]),
    ],
)
def test_exclusive_gateways_need_conditions_or_a_default(xml: bytes, expected: list[str]) -> None:
    assert sorted(codes(xml)) == expected


def activity(*flows: str, default: str) -> bytes:
    task = d.element("manualTask", "x", default=default)
    return d.process(d.start(), task, d.end(), d.end("e2"), d.path("start", "x"), *flows)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (activity(d.flow("x", "end"), d.flow("x", "e2"), default="x-end"), ["condition_missing"]),
        (activity(d.flow("x", "end", "=true"), d.flow("x", "e2", "=true"), default="x-e2"), ["condition_on_default"]),
        (
            activity(d.flow("x", "end"), d.flow("x", "e2", "=true"), default="start-x"),
            ["condition_missing", "dangling_default"],
        ),
    ],
)
def test_default_flows_of_activities(xml: bytes, expected: list[str]) -> None:
    assert sorted(codes(xml)) == expected


def test_events_have_no_default_flow() -> None:
    start = d.element("startEvent", "start", default="start-end")
    assert codes(d.process(start, d.end(), d.path("start", "end"))) == ["unsupported_attribute"]


def with_boundary(host: str, boundary: str) -> bytes:
    return d.process(d.start(), host, boundary, d.end(), d.path("start", "a", "end"), d.path("b", "end"))


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (
            with_boundary(d.user_task("a"), d.boundary("b", "khong_co", d.timer("timeDuration", "PT1H"))),
            ["dangling_boundary", "unreachable"],
        ),
        (
            with_boundary(d.script_task("a", "k", "=1"), d.boundary("b", "a", d.timer("timeDuration", "PT1H"))),
            ["boundary_not_allowed"],
        ),
        (
            with_boundary(d.exclusive("a"), d.boundary("b", "a", d.timer("timeDuration", "PT1H"))),
            ["boundary_not_allowed"],
        ),
        (
            d.process(
                d.start(),
                d.user_task("a"),
                d.boundary("b", "a", d.timer("timeDuration", "PT1H")),
                d.end(),
                d.path("start", "a", "end"),
            ),
            ["flow_missing"],
        ),
        (
            with_boundary(
                d.user_task("a"),
                d.boundary("b", "a", d.timer("timeDuration", "PT1H")).replace(
                    'cancelActivity="true"', 'cancelActivity="yes"'
                ),
            ),
            ["unsupported_attribute"],
        ),
    ],
)
def test_boundary_events(xml: bytes, expected: list[str]) -> None:
    assert sorted(codes(xml)) == expected


def test_flows_do_not_cross_the_border_of_a_sub_process() -> None:
    sub = d.sub_process("sub", d.start("s"), d.user_task("a"), d.end("e"), d.path("s", "a", "e"))
    xml = d.process(d.start(), sub, d.end(), d.path("start", "sub", "end"), d.flow("a", "end"))
    assert "dangling_flow" in codes(xml)


def test_a_sub_process_needs_a_start() -> None:
    assert codes(d.process(d.start(), d.sub_process("sub", d.end("e")), d.path("start", "sub"))) == ["no_start_event"]


def test_a_file_without_an_executable_process() -> None:
    picture = '<bpmn:process id="a" isExecutable="false"><bpmn:startEvent id="s"/></bpmn:process>'
    assert codes(d.file(picture)) == ["no_executable_process"]
    assert codes(d.file('<bpmn:process id="a"/>')) == ["no_executable_process"]


def test_a_model_with_too_many_elements() -> None:
    limits = RuntimeLimits(model_elements=10)
    ids = [f"t{n}" for n in range(6)]
    xml = d.process(d.start(), *(d.user_task(i) for i in ids), d.path("start", *ids))
    assert codes(xml, limits) == ["model_too_many_elements"]
