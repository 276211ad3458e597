"""Camunda's own Python client, unmodified, deploys a decision, finds it, and asks it."""

import json
from pathlib import Path

from camunda_orchestration_sdk.models import (
    DecisionDefinitionSearchQuery,
    DecisionDefinitionSearchQueryFilter,
    DecisionEvaluationByID,
    DecisionEvaluationByIdVariables,
    DecisionInstanceSearchQuery,
    ExpressionEvaluationRequest,
    ExpressionEvaluationRequestVariables,
    ProcessCreationById,
    ProcessInstanceCreationInstructionBaseVariables,
)
from camunda_orchestration_sdk.semantic_types import DecisionDefinitionId, ProcessDefinitionId

from tests.decisions import MUC, calls
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import sdk


def test_the_official_client_decides(served: Served, tmp_path: Path) -> None:
    (tmp_path / "muc.dmn").write_bytes(MUC)
    (tmp_path / "thu.bpmn").write_bytes(calls())
    with sdk(served) as client:
        deployed = client.deploy_resources_from_files([tmp_path / "muc.dmn", tmp_path / "thu.bpmn"])
        (decision,) = deployed.decisions
        (file,) = deployed.decision_requirements
        query = DecisionDefinitionSearchQuery(filter_=DecisionDefinitionSearchQueryFilter(is_latest_version=True))
        (found,) = client.search_decision_definitions(data=query).items
        assert found.decision_definition_key == decision.decision_definition_key
        assert client.get_decision_definition(found.decision_definition_key).name == "Bảng muc"
        assert "decisionTable" in client.get_decision_definition_xml(found.decision_definition_key)
        assert client.get_decision_requirements(file.decision_requirements_key).resource_name == "muc.dmn"
        assert "decisionTable" in client.get_decision_requirements_xml(file.decision_requirements_key)
        assert len(client.search_decision_requirements().items) == 1

        answer = client.evaluate_decision(
            data=DecisionEvaluationByID(
                decision_definition_id=DecisionDefinitionId("muc"),
                variables=DecisionEvaluationByIdVariables.from_dict({"so_ban": 11}),
            )
        )
        assert json.loads(answer.output) == "cao"
        assert answer.evaluated_decisions[0].matched_rules[0].rule_index == 2

        client.create_process_instance(
            data=ProcessCreationById(
                process_definition_id=ProcessDefinitionId("thu"),
                variables=ProcessInstanceCreationInstructionBaseVariables.from_dict({"so_ban": 3}),
            )
        )
        (made,) = client.search_decision_instances(data=DecisionInstanceSearchQuery()).items
        assert json.loads(made.result) == "thấp"
        detail = client.get_decision_instance(made.decision_evaluation_instance_key)
        assert detail.matched_rules[0].rule_index == 1

        value = client.evaluate_expression(
            data=ExpressionEvaluationRequest(
                expression="=so_ban + 1", variables=ExpressionEvaluationRequestVariables.from_dict({"so_ban": 3})
            )
        )
        assert (value.result, value.warnings) == (4, [])
