"""Deploy models, decisions and forms: all of a set or nothing; a file equal to its latest version keeps it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from engine.dmn import check_decisions
from engine.errors import DefinitionError, Finding, Text
from engine.forms import Form, parse_form
from engine.model.actor import Actor
from engine.model.limits import RuntimeLimits
from engine.model.records import DeploymentRecord, Resource
from engine.operations.access import require_permission
from engine.operations.deploy_decisions import Models, check_calls, read_decisions, store_decisions
from engine.operations.deploy_processes import store_processes
from engine.operations.read_decisions import decision_record, requirements_record
from engine.operations.read_definitions import definition_record, form_record
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import ProcessModel, parse
from engine.store.decision_files import decision_keys
from engine.store.queries.decisions import decision_rows, requirements_rows
from engine.store.queries.definitions import definition_rows, form_row, lock_deployments
from engine.store.tables import Deployment, FormDefinition, ProcessDefinition
from engine.store.tables.core import core

_PROCESS, _FORM, _DEPLOYMENT = core(ProcessDefinition), core(FormDefinition), core(Deployment)
Parsed = tuple[Resource, tuple[ProcessModel, ...], Form | None]


def check_resources(uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource]) -> tuple[Finding, ...]:
    """Give everything that deploying `resources` would be refused for, or else its warnings; nothing is stored."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    try:
        return _read(uow, resources).warnings
    except DefinitionError as error:
        return error.findings


def deploy_resources(uow: UnitOfWork, actor: Actor, *, resources: Sequence[Resource]) -> DeploymentRecord:
    """Store new versions of the processes, decisions and forms in `resources` (`.bpmn`, `.dmn`, `.form`).

    Running cases keep their version. Needs CREATE on RESOURCE. Raises DefinitionError with every finding of all files.
    """
    require_permission(uow, actor, "RESOURCE", "CREATE")
    read = _read(uow, resources)
    lock_deployments(uow.transaction)
    deployment = uow.new_key()
    uow.connection.execute(
        insert(_DEPLOYMENT), [{"key": deployment, "deployed_at": uow.now, "deployed_by": actor.username}]
    )
    files = store_decisions(uow, deployment, _decision_files(resources), read.decisions)
    bound = decision_keys(uow.transaction, files) if files else {}
    models = [(resource, model) for resource, models, _ in read.parsed for model in models]
    processes = store_processes(uow, deployment, models, bound)
    forms = [_store_form(uow, deployment, resource, form) for resource, _, form in read.parsed if form is not None]
    return DeploymentRecord(
        key=deployment,
        deployed_at=uow.now,
        definitions=tuple(definition_record(definition_rows(uow.connection, key=key)[0]) for key in processes),
        forms=tuple(form_record(form_row(uow.connection, key)) for key in forms),
        requirements=tuple(requirements_record(requirements_rows(uow.connection, key=key)[0]) for key in files),
        decisions=tuple(
            decision_record(row) for key in files for row in decision_rows(uow.connection, requirements_key=key)
        ),
        warnings=read.warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A deployment's files, read and found usable."""

    parsed: list[Parsed]
    decisions: Models
    warnings: tuple[Finding, ...]


def _read(uow: UnitOfWork, resources: Sequence[Resource]) -> _Read:
    """Read all files; raises DefinitionError with everything that is wrong."""
    findings: list[Finding] = []
    decisions, wrong = read_decisions(_decision_files(resources), uow.limits)
    findings.extend(wrong)
    parsed = _parse_all(resources, uow.limits, findings)
    if not wrong:
        findings.extend(
            finding
            for resource, models, _ in parsed
            for model in models
            for finding in check_calls(uow, resource.name, model.definition, decisions)
        )
        findings.extend(finding for model in decisions.values() for finding in check_decisions(model))
    findings.extend(note for _, models, _ in parsed for model in models for note in model.notes)
    findings.extend(_repeated(parsed, decisions))
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise DefinitionError(
            Text(
                vi=f"Chưa áp dụng được: {len(errors)} chỗ cần sửa. {errors[0].text.vi}",
                en=f"Not deployed: {len(errors)} things to mend. {errors[0].text.en}",
            ),
            findings=tuple(findings),
        )
    return _Read(parsed=parsed, decisions=decisions, warnings=tuple(findings))


def _decision_files(resources: Sequence[Resource]) -> list[Resource]:
    return [resource for resource in resources if resource.name.endswith(".dmn")]


def _parse_all(resources: Sequence[Resource], limits: RuntimeLimits, findings: list[Finding]) -> list[Parsed]:
    """Read the processes and forms; what is wrong goes into `findings`."""
    parsed: list[Parsed] = []
    if not resources:
        findings.append(_finding("no_resources", None, "Chưa chọn tệp nào.", "No file was given."))
    for resource in resources:
        if resource.name.endswith(".dmn"):
            continue
        try:
            parsed.append(_parse_one(resource, limits))
        except DefinitionError as error:
            findings.extend(error.findings)
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
                f"Tệp “{resource.name}” không phải .bpmn, .dmn hoặc .form.",
                f"File “{resource.name}” is neither .bpmn, .dmn nor .form.",
            ),
        ),
    )


def _repeated(parsed: Sequence[Parsed], decisions: Models) -> list[Finding]:
    seen: set[tuple[str, str]] = set()
    findings: list[Finding] = []
    held: list[tuple[str, list[tuple[str, str]]]] = []
    for resource, models, form in parsed:
        names = [("process", model.definition.process_id) for model in models]
        held.append((resource.name, [*names, *([("form", form.id)] if form is not None else [])]))
    for file_name, model in decisions.items():
        held.append(
            (file_name, [("file", model.definitions.id), *(("decision", one.id) for one in model.own_decisions())])
        )
    for file_name, names in held:
        for name in names:
            if name in seen:
                vi, en = f"Mã “{name[1]}” có trong hai tệp.", f"The id “{name[1]}” stands in two files."
                findings.append(_finding("repeated_id", file_name, vi, en))
            seen.add(name)
    return findings


def _finding(code: str, resource: str | None, vi: str, en: str) -> Finding:
    return Finding(code=code, text=Text(vi=vi, en=en), resource=resource)


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


def _latest(uow: UnitOfWork, table: Any, which: Any, *more: Any) -> Any:
    statement = select(table.c.key, table.c.version, table.c.sha256, table.c.resource_name, *more)
    return uow.connection.execute(statement.where(which).order_by(table.c.version.desc()).limit(1)).one_or_none()
