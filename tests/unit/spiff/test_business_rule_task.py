"""Business rule tasks that call a decision: what the runtime asks, keeps, tells, and what becomes an incident."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from engine.errors import DefinitionError, LimitExceeded, Text
from engine.feel import FeelValue, FeelWarning
from engine.model import events as e
from engine.model.decision import Binding, DecisionCall, DecisionOutcome, decision_not_found
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


class Oracle:
    """Decides what the test says, and remembers what it was asked."""

    def __init__(self, value: FeelValue = "A", *, failures: tuple[FeelWarning, ...] = (), steps: int = 10) -> None:
        self.value = value
        self.failures = failures
        self.steps = steps
        self.calls: list[DecisionCall] = []
        self.seen: list[FeelValue] = []
        self.refusal: Exception | None = None

    def decide(self, call: DecisionCall, variables: Mapping[str, FeelValue]) -> DecisionOutcome:
        self.calls.append(call)
        self.seen.append(variables.get("so_ban"))
        if self.refusal is not None:
            raise self.refusal
        return DecisionOutcome(
            decision_key=5,
            decision_id=call.decision_id,
            name="Xếp mức",
            version=3,
            value=self.value,
            steps=self.steps,
            trace={"decisionId": call.decision_id},
            matched={call.decision_id: (2,)},
            failures=self.failures,
        )


def ruled(*extension: str, **called: str) -> bytes:
    """Draw a process of one business rule task between two user tasks."""
    setting = {"decisionId": "muc", "resultVariable": "muc", **called}
    task = d.element("businessRuleTask", "q", d.extensions(d.zeebe("calledDecision", **setting), *extension))
    return d.process(
        d.start(), d.user_task("a"), task, d.user_task("b"), d.end(), d.path("start", "a", "q", "b", "end")
    )


def test_it_decides_at_once_and_keeps_the_value() -> None:
    oracle = Oracle({"loai": "A", "diem": Decimal("1.5")})
    desk = Desk(ruled(), {"so_ban": 3}, decisions=oracle)
    desk.complete("a")
    assert desk.open == ["b"]
    assert desk.variables["muc"] == {"loai": "A", "diem": Decimal("1.5")}
    assert oracle.seen == [Decimal(3)]
    (made,) = [event for event in desk.events if isinstance(event, e.DecisionEvaluated)]
    assert (made.element_id, made.decision_key, made.version, made.matched) == ("q", 5, 3, {"muc": (2,)})


def test_id_and_binding_reach_the_host() -> None:
    oracle = Oracle()
    desk = Desk(ruled(decisionId="=ma", bindingType="versionTag", versionTag="nam-2026"), {"ma": "x"}, decisions=oracle)
    desk.complete("a")
    (call,) = oracle.calls
    assert (call.decision_id, call.binding, call.version_tag) == ("x", Binding.VERSION_TAG, "nam-2026")


def test_mappings_select_from_the_result() -> None:
    io = d.io_mapping(d.inputs(so_ban="=7"), d.outputs(ket_qua="=muc.loai"))
    oracle = Oracle({"loai": "A"})
    desk = Desk(ruled(io), decisions=oracle)
    desk.complete("a")
    assert desk.variables == {"ket_qua": "A"}
    assert oracle.seen == [Decimal(7)]


def test_an_unknown_decision_waits_and_runs_when_it_is_there() -> None:
    oracle = Oracle()
    oracle.refusal = decision_not_found("muc")
    desk = Desk(ruled(), decisions=oracle)
    desk.complete("a")
    incident = desk.incident_at("q")
    assert incident.error_type == "DECISION_EVALUATION_ERROR"
    assert "muc" in incident.message.vi
    assert "muc" in incident.message.en
    assert not desk.happened(e.DecisionEvaluated)
    oracle.refusal = None
    desk.retry("q")
    assert (desk.open, desk.variables["muc"]) == (["b"], "A")


def test_a_table_that_breaks_its_rules_is_an_incident_that_says_so() -> None:
    reason = FeelWarning("rules_overlap", "hai quy tắc cùng khớp", "two rules match")
    desk = Desk(ruled(), decisions=Oracle(None, failures=(reason,)))
    desk.complete("a")
    incident = desk.incident_at("q")
    assert incident.error_type == "DECISION_EVALUATION_ERROR"
    assert "hai quy tắc cùng khớp" in incident.message.vi
    assert "two rules match" in incident.message.en
    assert "muc" not in desk.variables


def test_no_rule_that_matches_is_null() -> None:
    desk = Desk(ruled(), decisions=Oracle(None))
    desk.complete("a")
    assert (desk.open, desk.variables["muc"]) == (["b"], None)


def test_a_bound_that_is_reached_is_an_incident_and_costs_its_steps() -> None:
    oracle = Oracle()
    oracle.refusal = LimitExceeded(Text(vi="quá nhiều bước", en="too many steps"))
    limits = RuntimeLimits(feel_steps_per_command=900, decision_steps=600)
    two = d.process(
        d.start(),
        d.parallel("g"),
        *(
            d.element(
                "businessRuleTask",
                name,
                d.extensions(d.zeebe("calledDecision", decisionId="muc", resultVariable="muc")),
            )
            for name in ("q", "p", "o")
        ),
        d.end(),
        d.path("start", "g", "q", "end"),
        d.path("g", "p", "end"),
        d.path("g", "o", "end"),
    )
    desk = Desk(two, limits=limits, decisions=oracle)
    assert [call.steps for call in oracle.calls] == [600, 300]
    assert desk.incident_at("q").error_type == "DECISION_EVALUATION_ERROR"
    assert desk.incident_at("o").error_type == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(("given", "value"), [("=1", None), ("=khong_co", None), ("=ma", "x" * 301)])
def test_an_id_that_is_none_is_an_incident(given: str, value: str | None) -> None:
    desk = Desk(ruled(decisionId=given), {"ma": value}, decisions=Oracle())
    desk.complete("a")
    assert desk.incident_at("q").error_type == "DECISION_EVALUATION_ERROR"


def test_a_host_without_decisions_finds_none() -> None:
    desk = Desk(ruled())
    desk.complete("a")
    assert desk.incident_at("q").error_type == "DECISION_EVALUATION_ERROR"


def test_a_character_that_no_database_keeps_is_an_incident() -> None:
    desk = Desk(ruled(), decisions=Oracle("a\0b"))
    desk.complete("a")
    assert desk.incident_at("q").error_type == "EXTRACT_VALUE_ERROR"


@pytest.mark.parametrize(
    ("called", "codes"),
    [
        ({"decisionId": ""}, ["missing_setting"]),
        ({"decisionId": "=1 +"}, ["feel_invalid"]),
        ({"resultVariable": "một hai"}, ["invalid_variable_name"]),
        ({"bindingType": "moi"}, ["invalid_setting"]),
        ({"bindingType": "versionTag"}, ["missing_setting"]),
        ({"la": "1"}, ["unsupported_attribute"]),
    ],
)
def test_a_call_that_cannot_work_is_refused(called: dict[str, str], codes: list[str]) -> None:
    with pytest.raises(DefinitionError) as refused:
        parse(ruled(**called), resource="thu.bpmn", limits=RuntimeLimits())
    assert [finding.code for finding in refused.value.findings] == codes
    assert all(finding.element_id == "q" and finding.line for finding in refused.value.findings)


def test_a_tag_beside_another_binding_is_noted_and_means_nothing() -> None:
    [model] = parse(ruled(versionTag="nam-2026"), resource="thu.bpmn", limits=RuntimeLimits())
    assert [(note.code, note.element_id) for note in model.notes] == [("invalid_setting", "q")]
    desk = Desk(ruled(versionTag="nam-2026"), decisions=(oracle := Oracle()))
    desk.complete("a")
    assert oracle.calls[0].version_tag is None


def test_a_decision_and_a_job_at_once_are_refused() -> None:
    with pytest.raises(DefinitionError) as refused:
        parse(ruled(d.zeebe("taskDefinition", type="x")), resource="thu.bpmn", limits=RuntimeLimits())
    assert [finding.code for finding in refused.value.findings] == ["conflicting_extensions"]


def test_the_definition_tells_what_it_calls() -> None:
    (model,) = parse(ruled(bindingType="deployment"), resource="thu.bpmn", limits=RuntimeLimits())
    (called,) = model.definition.decisions
    assert (called.element_id, called.decision_id, called.binding) == ("q", "muc", Binding.DEPLOYMENT)
