"""The worker killed in the middle of P05's automatic steps: another one finishes, and everything is there once."""

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

import pytest

from engine.faults import POINTS
from engine.model.actor import Actor
from engine.operations import (
    Engine,
    TaskFilter,
    collect_orphans,
    complete_task,
    create_instance,
    get_instance,
    list_documents,
    search_tasks,
    upload_document,
)
from tests.faults.conftest import Child
from tests.faults.test_axis_intake import INTAKE_FAULT
from tests.faults.test_dispatch import DISPATCH_FAULT
from tests.office import MovingClock, deploy, shipped
from tests.stateful.submissions import PDF, approval, copies, request, scan

LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"
Make: TypeAlias = Callable[[str], Actor]
Count: TypeAlias = Callable[..., int]

# Passages of the worker on the way from the copy made to the copy handed over: cap-so; dong-bia and vao-so; thong-bao.
WORKER_FAULTS = (
    "after_number_allocated",
    "before_job_completed:1",
    "before_job_completed:2",
    "before_job_completed:3",
    "before_job_completed:4",
    "after_object_stored",
)
COMMIT_FAULTS = ("before_commit", "after_commit")
MOST_DEATHS = 60


def handed_to_the_worker(engine: Engine, actor: Make) -> int:
    """Bring a case of P05 to its first automatic step; give its key."""
    engine.objects.ensure_bucket()
    deploy(engine, *shipped("sao_y_so_hoa"))
    chance, oanh = Random(5), actor(OANH)
    values = request(chance, scan(engine, oanh), kind="sao_y", change_of_form="giay_giay")
    with engine.unit_of_work() as uow:
        case = create_instance(uow, oanh, process_id="sao_y_so_hoa", variables=values)
    steps = ((TUONG, approval(chance, "duyet")), (LIEN, copies({"so_ban": 3}, da_doi_chieu=True)))
    for who, submitted in steps:
        with engine.unit_of_work() as uow:
            [task] = search_tasks(uow, actor(who), filter=TaskFilter(tab="mine")).items
            complete_task(uow, actor(who), task_key=task.key, variables=submitted)
    return case.key


def assert_everything_is_there_once(engine: Engine, actor: Make, case: int, count: Count, clock: MovingClock) -> None:
    """Look at every trace of the automatic steps."""
    assert count("number_allocation", "series LIKE 'document:VP:SY'") == 1
    assert count("number_series", "series LIKE 'document:VP:SY' AND last = 1") == 1
    assert count("register_entry") == 1
    assert count("register_entry", "position = 1") == 1
    assert count("document", "source_key LIKE 'job:%%' AND state = 'STORED'") == 1
    assert count("notice", "source_key LIKE 'job:%%'") == 1
    assert count("job", "state = 'COMPLETED'") == count("job") == 4
    assert count("audit_event", "action = 'JobCompleted'") == 4
    assert count("incident") == 0
    with engine.unit_of_work() as uow:
        assert get_instance(uow, actor(OANH), instance_key=case).case_state == "cho_giao"
        documents = list_documents(uow, actor(OANH), instance_key=case)
    assert sorted(document.field or "" for document in documents) == ["bia_sao", "tep_quet"]
    clock.forward(seconds=engine.settings.documents.orphan_grace_s + 1)
    collect_orphans(engine)
    assert count("document") == 2
    assert len(list(engine.objects.names(""))) == 2


@pytest.mark.parametrize("fault", WORKER_FAULTS)
def test_another_worker_finishes_what_a_killed_one_began(
    fault: str, engine: Engine, actor: Make, child: Child, count: Count, clock: MovingClock
) -> None:
    case = handed_to_the_worker(engine, actor)
    assert child("work", fault=fault).killed
    assert count("job", "state = 'CREATED'") > 0
    clock.forward(minutes=5)  # the dead worker's claims have ended
    assert child("work").done is True
    assert_everything_is_there_once(engine, actor, case, count, clock)


@pytest.mark.slow
def test_workers_killed_again_and_again_at_any_commit_finish_once(
    engine: Engine, actor: Make, child: Child, count: Count, clock: MovingClock
) -> None:
    case = handed_to_the_worker(engine, actor)
    chance, deaths = Random(20260711), 0
    while count("job", "state = 'CREATED'"):
        fault = f"{chance.choice(COMMIT_FAULTS)}:{chance.randint(2, 9)}"
        deaths += child("work_in_turn", fault=fault).killed
        assert deaths <= MOST_DEATHS
        clock.forward(minutes=5)
    assert deaths >= 3
    assert_everything_is_there_once(engine, actor, case, count, clock)


def test_a_sender_killed_with_the_file_stored_sends_it_again_and_it_is_there_once(
    engine: Engine, actor: Make, child: Child, count: Count, clock: MovingClock
) -> None:
    engine.objects.ensure_bucket()
    order: dict[str, Any] = {"actor": actor(OANH), "file_name": "Bản quét.pdf", "content": PDF.decode("latin-1")}
    assert child("upload_document", fault="after_object_stored", **order).killed
    assert count("document", "state = 'STORED'") == 0
    assert len(list(engine.objects.names(""))) == 1
    assert child("upload_document", **order).done is not None
    assert count("document", "state = 'STORED'") == 1
    clock.forward(seconds=engine.settings.documents.orphan_grace_s + 1)
    kept = upload_document(engine, actor(OANH), file_name="Mới.pdf", chunks=[PDF])
    collect_orphans(engine)
    assert [found.name for found in engine.objects.names("")] == [f"document/{kept.key}"]


@pytest.mark.parametrize("fault", COMMIT_FAULTS)
def test_a_number_is_given_to_one_asker_once(fault: str, child: Child, count: Count) -> None:
    order: dict[str, Any] = {"series": "VP:SY", "period": "2026", "source_key": "job:1"}
    assert child("allocate_number", fault=fault, **order).killed
    assert count("number_allocation") == (fault == "after_commit")
    assert child("allocate_number", **order).done == 1
    assert child("allocate_number", **{**order, "source_key": "job:2"}).done == 2
    assert count("number_allocation") == 2


def test_every_fault_point_is_killed_at() -> None:
    tried = {fault.partition(":")[0] for fault in (*WORKER_FAULTS, *COMMIT_FAULTS, DISPATCH_FAULT, INTAKE_FAULT)}
    assert tried == set(POINTS)
