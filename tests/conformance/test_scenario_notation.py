"""The notation makes the BPMN that it promises, and a scenario that is written wrongly or expects wrongly fails."""

import pytest
from lxml import etree

from engine.spiff.namespaces import bpmn as tag
from engine.spiff.namespaces import zeebe
from tests.conformance.scenario.acting import play
from tests.conformance.scenario.notation import NotationError, bpmn
from tests.conformance.scenario.reading import ScenarioError, read_scenario, read_text


def drawn(text: str) -> etree._Element:
    return etree.fromstring(bpmn(read_text(text)))


def found(root: etree._Element, name: str) -> etree._Element:
    (one,) = root.iter(tag(name))
    return one


def test_what_flows_name_is_drawn_by_its_name() -> None:
    root = drawn("[start -> a -> end_a, a -> b -> end2]")
    kinds = {node.get("id"): etree.QName(node).localname for node in root.iter() if node.get("id")}
    assert kinds["start"] == "startEvent"
    assert (kinds["a"], kinds["b"]) == ("userTask", "userTask")
    assert (kinds["end_a"], kinds["end2"]) == ("endEvent", "endEvent")
    assert kinds["a-end_a"] == kinds["b-end2"] == "sequenceFlow"


def test_conditions_and_the_default_flow() -> None:
    root = drawn("[{exclusiveGateway: g}, start -> g, {g -> a -> end: =x > 1}, {g -> b: default}]")
    conditions = {flow.get("id"): flow.findtext(tag("conditionExpression")) for flow in root.iter(tag("sequenceFlow"))}
    assert conditions == {"start-g": None, "g-a": "=x > 1", "a-end": None, "g-b": None}
    assert found(root, "exclusiveGateway").get("default") == "g-b"


def test_events_refer_to_roots_that_are_drawn_once() -> None:
    root = drawn(
        "[start -> a, {boundaryEvent: b, on: a, interrupting: false, message: {name: m, key: =k}},"
        " {receiveTask: r, message: {name: m, key: =k}}, {endEvent: end, error: E1}, a -> r -> end, b -> c]"
    )
    message = found(root, "message")
    assert message.get("name") == "m"
    assert next(message.iter(zeebe("subscription"))).get("correlationKey") == "=k"
    assert found(root, "receiveTask").get("messageRef") == message.get("id")
    assert found(root, "messageEventDefinition").get("messageRef") == message.get("id")
    assert found(root, "error").get("errorCode") == "E1"
    boundary = found(root, "boundaryEvent")
    assert (boundary.get("attachedToRef"), boundary.get("cancelActivity")) == ("a", "false")


def test_settings_become_extension_elements() -> None:
    root = drawn(
        "[{serviceTask: s, job: send, retries: 5, headers: {a: b}, input: {x: =y}, each: =ds, as: d, sequential: true},"
        " {callActivity: c, call: p, childVariables: false}, start -> s -> c]"
    )
    job = next(root.iter(zeebe("taskDefinition")))
    assert (job.get("type"), job.get("retries")) == ("send", "5")
    assert next(root.iter(zeebe("header"))).get("value") == "b"
    assert next(root.iter(zeebe("input"))).get("source") == "=y"
    assert found(root, "multiInstanceLoopCharacteristics").get("isSequential") == "true"
    assert next(root.iter(zeebe("loopCharacteristics"))).get("inputElement") == "d"
    assert next(root.iter(zeebe("calledElement"))).get("propagateAllChildVariables") == "false"


def test_a_handler_is_marked_and_associated() -> None:
    root = drawn("[start -> a -> end, {boundaryEvent: b, on: a, compensate: true, handler: undo}]")
    tasks = {node.get("id"): node.get("isForCompensation") for node in root.iter(tag("userTask"))}
    assert tasks == {"a": None, "undo": "true"}
    link = found(root, "association")
    assert (link.get("sourceRef"), link.get("targetRef")) == ("b", "undo")


def test_sub_processes_hold_their_own_elements() -> None:
    root = drawn(
        "[start -> sp -> end, {subProcess: sp, inside: [start_in -> a, {eventSubProcess: es, inside:"
        " [{startEvent: es_s, interrupting: false, signal: go}, es_s -> b]}]}]"
    )
    inner = next(node for node in root.iter(tag("subProcess")) if node.get("id") == "es")
    assert inner.get("triggeredByEvent") == "true"
    assert inner.getparent().get("id") == "sp"  # type: ignore[union-attr] # it has one
    assert found(root, "signal").get("name") == "go"


@pytest.mark.parametrize(
    "text",
    ["[start ->]", "[{userTask: a, colour: red}]", "[{userTask: a}, {userTask: a}]", "[{color: a}]", "[3]"],
)
def test_what_is_not_written_as_promised_fails(text: str) -> None:
    with pytest.raises(NotationError):
        drawn(text)


def test_words_are_words_and_dates_are_text() -> None:
    assert read_text("{on: yes, at: 2026-01-05, off: true}") == {"on": "yes", "at": "2026-01-05", "off": True}


PLAIN = "{scenario: t, process: [start -> a -> end], then: %s, steps: %s}"


@pytest.mark.parametrize(
    "text",
    [
        "{scenario: t, process: [start -> a], then: {waits: {}}}",
        "{scenario: t, processs: []}",
        "{scenario: t, process: [start -> a], then: {waiting: [a], wating: []}}",
        "{scenario: t, process: [start -> a], then: {waiting: [a]}, steps: [{then: {ended: completed}}]}",
        "{scenario: t, process: [start -> a], then: {waiting: [a]}, steps: [{complete: a, width: {}, then: {}}]}",
        "{scenario: t, process: [], refused: {a: b}, steps: [{complete: a}]}",
    ],
)
def test_unknown_keys_and_open_ends_are_told(text: str) -> None:
    with pytest.raises(ScenarioError):
        read_scenario(read_text(text))


@pytest.mark.parametrize(
    ("then", "steps", "problem"),
    [
        ("{waiting: [b]}", "[]", "waiting"),
        ("{waiting: [a]}", "[{complete: b, then: {waiting: []}}]", "no work waits at b"),
        ("{waiting: [a]}", "[{complete: a, then: {waiting: []}}]", "ended"),
        ("{waiting: [a]}", "[{message: m, then: {waiting: [a]}}]", "caught"),
        ("{waiting: [a], history: [enter start, complete start]}", "[]", "history"),
        ("{waiting: [a], variables: {x: 1}}", "[]", "variables"),
        ("{waiting: [a], absent: [x]}", "[{set: {x: 1}, then: {waiting: [a], absent: [x]}}]", "absent"),
        ("{waiting: [a], tasks: {a: {assignee: an}}}", "[]", "tasks"),
        ("{waiting: [a], sees: {a: {x: 1}}}", "[]", "sees"),
    ],
)
@pytest.mark.parametrize("straight", [True, False])
def test_what_happens_otherwise_fails(then: str, steps: str, problem: str, straight: bool) -> None:
    with pytest.raises(AssertionError, match=problem):
        play(read_scenario(read_text(PLAIN % (then, steps))), straight=straight)


def test_an_incident_that_nobody_expects_fails() -> None:
    broken = "{scenario: t, process: [{serviceTask: s, job: =x}, start -> s], then: {waiting: []}}"
    with pytest.raises(AssertionError, match="incidents"):
        play(read_scenario(read_text(broken)), straight=True)


def test_a_model_that_is_not_refused_fails_a_scenario_that_says_so() -> None:
    with pytest.raises(AssertionError, match="not refused"):
        play(read_scenario(read_text("{scenario: t, process: [start -> a], refused: {a: x}}")), straight=True)
