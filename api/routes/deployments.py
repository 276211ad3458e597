"""Deploy files over `/v2/deployments`: one multipart request is one deployment, all or nothing."""

from pathlib import PurePosixPath
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ConfigDict
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.json_text import is_storable
from api.requests import StrictRoute
from api.routes.decision_shapes import DecisionRequirementsResult, requirements_result
from api.routes.shapes import EXAMPLE_KEY, TENANT, Outgoing, answer
from engine.errors import Finding, InputRejected, Text
from engine.model.records import DeploymentRecord, Resource
from engine.operations import deploy_resources, require_deployer

router = APIRouter(prefix="/deployments", tags=["Deployments"], route_class=StrictRoute)

MOST_FILES: Final = 100
_LONGEST_NAME: Final = 200
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["resources"],
                    "properties": {
                        "resources": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "tenantId": {"type": "string", "enum": [TENANT]},
                    },
                },
                "example": {"resources": ["sao_y_so_hoa.bpmn", "sao_y_de_nghi.form"]},
            }
        },
    }
}


class DeployedProcess(Outgoing):
    """A process version that the deployment holds."""

    process_definition_id: str
    process_definition_version: int
    resource_name: str
    tenant_id: str = TENANT
    process_definition_key: str


class DeployedDecision(Outgoing):
    """A decision version that the deployment holds."""

    decision_definition_id: str
    version: int
    name: str
    tenant_id: str = TENANT
    decision_requirements_id: str
    decision_definition_key: str
    decision_requirements_key: str


class DeployedForm(Outgoing):
    """A form version that the deployment holds."""

    form_id: str
    version: int
    resource_name: str
    tenant_id: str = TENANT
    form_key: str


class DeployedResource(Outgoing):
    """One deployed thing; exactly one of the members is set."""

    process_definition: DeployedProcess | None = None
    decision_definition: DeployedDecision | None = None
    decision_requirements: DecisionRequirementsResult | None = None
    form: DeployedForm | None = None
    resource: None = None


class DeploymentResult(Outgoing):
    """What was deployed; a file equal to its newest version keeps that version."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "deploymentKey": EXAMPLE_KEY,
                    "tenantId": TENANT,
                    "deployments": [
                        {
                            "processDefinition": {
                                "processDefinitionId": "sao_y_so_hoa",
                                "processDefinitionVersion": 3,
                                "resourceName": "sao_y_so_hoa.bpmn",
                                "tenantId": TENANT,
                                "processDefinitionKey": EXAMPLE_KEY,
                            }
                        }
                    ],
                }
            ]
        }
    )

    deployment_key: str
    tenant_id: str = TENANT
    deployments: tuple[DeployedResource, ...]


@router.post("", response_model=DeploymentResult, openapi_extra=_BODY)
async def create_deployment(request: Request, door: DoorDep) -> Response:
    """Deploy BPMN, DMN and form files; a fault in any of them deploys none and names file, element and line."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise _not_multipart()
    await run_in_threadpool(_require_permission, door)  # before the files are read
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        resources = await _resources(form)
    return await run_in_threadpool(_deploy, door, resources)


def _require_permission(door: Door) -> None:
    with door.enter() as (uow, actor):
        require_deployer(uow, actor)


def _deploy(door: Door, resources: list[Resource]) -> Response:
    with door.enter() as (uow, actor):
        deployment = deploy_resources(uow, actor, resources=resources)
    return answer(_result(deployment))


async def _resources(form: FormData) -> list[Resource]:
    resources = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            resources.append(Resource(name=_file_name(value.filename), content=await value.read()))
        elif name != "tenantId" or value != TENANT:
            text = Text(
                vi="Máy chủ không biết hoặc chưa hỗ trợ trường này.", en="This field is unknown or not supported yet."
            )
            raise _refused(Finding(code="field_unknown", text=text, field=name[:_LONGEST_NAME]))
    return resources


def _file_name(given: str | None) -> str:
    name = PurePosixPath((given or "").replace("\\", "/")).name
    if not name or len(name) > _LONGEST_NAME or not is_storable(name) or not name.isprintable():
        text = Text(
            vi=f"Mỗi tệp cần có tên đọc được, không quá {_LONGEST_NAME} ký tự.",
            en=f"Each file needs a readable name of at most {_LONGEST_NAME} characters.",
        )
        raise _refused(Finding(code="file_name_invalid", text=text, field="resources"))
    return name


def _result(deployment: DeploymentRecord) -> DeploymentResult:
    processes = [
        DeployedResource(
            process_definition=DeployedProcess(
                process_definition_id=definition.process_id,
                process_definition_version=definition.version,
                resource_name=definition.resource_name,
                process_definition_key=str(definition.key),
            )
        )
        for definition in deployment.definitions
    ]
    forms = [
        DeployedResource(
            form=DeployedForm(
                form_id=form.form_id, version=form.version, resource_name=form.resource_name, form_key=str(form.key)
            )
        )
        for form in deployment.forms
    ]
    decisions = [
        DeployedResource(
            decision_definition=DeployedDecision(
                decision_definition_id=decision.decision_id,
                version=decision.version,
                name=decision.name,
                decision_requirements_id=decision.requirements_id,
                decision_definition_key=str(decision.key),
                decision_requirements_key=str(decision.requirements_key),
            )
        )
        for decision in deployment.decisions
    ]
    files = [DeployedResource(decision_requirements=requirements_result(file)) for file in deployment.requirements]
    return DeploymentResult(deployment_key=str(deployment.key), deployments=(*processes, *decisions, *files, *forms))


def _not_multipart() -> InputRejected:
    text = Text(
        vi="Hãy gửi các tệp bằng multipart/form-data, phần “resources”.",
        en="Send the files as multipart/form-data, in parts named “resources”.",
    )
    return InputRejected(
        text,
        code="media_type_unsupported",
        findings=(Finding(code="media_type_unsupported", text=text, field="Content-Type"),),
    )


def _refused(finding: Finding) -> InputRejected:
    return InputRejected(finding.text, code="request_invalid", findings=(finding,))
