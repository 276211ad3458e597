"""Decisions and expressions over `/v2`: shapes, refusals, permissions and secrecy."""

import json
from typing import Any

import httpx
import pytest

from tests.decisions import MUC, by_copies, calls, dmn, table
from tests.integration.api.conftest import Served

READER, LEADER, CHIEF = "le.kim.oanh", "vu.bich.lien", "bui.xuan.tuong"


def deploy(client: httpx.Client, **files: bytes) -> list[dict[str, Any]]:
    answer = client.post(
        "/v2/deployments", files=[("resources", (name.replace("__", "."), body)) for name, body in files.items()]
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["deployments"]  # type: ignore[no-any-return]


def evaluate(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/v2/decision-definitions/evaluation", json=body)


def test_a_deployed_decision_is_found_and_read(served: Served) -> None:
    with served.machine() as machine:
        parts = deploy(machine, muc__dmn=MUC)
        [decision] = [part["decisionDefinition"] for part in parts if part["decisionDefinition"]]
        [file] = [part["decisionRequirements"] for part in parts if part["decisionRequirements"]]
        assert decision["decisionRequirementsKey"] == file["decisionRequirementsKey"]
        key, file_key = decision["decisionDefinitionKey"], file["decisionRequirementsKey"]

        found = machine.post(
            "/v2/decision-definitions/search", json={"filter": {"decisionDefinitionId": "muc", "isLatestVersion": True}}
        ).json()
        assert found["page"]["totalItems"] == 1
        assert found["items"] == [machine.get(f"/v2/decision-definitions/{key}").json()]
        assert found["items"][0]["decisionRequirementsName"] == "Tệp thử"
        assert machine.get(f"/v2/decision-definitions/{key}/xml").content == MUC
        files = machine.post("/v2/decision-requirements/search").json()
        assert files["items"] == [machine.get(f"/v2/decision-requirements/{file_key}").json()]
        assert machine.get(f"/v2/decision-requirements/{file_key}/xml").content == MUC


def test_an_evaluation_tells_inputs_and_rules_of_every_decision(served: Served) -> None:
    content = dmn(by_copies(), table("phu", ["muc"], [(['"cao"'], "1.50")], needs=["muc"]))
    with served.machine() as machine:
        deploy(machine, hai__dmn=content)
        body = evaluate(machine, decisionDefinitionId="phu", variables={"so_ban": 11}).json()
    assert (body["decisionDefinitionId"], body["failureMessage"]) == ("phu", None)
    assert json.loads(body["output"]) == 1.5
    first, last = body["evaluatedDecisions"]
    assert (first["decisionDefinitionId"], first["output"], first["decisionDefinitionVersion"]) == ("muc", '"cao"', 1)
    assert first["evaluatedInputs"] == [{"inputId": "muc_i1", "inputName": "Cột 1", "inputValue": "11"}]
    [rule] = first["matchedRules"]
    assert (rule["ruleId"], rule["ruleIndex"]) == ("muc_r2", 2)
    assert rule["evaluatedOutputs"] == [
        {
            "outputId": "muc_out",
            "outputName": "Kết quả",
            "outputValue": '"cao"',
            "ruleId": "muc_r2",
            "ruleIndex": 2,
        }
    ]
    assert last["decisionDefinitionKey"] == body["decisionDefinitionKey"]


def test_rules_that_overlap_are_told_in_the_readers_language(served: Served) -> None:
    content = dmn(table("muc", ["so_ban"], [(["> 5"], '"a"'), (["> 10"], '"b"')]))
    with served.machine() as machine:
        deploy(machine, muc__dmn=content)
        vi = evaluate(machine, decisionDefinitionId="muc", variables={"so_ban": 11}).json()
        machine.headers["Accept-Language"] = "en"
        en = evaluate(machine, decisionDefinitionId="muc", variables={"so_ban": 11}).json()
    assert (vi["output"], vi["failedDecisionDefinitionId"]) == ("null", "muc")
    assert vi["failureMessage"] != en["failureMessage"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"decisionDefinitionId": "muc", "decisionDefinitionKey": "1"}, 400),
        ({"decisionDefinitionId": "khong_co"}, 404),
        ({"decisionDefinitionKey": "1"}, 404),
        ({"decisionDefinitionId": "muc", "la": 1}, 400),
    ],
)
def test_what_cannot_be_evaluated_is_a_problem(served: Served, body: dict[str, Any], status: int) -> None:
    with served.machine() as machine:
        answer = evaluate(machine, **body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_expressions(served: Served) -> None:
    def ask(expression: str, **variables: Any) -> httpx.Response:
        return machine.post("/v2/expression/evaluation", json={"expression": expression, "variables": variables})

    with served.machine() as machine:
        assert ask("=so_ban * 2 > 10", so_ban=6).json() == {
            "expression": "=so_ban * 2 > 10",
            "result": True,
            "warnings": [],
            "referencedSecrets": [],
        }
        missing = ask("=khong_co + 1").json()
        assert missing["result"] is None
        assert "khong_co" in missing["warnings"][0]["message"]
        for wrong in ("so_ban", "=1 +", "=sum(for i in 1..100000000 return i)", "=" + "(" * 5000):
            refused = ask(wrong)
            assert refused.status_code == 400, refused.text
            assert refused.json()["errors"][0]["field"] == "expression"


def test_evaluating_needs_a_permission_and_reading_does_not(served: Served) -> None:
    with served.machine() as machine, served.person(READER) as person:
        [decision] = [
            part["decisionDefinition"] for part in deploy(machine, muc__dmn=MUC) if part["decisionDefinition"]
        ]
        key = decision["decisionDefinitionKey"]
        assert person.get(f"/v2/decision-definitions/{key}").status_code == 200
        assert evaluate(person, decisionDefinitionKey=key).status_code == 403
        assert person.post("/v2/expression/evaluation", json={"expression": "=1"}).status_code == 403


def test_a_decision_of_a_case_is_for_those_who_read_the_case(served: Served) -> None:
    with served.machine() as machine, served.person(LEADER) as leader, served.person(CHIEF) as chief:
        deploy(machine, muc__dmn=MUC, thu__bpmn=calls())
        started = leader.post(
            "/v2/process-instances", json={"processDefinitionId": "thu", "variables": {"so_ban": 11}}
        ).json()
        asked = {"filter": {"processInstanceKey": started["processInstanceKey"]}}
        [made] = leader.post("/v2/decision-instances/search", json=asked).json()["items"]
        assert (made["decisionDefinitionId"], made["result"], made["state"]) == ("muc", '"cao"', "EVALUATED")
        where = f"/v2/decision-instances/{made['decisionEvaluationInstanceKey']}"
        detail = leader.get(where).json()
        assert detail["evaluatedInputs"][0]["inputValue"] == "11"
        assert detail["matchedRules"][0]["ruleIndex"] == 2
        assert leader.get(f"/v2/decision-instances/{made['decisionEvaluationKey']}-2").status_code == 404
        assert leader.get("/v2/decision-instances/x").status_code == 400
        assert chief.get(where).status_code == 200
        with served.app.state.engine.unit_of_work() as uow:
            uow.connection.exec_driver_sql("UPDATE process_instance SET restricted = true")
        assert leader.get(where).status_code == 200
        hidden, unknown = chief.get(where), chief.get("/v2/decision-instances/1-1")
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.json()["detail"] == unknown.json()["detail"]
        assert chief.post("/v2/decision-instances/search", json=asked).json()["page"]["totalItems"] == 0
