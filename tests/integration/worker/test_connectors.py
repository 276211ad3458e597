"""Our connectors on the shipped copying process (P05), each job run by the worker's own code."""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text, update
from sqlmodel import SQLModel

from engine.errors import InputRejected
from engine.model.actor import SYSTEM, Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.model.records import CaseRecord, InstanceRecord, JobRecord
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    complete_task,
    create_instance,
    download_document,
    fire_due_timers,
    get_case,
    search_tasks,
    upload_document,
)
from engine.operations.news.notices import count_unread_notices, list_notices, read_notices
from engine.operations.registers.allocate_number import allocate_number
from engine.store.objects import ObjectStore
from engine.store.tables import CodeItem, Notice, NumberAllocation, ProcessInstance, RegisterEntry
from engine.store.tables.core import core
from engine.worker.connectors import CONNECTORS
from engine.worker.run_job import run_job
from tests.office import MovingClock, deploy, shipped

Make = Callable[[str], Actor]
OANH, LIEN, TUONG, HAO = "le.kim.oanh", "vu.bich.lien", "bui.xuan.tuong", "mai.thanh.hao"
PROCESS = "sao_y_so_hoa"
REQUEST: dict[str, JsonValue] = {
    "do_mat": "thuong",
    "van_ban": "Nghị quyết số 18/2025/NQ-HĐND về dự toán ngân sách #let x = 1",
    "loai_sao": "sao_y",
    "hinh_thuc": "giay_giay",
    "so_ban": 3,
    "muc_dich": "Gửi cơ quan thẩm tra",
}


@pytest.fixture(autouse=True)
def _shipped(engine: Engine) -> None:
    engine.objects.ensure_bucket()
    deploy(engine, *shipped(PROCESS))


def start(engine: Engine, actor: Actor, **changes: JsonValue) -> InstanceRecord:
    scan = upload_document(engine, actor, file_name="Bản quét.pdf", chunks=[b"%PDF-1.7\n%%EOF\n"])
    with engine.unit_of_work() as uow:
        variables: dict[str, JsonValue] = {**REQUEST, "tep_quet": [str(scan.key)], **changes}
        return create_instance(uow, actor, process_id=PROCESS, variables=variables)


def act(engine: Engine, actor: Actor, case: InstanceRecord, **variables: JsonValue) -> None:
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor, filter=TaskFilter(instance_key=case.key, state=TaskState.CREATED)).items
        complete_task(uow, actor, task_key=task.key, variables=variables)


def copied(engine: Engine, actor: Make, approver: str = TUONG, **changes: JsonValue) -> InstanceRecord:
    """Bring a case to where its number is to be given."""
    case = start(engine, actor(OANH), **changes)
    act(engine, actor(approver), case, ket_luan="duyet")
    act(engine, actor(LIEN), case, so_ban_da_sao=3, da_doi_chieu=True, da_dong_dau=True)
    return case


def claim(engine: Engine, job_type: str) -> JobRecord:
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type=job_type, worker="w", max_jobs=1, timeout_s=60)
    return job


def do(engine: Engine, job_type: str) -> JobRecord:
    job = claim(engine, job_type)
    run_job(engine, CONNECTORS[job_type], job)
    return job


def look(engine: Engine, case: InstanceRecord) -> CaseRecord:
    with engine.unit_of_work() as uow:
        return get_case(uow, SYSTEM, instance_key=case.key)


def rows(engine: Engine, table: type[SQLModel]) -> list[Any]:
    with engine.unit_of_work() as uow:
        return list(uow.connection.execute(select(core(table))).all())


def test_a_copy_gets_number_cover_register_line_and_notice(engine: Engine, actor: Make) -> None:
    case = copied(engine, actor, approver=HAO)
    do(engine, "cap-so")
    variables = look(engine, case).variables
    assert (variables["so"], variables["so_ky_hieu"], variables["ngay"]) == (1, "01/SY-VP", "2026-11-25")
    do(engine, "dong-bia")
    do(engine, "vao-so")
    do(engine, "thong-bao")
    seen = look(engine, case)
    assert seen.incidents == ()
    sheet = next(document for document in seen.documents if document.field == "bia_sao")
    assert seen.variables["bia_sao"] == [str(sheet.key)]
    assert (sheet.file_name, sheet.content_type, sheet.uploaded_by) == (
        "Bìa sao y 01-SY-VP.pdf",
        "application/pdf",
        "system",
    )
    with download_document(engine, actor(OANH), document_key=sheet.key).open() as blocks:
        text = " ".join(PdfReader(io.BytesIO(b"".join(blocks))).pages[0].extract_text().split())
    for words in (
        "Số: 01/SY-VP",
        "Hải Sơn, ngày 25 tháng 11 năm 2026",
        "#let x = 1",
        "KT. CHÁNH VĂN PHÒNG PHÓ CHÁNH VĂN PHÒNG",
        "Mai Thị Thanh Hảo",
        case.business_id,
    ):
        assert words in text
    [line] = rows(engine, RegisterEntry)
    assert (line.book, line.period, line.position, line.instance_key) == ("so_sao_van_ban", "2026", 1, case.key)
    assert line.cells["so_ky_hieu"] == "01/SY-VP"
    assert line.cells["van_ban"] == REQUEST["van_ban"]
    [notice] = rows(engine, Notice)
    assert (notice.username, notice.instance_key, notice.read_at) == (OANH, case.key, None)
    assert "01/SY-VP" in notice.data["vi"]
    assert notice.data["en"].startswith("The copy 01/SY-VP")


@pytest.mark.parametrize("job_type", ["cap-so", "dong-bia", "vao-so"])
def test_a_job_done_twice_has_one_effect(engine: Engine, actor: Make, job_type: str) -> None:
    case = copied(engine, actor)
    job = do(engine, "cap-so")
    if job_type != "cap-so":
        job = do(engine, job_type)
    before = look(engine, case)
    run_job(engine, CONNECTORS[job_type], job)
    assert look(engine, case) == before
    assert [row.number for row in rows(engine, NumberAllocation) if row.series.endswith(":SY")] == [1]
    assert len(rows(engine, RegisterEntry)) == (1 if job_type == "vao-so" else 0)


def test_numbers_of_each_kind_count_for_themselves_and_anew_each_year(
    engine: Engine, actor: Make, clock: MovingClock
) -> None:
    given = []
    for changes in ({}, {"loai_sao": "sao_luc"}, {}):
        case = copied(engine, actor, **changes)
        do(engine, "cap-so")
        given.append(look(engine, case).variables["so_ky_hieu"])
    clock.forward(days=60)
    case = copied(engine, actor)
    do(engine, "cap-so")
    given.append(look(engine, case).variables["so_ky_hieu"])
    assert given == ["01/SY-VP", "01/SL-VP", "02/SY-VP", "01/SY-VP"]


def test_a_restricted_case_leaves_no_gap_in_the_numbers_and_lines_of_others(engine: Engine, actor: Make) -> None:
    case = copied(engine, actor)
    with engine.unit_of_work() as uow:
        uow.connection.execute(update(core(ProcessInstance)).values(restricted=True))
    do(engine, "cap-so")
    do(engine, "vao-so")
    copied(engine, actor)
    do(engine, "cap-so")
    do(engine, "vao-so")
    lines = [(row.book, row.position, row.cells["so_ky_hieu"]) for row in rows(engine, RegisterEntry)]
    assert lines == [("so_sao_van_ban:han_che", 1, "01/SY-VP"), ("so_sao_van_ban", 1, "01/SY-VP")]
    assert look(engine, case).variables["so_thu_tu"] == 1


def test_an_asker_keeps_its_number_and_an_undone_one_is_not_lost(engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        first = allocate_number(uow, series="x", period="2026", source_key="job:1")
    assert _given_and_undone(engine) == 2
    with engine.unit_of_work() as uow:
        assert allocate_number(uow, series="x", period="2026", source_key="job:3").number == 2
        assert allocate_number(uow, series="x", period="2026", source_key="job:1") == first


def test_the_reminder_reaches_the_whole_group(engine: Engine, actor: Make, clock: MovingClock) -> None:
    start(engine, actor(OANH))
    clock.forward(days=7)
    assert fire_due_timers(engine)[0] >= 1
    do(engine, "thong-bao")
    told = {notice.username for notice in rows(engine, Notice)}
    assert told == {TUONG, HAO, "luu.trong.nghia"}


def test_notices_are_read_by_whom_they_are_for(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = start(engine, actor(OANH))
    clock.forward(days=7)
    fire_due_timers(engine)
    do(engine, "thong-bao")
    with engine.unit_of_work() as uow:
        [mine] = list_notices(uow, actor(TUONG))
        assert (mine.instance_key, mine.read_at, count_unread_notices(uow, actor(TUONG))) == (case.key, None, 1)
        assert mine.text.vi.startswith("Yêu cầu sao chờ duyệt sắp hết hạn: ")
        assert mine.text.en.startswith("A request for a copy awaits approval")
        read_notices(uow, actor(HAO), keys=[mine.key])
        assert count_unread_notices(uow, actor(TUONG)) == 1
        read_notices(uow, actor(TUONG), keys=[mine.key])
        assert count_unread_notices(uow, actor(TUONG)) == 0
        assert list_notices(uow, actor(TUONG), unread_only=True) == ()
        assert [notice.read_at for notice in list_notices(uow, actor(TUONG))] == [clock()]
        assert count_unread_notices(uow, actor(HAO)) == 1


def test_a_notice_of_a_case_that_became_restricted_is_read_by_those_named_in_it(
    engine: Engine, actor: Make, clock: MovingClock
) -> None:
    case = start(engine, actor(OANH))
    clock.forward(days=7)
    fire_due_timers(engine)
    do(engine, "thong-bao")
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text("UPDATE process_instance SET restricted = true WHERE key = :key"), {"key": case.key}
        )
        uow.connection.execute(
            text("INSERT INTO case_member (instance_key, principal, role, since) VALUES (:key, :name, 'xem', now())"),
            {"key": case.key, "name": f"user:{HAO}"},
        )
    with engine.unit_of_work() as uow:
        assert (list_notices(uow, actor(TUONG)), count_unread_notices(uow, actor(TUONG))) == ((), 0)
        assert count_unread_notices(uow, actor(HAO)) == 1


def test_what_the_office_has_not_filled_in_is_an_incident_that_says_so(engine: Engine, actor: Make) -> None:
    case = copied(engine, actor)
    with engine.unit_of_work() as uow:
        table = core(CodeItem)
        uow.connection.execute(
            table.delete().where(table.c.list_key == "thong_tin_co_quan", table.c.value == "ky_hieu")
        )
        uow.law.forget()
    do(engine, "cap-so")
    [incident] = look(engine, case).incidents
    assert "ky_hieu" in incident.message.vi
    assert "lacks: ky_hieu" in incident.message.en
    assert rows(engine, NumberAllocation) == []


def test_a_retryable_failure_gives_the_job_back_for_later(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = copied(engine, actor)
    do(engine, "cap-so")
    job = claim(engine, "dong-bia")
    good, engine.objects = engine.objects, _unreachable(engine)
    run_job(engine, CONNECTORS["dong-bia"], job)
    engine.objects = good
    assert look(engine, case).incidents == ()
    with engine.unit_of_work() as uow:
        assert activate_jobs(uow, SYSTEM, job_type="dong-bia", worker="w", max_jobs=1, timeout_s=60) == ()
    clock.forward(seconds=10)
    again = claim(engine, "dong-bia")
    assert again.retries == job.retries - 1
    run_job(engine, CONNECTORS["dong-bia"], again)
    assert any(document.field == "bia_sao" for document in look(engine, case).documents)


def test_an_unexpected_failure_is_given_back_without_what_the_case_holds(engine: Engine, actor: Make) -> None:
    case = copied(engine, actor)
    job = replace(claim(engine, "cap-so"), retries=1)

    def broken(_engine: Engine, given: JobRecord) -> None:
        raise KeyError(given.variables["van_ban"])

    run_job(engine, replace(CONNECTORS["cap-so"], run=broken), job)
    [incident] = look(engine, case).incidents
    assert "Nghị quyết" not in incident.message.vi


def test_a_notice_for_nobody_is_refused(engine: Engine, actor: Make) -> None:
    start(engine, actor(OANH))
    job = JobRecord(**{**_fields(engine, actor), "variables": {"nguoi_nhan": ["group:khong_co"], "noi_dung": "x"}})
    with pytest.raises(InputRejected) as caught:
        CONNECTORS["thong-bao"].run(engine, job)
    assert caught.value.stable_code == "notice_without_recipient"


def _given_and_undone(engine: Engine) -> int:
    number = 0
    with suppress(RuntimeError), engine.unit_of_work() as uow:
        number = allocate_number(uow, series="x", period="2026", source_key="job:2").number
        raise RuntimeError
    return number


def _fields(engine: Engine, actor: Make) -> dict[str, Any]:
    copied(engine, actor)
    job = claim(engine, "cap-so")
    return {name: getattr(job, name) for name in JobRecord.__dataclass_fields__}


def _unreachable(engine: Engine) -> ObjectStore:
    return ObjectStore(replace(engine.objects._settings, endpoint="127.0.0.1:9"))
