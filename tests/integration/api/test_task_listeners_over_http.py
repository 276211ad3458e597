"""Listeners of a user task over `/v2`: Camunda's own client answers them, and each state between is stored."""

from typing import Any

import httpx
from camunda_orchestration_sdk import CamundaClient
from camunda_orchestration_sdk.models import (
    ActivatedJobResult,
    ActivatedJobResultUserTask,
    JobActivationRequest,
    JobCompletionRequest,
    JobFailRequest,
    JobResultCorrections,
    JobResultUserTask,
)

from engine.model.actor import SYSTEM
from engine.model.records import Resource
from engine.operations import Engine, get_case
from tests.conformance.scenario.notation import bpmn
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import sdk
from tests.office import deploy

LISTENERS = [{"creating": "chuan-bi"}, {"assigning": "kiem-nguoi"}, {"updating": "kiem-han"}, {"completing": "kiem"}]
CLERK = "tran.minh.khue"
PROCESS = [{"userTask": "a", "groups": "chuyen_vien", "listen": LISTENERS}, "start -> a -> end"]


def task(http: httpx.Client) -> dict[str, Any]:
    (found,) = http.post("/v2/user-tasks/search", json={}).json()["items"]
    return dict(found)


def taken(client: CamundaClient, job_type: str) -> ActivatedJobResult:
    request = JobActivationRequest(type_=job_type, timeout=60_000, max_jobs_to_activate=10, request_timeout=-1)
    (job,) = client.activate_jobs(data=request).jobs
    assert isinstance(job, ActivatedJobResult)
    return job


def seen(job: ActivatedJobResult) -> ActivatedJobResultUserTask:
    assert job.user_task is not None
    return job.user_task


def answered(client: CamundaClient, job: ActivatedJobResult, **result: Any) -> None:
    of = JobResultUserTask(type_="userTask", **result)
    client.complete_job(job.job_key, data=JobCompletionRequest(result=of))


def test_a_task_goes_through_its_listeners(engine: Engine, served: Served) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(PROCESS, process_id="thu")))
    with served.machine() as http, sdk(served) as client, served.person(CLERK) as clerk:
        case = http.post("/v2/process-instances", json={"processDefinitionId": "thu"}).json()["processInstanceKey"]
        url = f"/v2/user-tasks/{task(http)['userTaskKey']}"

        # nobody works on a task that is still being prepared; its listener corrects it
        assert task(http)["state"] == "CREATING"
        assert clerk.post(f"{url}/assignment", json={}).status_code == 409
        job = taken(client, "chuan-bi")
        assert (str(job.kind), str(job.listener_event_type)) == ("TASK_LISTENER", "CREATING")
        assert (seen(job).action, seen(job).user_task_key) == ("create", task(http)["userTaskKey"])
        answered(client, job, corrections=JobResultCorrections(priority=80))
        assert (task(http)["state"], task(http)["priority"]) == ("CREATED", 80)

        # a claim is denied, and the next one is let through
        assert clerk.post(f"{url}/assignment", json={}).status_code == 204
        job = taken(client, "kiem-nguoi")
        assert (task(http)["state"], task(http)["assignee"]) == ("ASSIGNING", None)
        assert (seen(job).action, seen(job).assignee, seen(job).changed_attributes) == ("claim", CLERK, ["assignee"])
        answered(client, job, denied=True, denied_reason="Đang nghỉ phép")
        assert (task(http)["state"], task(http)["assignee"]) == ("CREATED", None)
        assert clerk.post(f"{url}/assignment", json={}).status_code == 204
        answered(client, taken(client, "kiem-nguoi"))
        assert (task(http)["state"], task(http)["assignee"]) == ("CREATED", CLERK)

        # a change; its listener fails until its retries end, and goes on after the incident
        change = {"changeset": {"dueDate": "2030-01-05T17:00:00+07:00", "candidateGroups": ["van_thu"]}}
        assert http.patch(url, json=change).status_code == 204
        job = taken(client, "kiem-han")
        client.fail_job(job.job_key, data=JobFailRequest(retries=0, error_message="hỏng"))
        (incident,) = http.post("/v2/incidents/search", json={"filter": {"state": "ACTIVE"}}).json()["items"]
        assert incident["errorType"] == "TASK_LISTENER_NO_RETRIES"
        assert task(http)["state"] == "UPDATING"
        assert http.post(f"/v2/incidents/{incident['incidentKey']}/resolution", json={}).status_code == 204
        answered(client, taken(client, "kiem-han"))
        now = task(http)
        assert (now["state"], now["dueDate"][:10], now["candidateGroups"]) == ("CREATED", "2030-01-05", ["van_thu"])

        # a completion waits with what was filled in; nobody else acts meanwhile
        assert clerk.post(f"{url}/completion", json={"variables": {"ket_qua": "dat"}}).status_code == 204
        assert task(http)["state"] == "COMPLETING"
        assert clerk.post(f"{url}/completion", json={}).status_code == 409
        job = taken(client, "kiem")
        refused = http.post(f"/v2/jobs/{job.job_key}/completion", json={"variables": {"x": 1}})
        assert (refused.status_code, refused.json()["code"]) == (400, "listener_answer")
        answered(client, job, denied=True, denied_reason="Thiếu trang 2")
        assert task(http)["state"] == "CREATED"
        assert clerk.post(f"{url}/completion", json={"variables": {"ket_qua": "dat"}}).status_code == 204
        answered(client, taken(client, "kiem"))
        assert (task(http)["state"], task(http)["assignee"]) == ("COMPLETED", CLERK)
        assert http.get(f"/v2/process-instances/{case}").json()["state"] == "COMPLETED"
    with engine.unit_of_work() as uow:
        told = [(entry.action, entry.actor) for entry in get_case(uow, SYSTEM, instance_key=int(case)).timeline]
    assert [action for action, _ in told].count("TaskChangeDenied") == 2
    assert {("TaskAssigned", CLERK), ("TaskCompleted", CLERK)} <= set(told)
