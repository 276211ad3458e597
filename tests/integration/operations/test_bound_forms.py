"""Which version of its form a task or a start shows: the newest, the one of its deployment, or one with a tag."""

import json
from collections.abc import Callable

import pytest

from engine.errors import DefinitionError, InputRejected
from engine.model.actor import SYSTEM, Actor
from engine.model.records import DeploymentRecord, InstanceRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    TaskFilter,
    create_instance,
    deploy_resources,
    get_case,
    get_form,
    resolve_incident,
    search_definitions,
    search_tasks,
    start_form,
)
from tests.models import bpmn, end, flow, start, user_task

Make = Callable[[str], Actor]
LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"


def form(tag: str | None = None, *, note: str = "a", form_id: str = "phieu") -> Resource:
    schema = {"id": form_id, "type": "default", "components": [{"id": "t", "type": "text", "text": note}]}
    return Resource(
        name=f"{form_id}.form", content=json.dumps(schema if tag is None else {**schema, "versionTag": tag}).encode()
    )


def showing(process_id: str, form_id: str = "phieu", **binding: str) -> Resource:
    written = "".join(f' {name}="{value}"' for name, value in binding.items())
    task = user_task("viec", extra=f'<zeebe:formDefinition formId="{form_id}"{written}/>')
    body = start() + task + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    return Resource(name=f"{process_id}.bpmn", content=bpmn(body, process_id=process_id))


def put(engine: Engine, *resources: Resource) -> DeploymentRecord:
    with engine.unit_of_work() as uow:
        return deploy_resources(uow, SYSTEM, resources=resources)


def begin(engine: Engine, actor: Actor, process_id: str) -> InstanceRecord:
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id=process_id, variables={})


def versions(engine: Engine, actor: Actor) -> dict[str, list[int]]:
    """Give the versions of the forms on a desk, by process, in the order in which the tasks came."""
    shown: dict[str, list[int]] = {}
    with engine.unit_of_work() as uow:
        tasks: list[TaskRecord] = sorted(search_tasks(uow, actor, filter=TaskFilter(tab="mine")).items, key=by_key)
        for task in tasks:
            assert task.form_key is not None
            shown.setdefault(task.process_id, []).append(get_form(uow, actor, form_key=task.form_key).version)
    return shown


def by_key(task: TaskRecord) -> int:
    return task.key


def test_bindings_choose_the_version(engine: Engine, actor: Make) -> None:
    bound = showing("cung_lan", bindingType="deployment")
    tagged = showing("theo_nhan", bindingType="versionTag", versionTag="nam-2026")
    newest = showing("moi_nhat")
    first = put(engine, form("nam-2026"), bound, tagged, newest)
    assert first.warnings == ()
    put(engine, form("nam-2026", note="b"))
    put(engine, form("nam-2027", note="c"))
    for process_id in ("moi_nhat", "cung_lan", "theo_nhan"):
        begin(engine, actor(OANH), process_id)
    assert versions(engine, actor(LIEN)) == {"moi_nhat": [3], "cung_lan": [1], "theo_nhan": [2]}
    assert put(engine, form("nam-2027", note="c"), newest).definitions[0].version == 1
    again = put(engine, form("nam-2027", note="c"), bound)
    assert again.definitions[0].version == 2, "the file is the same, what it binds to is not"
    put(engine, form(note="d"))
    for process_id in ("moi_nhat", "cung_lan", "theo_nhan"):
        begin(engine, actor(OANH), process_id)
    assert versions(engine, actor(LIEN)) == {"moi_nhat": [3, 4], "cung_lan": [1, 3], "theo_nhan": [2, 2]}


def test_a_form_missing_from_its_deployment_is_refused(engine: Engine) -> None:
    put(engine, form())
    with pytest.raises(DefinitionError) as refused:
        put(engine, showing("thu", bindingType="deployment"))
    [finding] = refused.value.findings
    assert (finding.code, finding.element_id) == ("form_not_in_deployment", "viec")


@pytest.mark.parametrize("binding", [{}, {"bindingType": "versionTag", "versionTag": "nam-2026"}])
def test_an_unknown_form_is_a_warning_and_then_an_incident(
    engine: Engine, actor: Make, binding: dict[str, str]
) -> None:
    if binding:
        put(engine, form("nam-2025"))
    [warning] = put(engine, showing("thu", **binding)).warnings
    assert (warning.code, warning.severity, warning.element_id) == ("form_unknown", "warning", "viec")
    assert warning.line
    case = begin(engine, actor(OANH), "thu")
    with engine.unit_of_work() as uow:
        [incident] = get_case(uow, actor(OANH), instance_key=case.key).incidents
    assert incident.error_type == "FORM_NOT_FOUND"
    assert "phieu" in incident.message.vi
    assert "phieu" in incident.message.en
    put(engine, form("nam-2026", note="b"))
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    assert versions(engine, actor(LIEN)) == {"thu": [2 if binding else 1]}


def asking(process_id: str, **binding: str) -> Resource:
    """Draw a process that begins with the form."""
    written = "".join(f' {name}="{value}"' for name, value in binding.items())
    shown = f'<zeebe:formDefinition formId="phieu"{written}/>'
    begun = f'<bpmn:startEvent id="dau"><bpmn:extensionElements>{shown}</bpmn:extensionElements></bpmn:startEvent>'
    body = begun + user_task("viec") + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    return Resource(name=f"{process_id}.bpmn", content=bpmn(body, process_id=process_id))


def asked(field: str, tag: str | None = None) -> Resource:
    """Write a version of the form, which asks for one answer."""
    question = {"id": "t", "type": "textfield", "key": field, "label": field, "validate": {"required": True}}
    schema = {"id": "phieu", "type": "default", "components": [question]}
    tagged = schema if tag is None else {**schema, "versionTag": tag}
    return Resource(name="phieu.form", content=json.dumps(tagged).encode())


def wanted(engine: Engine, actor: Actor, process_id: str) -> str | None:
    """Give the answer without which no case of a process starts, and check that the form shown asks for it."""
    with engine.unit_of_work() as uow:
        [definition] = search_definitions(uow, actor, process_id=process_id, latest_only=True).items
        shown = start_form(uow, actor, definition_key=definition.key)
    try:
        begin(engine, actor, process_id)
    except InputRejected as refused:
        [finding] = refused.findings
        assert shown is not None
        assert json.loads(shown.schema)["components"][0]["key"] == finding.field
        return finding.field
    assert shown is None
    return None


def test_a_case_starts_with_the_version_that_its_process_binds_to(engine: Engine, actor: Make) -> None:
    bound = asking("cung_lan", bindingType="deployment")
    tagged = asking("theo_nhan", bindingType="versionTag", versionTag="nam-2026")
    put(engine, asked("mot", "nam-2026"), bound, tagged, asking("moi_nhat"))
    put(engine, asked("hai", "nam-2026"))
    put(engine, asked("ba", "nam-2027"))
    starter = actor(OANH)
    assert {name: wanted(engine, starter, name) for name in ("moi_nhat", "cung_lan", "theo_nhan")} == {
        "moi_nhat": "ba",
        "cung_lan": "mot",
        "theo_nhan": "hai",
    }
    again = put(engine, asked("ba", "nam-2027"), bound)
    assert again.definitions[0].version == 2, "the file is the same, what it binds to is not"
    assert wanted(engine, starter, "cung_lan") == "ba"


def test_a_start_form_missing_from_its_deployment_is_refused_and_one_with_an_unknown_tag_is_told(
    engine: Engine, actor: Make
) -> None:
    put(engine, asked("mot"))
    with pytest.raises(DefinitionError) as refused:
        put(engine, asking("thu", bindingType="deployment"))
    [finding] = refused.value.findings
    assert (finding.code, finding.element_id) == ("form_not_in_deployment", "dau")
    [warning] = put(engine, asking("thu", bindingType="versionTag", versionTag="nam-2026")).warnings
    assert (warning.code, warning.element_id) == ("form_unknown", "dau")
    assert wanted(engine, actor(OANH), "thu") is None
    put(engine, asked("hai", "nam-2026"))
    assert wanted(engine, actor(OANH), "thu") == "hai"
