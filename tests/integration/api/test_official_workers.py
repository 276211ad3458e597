"""Camunda's own Python client, unmodified, as the real worker of a case: the same story as its JavaScript sister's."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from camunda_orchestration_sdk import CamundaAsyncClient
from camunda_orchestration_sdk import errors as sdk_errors
from camunda_orchestration_sdk.models import (
    CancelProcessInstanceRequest,
    Changeset,
    ElementInstanceSearchQuery,
    ElementInstanceSearchQueryFilter,
    IncidentSearchQuery,
    IncidentSearchQueryFilter,
    JobActivationRequest,
    JobChangeset,
    JobFailRequest,
    JobUpdateRequest,
    MessageCorrelationRequest,
    MessageCorrelationRequestVariables,
    MessagePublicationRequest,
    MessagePublicationRequestVariables,
    ProcessCreationById,
    ProcessCreationByKey,
    ProcessInstanceCreationInstructionBaseVariables,
    ProcessInstanceSearchQuery,
    ProcessInstanceSearchQueryFilter,
    SetVariableRequest,
    SetVariableRequestVariables,
    SignalBroadcastRequest,
    SignalBroadcastRequestVariables,
    UserTaskAssignmentRequest,
    UserTaskCompletionRequest,
    UserTaskCompletionRequestVariables,
    UserTaskSearchQuery,
    UserTaskSearchQueryFilter,
    UserTaskUpdateRequest,
    VariableSearchQuery,
    VariableSearchQueryFilter,
)
from camunda_orchestration_sdk.models.element_instance_state_exact_match import ElementInstanceStateExactMatch
from camunda_orchestration_sdk.models.process_instance_state_exact_match import ProcessInstanceStateExactMatch
from camunda_orchestration_sdk.models.user_task_state_exact_match import UserTaskStateExactMatch
from camunda_orchestration_sdk.runtime.eventual import ConsistencyOptions
from camunda_orchestration_sdk.runtime.job_worker import ConnectedJobContext, JobError, JobFailure, WorkerConfig
from camunda_orchestration_sdk.semantic_types import ElementInstanceKey, ProcessDefinitionId, ProcessInstanceKey

from tests.integration.api.clients_model import MODEL, OURS, PROCESS, SEEN
from tests.integration.api.conftest import Served
from tests.office import MACHINE, PASSWORD

SECONDS = 120
pytestmark = [
    pytest.mark.timeout(SECONDS),
    # The client cancels its workers' polls at the end and leaves their connections to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PATIENTLY = ConsistencyOptions(wait_up_to_ms=30_000, poll_interval_ms=50)
Seen = dict[str, Any]
Handler = Callable[[ConnectedJobContext], Coroutine[Any, Any, dict[str, Any]]]


def sdk(served: Served) -> CamundaAsyncClient:
    return CamundaAsyncClient(
        configuration={
            "CAMUNDA_REST_ADDRESS": served.url,
            "CAMUNDA_AUTH_STRATEGY": "OAUTH",
            "CAMUNDA_OAUTH_URL": f"{served.url}/oauth/token",
            "CAMUNDA_CLIENT_ID": MACHINE,
            "CAMUNDA_CLIENT_SECRET": PASSWORD,
        }
    )


@pytest.mark.parametrize("with_lease", [False, True], ids=["as in 8.8", "with leases"])
def test_the_official_client_works_a_case_through(live: Served, tmp_path: Path, *, with_lease: bool) -> None:
    model = tmp_path / "tho_may.bpmn"
    model.write_bytes(MODEL)
    assert asyncio.run(story(live, model, with_lease=with_lease)) == SEEN


async def story(served: Served, model: Path, *, with_lease: bool) -> Seen:
    async with sdk(served) as client:
        seen: Seen = {}
        await deploy(client, model, seen)
        await others(client, seen)  # before the workers are there, who would take its job
        created = await client.create_process_instance(
            data=ProcessCreationById(
                process_definition_id=ProcessDefinitionId(PROCESS),
                variables=ProcessInstanceCreationInstructionBaseVariables.from_dict({"so": "15/BC", "trang": 2}),
            )
        )
        key = created.process_instance_key
        workers(client, seen, with_lease=with_lease)
        await events(client, key, seen)
        await task(client, key, seen)
        await incident(client, key, seen, with_lease=with_lease)
        await look_back(client, key, seen)
        return seen


async def deploy(client: CamundaAsyncClient, model: Path, seen: Seen) -> None:
    deployed = await client.deploy_resources_from_files([model])
    (definition,) = deployed.processes
    seen["deployed"] = [str(definition.process_definition_id), definition.process_definition_version]
    seen["xml"] = PROCESS in await client.get_process_definition_xml(definition.process_definition_key)
    seen["definitions"] = len((await client.search_process_definitions()).items)


def workers(client: CamundaAsyncClient, seen: Seen, *, with_lease: bool) -> None:
    """Start real workers: the first fails once with a back-off, the second throws a BPMN error."""
    tries = seen["tries"] = []

    async def calculate(job: ConnectedJobContext) -> dict[str, Any]:
        given = job.variables.to_dict()
        tries.append({"retries": job.retries, "variables": given, "element": str(job.element_id)})
        if len(tries) == 1:
            raise JobFailure("Máy bận", retries=job.retries - 1, retry_back_off=300)
        return {"ket_qua": given["trang"] * 2}

    async def compare(_job: ConnectedJobContext) -> dict[str, Any]:
        raise JobError("SAI_MAU", "Mẫu cũ", {"mau": "cũ"})

    for job_type, handler, wanted in (("tinh-toan", calculate, ["trang"]), ("doi-chieu", compare, None)):
        start_worker(client, job_type, handler, fetch_variables=wanted, with_lease=with_lease)


def start_worker(client: CamundaAsyncClient, job_type: str, handler: Handler, **config: Any) -> None:
    """Start a worker whose long poll ends well before the client itself hangs up (after five seconds)."""
    client.create_job_worker(
        WorkerConfig(job_type=job_type, job_timeout_milliseconds=30_000, request_timeout_milliseconds=1_000, **config),
        handler,
    )


async def visited(client: CamundaAsyncClient, key: ProcessInstanceKey, element_id: str) -> None:
    wanted = ElementInstanceSearchQueryFilter(
        process_instance_key=key, element_id=element_id, state=ElementInstanceStateExactMatch.ACTIVE
    )
    await client.search_element_instances(data=ElementInstanceSearchQuery(filter_=wanted), consistency=PATIENTLY)


async def events(client: CamundaAsyncClient, key: ProcessInstanceKey, seen: Seen) -> None:
    await visited(client, key, "cho_tra_loi")
    published = await client.publish_message(
        data=MessagePublicationRequest(
            name="tra_loi",
            correlation_key="15/BC",
            time_to_live=60_000,
            variables=MessagePublicationRequestVariables.from_dict({"loi": "Được"}),
        )
    )
    seen["published"] = "string" if published.message_key else "?"
    await visited(client, key, "cho_gop_y")
    correlated = await client.correlate_message(
        data=MessageCorrelationRequest(
            name="gop_y", correlation_key="15/BC", variables=MessageCorrelationRequestVariables.from_dict({"y": 1})
        )
    )
    seen["correlated"] = correlated.process_instance_key == key
    await visited(client, key, "cho_ky_hop")
    await client.broadcast_signal(
        data=SignalBroadcastRequest(
            signal_name="ky_hop_bat_dau", variables=SignalBroadcastRequestVariables.from_dict({"ky_hop": 15})
        )
    )


async def task(client: CamundaAsyncClient, key: ProcessInstanceKey, seen: Seen) -> None:
    wanted = UserTaskSearchQueryFilter(process_instance_key=key, state=UserTaskStateExactMatch.CREATED)
    (found,) = (await client.search_user_tasks(data=UserTaskSearchQuery(filter_=wanted), consistency=PATIENTLY)).items
    task_key = found.user_task_key
    await client.assign_user_task(task_key, data=UserTaskAssignmentRequest(assignee=MACHINE))
    await client.update_user_task(
        task_key,
        data=UserTaskUpdateRequest(
            changeset=Changeset(priority=90, due_date=datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC))
        ),
    )
    changed = await client.get_user_task(task_key)
    assert isinstance(changed.due_date, datetime)
    due = changed.due_date.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    seen["task"] = [str(changed.element_id), changed.assignee, changed.priority, due]
    await client.create_element_instance_variables(
        ElementInstanceKey(str(key)),
        data=SetVariableRequest(variables=SetVariableRequestVariables.from_dict({"ghi_chu": "từ ngoài"})),
    )
    visible = await client.search_user_task_variables(task_key)
    seen["visible"] = sorted({str(one.name) for one in visible.items} - OURS)
    done = UserTaskCompletionRequestVariables.from_dict({"da_xem": True})
    await client.complete_user_task(task_key, data=UserTaskCompletionRequest(variables=done))


async def incident(client: CamundaAsyncClient, key: ProcessInstanceKey, seen: Seen, *, with_lease: bool) -> None:
    request = JobActivationRequest(
        type_="luu-kho",
        timeout=60_000,
        max_jobs_to_activate=1,
        worker="sdk",
        request_timeout=3_000,
        with_lease=with_lease,
    )
    (job,) = (await client.activate_jobs(data=request)).jobs
    assert (job.job_lease_token is not None) == with_lease
    failure = JobFailRequest(retries=0, error_message="Kho khóa", job_lease_token=job.job_lease_token)
    await client.fail_job(job.job_key, data=failure)
    query = IncidentSearchQuery(filter_=IncidentSearchQueryFilter(process_instance_key=key))
    (found,) = (await client.search_incidents(data=query, consistency=PATIENTLY)).items
    seen["incident"] = [str(found.error_type), str(found.element_id), found.job_key == job.job_key]
    seen["hasIncident"] = (await client.get_process_instance(key)).has_incident
    seen["ofCase"] = len((await client.search_process_instance_incidents(key, data=IncidentSearchQuery())).items)
    await client.update_job(job.job_key, data=JobUpdateRequest(changeset=JobChangeset(retries=1)))
    await client.resolve_incident(found.incident_key)

    async def store(_job: ConnectedJobContext) -> dict[str, Any]:
        return {}

    start_worker(client, "luu-kho", store, with_lease=with_lease)
    wanted = ProcessInstanceSearchQueryFilter(process_instance_key=key, state=ProcessInstanceStateExactMatch.COMPLETED)
    over = await client.search_process_instances(data=ProcessInstanceSearchQuery(filter_=wanted), consistency=PATIENTLY)
    seen["ended"] = [
        [str(one.process_definition_id), str(one.state), one.has_incident, one.process_instance_key == key]
        for one in over.items
    ]
    seen["resolved"] = str((await client.get_incident(found.incident_key)).state)


async def look_back(client: CamundaAsyncClient, key: ProcessInstanceKey, seen: Seen) -> None:
    everything = ElementInstanceSearchQuery(filter_=ElementInstanceSearchQueryFilter(process_instance_key=key))
    visits = (await client.search_element_instances(data=everything)).items
    seen["visits"] = {str(one.element_id): [str(one.type_), str(one.state)] for one in visits}
    seen["visit"] = str((await client.get_element_instance(visits[0].element_instance_key)).element_id)
    held = VariableSearchQuery(filter_=VariableSearchQueryFilter(process_instance_key=key))
    variables = (await client.search_variables(data=held)).items
    seen["variables"] = {one.name: one.value for one in variables if one.name not in OURS}
    assert (await client.get_variable(variables[0].variable_key)).name == variables[0].name
    counted = (await client.get_process_instance_statistics(key)).items
    seen["statistics"] = {str(one.element_id): [one.active, one.completed, one.canceled] for one in counted}


async def others(client: CamundaAsyncClient, seen: Seen) -> None:
    (definition,) = (await client.search_process_definitions()).items
    other = await client.create_process_instance(
        data=ProcessCreationByKey(
            process_definition_key=definition.process_definition_key, process_definition_version=-1
        )
    )
    await client.cancel_process_instance(other.process_instance_key, data=CancelProcessInstanceRequest())
    seen["canceled"] = str((await client.get_process_instance(other.process_instance_key)).state)
    with pytest.raises(sdk_errors.NotFoundError) as refused:
        await client.get_process_instance(ProcessInstanceKey("1"))
    seen["refused"] = refused.value.status_code
