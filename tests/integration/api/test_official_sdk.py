"""Camunda's own Python client, unmodified, deploys the shipped model and brings a case from start to end."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from camunda_orchestration_sdk import CamundaClient
from camunda_orchestration_sdk import errors as sdk_errors
from camunda_orchestration_sdk.models import (
    ActivatedJobResult,
    CancelProcessInstanceRequest,
    ClockPinRequest,
    CreateDocumentData,
    ElementInstanceSearchQuery,
    ElementInstanceSearchQueryFilter,
    IncidentSearchQuery,
    IncidentSearchQueryFilter,
    JobActivationRequest,
    JobChangeset,
    JobCompletionRequest,
    JobCompletionRequestVariables,
    JobErrorRequest,
    JobFailRequest,
    JobUpdateRequest,
    MessageCorrelationRequest,
    MessagePublicationRequest,
    ProcessCreationById,
    ProcessCreationByKey,
    ProcessInstanceCreationInstructionBaseVariables,
    ProcessInstanceSearchQuery,
    ProcessInstanceSearchQueryFilter,
    SignalBroadcastRequest,
    UserTaskAssignmentRequest,
    UserTaskCompletionRequest,
    UserTaskCompletionRequestVariables,
    UserTaskResult,
    UserTaskSearchQuery,
    UserTaskSearchQueryFilter,
    VariableSearchQuery,
    VariableSearchQueryFilter,
)
from camunda_orchestration_sdk.models.user_task_state_exact_match import UserTaskStateExactMatch
from camunda_orchestration_sdk.runtime.configuration_resolver import CamundaSdkConfigPartial
from camunda_orchestration_sdk.semantic_types import (
    ProcessDefinitionId,
    ProcessDefinitionKey,
    ProcessInstanceKey,
    UserTaskKey,
)
from camunda_orchestration_sdk.types import File
from typing_extensions import Unpack

from engine.operations import Engine
from engine.store import Database, DatabaseSettings
from tests.integration.api.conftest import Served
from tests.office import MACHINE, PASSWORD, ROOT

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
REQUEST = {
    "do_mat": "thuong",
    "van_ban": "Công văn số 12/HĐND-VP ngày 03/11/2026 về chuẩn bị kỳ họp",
    "loai_sao": "sao_y",
    "hinh_thuc": "giay_giay",
    "so_ban": 2,
    "muc_dich": "Gửi các ban",
}
# What each kind of automatic step tells; here the SDK is the worker.
WORK: dict[str, dict[str, Any]] = {
    "cap-so": {"so_ky_hieu": "01/SY-VP", "ngay": "2026-11-25"},
    "dong-bia": {"bia_sao": []},
    "vao-so": {},
    "thong-bao": {},
}


@pytest.fixture
def client(served: Served) -> Iterator[CamundaClient]:
    with sdk(served) as client:
        yield client


def sdk(served: Served, **changes: Unpack[CamundaSdkConfigPartial]) -> CamundaClient:
    oauth: CamundaSdkConfigPartial = {
        "CAMUNDA_REST_ADDRESS": served.url,
        "CAMUNDA_AUTH_STRATEGY": "OAUTH",
        "CAMUNDA_OAUTH_URL": f"{served.url}/oauth/token",
        "CAMUNDA_CLIENT_ID": MACHINE,
        "CAMUNDA_CLIENT_SECRET": PASSWORD,
    }
    return CamundaClient(configuration={**oauth, **changes})


def files() -> list[str | Path]:
    return [*(ROOT / "bpmn").glob("*/sao_y_so_hoa.bpmn"), *sorted((ROOT / "forms/sao_y_so_hoa").glob("*.form"))]


def start(client: CamundaClient, **changes: Any) -> ProcessInstanceKey:
    scan = client.create_document(
        data=CreateDocumentData(
            file=File(payload=BytesIO(PDF), file_name="Công văn 12.pdf", mime_type="application/pdf")
        )
    )
    variables = {**REQUEST, "tep_quet": [str(scan.document_id)], **changes}
    created = client.create_process_instance(
        data=ProcessCreationById(
            process_definition_id=ProcessDefinitionId("sao_y_so_hoa"),
            variables=ProcessInstanceCreationInstructionBaseVariables.from_dict(variables),
        )
    )
    assert created.business_id == "SY-2026-0001"
    return created.process_instance_key


def open_task(client: CamundaClient, case: ProcessInstanceKey) -> UserTaskResult:
    query = UserTaskSearchQuery(
        filter_=UserTaskSearchQueryFilter(process_instance_key=case, state=UserTaskStateExactMatch.CREATED)
    )
    (task,) = client.search_user_tasks(data=query).items
    return task


def complete(client: CamundaClient, case: ProcessInstanceKey, element: str, **values: Any) -> None:
    task = open_task(client, case)
    assert str(task.element_id) == element
    assert client.get_user_task_form(task.user_task_key).form_id == f"sao_y_so_hoa.{element}"
    client.assign_user_task(task.user_task_key, data=UserTaskAssignmentRequest(assignee=MACHINE))
    assert client.get_user_task(task.user_task_key).assignee == MACHINE
    client.complete_user_task(
        task.user_task_key,
        data=UserTaskCompletionRequest(variables=UserTaskCompletionRequestVariables.from_dict(values)),
    )


def activate(client: CamundaClient, kind: str) -> list[ActivatedJobResult]:
    request = JobActivationRequest(
        type_=kind, timeout=60_000, max_jobs_to_activate=10, worker="sdk", request_timeout=-1
    )
    return client.activate_jobs(data=request).jobs


def work(client: CamundaClient) -> list[str]:
    """Do every automatic step that waits; give the elements in order."""
    done = []
    while jobs := [job for kind in WORK for job in activate(client, kind)]:
        for job in jobs:
            variables = JobCompletionRequestVariables.from_dict(WORK[job.type_])
            client.complete_job(job.job_key, data=JobCompletionRequest(variables=variables))
            done.append(str(job.element_id))
    return done


def test_the_official_client_brings_a_case_from_start_to_end(client: CamundaClient) -> None:
    assert client.get_topology().cluster_size == 1
    assert str(client.get_authentication().username) == MACHINE
    deployed = client.deploy_resources_from_files(files())
    (process,) = deployed.processes
    assert len(deployed.forms) == len(files()) - 1
    assert "sao_y_so_hoa" in client.get_process_definition_xml(process.process_definition_key)
    assert client.get_start_process_form(process.process_definition_key).form_id == "sao_y_so_hoa.yeu_cau_sao"
    (definition,) = client.search_process_definitions().items
    assert (str(definition.process_definition_id), definition.has_start_form) == ("sao_y_so_hoa", True)

    case = start(client)
    complete(client, case, "duyet", ket_luan="duyet")
    complete(client, case, "sao_giay", so_ban_da_sao=2, da_doi_chieu=True, da_dong_dau=True)
    assert sorted(work(client)) == ["bao_da_co", "cap_so_sao_y", "dong_bia", "vao_so"]
    complete(client, case, "giao_ban_sao", nguoi_nhan_ban_sao="Lê Thị Kim Oanh", ngay_giao="2026-11-25", so_ban_giao=2)

    ended = client.get_process_instance(case)
    assert (ended.state, ended.has_incident) == ("COMPLETED", False)
    assert ended.end_date is not None
    (found,) = client.search_process_instances(
        data=ProcessInstanceSearchQuery(filter_=ProcessInstanceSearchQueryFilter(process_instance_key=case))
    ).items
    assert found.business_id == "SY-2026-0001"
    visits = client.search_element_instances(
        data=ElementInstanceSearchQuery(filter_=ElementInstanceSearchQueryFilter(process_instance_key=case))
    )
    assert {visit.type_ for visit in visits.items} >= {"START_EVENT", "USER_TASK", "SERVICE_TASK", "END_EVENT"}
    assert {visit.state for visit in visits.items} <= {"COMPLETED", "TERMINATED"}
    (copies,) = client.search_variables(
        data=VariableSearchQuery(filter_=VariableSearchQueryFilter(process_instance_key=case, name="so_ban"))
    ).items
    assert copies.value == "2"


def test_a_failing_job_becomes_an_incident_that_the_client_resolves(client: CamundaClient) -> None:
    client.deploy_resources_from_files(files())
    case = start(client)
    complete(client, case, "duyet", ket_luan="duyet")
    complete(client, case, "sao_giay", so_ban_da_sao=1, da_doi_chieu=True, da_dong_dau=True)
    (job,) = activate(client, "cap-so")
    assert job.custom_headers.to_dict() == {"series": "SY"}
    assert activate(client, "cap-so") == []
    client.throw_job_error(job.job_key, data=JobErrorRequest(error_code="HET_SO"))
    unhandled = IncidentSearchQuery(filter_=IncidentSearchQueryFilter(process_instance_key=case))
    (incident,) = client.search_incidents(data=unhandled).items
    assert (incident.error_type, incident.job_key) == ("UNHANDLED_ERROR_EVENT", job.job_key)
    client.resolve_incident(incident.incident_key)
    (job,) = activate(client, "cap-so")
    client.fail_job(job.job_key, data=JobFailRequest(retries=0, error_message="Hết số"))
    query = IncidentSearchQuery(filter_=IncidentSearchQueryFilter(process_instance_key=case))
    (incident,) = [found for found in client.search_incidents(data=query).items if found.state == "ACTIVE"]
    assert (incident.error_type, incident.state, incident.job_key) == ("JOB_NO_RETRIES", "ACTIVE", job.job_key)
    assert client.get_process_instance(case).has_incident
    client.update_job(job.job_key, data=JobUpdateRequest(changeset=JobChangeset(retries=1)))
    client.resolve_incident(incident.incident_key)
    assert client.get_incident(incident.incident_key).state == "RESOLVED"
    assert "cap_so_sao_y" in work(client)


def test_messages_are_published_and_signals_broadcast(client: CamundaClient) -> None:
    once = MessagePublicationRequest(name="den", correlation_key="1", time_to_live=60_000, message_id="a")
    assert int(client.publish_message(data=once).message_key) > 0
    with pytest.raises(sdk_errors.UnexpectedStatus) as refused:
        client.publish_message(data=once)
    assert refused.value.status_code == 409
    assert int(client.broadcast_signal(data=SignalBroadcastRequest(signal_name="ky_hop")).signal_key) > 0


def test_messages_withdraw_and_cancellation_ends(client: CamundaClient) -> None:
    client.deploy_resources_from_files(files())
    case = start(client)
    message = MessageCorrelationRequest(name="msg_sao_y_so_hoa_rut_yeu_cau", correlation_key="SY-2026-0001")
    assert client.correlate_message(data=message).process_instance_key == case
    assert client.get_process_instance(case).state == "COMPLETED"
    with pytest.raises(sdk_errors.NotFoundError):
        client.correlate_message(data=message)
    with pytest.raises(sdk_errors.ConflictError):
        client.cancel_process_instance(case, data=CancelProcessInstanceRequest())


def test_what_is_wrong_reaches_the_client_as_its_own_errors(client: CamundaClient, served: Served) -> None:
    with pytest.raises(sdk_errors.BadRequestError):
        client.create_process_instance(
            data=ProcessCreationByKey(process_definition_key=ProcessDefinitionKey("1"), process_definition_version=-5)
        )
    with pytest.raises(sdk_errors.NotFoundError):
        client.get_user_task(UserTaskKey("1"))
    with (
        sdk(
            served,
            CAMUNDA_AUTH_STRATEGY="BASIC",
            CAMUNDA_BASIC_AUTH_USERNAME=MACHINE,
            CAMUNDA_BASIC_AUTH_PASSWORD="wrong",
        ) as stranger,
        pytest.raises(sdk_errors.UnauthorizedError),
    ):
        stranger.get_topology()


def test_the_clock_moves_only_where_it_may(
    client: CamundaClient, office_url: str, engine: Engine, serve: Callable[..., Served]
) -> None:
    noon = ClockPinRequest(timestamp=1_800_000_000_000)
    with pytest.raises(sdk_errors.UnexpectedStatus) as refused:
        client.pin_clock(data=noon)
    assert refused.value.status_code == 403
    movable = Engine(Database(DatabaseSettings(url=office_url, movable_clock=True)), engine.objects, engine.settings)
    with sdk(serve(movable)) as mover:
        mover.pin_clock(data=noon)
        with movable.unit_of_work() as uow:
            assert uow.now.timestamp() == 1_800_000_000
        mover.reset_clock()
        with movable.unit_of_work() as uow:
            assert uow.now.timestamp() != 1_800_000_000
