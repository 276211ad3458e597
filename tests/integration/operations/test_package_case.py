"""A closed case goes into a transfer package whole, and an open one does not."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import update

from engine.archive import check_bag
from engine.errors import Conflict, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.records import Resource
from engine.operations import (
    Engine,
    TaskFilter,
    complete_job,
    complete_task,
    create_instance,
    get_case,
    search_tasks,
    upload_document,
)
from engine.operations.archiving.package_case import package_case
from engine.operations.documents.attach_documents import attach_documents
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core
from tests.integration.operations.test_called_cases import INSTANT, begun, call, calling, children, jobs
from tests.models import ONE_TASK
from tests.office import deploy

CONTENT = b"%PDF-1.7\n%%EOF\n"


def test_a_closed_case_is_packaged_with_files_index_data_and_history(
    engine: Engine, actor: Callable[[str], Actor]
) -> None:
    engine.objects.ensure_bucket()
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    clerk = actor("vu.bich.lien")
    file = upload_document(engine, SYSTEM, file_name="Công văn: 719?.pdf", chunks=[CONTENT])
    with engine.unit_of_work() as uow:
        case = create_instance(uow, clerk, process_id="thu", variables={"trich_yeu": "đôn đốc"})
        attach_documents(uow, SYSTEM, keys=[file.key], instance_key=case.key, field="van_ban_ky")
    with pytest.raises(Conflict):
        package_case(engine, case.business_id, io.BytesIO())
    with pytest.raises(NotFound):
        package_case(engine, "VBĐ-1999-0001", io.BytesIO())
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, clerk, filter=TaskFilter(tab="mine")).items
        complete_task(uow, clerk, task_key=task.key, variables={})
    memory = io.BytesIO()
    assert package_case(engine, case.business_id, memory) == 1
    report = check_bag(memory)
    assert (report.problems, report.files) == ((), 4)
    assert report.about["External-Identifier"] == case.business_id
    with zipfile.ZipFile(memory) as archive:
        root = f"{case.business_id}/data/"
        [row] = json.loads(archive.read(f"{root}muc-luc.json"))
        assert archive.read(f"{root}{row['tep']}") == CONTENT
        assert row["sha256"] == file.sha256
        assert json.loads(archive.read(f"{root}ho-so.json"))["du_lieu"]["trich_yeu"] == "đôn đốc"
        assert "lập hồ sơ" in archive.read(f"{root}dien-bien.json").decode()
    with engine.unit_of_work() as uow:
        assert "Hồ sơ đã được đóng gói để nộp lưu." in {
            entry.sentence.vi for entry in get_case(uow, SYSTEM, instance_key=case.key).timeline
        }


def test_a_package_holds_what_called_cases_made_but_for_those_hidden_from_the_caller(
    engine: Engine, actor: Callable[[str], Actor]
) -> None:
    engine.objects.ensure_bucket()
    case = begun(engine, actor("vu.bich.lien"), INSTANT, calling(call("con")))
    (child,) = children(engine, case)
    for one, name in ((case, "Phiếu.pdf"), (child, "Công văn.pdf")):
        file = upload_document(engine, SYSTEM, file_name=name, chunks=[CONTENT])
        with engine.unit_of_work() as uow:
            attach_documents(uow, SYSTEM, keys=[file.key], instance_key=one.key, field="tep")
    (job,) = jobs(engine, "sau")
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, variables={})

    def packed() -> list[str]:
        memory = io.BytesIO()
        package_case(engine, case.business_id, memory)
        with zipfile.ZipFile(memory) as archive:
            root = f"{case.business_id}/data/"
            below = json.loads(archive.read(f"{root}ho-so.json"))["ho_so_duoc_goi"]
            names = [row["ten_tep"] for row in json.loads(archive.read(f"{root}muc-luc.json"))]
        return names + [one["ma_ho_so"] for one in below]

    assert packed() == ["Phiếu.pdf", "Công văn.pdf", child.business_id]
    with engine.unit_of_work() as uow:
        hidden = core(ProcessInstance)
        uow.connection.execute(update(hidden).where(hidden.c.key == child.key).values(restricted=True))
    assert packed() == ["Phiếu.pdf"]
