"""Elements of an ad-hoc sub-process are begun over `/v2`, by whoever may, and by Camunda's own client as its worker."""

from typing import Any

import httpx
import pytest
from camunda_orchestration_sdk.models import (
    AdHocSubProcessActivateActivitiesInstruction,
    AdHocSubProcessActivateActivityReference,
    JobActivationRequest,
    JobCompletionRequest,
    JobResultActivateElement,
    JobResultAdHocSubProcess,
)
from camunda_orchestration_sdk.semantic_types import ElementId

from engine.model.records import Resource
from engine.operations import Engine
from tests.conformance.scenario.notation import bpmn
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import sdk
from tests.office import deploy

INSIDE = [{"userTask": "a"}, {"userTask": "b"}]
STRANGER = "tran.minh.khue"


def begin(engine: Engine, client: httpx.Client, **settings: Any) -> tuple[str, str]:
    """Begin a case; give its key and that of the ad-hoc sub-process in it."""
    content = bpmn([{"adHocSubProcess": "hoc", "inside": INSIDE, **settings}, "start -> hoc -> end"])
    deploy(engine, Resource(name="main.bpmn", content=content))
    case = client.post("/v2/process-instances", json={"processDefinitionId": "main"}).json()["processInstanceKey"]
    (visit,) = visits(client, case, elementId="hoc")
    assert visit["type"] == "AD_HOC_SUB_PROCESS"
    return case, visit["elementInstanceKey"]


def visits(client: httpx.Client, case: str, **wanted: str) -> list[dict[str, Any]]:
    body = {"filter": {"processInstanceKey": case, "state": "ACTIVE", **wanted}}
    items: list[dict[str, Any]] = client.post("/v2/element-instances/search", json=body).json()["items"]
    return items


def test_elements_begin_by_request(engine: Engine, served: Served) -> None:
    with served.machine() as client:
        case, key = begin(engine, client)
        url = f"/v2/element-instances/ad-hoc-activities/{key}/activation"
        body = {"elements": [{"elementId": "a", "variables": {"note": "x"}}, {"elementId": "b"}]}
        assert client.post(url, json=body).status_code == 204
        assert [found["type"] for found in visits(client, case, elementId="hoc#innerInstance")] == [
            "AD_HOC_SUB_PROCESS_INNER_INSTANCE"
        ] * 2
        again = {"elements": [{"elementId": "b"}], "cancelRemainingInstances": True}
        assert client.post(url, json=again).status_code == 204
        assert len(visits(client, case, elementId="b")) == 1
        assert visits(client, case, elementId="a") == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"elements": []}, 400),
        ({}, 400),
        ({"elements": [{"elementId": "nobody"}]}, 400),
        ({"elements": [{"elementId": "a"}, {"elementId": "a"}]}, 400),
        ({"elements": [{"elementId": "a", "variables": [1]}]}, 400),
        ({"elements": [{"elementId": "a"}] * 1001}, 400),
        ({"elements": "a"}, 400),
    ],
)
def test_what_cannot_begin_is_refused(engine: Engine, served: Served, body: dict[str, Any], status: int) -> None:
    with served.machine() as client:
        case, key = begin(engine, client)
        answer = client.post(f"/v2/element-instances/ad-hoc-activities/{key}/activation", json=body)
        assert answer.status_code == status, answer.text
        assert [found["elementId"] for found in visits(client, case)] == ["hoc"]


def test_who_may_not_see_or_change_the_case_begins_nothing(engine: Engine, served: Served) -> None:
    body = {"elements": [{"elementId": "a"}]}
    with served.machine() as client:
        case, key = begin(engine, client)
    with served.person(STRANGER) as stranger:
        hidden = stranger.post(f"/v2/element-instances/ad-hoc-activities/{key}/activation", json=body)
        unknown = stranger.post("/v2/element-instances/ad-hoc-activities/4711/activation", json=body)
    assert (hidden.status_code, hidden.json()["code"]) == (404, "ad_hoc_not_found")
    assert hidden.json()["detail"] == unknown.json()["detail"]
    with served.machine() as client:
        assert client.post(f"/v2/element-instances/ad-hoc-activities/{case}/activation", json=body).status_code == 404
        client.post(f"/v2/process-instances/{case}/cancellation")
        ended = client.post(f"/v2/element-instances/ad-hoc-activities/{key}/activation", json=body)
        assert ended.status_code == 404


def test_the_official_client_begins_elements_and_decides_as_a_worker(engine: Engine, served: Served) -> None:
    with served.machine() as http, sdk(served) as client:
        case, key = begin(engine, http, job="agent")
        client.activate_ad_hoc_sub_process_activities(
            key,
            data=AdHocSubProcessActivateActivitiesInstruction(
                elements=[AdHocSubProcessActivateActivityReference(element_id=ElementId("b"))]
            ),
        )
        request = JobActivationRequest(type_="agent", timeout=60_000, max_jobs_to_activate=10, request_timeout=-1)
        (job,) = client.activate_jobs(data=request).jobs
        assert (str(job.kind), str(job.listener_event_type)) == ("AD_HOC_SUB_PROCESS", "UNSPECIFIED")
        told = job.variables.to_dict()["adHocSubProcessElements"]
        assert [found["elementId"] for found in told] == ["a", "b"]
        result = JobResultAdHocSubProcess(
            activate_elements=[JobResultActivateElement(element_id=ElementId("a"))], type_="adHocSubProcess"
        )
        client.complete_job(job.job_key, data=JobCompletionRequest(result=result))
        assert [found["elementId"] for found in visits(http, case)][-1] == "a"
        for task in http.post("/v2/user-tasks/search", json={"filter": {"processInstanceKey": case}}).json()["items"]:
            done = http.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", json={})
            assert done.status_code == 204, done.text
        (last,) = client.activate_jobs(data=request).jobs  # the one in between is no longer wanted
        enough = JobResultAdHocSubProcess(is_completion_condition_fulfilled=True, type_="adHocSubProcess")
        client.complete_job(last.job_key, data=JobCompletionRequest(result=enough))
        assert http.get(f"/v2/process-instances/{case}").json()["state"] == "COMPLETED"


def test_a_result_that_cannot_be_followed_leaves_the_job(engine: Engine, served: Served) -> None:
    with served.machine() as client:
        begin(engine, client, job="agent")
        body = {"type": "agent", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": -1}
        (job,) = client.post("/v2/jobs/activation", json=body).json()["jobs"]
        url = f"/v2/jobs/{job['jobKey']}/completion"
        chosen = {"type": "adHocSubProcess", "activateElements": [{"elementId": "a"}]}
        wrong = [
            {"type": "adHocSubProcess", "activateElements": [{"elementId": "nobody"}]},
            {**chosen, "isCompletionConditionFulfilled": True},
            {"type": "somethingElse"},
            {"activateElements": "a"},
        ]
        for result in wrong:
            answer = client.post(url, json={"result": result})
            assert answer.status_code == 400, answer.text
        assert client.post(url, json={"result": {"type": "adHocSubProcess"}}).status_code == 204
