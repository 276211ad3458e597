"""How decisions look in `/v2`: the shapes of Camunda 8, values as JSON text."""

from typing import Any

from pydantic import ConfigDict

from api.json_text import write_json
from api.routes.shapes import EXAMPLE_KEY, TENANT, MomentOut, Outgoing
from engine.model.decision_records import DecisionRecord, EvaluatedDecision, RequirementsRecord
from engine.model.json_value import JsonValue

_DECISION: dict[str, str | int | float] = {
    "decisionDefinitionKey": EXAMPLE_KEY,
    "decisionDefinitionId": "phan_loai_don",
    "name": "Phân loại đơn",
    "version": 2,
}


class DecisionDefinitionResult(Outgoing):
    """A deployed version of a decision."""

    model_config = ConfigDict(json_schema_extra={"examples": [dict(_DECISION)]})

    decision_definition_id: str
    decision_definition_key: str
    decision_requirements_id: str
    decision_requirements_key: str
    decision_requirements_name: str
    decision_requirements_version: int
    name: str
    version: int
    tenant_id: str = TENANT


class DecisionRequirementsResult(Outgoing):
    """A deployed version of a DMN file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decisionRequirementsKey": EXAMPLE_KEY,
                    "decisionRequirementsId": "phan_loai_don_thu",
                    "decisionRequirementsName": "Phân loại đơn thư",
                    "version": 2,
                    "resourceName": "phan_loai_don.dmn",
                }
            ]
        }
    )

    decision_requirements_id: str
    decision_requirements_key: str
    decision_requirements_name: str
    resource_name: str
    version: int
    tenant_id: str = TENANT


class EvaluatedInputResult(Outgoing):
    """What an input column saw; the value is JSON text."""

    input_id: str
    input_name: str
    input_value: str


class EvaluatedOutputResult(Outgoing):
    """What a rule gives for an output column; the value is JSON text."""

    output_id: str
    output_name: str
    output_value: str
    rule_id: str | None
    rule_index: int | None


class MatchedRuleResult(Outgoing):
    """A rule that matched; the first rule of a table has the index 1."""

    rule_id: str
    rule_index: int
    evaluated_outputs: tuple[EvaluatedOutputResult, ...]


class EvaluatedDecisionResult(Outgoing):
    """One decision of an evaluation, the required ones included."""

    decision_definition_id: str
    decision_definition_name: str
    decision_definition_version: int
    decision_definition_type: str
    output: str
    tenant_id: str = TENANT
    matched_rules: tuple[MatchedRuleResult, ...]
    evaluated_inputs: tuple[EvaluatedInputResult, ...]
    decision_definition_key: str
    decision_evaluation_instance_key: str


class EvaluateDecisionResult(Outgoing):
    """What a decision gives; `output` is JSON text. The evaluation is not kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decisionDefinitionId": "phan_loai_don",
                    "decisionDefinitionKey": EXAMPLE_KEY,
                    "decisionDefinitionName": "Phân loại đơn",
                    "decisionDefinitionVersion": 2,
                    "output": '"khieu_nai"',
                    "evaluatedDecisions": [],
                }
            ]
        }
    )

    decision_definition_id: str
    decision_definition_key: str
    decision_definition_name: str
    decision_definition_version: int
    decision_requirements_id: str
    decision_requirements_key: str
    decision_evaluation_key: str
    decision_instance_key: str
    output: str
    failed_decision_definition_id: str | None
    failure_message: str | None
    evaluated_decisions: tuple[EvaluatedDecisionResult, ...]
    tenant_id: str = TENANT


class DecisionInstanceResult(Outgoing):
    """A decision made for a case."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decisionEvaluationInstanceKey": f"{EXAMPLE_KEY}-1",
                    "decisionDefinitionId": "phan_loai_don",
                    "state": "EVALUATED",
                    "result": '"khieu_nai"',
                    "processInstanceKey": EXAMPLE_KEY,
                }
            ]
        }
    )

    decision_evaluation_instance_key: str
    decision_evaluation_key: str
    state: str = "EVALUATED"
    evaluation_date: MomentOut
    evaluation_failure: str | None = None
    decision_definition_id: str
    decision_definition_name: str
    decision_definition_version: int
    decision_definition_type: str
    decision_definition_key: str
    root_decision_definition_key: str
    result: str
    process_definition_key: str | None
    process_instance_key: str | None
    root_process_instance_key: str | None
    element_instance_key: str | None
    business_id: str | None = None
    tenant_id: str = TENANT


class DecisionInstanceDetail(DecisionInstanceResult):
    """A decision made for a case, with how it came about."""

    evaluated_inputs: tuple[EvaluatedInputResult, ...]
    matched_rules: tuple[MatchedRuleResult, ...]


def json_text(value: JsonValue) -> str:
    """Write a value as Camunda 8 does inside its answers: as JSON text."""
    return write_json(value).decode()


def kind_of(decision: EvaluatedDecision) -> str:
    """Name the kind of logic."""
    return "DECISION_TABLE" if decision.is_table else "LITERAL_EXPRESSION"


def decision_result(decision: DecisionRecord) -> DecisionDefinitionResult:
    """Show a deployed decision."""
    return DecisionDefinitionResult(
        decision_definition_id=decision.decision_id,
        decision_definition_key=str(decision.key),
        decision_requirements_id=decision.requirements_id,
        decision_requirements_key=str(decision.requirements_key),
        decision_requirements_name=decision.requirements_name,
        decision_requirements_version=decision.requirements_version,
        name=decision.name,
        version=decision.version,
    )


def requirements_result(file: RequirementsRecord) -> DecisionRequirementsResult:
    """Show a deployed DMN file."""
    return DecisionRequirementsResult(
        decision_requirements_id=file.requirements_id,
        decision_requirements_key=str(file.key),
        decision_requirements_name=file.name,
        resource_name=file.resource_name,
        version=file.version,
    )


def evaluated_result(decision: EvaluatedDecision, instance_key: str) -> EvaluatedDecisionResult:
    """Show one decision of an evaluation."""
    return EvaluatedDecisionResult(
        decision_definition_id=decision.decision_id,
        decision_definition_name=decision.name,
        decision_definition_version=decision.version or 0,
        decision_definition_type=kind_of(decision),
        output=json_text(decision.value),
        decision_definition_key=str(decision.key or 0),
        decision_evaluation_instance_key=instance_key,
        **trace_members(decision),
    )


def trace_members(decision: EvaluatedDecision) -> dict[str, Any]:
    """Show how a decision came about."""
    return {
        "evaluated_inputs": tuple(
            EvaluatedInputResult(input_id=found.id, input_name=found.name, input_value=json_text(found.value))
            for found in decision.inputs
        ),
        "matched_rules": tuple(
            MatchedRuleResult(
                rule_id=rule.id,
                rule_index=rule.number,
                evaluated_outputs=tuple(
                    EvaluatedOutputResult(
                        output_id=output.id,
                        output_name=output.name,
                        output_value=json_text(output.value),
                        rule_id=rule.id,
                        rule_index=rule.number,
                    )
                    for output in rule.outputs
                ),
            )
            for rule in decision.matched
        ),
    }
