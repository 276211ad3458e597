"""The part of a deployment that concerns decisions: read DMN files, store them, check what processes call.

Files that import one another are deployed together; a file equal to its latest version keeps that version.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.dmn import DEFAULT_MODEL_LIMITS, DecisionModel, parse_files
from engine.errors import DefinitionError, Finding, Text
from engine.model.decision import Binding, DecisionReference
from engine.model.definition import Definition
from engine.model.limits import RuntimeLimits
from engine.model.records import Resource
from engine.operations.unit_of_work import UnitOfWork
from engine.store.decision_files import NewDecision, NewFile, known_decisions, store_file

MOST_DECISIONS = 500  # in one file
_LONGEST_ID = 300
Models = Mapping[str, DecisionModel]  # by the name of the file


def read_decisions(resources: Sequence[Resource], limits: RuntimeLimits) -> tuple[Models, tuple[Finding, ...]]:
    """Compile the `.dmn` files of a deployment; gives what is wrong with them instead when anything is."""
    files = {resource.name: resource.content for resource in resources}
    if len(files) < len(resources):
        text = Text(vi="Hai tệp bảng quy tắc cùng tên.", en="Two decision files have the same name.")
        return {}, (Finding(code="repeated_name", text=text),)
    try:
        models = parse_files(files, limits=replace(DEFAULT_MODEL_LIMITS, bytes=limits.model_bytes))
    except DefinitionError as error:
        return {}, error.findings
    findings = tuple(finding for name, model in models.items() for finding in _names(name, model))
    return ({}, findings) if findings else (models, ())


def store_decisions(
    uow: UnitOfWork, deployment_key: int, resources: Sequence[Resource], models: Models
) -> tuple[int, ...]:
    """Store the files, imported ones first; gives the key of each file in the order of `resources`."""
    contents = {resource.name: resource.content for resource in resources}
    by_namespace = {model.namespace: name for name, model in models.items()}
    stored: dict[str, int] = {}

    def store(name: str) -> int:
        if name not in stored:
            model, content = models[name], contents[name]
            imports = {found.namespace: store(by_namespace[found.namespace]) for found in model.definitions.imports}
            stored[name] = store_file(uow.transaction, deployment_key, _new_file(name, content, model, imports))
        return stored[name]

    return tuple(store(name) for name in models)


def check_calls(uow: UnitOfWork, resource: str, definition: Definition, models: Models) -> tuple[Finding, ...]:
    """Tell which decisions a process calls that are not there: a warning, an error where only this deployment counts.

    A decision may well be deployed after the process that calls it; a case that comes too early waits with an incident.
    """
    together = {decision.id for model in models.values() for decision in model.own_decisions()}
    tags = {(decision.id, decision.version_tag) for model in models.values() for decision in model.own_decisions()}
    named = {called.decision_id for called in definition.decisions if called.decision_id}
    known = known_decisions(uow.transaction, named) if named else frozenset()
    return tuple(
        _unknown(resource, called)
        for called in definition.decisions
        if called.decision_id is not None and not _is_there(called, together, known | tags)
    )


def _is_there(called: DecisionReference, together: set[str], known: frozenset[tuple[str, str | None]]) -> bool:
    if called.decision_id in together and called.binding is not Binding.VERSION_TAG:
        return True
    return called.binding is not Binding.DEPLOYMENT and (called.decision_id, called.version_tag) in known


def _unknown(resource: str, called: DecisionReference) -> Finding:
    if called.binding is Binding.DEPLOYMENT:
        text = Text(
            vi=f"Bước này gọi bảng quy tắc “{called.decision_id}” của cùng lần áp dụng, nhưng không tệp .dmn nào trong "
            "lần này có bảng quy tắc đó. Hãy chọn thêm tệp .dmn, hoặc gọi theo bản mới nhất (latest).",
            en=f"The task calls decision “{called.decision_id}” of the same deployment, but no .dmn file of it holds "
            "that decision. Add the .dmn file, or bind to the latest version.",
        )
        code = "decision_not_in_deployment"
    else:
        tag_vi = f" có nhãn phiên bản “{called.version_tag}”" if called.version_tag else ""
        tag_en = f" with the version tag “{called.version_tag}”" if called.version_tag else ""
        text = Text(
            vi=f"Chưa có bảng quy tắc “{called.decision_id}”{tag_vi}. Hồ sơ đến bước này sẽ dừng lại cho đến khi có.",
            en=f"There is no decision “{called.decision_id}”{tag_en} yet. Cases will wait at this task until there is.",
        )
        code = "decision_unknown"
    return Finding(
        code=code,
        text=text,
        resource=resource,
        element_id=called.element_id,
        line=called.line,
        severity="error" if called.binding is Binding.DEPLOYMENT else "warning",
    )


def _names(resource: str, model: DecisionModel) -> list[Finding]:
    """Check what the database and addresses need: usable ids, and not too many decisions."""
    findings = []
    decisions = model.own_decisions()
    if not _usable(model.definitions.id):
        text = Text(
            vi="Tệp bảng quy tắc cần một mã (thuộc tính id của definitions).",
            en="A decision file needs an id (attribute id of definitions).",
        )
        findings.append(Finding(code="missing_id", text=text, resource=resource, line=1))
    if not decisions or len(decisions) > MOST_DECISIONS:
        text = Text(
            vi=f"Tệp phải có từ 1 đến {MOST_DECISIONS} bảng quy tắc; tệp này có {len(decisions)}.",
            en=f"A file must hold 1 to {MOST_DECISIONS} decisions; this one holds {len(decisions)}.",
        )
        findings.append(Finding(code="decision_count", text=text, resource=resource, line=1))
    for decision in decisions:
        if not _usable(decision.id):
            text = Text(
                vi=f"Mã của bảng quy tắc “{decision.name[:60]}” phải đọc được và không quá {_LONGEST_ID} ký tự.",
                en=f"The id of decision “{decision.name[:60]}” must be readable and at most {_LONGEST_ID} long.",
            )
            line = decision.place.line
            findings.append(Finding(code="decision_id_unusable", text=text, resource=resource, line=line))
    return findings


def _usable(identity: str) -> bool:
    return 0 < len(identity) <= _LONGEST_ID and identity.isprintable()


def _new_file(name: str, content: bytes, model: DecisionModel, imports: Mapping[str, int]) -> NewFile:
    definitions = model.definitions
    return NewFile(
        requirements_id=definitions.id,
        name=definitions.name or definitions.id,
        namespace=definitions.namespace,
        resource_name=name,
        xml=content,
        sha256=hashlib.sha256(content).digest(),
        imports=imports,
        decisions=tuple(
            NewDecision(decision_id=decision.id, name=decision.name, version_tag=decision.version_tag)
            for decision in model.own_decisions()
        ),
    )
