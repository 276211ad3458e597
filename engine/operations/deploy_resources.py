"""Deploy models and forms: all of a set or nothing; a file equal to its latest version keeps that version."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from engine.errors import DefinitionError, Finding, Text
from engine.forms import Form, parse_form
from engine.model.actor import Actor
from engine.model.limits import RuntimeLimits
from engine.model.records import DeploymentRecord, Resource
from engine.operations.access import require_permission
from engine.operations.read_definitions import definition_record, form_record
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import ProcessModel, parse
from engine.store.queries.definitions import definition_rows, form_row, lock_deployments
from engine.store.tables import Deployment, FormDefinition, ProcessDefinition
from engine.store.tables.core import core

_PROCESS, _FORM, _DEPLOYMENT = core(ProcessDefinition), core(FormDefinition), core(Deployment)
Parsed = tuple[Resource, tuple[ProcessModel, ...], Form | None]


def check_resources(uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource]) -> tuple[Finding, ...]:
    """Give everything that deploying `resources` would be refused for; nothing is stored."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    try:
        _parse_all(resources, uow.limits)
    except DefinitionError as error:
        return error.findings
    return ()


def deploy_resources(uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource]) -> DeploymentRecord:
    """Store new versions of the processes and forms in `resources` (`.bpmn`, `.form`).

    Running cases keep their version. Needs CREATE on RESOURCE. Raises DefinitionError with every finding of all files.
    """
    require_permission(uow, actor, "RESOURCE", "CREATE")
    parsed = _parse_all(resources, uow.limits)
    lock_deployments(uow.transaction)
    deployment = uow.new_key()
    uow.connection.execute(
        insert(_DEPLOYMENT), [{"key": deployment, "deployed_at": uow.now, "deployed_by": actor.username}]
    )
    processes = [_store_process(uow, deployment, resource, model) for resource, models, _ in parsed for model in models]
    forms = [_store_form(uow, deployment, resource, form) for resource, _, form in parsed if form is not None]
    return DeploymentRecord(
        key=deployment,
        deployed_at=uow.now,
        definitions=tuple(definition_record(definition_rows(uow.connection, key=key)[0]) for key in processes),
        forms=tuple(form_record(form_row(uow.connection, key)) for key in forms),
    )


def _parse_all(resources: Sequence[Resource], limits: RuntimeLimits) -> list[Parsed]:
    findings: list[Finding] = []
    parsed: list[Parsed] = []
    if not resources:
        findings.append(_finding("no_resources", None, "Chưa chọn tệp nào.", "No file was given."))
    for resource in resources:
        try:
            parsed.append(_parse_one(resource, limits))
        except DefinitionError as error:
            findings.extend(error.findings)
    findings.extend(_repeated(parsed))
    if findings:
        raise DefinitionError(
            Text(
                vi=f"Chưa áp dụng được: {len(findings)} chỗ cần sửa. {findings[0].text.vi}",
                en=f"Not deployed: {len(findings)} things to mend. {findings[0].text.en}",
            ),
            findings=tuple(findings),
        )
    return parsed


def _parse_one(resource: Resource, limits: RuntimeLimits) -> Parsed:
    if resource.name.endswith(".bpmn"):
        return resource, parse(resource.content, resource=resource.name, limits=limits), None
    if resource.name.endswith(".form"):
        return resource, (), parse_form(resource.content, resource=resource.name)
    raise DefinitionError(
        Text(vi="Loại tệp không nhận.", en="Unknown kind of file."),
        findings=(
            _finding(
                "unknown_resource_type",
                resource.name,
                f"Tệp “{resource.name}” không phải .bpmn hoặc .form.",
                f"File “{resource.name}” is neither .bpmn nor .form.",
            ),
        ),
    )


def _repeated(parsed: Sequence[Parsed]) -> list[Finding]:
    seen: set[tuple[str, str]] = set()
    findings: list[Finding] = []
    for resource, models, form in parsed:
        names = [("process", model.definition.process_id) for model in models]
        names += [("form", form.id)] if form is not None else []
        for name in names:
            if name in seen:
                vi, en = f"Mã “{name[1]}” có trong hai tệp.", f"The id “{name[1]}” stands in two files."
                findings.append(_finding("repeated_id", resource.name, vi, en))
            seen.add(name)
    return findings


def _finding(code: str, resource: str | None, vi: str, en: str) -> Finding:
    return Finding(code=code, text=Text(vi=vi, en=en), resource=resource)


def _store_process(uow: UnitOfWork, deployment: int, resource: Resource, model: ProcessModel) -> int:
    definition = model.definition
    digest = hashlib.sha256(resource.content).digest()
    latest = _latest(uow, _PROCESS, _PROCESS.c.process_id == definition.process_id)
    if latest is not None and latest.sha256 == digest and latest.resource_name == resource.name:
        return int(latest.key)
    key = uow.new_key()
    row = {
        "key": key,
        "process_id": definition.process_id,
        "version": 1 if latest is None else latest.version + 1,
        "version_tag": definition.version_tag,
        "name": definition.name,
        "resource_name": resource.name,
        "xml": resource.content,
        "sha256": digest,
        "start_form_id": definition.start_form_id,
        "properties": dict(definition.properties),
        "deployment_key": deployment,
    }
    uow.connection.execute(insert(_PROCESS), [row])
    return key


def _store_form(uow: UnitOfWork, deployment: int, resource: Resource, form: Form) -> int:
    digest = hashlib.sha256(resource.content).digest()
    latest = _latest(uow, _FORM, _FORM.c.form_id == form.id)
    if latest is not None and latest.sha256 == digest and latest.resource_name == resource.name:
        return int(latest.key)
    key = uow.new_key()
    row = {
        "key": key,
        "form_id": form.id,
        "version": 1 if latest is None else latest.version + 1,
        "resource_name": resource.name,
        "content": resource.content.decode(),
        "sha256": digest,
        "deployment_key": deployment,
    }
    uow.connection.execute(insert(_FORM), [row])
    return key


def _latest(uow: UnitOfWork, table: Any, which: Any) -> Any:
    statement = select(table.c.key, table.c.version, table.c.sha256, table.c.resource_name)
    return uow.connection.execute(statement.where(which).order_by(table.c.version.desc()).limit(1)).one_or_none()
