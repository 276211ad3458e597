"""Machines and administrators change a running case from outside: its variables, and the dates and people of a task."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.errors import Conflict, NotFound, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    TaskFilter,
    cancel_instance,
    complete_task,
    create_instance,
    find_elements,
    find_variables,
    get_case,
    get_task,
    search_tasks,
    set_variables,
    update_task,
)
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

Make = Callable[[str], Actor]
LIEN, OANH, AN = "vu.bich.lien", "le.kim.oanh", "nguyen.hoai.an"
DUE = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
WATCHED = bpmn(
    start() + user_task("viec") + '<bpmn:boundaryEvent id="gap" attachedToRef="viec"><bpmn:conditionalEventDefinition>'
    '<bpmn:condition xsi:type="bpmn:tFormalExpression">=khan</bpmn:condition></bpmn:conditionalEventDefinition>'
    "</bpmn:boundaryEvent>"
    + end()
    + end("nhanh")
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "cuoi")
    + flow("f3", "gap", "nhanh")
)


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    deploy(engine, Resource(name="thu.bpmn", content=WATCHED))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor(OANH), process_id="thu", variables={"so_ban": 2})


def the_task(engine: Engine) -> TaskRecord:
    with engine.unit_of_work() as uow:
        return search_tasks(uow, SYSTEM, filter=TaskFilter()).items[0]


def held(engine: Engine, case: InstanceRecord) -> dict[tuple[bool, str], object]:
    """Give the variables of a case by whether they are its own, and name."""
    with engine.unit_of_work() as uow:
        found = find_variables(uow, SYSTEM, instance_key=case.key, limit=100).items
    return {(one.scope_key == case.key, one.name): one.value for one in found}


def test_variables_go_where_their_names_belong_or_stay_local(engine: Engine, case: InstanceRecord) -> None:
    task = the_task(engine)
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=task.element_instance_key, variables={"so_ban": 3, "moi": 1})
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=task.element_instance_key, variables={"so_ban": 4, "o_day": 1}, local=True)
    found = held(engine, case)
    assert (found[True, "so_ban"], found[True, "moi"]) == (3, 1)
    assert (found[False, "so_ban"], found[False, "o_day"]) == (4, 1)
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=task.element_instance_key, variables={"so_ban": 5})
    assert (held(engine, case)[True, "so_ban"], held(engine, case)[False, "so_ban"]) == (3, 5)
    with engine.unit_of_work() as uow:
        complete_task(uow, SYSTEM, task_key=task.key, variables={})
    assert {name for own, name in held(engine, case) if not own} == set()


def test_a_condition_that_waits_is_asked_anew(engine: Engine, case: InstanceRecord) -> None:
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=case.key, variables={"khan": True})
    with engine.unit_of_work() as uow:
        visited = {visit.element.element_id for visit in find_elements(uow, SYSTEM, instance_key=case.key).items}
    assert "nhanh" in visited


def test_setting_is_on_record_and_asks_for_a_permission(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        set_variables(uow, actor(OANH), scope_key=case.key, variables={"so_ban": 9})
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        set_variables(uow, actor(AN), scope_key=case.key, variables={"so_ban": 9})
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=case.key, variables={"so_ban": 9})
        assert get_case(uow, actor(OANH), instance_key=case.key).timeline[0].action == "VariablesSet"


def test_what_is_over_takes_no_variables(engine: Engine, case: InstanceRecord) -> None:
    task = the_task(engine)
    with engine.unit_of_work() as uow:
        first = find_elements(uow, SYSTEM, instance_key=case.key).items[0].element
    for key in (first.key, 1):
        with pytest.raises(NotFound), engine.unit_of_work() as uow:
            set_variables(uow, SYSTEM, scope_key=key, variables={"a": 1})
    with engine.unit_of_work() as uow:
        cancel_instance(uow, SYSTEM, instance_key=case.key)
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=task.element_instance_key, variables={"a": 1})


def test_dates_people_and_priority_of_a_task_change_and_new_people_see_the_case(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    task = the_task(engine)
    with engine.unit_of_work() as uow:
        assert search_tasks(uow, actor(AN), filter=TaskFilter(tab="mine")).total == 0
        changed = update_task(
            uow,
            SYSTEM,
            task_key=task.key,
            changes={
                "due_at": DUE,
                "follow_up_at": DUE,
                "candidate_users": [AN],
                "candidate_groups": [],
                "priority": 1,
            },
        )
    assert (changed.due_at, changed.follow_up_at, changed.warn_at, changed.priority) == (DUE, DUE, None, 1)
    assert changed.due_explained is not None
    assert changed.version == task.version + 1
    with engine.unit_of_work() as uow:
        assert search_tasks(uow, actor(AN), filter=TaskFilter(tab="mine")).total == 1
        assert search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).total == 0
        assert get_case(uow, actor(AN), instance_key=case.key).timeline[0].action == "TaskChanged"
        kept = update_task(uow, SYSTEM, task_key=task.key, changes={"due_at": None})
    assert (kept.due_at, kept.follow_up_at, kept.candidate_users) == (None, DUE, (AN,))


def test_only_whoever_may_change_tasks_changes_them_and_stale_pages_are_noticed(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    task = the_task(engine)
    for who in (LIEN, AN):
        with pytest.raises((NotPermitted, NotFound)), engine.unit_of_work() as uow:
            update_task(uow, actor(who), task_key=task.key, changes={"priority": 1})
    with engine.unit_of_work() as uow:
        update_task(uow, SYSTEM, task_key=task.key, changes={"priority": 2}, version=task.version)
    with pytest.raises(Conflict) as stale, engine.unit_of_work() as uow:
        update_task(uow, SYSTEM, task_key=task.key, changes={"priority": 3}, version=task.version)
    assert stale.value.stable_code == "stale_task"
    with engine.unit_of_work() as uow:
        complete_task(uow, SYSTEM, task_key=task.key, variables={})
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        update_task(uow, SYSTEM, task_key=task.key, changes={"priority": 3})
    with engine.unit_of_work() as uow:
        assert get_task(uow, SYSTEM, task_key=task.key).priority == 2
