"""Business rule task: a decision that the host makes at once, or, with a task definition, a job like any other.

Which version decides is the host's business (`engine.model.decision`); this module never sees a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import EngineError, LimitExceeded
from engine.model.decision import DecisionCall, DecisionOutcome, DecisionReference
from engine.model.events import DecisionEvaluated
from engine.model.json_value import JsonValue
from engine.spiff.bindings import read_binding
from engine.spiff.elements.kind import Kind
from engine.spiff.elements.service_task import ServiceTask
from engine.spiff.failure import DECISION_EVALUATION_ERROR, LIMIT_EXCEEDED, ModelFailure
from engine.spiff.feel_json import keep, short_name
from engine.spiff.findings import owner_id
from engine.spiff.job_settings import ServiceWork, read_service
from engine.spiff.json_size import size_of
from engine.spiff.reading import Reading, is_variable_name
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWork:
    """Which decision is called and where its value goes."""

    decision_id: Value
    result: str
    reference: DecisionReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision gave, ready to be kept."""

    variables: Mapping[str, JsonValue]
    event: DecisionEvaluated


class BusinessRuleTask(ServiceTask):
    """Decides at once, or waits for a worker."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Let the host decide and check that the value can be kept."""
        work = self.details.work
        if not isinstance(work, DecisionWork):
            return super().prepare(token, view)
        outcome = self._decide(token, work, view)
        variables = {work.result: keep(outcome.value, DECISION_EVALUATION_ERROR, work.result)}
        token.case.scopes.check(variables, token.enclosing_key)
        size_of(outcome.trace)  # refuses what a database cannot keep
        event = DecisionEvaluated(
            element_instance_key=token.key,
            element_id=self.details.element.id,
            decision_key=outcome.decision_key,
            decision_id=outcome.decision_id,
            name=outcome.name,
            version=outcome.version,
            matched=outcome.matched,
            trace=outcome.trace,
        )
        return Decided(variables=variables, event=event)

    def act(self, token: Token, prepared: object) -> bool:
        """Set the result and report the decision; or create the job and wait."""
        if not isinstance(prepared, Decided):
            return super().act(token, prepared)
        token.case.emit(prepared.event)
        self.take_result(token, prepared.variables)
        return True

    def _decide(self, token: Token, work: DecisionWork, view: ScopeView) -> DecisionOutcome:
        evaluator = token.case.evaluator
        given, warnings = work.decision_id.evaluate(view, evaluator)
        decision_id = short_name(given)
        if decision_id is None:
            raise ModelFailure(
                DECISION_EVALUATION_ERROR,
                f"{work.decision_id.about.vi} ({work.decision_id.shown}) phải là mã của một bảng quy tắc.",
                f"{work.decision_id.about.en} ({work.decision_id.shown}) must be the id of a decision.",
                warnings,
            )
        reference = work.reference
        call = DecisionCall(
            decision_id=decision_id,
            binding=reference.binding,
            version_tag=reference.version_tag,
            steps=evaluator.take(token.case.limits.decision_steps),
        )
        if call.steps <= 0:
            raise ModelFailure(
                LIMIT_EXCEEDED,
                f"Chưa tính được bảng quy tắc “{decision_id}”: lần xử lý này đã dùng hết số bước tính.",
                f"Decision “{decision_id}” was not made: this command has used up its steps.",
            )
        try:
            outcome = token.case.decisions.decide(call, view)
        except EngineError as error:
            if not isinstance(error, LimitExceeded):
                evaluator.give_back(call.steps)
            raise ModelFailure(
                DECISION_EVALUATION_ERROR,
                f"Không đưa ra được bảng quy tắc “{decision_id}”: {error.text.vi}",
                f"Decision “{decision_id}” could not be made: {error.text.en}",
            ) from None
        evaluator.give_back(call.steps - outcome.steps)
        if outcome.failures:
            raise _no_value(outcome)
        return outcome


def _no_value(outcome: DecisionOutcome) -> ModelFailure:
    return ModelFailure(
        DECISION_EVALUATION_ERROR,
        f"Bảng quy tắc “{outcome.name}” ({outcome.decision_id}, phiên bản {outcome.version}) không cho kết quả.",
        f"Decision “{outcome.name}” ({outcome.decision_id}, version {outcome.version}) gives no result.",
        outcome.failures,
    )


def read_business_rule(node: Node, reading: Reading) -> DecisionWork | ServiceWork | None:
    """Read `zeebe:calledDecision`, or the task definition of a job."""
    called = reading.extension(node, "calledDecision")
    if called is None:
        return read_service(node, reading)
    if reading.extension(node, "taskDefinition") is not None:
        reading.findings.add(
            "conflicting_extensions",
            node,
            "Bước này vừa gọi bảng quy tắc (calledDecision) vừa là việc tự động (taskDefinition); chỉ giữ một.",
            "The task calls a decision (zeebe:calledDecision) and is a job (zeebe:taskDefinition); keep one.",
        )
    decision_id = reading.value(called, "decisionId", "Mã bảng quy tắc", "The decision id")
    reading.required(
        called,
        called.get("decisionId"),
        "Bước này chưa chọn bảng quy tắc (decisionId).",
        "The task names no decision (decisionId).",
    )
    result = (called.get("resultVariable") or "").strip()
    if not is_variable_name(result):
        reading.findings.add(
            "invalid_variable_name",
            called,
            f"Tên dữ liệu nhận kết quả “{result}” không hợp lệ (chỉ chữ, số, dấu gạch dưới, không bắt đầu bằng số).",
            f"The result variable “{result}” is not a valid name (letters, digits, underscores, no digit first).",
        )
        return None
    reference = _reference(called, decision_id, reading)
    if decision_id is None or reference is None:
        return None
    return DecisionWork(decision_id=decision_id, result=result, reference=reference)


def _reference(called: Node, decision_id: Value | None, reading: Reading) -> DecisionReference | None:
    bound = read_binding(reading.findings, called, stray_tag=True)
    if bound is None:
        return None
    return DecisionReference(
        element_id=owner_id(called) or "",
        line=called.sourceline,
        decision_id=None if decision_id is None or not decision_id.is_static else short_name(decision_id.text),
        binding=bound[0],
        version_tag=bound[1],
    )


KINDS = (
    Kind(
        tag="businessRuleTask",
        spec=BusinessRuleTask,
        read=read_business_rule,
        extensions=frozenset({"calledDecision", "taskDefinition", "taskHeaders"}),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
