"""Read the files of a deployment and tell everything that is wrong with them; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.dmn import check_decisions
from engine.errors import DefinitionError, Finding, Text
from engine.forms import Form, parse_form
from engine.model.actor import Actor
from engine.model.definition import StartTrigger
from engine.model.limits import RuntimeLimits
from engine.model.records import Resource
from engine.operations.definitions.deploy_decisions import Models, check_calls, read_decisions
from engine.operations.definitions.deploy_forms import check_shown
from engine.operations.definitions.keep_restriction import changed_restriction
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import ProcessModel, evaluate_start, parse

Parsed = tuple[Resource, tuple[ProcessModel, ...], Form | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResources:
    """A deployment's files, read and found usable."""

    parsed: list[Parsed]
    decisions: Models
    warnings: tuple[Finding, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the ids whose next versions these are: of processes, DMN files and forms."""
        processes = [model.definition.process_id for _, models, _ in self.parsed for model in models]
        forms = [form.id for _, _, form in self.parsed if form is not None]
        return (*processes, *(model.definitions.id for model in self.decisions.values()), *forms)


def read_resources(uow: UnitOfWork, actor: Actor, resources: Sequence[Resource]) -> ReadResources:
    """Read all files that the actor would deploy; raises DefinitionError with everything that is wrong."""
    findings: list[Finding] = []
    decisions, wrong = read_decisions(decision_files(resources), uow.limits)
    findings.extend(wrong)
    parsed = _parse_all(resources, uow.limits, findings)
    parsed = [_with_starts(uow, found, findings) for found in parsed]
    forms = [form for _, _, form in parsed if form is not None]
    are_forms_read = len(forms) == sum(resource.name.endswith(".form") for resource in resources)
    for resource, models, _ in parsed:
        for model in models:
            findings.extend([] if wrong else check_calls(uow, resource.name, model.definition, decisions))
            findings.extend(check_shown(uow, resource.name, model.definition, forms) if are_forms_read else [])
            findings.extend(changed_restriction(uow, actor, resource.name, model.definition))
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
    return ReadResources(parsed=parsed, decisions=decisions, warnings=tuple(findings))


def _with_starts(uow: UnitOfWork, parsed: Parsed, findings: list[Finding]) -> Parsed:
    """Give the processes with what the expressions of their start events give now."""
    resource, models, form = parsed
    timed = []
    for model in models:
        starts = []
        for start in model.definition.starts:
            found = evaluate_start(start, uow.host)
            if found is None:
                findings.append(_unusable_start(resource.name, start))
            starts.append(found or start)
        timed.append(replace(model, definition=replace(model.definition, starts=tuple(starts))))
    return resource, tuple(timed), form


def _unusable_start(resource: str, start: StartTrigger) -> Finding:
    shown, is_timed = start.name[:200], bool(start.timer)
    text = Text(
        vi=f"Biểu thức “{shown}” của sự kiện bắt đầu không cho {'thời điểm' if is_timed else 'tên'} dùng được; lúc áp "
        "dụng quy trình chưa có dữ liệu nào.",
        en=f"The expression “{shown}” of the start event gives no usable {'time' if is_timed else 'name'}; there are "
        "no variables when a process is deployed.",
    )
    return Finding(
        code="invalid_timer" if is_timed else "invalid_setting",
        text=text,
        resource=resource,
        element_id=start.element_id,
        line=start.line,
    )


def decision_files(resources: Sequence[Resource]) -> list[Resource]:
    """Give the DMN files among `resources`."""
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
