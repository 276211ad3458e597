"""Whatever does not execute exactly as drawn is refused, with element, line, reason and what to use instead."""

import pytest

from engine.errors import DefinitionError, Finding
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d


def findings(xml: bytes) -> tuple[Finding, ...]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.bpmn", limits=RuntimeLimits())
    return refusal.value.findings


def codes(xml: bytes) -> list[str]:
    return [finding.code for finding in findings(xml)]


def between(inside: str, element_id: str = "x", around: str = "") -> bytes:
    """Draw one element between start and end."""
    return d.process(d.start(), inside, d.end(), d.path("start", element_id, "end"), around=around)


def node(tag: str, inside: str = "") -> bytes:
    return between(d.element(tag, "x", inside))


def user(inside: str) -> bytes:
    return between(d.element("userTask", "x", inside))


UNSUPPORTED_NODES = [
    "complexGateway",
    "choreographyTask",
    "implicitThrowEvent",
    "subChoreography",
    "notInAnyStandard",
]


@pytest.mark.parametrize("tag", UNSUPPORTED_NODES)
def test_kinds_that_do_not_execute_yet(tag: str) -> None:
    (finding,) = findings(node(tag))
    assert finding.code == "unsupported_element"
    assert finding.element_id == "x"
    assert finding.resource == "thu.bpmn"
    assert finding.line == 1
    assert tag in finding.text.vi
    assert tag in finding.text.en
    assert "Hãy" in finding.text.vi


@pytest.mark.parametrize("tag", ["ioSpecification"])
def test_markers_of_activities(tag: str) -> None:
    (finding,) = findings(user(f"<bpmn:{tag}/>"))
    assert (finding.code, finding.element_id) == ("unsupported_element", "x")


DEFINITIONS = ["signal", "error", "escalation", "compensate", "conditional", "link", "cancel"]


@pytest.mark.parametrize(
    "kind", [*[kind for kind in DEFINITIONS if kind not in {"signal", "conditional"}], "terminate"]
)
def test_start_events_with_a_trigger(kind: str) -> None:
    xml = d.process(d.element("startEvent", "start", f"<bpmn:{kind}EventDefinition/>"), d.end(), d.path("start", "end"))
    assert "unsupported_element" in codes(xml)


NOT_ENDING = ["conditional", "link", "timer"]


@pytest.mark.parametrize("kind", NOT_ENDING)
def test_end_events_that_throw(kind: str) -> None:
    xml = d.process(d.start(), d.element("endEvent", "end", f"<bpmn:{kind}EventDefinition/>"), d.path("start", "end"))
    assert codes(xml) == ["unsupported_element"]


@pytest.mark.parametrize("kind", ["error", "escalation", "compensate", "cancel", "terminate"])
def test_intermediate_events_of_other_kinds(kind: str) -> None:
    definition = f"<bpmn:{kind}EventDefinition/>"
    assert "unsupported_element" in codes(between(d.catch("x", definition)))


NOT_AT_A_BOUNDARY = ["link", "terminate"]


@pytest.mark.parametrize("kind", NOT_AT_A_BOUNDARY)
def test_boundary_events_of_other_kinds(kind: str) -> None:
    definition = f"<bpmn:{kind}EventDefinition/>"
    boundary = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", definition),
        d.end(),
        d.path("start", "a", "end"),
        d.path("b", "end"),
    )
    assert "unsupported_element" in codes(boundary)


@pytest.mark.parametrize(
    "extension",
    [
        '<zeebe:calledElement processId="a"/>',
        '<zeebe:loopCharacteristics inputCollection="=a"/>',
        "<zeebe:unknown/>",
        '<zeebe:taskDefinition type="a"/>',
        '<camunda:formData xmlns:camunda="http://camunda.org/schema/1.0/bpmn"/>',
        '<x:anything xmlns:x="urn:x"/>',
    ],
)
def test_extensions_that_would_mean_something(extension: str) -> None:
    assert codes(user(d.extensions(extension))) == ["unsupported_extension"]


@pytest.mark.parametrize(
    "attributes",
    [
        'startQuantity="2"',
        'implementation="x"',
        'zeebe:other="1"',
        'anything="1"',
    ],
)
def test_attributes_that_would_mean_something(attributes: str) -> None:
    xml = between(f'<bpmn:userTask id="x" {attributes}/>')
    (finding,) = findings(xml)
    assert finding.code == "unsupported_attribute"
    assert finding.element_id == "x"


def test_attributes_that_say_only_what_is_taken_for_granted_pass() -> None:
    task = '<bpmn:userTask id="x" startQuantity="1" completionQuantity="1" isForCompensation="false"/>'
    assert parse(between(task), resource="thu.bpmn", limits=RuntimeLimits())


@pytest.mark.parametrize(
    ("extension", "code"),
    [
        (d.zeebe("assignmentDefinition", assignee="an", other="1"), "unsupported_attribute"),
        (d.zeebe("formDefinition", formKey="x"), "missing_setting"),
        (d.zeebe("formDefinition", externalReference="x"), "unsupported_attribute"),
        (d.zeebe("formDefinition", formId="x", bindingType="newest"), "invalid_setting"),
        (d.zeebe("formDefinition", formId="x", bindingType="versionTag"), "missing_setting"),
        (d.zeebe("formDefinition", formId=""), "missing_setting"),
        (d.zeebe("taskSchedule", dueDate="ngày mai"), "invalid_setting"),
        (d.zeebe("taskSchedule", followUpDate="2026-02-30"), "invalid_setting"),
        (d.zeebe("priorityDefinition", priority="101"), "invalid_setting"),
        (d.zeebe("priorityDefinition", priority="cao"), "invalid_setting"),
        (d.io_mapping(d.inputs(x="")), "missing_setting"),
        (d.io_mapping(d.zeebe("input", source="=1", target="a..b")), "invalid_variable_name"),
        (d.io_mapping(d.zeebe("output", source="=1", target="1a")), "invalid_variable_name"),
        (d.io_mapping(d.zeebe("output", source="=1")), "invalid_variable_name"),
        (d.io_mapping("<zeebe:other/>"), "unsupported_extension"),
        (d.zeebe("userTask") + d.zeebe("assignmentDefinition") * 2, "duplicate_extension"),
    ],
)
def test_settings_of_user_tasks(extension: str, code: str) -> None:
    assert code in codes(user(d.extensions(extension)))


@pytest.mark.parametrize("where", ["assignee", "candidateGroups", "candidateUsers"])
def test_broken_feel_is_found_where_it_stands(where: str) -> None:
    xml = user("\n\n" + d.extensions(d.zeebe("assignmentDefinition", **{where: "=1 +"})))
    (finding,) = findings(xml)
    assert finding.code == "feel_invalid"
    assert finding.element_id == "x"
    assert finding.line == 3
    assert "=1 +" in finding.text.vi
    assert "cột" in finding.text.vi
    assert "column" in finding.text.en


@pytest.mark.parametrize(
    "xml",
    [
        between(d.script_task("x", "kq", "=1 +")),
        between(d.service_task("x", job_type="=1 +")),
        between(d.service_task("x", retries="=1 +")),
        between(d.user_task("x", d.zeebe("taskSchedule", dueDate="=("))),
        between(d.user_task("x", d.zeebe("priorityDefinition", priority="=("))),
        between(d.user_task("x", d.io_mapping(d.inputs(a="=(")))),
        between(d.user_task("x", d.io_mapping(d.outputs(a="=(")))),
        between(d.user_task("x", d.zeebe("properties", d.zeebe("property", name="tieu_de", value="=(")))),
        between(d.catch("x", d.timer("timeDuration", "=("))),
        between(d.catch("x", d.message_event("m")), around=d.message("m", "ten", "=(")),
        between(d.catch("x", d.message_event("m")), around=d.message("m", "=(", "=ma")),
    ],
)
def test_every_expression_is_compiled_when_deployed(xml: bytes) -> None:
    assert codes(xml) == ["feel_invalid"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (between(d.script_task("x", "kq", "1 + 1")), "feel_expected"),
        (between(d.script_task("x", "kq", "")), "feel_expected"),
        (between(d.script_task("x", "", "=1")), "invalid_variable_name"),
        (between(d.script_task("x", "a b", "=1")), "invalid_variable_name"),
        (node("scriptTask"), "missing_setting"),
        (
            between(d.script_task("x", "kq", "=1").replace("</bpmn:sc", "<bpmn:script>1</bpmn:script></bpmn:sc")),
            "unsupported_element",
        ),
        (node("serviceTask"), "missing_setting"),
        (node("sendTask"), "missing_setting"),
        (node("businessRuleTask"), "missing_setting"),
        (between(d.service_task("x", job_type="")), "missing_setting"),
        (between(d.service_task("x", retries="0")), "invalid_setting"),
        (between(d.service_task("x", retries="ba")), "invalid_setting"),
        (node("intermediateCatchEvent"), "event_definition"),
        (between(d.catch("x", d.timer("timeDuration", "PT1H") * 2)), "event_definition"),
        (between(d.catch("x", d.timer("timeDuration", "1 giờ"))), "invalid_timer"),
        (between(d.catch("x", d.timer("timeDuration", ""))), "missing_setting"),
        (between(d.catch("x", d.timer("timeDate", "mai"))), "invalid_timer"),
        (between(d.catch("x", d.timer("timeCycle", "R3/PT1H"))), "unsupported_timer"),
        (between(d.catch("x", d.message_event("khong_co"))), "missing_message"),
        (between(d.catch("x", d.message_event("m")), around=d.message("m", "")), "missing_setting"),
        (between(d.catch("x", d.message_event("m")), around=d.message("m", "a", "")), "missing_correlation_key"),
        (between(d.catch("x", d.message_event("m")), around=d.message("m", "a", "tinh")), "feel_expected"),
        (
            between(d.catch("x", d.message_event("m")), around=d.element("message", "m", name="a")),
            "missing_correlation_key",
        ),
        (node("receiveTask"), "missing_message"),
    ],
)
def test_settings_of_other_elements(xml: bytes, code: str) -> None:
    assert codes(xml) == [code]


@pytest.mark.parametrize(
    "value", ["R3/PT0S", "R0/PT1H", "PT1H", "0 0 9 * *", "0 0 9 31 2 ?", "R3/PT1H/2026-02-01", "R3/ngày/PT1H"]
)
def test_cycles_that_cannot_be_exact(value: str) -> None:
    xml = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.timer("timeCycle", value), interrupting=False),
        d.end(),
        d.path("start", "a", "end"),
        d.path("b", "end"),
    )
    assert codes(xml) == ["invalid_timer"]


def test_a_cycle_on_an_interrupting_event() -> None:
    xml = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.timer("timeCycle", "R3/PT1H")),
        d.end(),
        d.path("start", "a", "end"),
        d.path("b", "end"),
    )
    assert codes(xml) == ["unsupported_timer"]


def test_mappings_where_they_mean_nothing() -> None:
    gateway = d.element("exclusiveGateway", "x", d.extensions(d.io_mapping(d.inputs(a="=1"))))
    assert "unsupported_extension" in codes(between(gateway))
    start = d.process(d.start("start", d.io_mapping(d.inputs(a="=1"))), d.end(), d.path("start", "end"))
    assert codes(start) == ["unsupported_extension"]


@pytest.mark.parametrize("value", ["1", "yes"])
def test_other_marks_of_an_event_sub_process(value: str) -> None:
    sub = d.element("subProcess", "x", d.start("s") + d.end("e") + d.path("s", "e"), triggeredByEvent=value)
    assert codes(between(sub)) == ["unsupported_attribute"]


def test_lanes_inside_a_sub_process() -> None:
    lanes = '<bpmn:laneSet id="ls"><bpmn:lane id="l"/></bpmn:laneSet>'
    assert codes(between(d.sub_process("x", lanes, d.start("s"), d.end("e"), d.path("s", "e")))) == [
        "unsupported_element"
    ]


def test_candidate_groups_of_a_lane_by_an_expression() -> None:
    groups = d.extensions(d.zeebe("properties", d.zeebe("property", name="candidate-groups", value="=nhom")))
    lanes = f'<bpmn:laneSet id="ls"><bpmn:lane id="l">{groups}</bpmn:lane></bpmn:laneSet>'
    assert codes(d.process(lanes, d.start(), d.end(), d.path("start", "end"))) == ["invalid_setting"]


def test_a_decision_called_from_another_kind_of_task() -> None:
    decision = d.extensions(d.zeebe("calledDecision", decisionId="muc", resultVariable="muc"))
    assert codes(between(d.element("serviceTask", "x", decision))) == ["unsupported_extension", "missing_setting"]


def test_forms_on_the_start_of_a_sub_process() -> None:
    sub = d.sub_process("x", d.start("s", d.zeebe("formDefinition", formId="f")), d.end("e"), d.path("s", "e"))
    assert codes(between(sub)) == ["unsupported_extension"]


def test_a_broken_message_is_told_once_however_many_events_wait_for_it() -> None:
    xml = d.process(
        d.start(),
        d.catch("a", d.message_event("m")),
        d.catch("b", d.message_event("m")),
        d.path("start", "a", "b"),
        around=d.message("m", "ten", "=("),
    )
    assert codes(xml) == ["feel_invalid"]


def test_all_findings_are_told_at_once_in_the_order_of_the_file() -> None:
    xml = d.process(
        d.start(),
        "\n" + d.element("callActivity", "a"),
        "\n" + d.script_task("b", "kq", "=("),
        "\n" + d.element("sendTask", "c"),
        "\n" + d.end(),
        d.path("start", "a", "b", "c", "end"),
    )
    found = findings(xml)
    assert [(finding.element_id, finding.line) for finding in found] == [("a", 2), ("b", 3), ("c", 4)]


def test_the_number_of_findings_is_bounded() -> None:
    parts = "".join(d.element("callActivity", f"x{n}") for n in range(1000))
    assert len(findings(d.process(d.start(), parts, d.end(), d.path("start", "end")))) == 200
