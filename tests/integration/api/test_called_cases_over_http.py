"""A call activity over `/v2`: what a machine sees of the calling and the called case."""

from typing import Any

import httpx

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.operations.test_called_cases import JOB, call, calling
from tests.office import deploy


def found(client: httpx.Client, **filters: Any) -> list[dict[str, Any]]:
    answer = client.post("/v2/process-instances/search", json={"filter": filters})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def claimed(client: httpx.Client, job_type: str) -> dict[str, Any]:
    body = {"type": job_type, "timeout": 60_000, "maxJobsToActivate": 1, "worker": "t"}
    answer = client.post("/v2/jobs/activation", json=body)
    assert answer.status_code == 200, answer.text
    (job,) = answer.json()["jobs"]
    return dict(job)


def test_a_case_calls_waits_and_goes_on(engine: Engine, served: Served) -> None:
    deploy(engine, JOB, calling(call("con")))
    with served.machine() as client:
        body = {"processDefinitionId": "me", "variables": {"so": 1}}
        started = client.post("/v2/process-instances", json=body).json()
        key = started["processInstanceKey"]
        (child,) = found(client, parentProcessInstanceKey=key)
        assert child["rootProcessInstanceKey"] == child["parentProcessInstanceKey"] == key
        visits = client.post("/v2/element-instances/search", json={"filter": {"processInstanceKey": key}}).json()
        (visit,) = [item for item in visits["items"] if item["elementId"] == "goi"]
        assert visit["type"] == "CALL_ACTIVITY"
        assert visit["elementInstanceKey"] == child["parentElementInstanceKey"]
        inside = {"filter": {"processInstanceKey": child["processInstanceKey"]}}
        visits = client.post("/v2/element-instances/search", json=inside).json()
        assert {item["rootProcessInstanceKey"] for item in visits["items"]} == {key}
        refused = client.post(f"/v2/process-instances/{child['processInstanceKey']}/cancellation", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "case_called")
        assert not visit["hasIncident"]
        job = claimed(client, "con")
        assert job["processInstanceKey"] == child["processInstanceKey"]
        failure = {"retries": 0, "errorMessage": "hỏng"}
        assert client.post(f"/v2/jobs/{job['jobKey']}/failure", json=failure).status_code == 204
        failing = client.get(f"/v2/element-instances/{visit['elementInstanceKey']}").json()
        assert (failing["hasIncident"], failing["incidentKey"]) == (True, None)
        (incident,) = client.post("/v2/incidents/search", json={"filter": {"state": "ACTIVE"}}).json()["items"]
        assert client.post(f"/v2/incidents/{incident['incidentKey']}/resolution", json={}).status_code == 204
        assert not client.get(f"/v2/element-instances/{visit['elementInstanceKey']}").json()["hasIncident"]
        job = claimed(client, "con")
        done = client.post(f"/v2/jobs/{job['jobKey']}/completion", json={"variables": {"so": 2}})
        assert done.status_code == 204, done.text
        after = claimed(client, "sau")
        assert (after["processInstanceKey"], after["variables"]["so"]) == (key, 2)
        (child,) = found(client, parentProcessInstanceKey=key)
        assert child["state"] == "COMPLETED"


def test_a_canceled_case_takes_the_called_one_with_it(engine: Engine, served: Served) -> None:
    deploy(engine, JOB, calling(call("con")))
    with served.machine() as client:
        started = client.post("/v2/process-instances", json={"processDefinitionId": "me"}).json()
        key = started["processInstanceKey"]
        assert client.post(f"/v2/process-instances/{key}/cancellation", json={}).status_code == 204
        assert {item["state"] for item in found(client)} == {"TERMINATED"}
