"""User tasks through the operations: claiming, completing, giving back, and what colleagues see."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from engine.errors import Conflict, EngineError, NotFound, NotPermitted
from engine.model.actor import Actor
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import MOST_ON_PAGES, InstanceRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    TaskFilter,
    claim_task,
    complete_task,
    count_inbox,
    create_instance,
    get_case,
    get_instance,
    get_task,
    read_draft,
    save_draft,
    search_tasks,
    unclaim_task,
)
from tests.models import ONE_TASK
from tests.office import deploy

Make = Callable[[str], Actor]
LIEN, OANH, AN = "vu.bich.lien", "le.kim.oanh", "nguyen.hoai.an"


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    """Give a running case of the one-task process, started by chị Oanh."""
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor(OANH), process_id="thu", variables={"so_ban": 2})


def the_task(engine: Engine, actor: Actor) -> TaskRecord:
    """Give the one open task on somebody's desk."""
    with engine.unit_of_work() as uow:
        page = search_tasks(uow, actor, filter=TaskFilter(tab="mine"))
    assert page.total == 1
    return page.items[0]


def test_a_new_case_has_an_id_a_title_and_a_task_on_the_groups_desk(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    assert case.business_id == "HS-2026-0001"
    assert case.state is InstanceState.ACTIVE
    task = the_task(engine, actor(LIEN))
    assert (task.name, task.assignee, task.candidate_groups) == ("Việc viec", None, ("van_thu",))
    with engine.unit_of_work() as uow:
        assert count_inbox(uow, actor(LIEN)).tabs["mine"] == 1
        counts = count_inbox(uow, actor(OANH))
        assert counts.tabs == {"mine": 0, "assign": 0, "cooperate": 0, "inform": 0, "waiting": 1, "done": 0}


def test_what_stands_beside_the_open_tab_is_counted_less_far(
    engine: Engine, actor: Make, case: InstanceRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.operations.tasks.search_tasks.MOST_BESIDE", 1)
    with engine.unit_of_work() as uow:
        for _ in range(3):
            create_instance(uow, actor(OANH), process_id=case.process_id, variables={"so_ban": 2})
        beside, looked_at = (count_inbox(uow, actor(OANH), tab=tab) for tab in ("mine", "waiting"))
    assert (beside.tabs["waiting"], beside.bounds["waiting"]) == (2, 1)  # more than one
    assert (looked_at.tabs["waiting"], looked_at.bounds["waiting"]) == (4, MOST_ON_PAGES)


def test_completing_the_last_task_ends_the_case(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        done = complete_task(uow, actor(LIEN), task_key=task.key, variables={"ket_qua": "đã sao"})
    assert (done.state, done.completed_by) == (TaskState.COMPLETED, LIEN)
    with engine.unit_of_work() as uow:
        ended = get_case(uow, actor(OANH), instance_key=case.key)
    assert ended.instance.state is InstanceState.COMPLETED
    assert ended.variables["ket_qua"] == "đã sao"
    assert ended.variables["viec_nguoi"] == LIEN
    assert ended.taken_flows == ("f1", "f2")
    assert [entry.action for entry in reversed(ended.timeline)] == [
        "CaseStarted",
        "TaskCreated",
        "TaskCompleted",
        "CaseCompleted",
    ]
    assert "Vũ Thị Bích Liên hoàn thành “Việc viec”." in [entry.sentence.vi for entry in ended.timeline]


def test_a_task_done_already_names_who_was_quicker(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        complete_task(uow, actor(LIEN), task_key=task.key, variables={})
    with pytest.raises(Conflict) as refused, engine.unit_of_work() as uow:
        complete_task(uow, actor(LIEN), task_key=task.key, variables={})
    assert refused.value.stable_code == "task_completed"


def test_two_people_completing_one_task_at_once_have_one_effect(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    task = the_task(engine, actor(LIEN))
    lien, together = actor(LIEN), Barrier(2)

    def complete() -> str:
        together.wait()
        try:
            with engine.unit_of_work() as uow:
                complete_task(uow, lien, task_key=task.key, variables={})
        except EngineError as error:
            return error.stable_code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(future.result() for future in [pool.submit(complete), pool.submit(complete)])
    assert outcomes == ["done", "task_completed"]
    with engine.unit_of_work() as uow:
        actions = [entry.action for entry in get_case(uow, lien, instance_key=case.key).timeline]
    assert actions.count("TaskCompleted") == 1


def test_a_claimed_task_is_refused_to_a_colleague_until_given_back(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    task = the_task(engine, actor(LIEN))
    colleague = Actor(
        kind=actor(LIEN).kind, username=AN, display_name="Nguyễn Thị Hoài An", groups=frozenset({"van_thu"})
    )
    with engine.unit_of_work() as uow:
        claimed = claim_task(uow, actor(LIEN), task_key=task.key)
    assert claimed.assignee == LIEN
    with pytest.raises(Conflict) as refused, engine.unit_of_work() as uow:
        claim_task(uow, colleague, task_key=task.key)
    assert refused.value.stable_code == "task_taken"
    with engine.unit_of_work() as uow:
        assert unclaim_task(uow, actor(LIEN), task_key=task.key).assignee is None
    with engine.unit_of_work() as uow:
        assert claim_task(uow, colleague, task_key=task.key).assignee == AN


@pytest.mark.usefixtures("case")
def test_nobody_takes_a_task_from_a_colleague_by_claiming_it(engine: Engine, actor: Make) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        claim_task(uow, actor(LIEN), task_key=task.key)
    with pytest.raises(Conflict) as refused, engine.unit_of_work() as uow:
        claim_task(uow, actor("bui.xuan.tuong"), task_key=task.key)  # who may assign any task
    assert refused.value.stable_code == "task_taken"
    with engine.unit_of_work() as uow:
        assert get_task(uow, actor(LIEN), task_key=task.key).assignee == LIEN


def test_a_stale_page_is_noticed(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        claim_task(uow, actor(LIEN), task_key=task.key)
    with pytest.raises(Conflict) as refused, engine.unit_of_work() as uow:
        complete_task(uow, actor(LIEN), task_key=task.key, variables={}, version=task.version)
    assert refused.value.stable_code == "stale_task"


def test_the_starter_sees_the_case_but_not_the_button(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        assert get_task(uow, actor(OANH), task_key=task.key).key == task.key
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        complete_task(uow, actor(OANH), task_key=task.key, variables={})


def test_a_stranger_gets_the_same_answer_as_for_a_case_that_does_not_exist(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    answers = []
    for key in (case.key, case.key + 123_456):
        with pytest.raises(NotFound) as refused, engine.unit_of_work() as uow:
            get_instance(uow, actor(AN), instance_key=key)
        answers.append((refused.value.stable_code, refused.value.text))
    assert answers[0] == answers[1]
    task = the_task(engine, actor(LIEN))
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        complete_task(uow, actor(AN), task_key=task.key, variables={})


def test_a_draft_is_kept_and_goes_with_completion(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    task = the_task(engine, actor(LIEN))
    with engine.unit_of_work() as uow:
        save_draft(uow, actor(LIEN), task_key=task.key, data={"ghi_chu": "đang gõ"})
    with engine.unit_of_work() as uow:
        assert read_draft(uow, actor(LIEN), task_key=task.key) == {"ghi_chu": "đang gõ"}
        complete_task(uow, actor(LIEN), task_key=task.key, variables={}, version=task.version)
    with engine.unit_of_work() as uow:
        assert get_task(uow, actor(LIEN), task_key=task.key).draft_saved_at is None


def test_the_same_command_id_starts_one_case(engine: Engine, actor: Make) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    keys = set()
    for _ in range(3):
        with engine.unit_of_work() as uow:
            keys.add(create_instance(uow, actor(OANH), process_id="thu", variables={}, command_id="một lần").key)
    assert len(keys) == 1


def test_starting_needs_the_permission(engine: Engine, actor: Make) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        create_instance(uow, actor("ngo.dinh.sang"), process_id="thu", variables={})
