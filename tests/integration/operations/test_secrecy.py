"""A restricted case is not there for anybody whom it does not name: neither to read, to count, nor by its errors."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from engine.errors import EngineError, NotFound, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.case_detail import IncidentFilter
from engine.model.document import DocumentPlace
from engine.model.records import Resource
from engine.operations import (
    Engine,
    InstanceFilter,
    ProgressFilter,
    TaskFilter,
    UnitOfWork,
    activate_jobs,
    assign_task,
    cancel_instance,
    claim_task,
    complete_job,
    complete_task,
    correlate_message,
    count_inbox,
    count_progress,
    count_running,
    create_instance,
    fail_job,
    find_elements,
    find_incidents,
    find_variables,
    get_case,
    get_incident,
    get_instance,
    get_task,
    get_variable,
    list_documents,
    read_draft,
    resolve_incident,
    save_draft,
    search_definitions,
    search_instances,
    search_tasks,
    task_form,
    task_variables,
    throw_job_error,
    unclaim_task,
    update_job,
)
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.download_document import download_document
from engine.operations.documents.remove_document import remove_document
from engine.operations.documents.upload_document import begin_upload, upload_document
from engine.store.notices import people_of
from tests.models import bpmn, flow, service_task, start, user_task
from tests.office import deploy

Make = Callable[[str], Actor]
OWNER = "le.kim.oanh"
MEMBER, STRANGER = "vu.bich.lien", "nguyen.hoai.an"  # of the group that has the task; of none
MANAGER = "bui.xuan.tuong"  # holds every permission on every process
READER = "luu.trong.nghia"  # reads every case and changes none
OTHERS = (STRANGER, MEMBER, READER, MANAGER)
NOTHING = 7  # a key that nobody has
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

_MESSAGE = (
    '<bpmn:message id="m" name="tin_mat"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=ma_ho_so"/></bpmn:extensionElements></bpmn:message>'
)
_CATCH = (
    '<bpmn:intermediateCatchEvent id="cho"><bpmn:extensionElements><zeebe:properties>'
    '<zeebe:property name="actors" value="group:van_thu"/></zeebe:properties></bpmn:extensionElements>'
    '<bpmn:messageEventDefinition id="d" messageRef="m"/></bpmn:intermediateCatchEvent>'
)
MIDDLE = ("viec", "hong", "buoc", "cho")
BODY = (
    start()
    + '<bpmn:parallelGateway id="chia"/><bpmn:parallelGateway id="gop"/><bpmn:endEvent id="cuoi"/>'
    + user_task("viec")
    + service_task("hong", "thu-hong", retries=1)
    + service_task("buoc", "thu-nghiem")
    + _CATCH
    + flow("f0", "dau", "chia")
    + "".join(flow(f"v_{each}", "chia", each) + flow(f"r_{each}", each, "gop") for each in MIDDLE)
    + flow("f9", "gop", "cuoi")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What there is to guess: the keys of a restricted case and of everything in it."""

    case: int
    business_id: str
    definition: int
    task: int
    variable: int
    incident: int
    job: int
    document: int


@pytest.fixture
def hidden(engine: Engine, actor: Make) -> Hidden:
    """Give a restricted case with a task, a waiting job, a failed one, a message, a variable and a file."""
    engine.objects.ensure_bucket()
    deploy(engine, Resource(name="mat.bpmn", content=bpmn(BODY, process_id="mat", roots=_MESSAGE)))
    file = upload_document(engine, actor(OWNER), file_name="đơn.pdf", chunks=[PDF])
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor(OWNER), process_id="mat", variables={"nguoi_to_cao": "Âu Thị Hạnh Ngân"})
        attach_documents(uow, actor(OWNER), keys=[file.key], instance_key=case.key, field="don")
    with engine.unit_of_work() as uow:
        (broken,) = activate_jobs(uow, SYSTEM, job_type="thu-hong", worker="w", max_jobs=1, timeout_s=60)
        fail_job(uow, SYSTEM, job_key=broken.key, retries=0, message="hỏng")
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text("UPDATE process_instance SET restricted = true WHERE key = :key"), {"key": case.key}
        )
    with engine.unit_of_work() as uow:
        return Hidden(
            case=case.key,
            business_id=case.business_id,
            definition=case.definition_key,
            task=search_tasks(uow, SYSTEM, filter=TaskFilter(instance_key=case.key)).items[0].key,
            variable=find_variables(uow, SYSTEM, instance_key=case.key, name="nguoi_to_cao").items[0].key,
            incident=find_incidents(uow, SYSTEM, filter=IncidentFilter(instance_key=case.key)).items[0].incident.key,
            job=uow.connection.execute(text("SELECT key FROM job WHERE state = 'CREATED'")).scalar_one(),
            document=file.key,
        )


def outcome(engine: Engine, command: Callable[[UnitOfWork], object]) -> object:
    """Give what a caller learns: the result, or everything that an error tells."""
    try:
        with engine.unit_of_work() as uow:
            return command(uow)
    except EngineError as error:
        return (type(error), error.stable_code, error.text, dict(error.details), error.findings)


Command = Callable[[UnitOfWork, Actor, int], object]
OF_CASE: dict[str, Command] = {
    "get_instance": lambda uow, who, key: get_instance(uow, who, instance_key=key),
    "get_case": lambda uow, who, key: get_case(uow, who, instance_key=key),
    "elements": lambda uow, who, key: find_elements(uow, who, instance_key=key),
    "variables": lambda uow, who, key: find_variables(uow, who, instance_key=key),
    "incidents": lambda uow, who, key: find_incidents(uow, who, filter=IncidentFilter(instance_key=key)),
    "documents": lambda uow, who, key: list_documents(uow, who, instance_key=key),
    "cancel": lambda uow, who, key: cancel_instance(uow, who, instance_key=key, reason="thử"),
    "search": lambda uow, who, key: search_instances(uow, who, filter=InstanceFilter(keys=(key,))),
    "tasks": lambda uow, who, key: search_tasks(uow, who, filter=TaskFilter(instance_key=key)),
}
OF_TASK: dict[str, Command] = {
    "get": lambda uow, who, key: get_task(uow, who, task_key=key),
    "form": lambda uow, who, key: task_form(uow, who, task_key=key),
    "variables": lambda uow, who, key: task_variables(uow, who, task_key=key),
    "claim": lambda uow, who, key: claim_task(uow, who, task_key=key),
    "unclaim": lambda uow, who, key: unclaim_task(uow, who, task_key=key),
    "assign": lambda uow, who, key: assign_task(uow, who, task_key=key, assignee=MEMBER),
    "complete": lambda uow, who, key: complete_task(uow, who, task_key=key, variables={}),
    "stale": lambda uow, who, key: complete_task(uow, who, task_key=key, variables={}, version=99),
    "save_draft": lambda uow, who, key: save_draft(uow, who, task_key=key, data={}),
    "read_draft": lambda uow, who, key: read_draft(uow, who, task_key=key),
    "search": lambda uow, who, key: search_tasks(uow, who, filter=TaskFilter(keys=(key,))),
}
OF_REST: dict[str, tuple[str, Command]] = {
    "variable": ("variable", lambda uow, who, key: get_variable(uow, who, variable_key=key)),
    "incident": ("incident", lambda uow, who, key: get_incident(uow, who, incident_key=key)),
    "resolve": ("incident", lambda uow, who, key: resolve_incident(uow, who, incident_key=key)),
    "complete_job": ("job", lambda uow, who, key: complete_job(uow, who, job_key=key)),
    "fail_job": ("job", lambda uow, who, key: fail_job(uow, who, job_key=key, retries=1, message="")),
    "throw_error": ("job", lambda uow, who, key: throw_job_error(uow, who, job_key=key, error_code="X")),
    "retries": ("job", lambda uow, who, key: update_job(uow, who, job_key=key, retries=5)),
    "remove": ("document", lambda uow, who, key: remove_document(uow, who, document_key=key)),
    "attach": ("document", lambda uow, who, key: attach_documents(uow, who, keys=[key], instance_key=NOTHING)),
}


@pytest.mark.parametrize("who", OTHERS)
def test_every_command_answers_as_if_there_were_no_such_case(
    engine: Engine, actor: Make, hidden: Hidden, who: str
) -> None:
    probes = [(f"case {name}", hidden.case, command) for name, command in OF_CASE.items()]
    probes += [(f"task {name}", hidden.task, command) for name, command in OF_TASK.items()]
    probes += [(name, getattr(hidden, kind), command) for name, (kind, command) in OF_REST.items()]
    for name, key, command in probes:
        told = outcome(engine, lambda uow, key=key, command=command: command(uow, actor(who), key))  # type: ignore[misc]
        nothing = outcome(engine, lambda uow, command=command: command(uow, actor(who), NOTHING))  # type: ignore[misc]
        assert told == nothing, name


@pytest.mark.parametrize("who", OTHERS)
def test_no_list_total_or_count_holds_it(engine: Engine, actor: Make, hidden: Hidden, who: str) -> None:
    with engine.unit_of_work() as uow:
        person = actor(who)
        for wanted in (InstanceFilter(), InstanceFilter(text=hidden.business_id), InstanceFilter(has_incident=True)):
            assert search_instances(uow, person, filter=wanted).total == 0
        for group in (None, "van_thu"):
            assert search_tasks(uow, person, filter=TaskFilter(candidate_group=group)).total == 0
        counts = count_inbox(uow, person)
        assert {*counts.tabs.values(), *counts.awaits.values()} == {0}
        assert set(count_progress(uow, person, filter=ProgressFilter()).values()) == {0}
        assert find_incidents(uow, person, filter=IncidentFilter()).total == 0
        assert set(count_running(uow, search_definitions(uow, person).items).values()) == {0}
    with engine.unit_of_work() as uow:
        assert search_instances(uow, actor(OWNER), filter=InstanceFilter(text=hidden.business_id)).total == 1
        figures = count_progress(uow, actor(OWNER), filter=ProgressFilter())
        assert (figures["all"], figures["failed"]) == (1, 1)


@pytest.mark.parametrize("who", OTHERS)
def test_its_message_waits_for_nobody_else(engine: Engine, actor: Make, hidden: Hidden, who: str) -> None:
    def send(key: str) -> tuple[object, ...]:
        told = outcome(engine, lambda uow: correlate_message(uow, actor(who), name="tin_mat", correlation_key=key))
        assert isinstance(told, tuple)
        return told

    assert send(hidden.business_id) == send("HS-1999-0001")
    assert NotFound in send(hidden.business_id)


def test_a_person_who_may_mend_processes_gets_no_job_of_it(engine: Engine, actor: Make, hidden: Hidden) -> None:
    with engine.unit_of_work() as uow:
        assert activate_jobs(uow, actor(MANAGER), job_type="thu-nghiem", worker="w", max_jobs=9, timeout_s=60) == ()
        (job,) = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="w", max_jobs=9, timeout_s=60)
    assert job.key == hidden.job


@pytest.mark.parametrize("who", OTHERS)
def test_its_files_are_neither_given_out_nor_added_to(engine: Engine, actor: Make, hidden: Hidden, who: str) -> None:
    def download(key: int) -> object:
        return outcome(engine, lambda _uow: download_document(engine, actor(who), document_key=key))

    def upload(place: DocumentPlace) -> object:
        def send(_uow: UnitOfWork) -> None:
            sending = begin_upload(engine, actor(who), file_name="thử.pdf")
            try:
                sending.write(PDF)
                sending.finish(place)
            finally:
                sending.abort()

        return outcome(engine, send)

    assert download(hidden.document) == download(NOTHING)
    assert upload(DocumentPlace(instance_key=hidden.case)) == upload(DocumentPlace(instance_key=NOTHING))
    assert upload(DocumentPlace(task_key=hidden.task)) == upload(DocumentPlace(task_key=NOTHING))


def test_a_group_is_told_of_it_as_far_as_it_is_named(engine: Engine, actor: Make, hidden: Hidden) -> None:
    with engine.unit_of_work() as uow:
        assert people_of(uow.connection, usernames=(), groups=["van_thu"], instance_key=hidden.case) == ()
    name(engine, MEMBER, hidden)
    with engine.unit_of_work() as uow:
        assert people_of(uow.connection, usernames=(), groups=["van_thu"], instance_key=hidden.case) == (MEMBER,)
        assert count_inbox(uow, actor(MEMBER)).tabs["mine"] == 1
        claim_task(uow, actor(MEMBER), task_key=hidden.task)
        complete_task(uow, actor(MEMBER), task_key=hidden.task, variables={})
    with engine.unit_of_work() as uow:
        assert correlate_message(uow, actor(MEMBER), name="tin_mat", correlation_key=hidden.business_id) == hidden.case


def test_a_reader_of_a_case_puts_no_file_into_it(engine: Engine, actor: Make, hidden: Hidden) -> None:
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE process_instance SET restricted = false"))
    with engine.unit_of_work() as uow:
        get_case(uow, actor(READER), instance_key=hidden.case)
    with pytest.raises(NotPermitted):
        upload_document(
            engine,
            actor(READER),
            file_name="thử.pdf",
            chunks=[PDF],
            place=DocumentPlace(instance_key=hidden.case),
        )


def name(engine: Engine, username: str, hidden: Hidden) -> None:
    """Name a person in the case."""
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text(
                "INSERT INTO case_member (instance_key, principal, role, since) VALUES (:case, :who, 'worker', now())"
            ),
            {"case": hidden.case, "who": f"user:{username}"},
        )
