"""Whoever deploys a model, may set variables or works on jobs learns nothing of a restricted case by our own steps.

A job's variables name a case and the person with whose eyes it is read. Naming somebody whom the hidden case names, or
the book of hidden lines, gives nothing away; neither do its jobs and messages to machines.
"""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from engine.errors import NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.model.records import CaseRecord, Resource
from engine.operations import (
    Engine,
    activate_jobs,
    attach_documents,
    complete_job,
    correlate_message,
    create_instance,
    get_case,
    upload_document,
)
from engine.store.documents import case_documents
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.models import ONE_JOB, bpmn, end, flow, service_task, start, user_task
from tests.office import MACHINE, deploy

Make = Callable[[str], Actor]
CURIOUS, NAMED = "le.kim.oanh", "mai.thanh.hao"
NUMBER, SUBJECT, NOTHING = "07/BC-SNV", "Về đơn tố cáo ông Trại Cau", "7999999999"
_WAIT = (
    '<bpmn:message id="m" name="tin_mat"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=ma_ho_so"/></bpmn:extensionElements></bpmn:message>'
)
_CATCH = (
    '<bpmn:intermediateCatchEvent id="cho"><bpmn:messageEventDefinition id="d" messageRef="m"/>'
    "</bpmn:intermediateCatchEvent>"
)


@pytest.fixture
def hidden(engine: Engine, actor: Make) -> Iterator[CaseRecord]:
    """Give a restricted case of somebody else, with words and a file, that waits for a message."""
    engine.objects.ensure_bucket()
    body = start() + _CATCH + end() + flow("f1", "dau", "cho") + flow("f2", "cho", "cuoi")
    deploy(engine, Resource(name="mat.bpmn", content=bpmn(body, process_id="mat", roots=_WAIT)))
    file = upload_document(engine, actor(NAMED), file_name="đơn.pdf", chunks=[b"%PDF-1.7\n%%EOF\n"])
    said: dict[str, JsonValue] = {"so_ky_hieu": NUMBER, "trich_yeu": SUBJECT, "ngay": "2026-11-20"}
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor(NAMED), process_id="mat", variables=said)
        attach_documents(uow, actor(NAMED), keys=[file.key], instance_key=case.key, field="don")
        uow.connection.execute(text("UPDATE process_instance SET restricted = true WHERE key = :k"), {"k": case.key})
    with engine.unit_of_work() as uow:
        yield get_case(uow, SYSTEM, instance_key=case.key)


def asked(engine: Engine, who: Actor, job_type: str, headers: dict[str, str], **variables: JsonValue) -> CaseRecord:
    """Let a model of one's own ask one of our connectors; give the case afterwards."""
    told = "".join(f'<zeebe:header key="{key}" value="{value}"/>' for key, value in headers.items())
    step = service_task("buoc", job_type, retries=1).replace(
        "</bpmn:extensionElements>", f"<zeebe:taskHeaders>{told}</zeebe:taskHeaders></bpmn:extensionElements>"
    )
    body = start() + step + user_task("xem") + end() + flow("f1", "dau", "buoc") + flow("f2", "buoc", "xem")
    deploy(engine, Resource(name="do.bpmn", content=bpmn(body + flow("f3", "xem", "cuoi"), process_id="do")))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, who, process_id="do", variables=variables)
        # As whoever may change cases does: the person who began it is another one all at once.
        named = (
            "UPDATE variable SET value = to_jsonb(CAST(:who AS text)) WHERE instance_key = :k AND name = 'nguoi_lap'"
        )
        uow.connection.execute(text(named), {"who": NAMED, "k": case.key})
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type=job_type, worker="w", max_jobs=1, timeout_s=60)
    run_job(engine, CONNECTORS[job_type], job)
    with engine.unit_of_work() as uow:
        return get_case(uow, SYSTEM, instance_key=case.key)


def learned(case: CaseRecord, *given: str) -> tuple[object, ...]:
    """Give what a case has come to know, without what was put in."""
    words = str((sorted(case.variables.items()), case.documents, [one.message for one in case.incidents]))
    for each in (*given, str(case.instance.key), case.instance.business_id):
        words = words.replace(each, "IT")
    return (words,)


ASKING: dict[str, tuple[dict[str, str], Callable[[str, str], dict[str, JsonValue]]]] = {
    "lay-van-ban-den": ({}, lambda key, _id: {"van_ban_den": key, "nguoi": NAMED}),
    "bao-ho-so": ({"message": "tin_mat", "result": "nhan"}, lambda key, _id: {"ho_so": key, "nguoi": NAMED}),
    "tim-ho-so": ({}, lambda _key, its_id: {"ho_so_goc": its_id}),
    "tim-van-ban-di": ({}, lambda _key, its_id: {"van_ban_goc": its_id}),
    "dong-goi-luu": ({"result": "goi"}, lambda key, _id: {"ho_so_khoa": key}),
    "ghi-luu-tru": ({"event": "CaseTransferred"}, lambda key, _id: {"ho_so_khoa": key}),
}


@pytest.mark.parametrize("job_type", ASKING)
@pytest.mark.parametrize("state", ["ACTIVE", "COMPLETED"])
def test_no_step_reads_a_hidden_case_with_borrowed_eyes(
    engine: Engine, actor: Make, hidden: CaseRecord, job_type: str, state: str
) -> None:
    key, its_id = str(hidden.instance.key), hidden.instance.business_id
    with engine.unit_of_work() as uow:
        ended = "now()" if state == "COMPLETED" else "NULL"
        uow.connection.execute(
            text(f"UPDATE process_instance SET state = :s, ended_at = {ended} WHERE key = :k"),  # noqa: S608
            {"s": state, "k": int(key)},
        )
    headers, variables = ASKING[job_type]
    found = asked(engine, actor(CURIOUS), job_type, headers, **variables(key, its_id))
    nothing = asked(engine, actor(CURIOUS), job_type, headers, **variables(NOTHING, "TC-1999-009"))
    assert learned(found, key, its_id) == learned(nothing, NOTHING, "TC-1999-009")
    assert SUBJECT not in str(found)
    with engine.unit_of_work() as uow:
        assert case_documents(uow.connection, found.instance.key) == ()
        after = get_case(uow, SYSTEM, instance_key=hidden.instance.key)
    assert after.timeline == hidden.timeline


def test_the_sum_of_a_file_of_another_case_is_not_told(engine: Engine, actor: Make, hidden: CaseRecord) -> None:
    [file] = hidden.documents
    found = asked(engine, actor(CURIOUS), "kiem-goi-luu", {"document": "goi"}, goi=[str(file.key)])
    assert "kiem_goi" not in found.variables


@pytest.mark.parametrize(
    ("job_type", "headers"),
    [
        ("tim-van-ban-trung", {"register": "so", "book_variable": "cuon"}),
        ("vao-so", {"register": "so", "book_variable": "cuon"}),
        ("cap-so", {"series_variable": "cuon"}),
    ],
)
def test_a_model_names_no_series_of_hidden_cases(
    engine: Engine, actor: Make, job_type: str, headers: dict[str, str]
) -> None:
    given: dict[str, JsonValue] = {"cuon": "VP:cong_van:han_che", "ky_hieu": "CV-VP", "co_quan_gui": "SNV"}
    found = asked(engine, actor(CURIOUS), job_type, headers, **given, so_ky_hieu=NUMBER, ngay_van_ban="2026-11-20")
    [incident] = found.incidents
    assert "no book or series" in incident.message.en
    with engine.unit_of_work() as uow:
        counted = text("SELECT count(*) FROM number_series WHERE series LIKE '%han_che'")
        assert uow.connection.execute(counted).scalar() == 0


def test_nobody_begins_a_case_in_the_name_of_somebody_else(engine: Engine, actor: Make) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_JOB))
    given: dict[str, JsonValue] = {"nguoi": NAMED, "du_lieu": {}}
    found = asked(engine, actor(CURIOUS), "lap-ho-so-lien-quan", {"process": "thu"}, **given)
    assert "has done nothing in this case" in found.incidents[0].message.en
    with engine.unit_of_work() as uow:
        named = text("SELECT count(*) FROM process_instance WHERE started_by = :who")
        assert uow.connection.execute(named, {"who": NAMED}).scalar() == 0


def test_a_machine_works_on_no_job_of_a_hidden_case_unless_it_is_trusted_with_its_process(
    engine: Engine, actor: Make
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_JOB))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor(NAMED), process_id="thu", variables={"ai": SUBJECT})
        uow.connection.execute(text("UPDATE process_instance SET restricted = true"))
    with engine.unit_of_work() as uow:
        key = uow.connection.execute(text("SELECT key FROM job WHERE instance_key = :k"), {"k": case.key}).scalar_one()

    def claimed() -> list[int]:
        with engine.unit_of_work() as uow:
            found = activate_jobs(uow, actor(MACHINE), job_type="thu-nghiem", worker="w", max_jobs=9, timeout_s=0.001)
            return [job.key for job in found]

    assert claimed() == []
    told = []
    for each in (key, int(NOTHING)):
        with engine.unit_of_work() as uow, pytest.raises(NotFound) as refused:
            complete_job(uow, actor(MACHINE), job_key=each)
        told.append((refused.value.stable_code, refused.value.text))
    assert told[0] == told[1]
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text(
                'INSERT INTO "authorization" (owner, resource_type, resource_id, permission)'
                " VALUES ('group:may_tich_hop', 'PROCESS_DEFINITION', 'thu', 'UPDATE_PROCESS_INSTANCE')"
            )
        )
    assert claimed() == [key]


def test_a_machine_reaches_no_hidden_case_by_guessing_what_it_waits_for(
    engine: Engine, actor: Make, hidden: CaseRecord
) -> None:
    told = []
    for key in (hidden.instance.business_id, "HS-1999-0001"):
        with engine.unit_of_work() as uow, pytest.raises(NotFound) as refused:
            correlate_message(uow, actor(MACHINE), name="tin_mat", correlation_key=key)
        told.append((refused.value.stable_code, refused.value.text))
    assert told[0] == told[1]
