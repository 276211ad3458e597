"""Conditions start processes over `/v2`: Camunda's own client asks them, and whoever may not begin all begins none."""

import pytest
from camunda_orchestration_sdk.models import ConditionalEvaluationInstruction, ConditionalEvaluationInstructionVariables
from camunda_orchestration_sdk.semantic_types import ProcessDefinitionKey

from engine.model.records import Resource
from engine.operations import Engine
from tests.conformance.scenario.notation import bpmn
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import sdk
from tests.office import deploy

URL = "/v2/conditionals/evaluation"
DELEGATE = "trinh.duc.thuan"
MANY = {"so_kien_nghi": 12}


@pytest.fixture
def waiting(engine: Engine) -> None:
    """Two processes that conditions start."""
    for name, condition in (("gom_kien_nghi", "=so_kien_nghi > 10"), ("bao_cao_gap", "=so_kien_nghi > 100")):
        content = bpmn([{"startEvent": "khi", "conditional": condition}, "khi -> xem"], process_id=name)
        deploy(engine, Resource(name=f"{name}.bpmn", content=content))


@pytest.mark.usefixtures("waiting")
def test_conditions_that_hold_begin_cases(served: Served) -> None:
    with served.machine() as client:
        found = client.post("/v2/process-definitions/search", json={}).json()["items"]
        keys = {one["processDefinitionId"]: one["processDefinitionKey"] for one in found}
        assert client.post(URL, json={"variables": {"so_kien_nghi": 3}}).json()["processInstances"] == []
        unknown = client.post(URL, json={"variables": MANY, "processDefinitionKey": "1"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "process_definition_not_found")
        with sdk(served) as theirs:
            of_one = ConditionalEvaluationInstruction(
                variables=ConditionalEvaluationInstructionVariables.from_dict({"so_kien_nghi": 1000}),
                process_definition_key=ProcessDefinitionKey(keys["bao_cao_gap"]),
            )
            (started,) = theirs.evaluate_conditionals(data=of_one).process_instances
        assert started.process_definition_key == keys["bao_cao_gap"]
        case = client.get(f"/v2/process-instances/{started.process_instance_key}").json()
        assert case["processDefinitionId"] == "bao_cao_gap"
        held = client.post(
            "/v2/variables/search",
            json={"filter": {"processInstanceKey": started.process_instance_key, "name": "so_kien_nghi"}},
        )
        assert [one["value"] for one in held.json()["items"]] == ["1000"]


@pytest.mark.usefixtures("waiting")
def test_who_may_not_begin_one_begins_none(served: Served) -> None:
    with served.person(DELEGATE) as client:
        refused = client.post(URL, json={"variables": MANY})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
        assert client.post(URL, json={"variables": {"so_kien_nghi": 3}}).status_code == 200
    with served.machine() as client:
        cases = client.post("/v2/process-instances/search", json={}).json()["page"]["totalItems"]
        assert cases == 0
