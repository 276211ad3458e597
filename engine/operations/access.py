"""Permission checks of the operations. A case that one may not see answers exactly like one that does not exist."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from engine.errors import Conflict, NotFound, NotPermitted, Text
from engine.model.actor import Absence, Actor
from engine.model.lifecycle import TaskState
from engine.operations.cases.case import case_not_found
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import (
    IN_CASE,
    FewCases,
    Grants,
    find_few_cases,
    grants_of,
    group_may_know,
    has_its_role,
    has_left,
    in_case,
    visible_cases,
    were_theirs,
)
from engine.store.queries.people import display_name
from engine.store.queries.tasks import TaskRow, task_row
from engine.store.tables import ProcessInstance, UserTask
from engine.store.tables.core import core

_INSTANCE, _TASK = core(ProcessInstance), core(UserTask)
NOTHING = 0  # the key of the case of what does not exist: about it the database is asked as about a hidden one


def grants(uow: UnitOfWork, actor: Actor) -> Grants:
    """Give what the actor has been given."""
    held = uow.grants_read.get(actor.principals)
    if held is None:
        held = uow.grants_read[actor.principals] = grants_of(uow.connection, actor, uow.now)
    return held


def few_cases(uow: UnitOfWork, actor: Actor) -> FewCases | None:
    """Give the cases with which a search of the actor's begins, None where they can be many."""
    if actor.principals not in uow.few_cases_read:
        uow.few_cases_read[actor.principals] = find_few_cases(uow.connection, actor, grants(uow, actor))
    return uow.few_cases_read[actor.principals]


def require_permission(
    uow: UnitOfWork, actor: Actor, resource_type: str, permission: str, resource_id: str = "*"
) -> None:
    """Raise NotPermitted, naming the missing permission, unless the actor holds it."""
    if actor.is_system or grants(uow, actor).allows(resource_type, permission, resource_id):
        return
    raise NotPermitted(
        Text(
            vi=f"Tài khoản chưa có quyền {resource_type}:{permission}. Liên hệ quản trị hệ thống để được cấp.",
            en=f"The account lacks {resource_type}:{permission}. Ask the system administrator to grant it.",
        ),
        details={"resource_type": resource_type, "permission": permission, "resource_id": resource_id},
    )


def require_case_access(
    uow: UnitOfWork, actor: Actor, instance_key: int, *, missing: Callable[[], NotFound] = case_not_found
) -> None:
    """Raise NotFound unless the actor may read the case.

    `missing` makes the answer: the one that a thing of the case which does not exist gives.
    """
    if not readable_cases(uow, actor, [instance_key]):
        raise missing()


def readable_cases(uow: UnitOfWork, actor: Actor, keys: Collection[int]) -> frozenset[int]:
    """Give those of the cases that the actor may read."""
    if actor.is_system or not keys:
        return frozenset(keys)
    readable = select(_INSTANCE.c.key).where(_INSTANCE.c.key.in_(keys), visible_cases(actor, grants(uow, actor)))
    return frozenset(uow.connection.execute(readable).scalars())


def holds_task(uow: UnitOfWork, actor: Actor, instance_key: int) -> bool:
    """Tell whether an open task of the case is the actor's."""
    theirs = select(_TASK.c.key).where(
        _TASK.c.instance_key == instance_key,
        _TASK.c.state == TaskState.CREATED.value,
        _TASK.c.assignee == actor.username,
    )
    return uow.connection.execute(theirs.limit(1)).scalar_one_or_none() is not None


def require_holder(uow: UnitOfWork, actor: Actor, instance_key: int) -> None:
    """Raise unless an open task of the case is the actor's: NotFound when they may not see it, else NotPermitted."""
    require_case_access(uow, actor, instance_key)
    if not holds_task(uow, actor, instance_key):
        raise NotPermitted(
            Text(
                vi="Chỉ người đang giữ việc của hồ sơ này thực hiện được. Không có gì thay đổi.",
                en="Only who holds an open task of this case may do this. Nothing has changed.",
            ),
            code="case_not_in_hand",
        )


def require_participation(uow: UnitOfWork, actor: Actor, instance_key: int) -> None:
    """Raise unless the actor may add to the case: takes part in it, or may change cases of its process.

    NotFound when they may not even see it, NotPermitted when they may only read it.
    """
    require_case_access(uow, actor, instance_key)
    if actor.is_system:
        return
    takes_part = select(_INSTANCE.c.process_id, in_case(actor, uow.now).label("takes_part")).where(
        _INSTANCE.c.key == instance_key
    )
    case = uow.connection.execute(takes_part).one()
    if not case.takes_part:
        require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.process_id)


def require_task_access(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    """Raise NotFound unless the actor may know of a task that is not offered to them: its case is open to them.

    People from outside also know of the ended tasks that were theirs.
    """
    if actor.outside and _was_theirs(uow, actor, task.key):
        return
    require_case_access(uow, actor, task.instance_key, missing=task_not_found)


def _was_theirs(uow: UnitOfWork, actor: Actor, task_key: int) -> bool:
    theirs = select(_TASK.c.key).join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
    found = uow.connection.execute(theirs.where(_TASK.c.key == task_key, were_theirs(actor, uow.now)))
    return found.scalar_one_or_none() is not None


def find_task(uow: UnitOfWork, actor: Actor, task_key: int) -> TaskRow | None:
    """Give a task as it is now, None for one that does not exist or is of a restricted case that is not the actor's.

    For both the database is asked the same, so that the time of an answer tells nothing. Whether the actor may know of
    any other task is the caller's business.
    """
    task = task_row(uow.transaction, task_key)
    if actor.is_system or (task is not None and (not task.restricted or _names(task, actor))):
        return task
    known = reaches_by_group(uow, actor, task.instance_key if task is not None else NOTHING)
    return task if known else None


def _names(task: TaskRow, actor: Actor) -> bool:
    return actor.username in (task.assignee, task.completed_by, *task.candidate_users)


def task_not_found() -> NotFound:
    """Make the one answer for a task that does not exist or that the reader may not know of."""
    return NotFound(Text(vi="Không tìm thấy việc này.", en="Task not found."), code="user_task_not_found")


def task_taken(uow: UnitOfWork, assignee: str) -> Conflict:
    """Make the answer to somebody who wants a task that a colleague has."""
    who = display_name(uow.connection, assignee)
    return Conflict(
        Text(
            vi=f"{who} đã nhận xử lý việc này. Không có gì thay đổi.",
            en=f"{who} has taken this task. Nothing has changed.",
        ),
        code="task_taken",
        details={"assignee": assignee},
    )


def may_take(uow: UnitOfWork, actor: Actor, task: TaskRow) -> bool:
    """Tell whether the task is offered to the actor: to them, or to somebody whose work they do while that one is away.

    A group's members are offered a task of a restricted case only when the case names them too. A candidate group
    `vai_tro:…` means those who have that role in the case; whoever has left the case is offered nothing more.
    """
    return _offered_to(uow, actor, task) or stands_in(uow, actor, task) is not None


def stands_in(uow: UnitOfWork, actor: Actor, task: TaskRow) -> Absence | None:
    """Give whose work this task is when the actor would do it in that one's place; None when it is their own, or not.

    A restricted case stays with those whom it names, the stand-in among them or not.
    """
    if task.assignee == actor.username or not actor.stands_in_for:
        return None
    if task.assignee is None and _offered_to(uow, actor, task):
        return None
    known = reaches_by_group(uow, actor, task.instance_key) and not _has_left(uow, actor, task.instance_key)
    for absence in actor.stands_in_for if known else ():
        if task.assignee in (None, absence.person.username) and _offered_to(uow, absence.person, task):
            return absence
    return None


def is_own(uow: UnitOfWork, actor: Actor, task: TaskRow) -> bool:
    """Tell whether the task is the actor's by itself: theirs, or free and offered to them, in nobody's place."""
    return actor.is_system or (task.assignee in (None, actor.username) and _offered_to(uow, actor, task))


def _offered_to(uow: UnitOfWork, actor: Actor, task: TaskRow) -> bool:
    if actor.is_system:
        return True
    if any(group.startswith(IN_CASE) for group in task.candidate_groups) and _has_its_role(uow, actor, task.key):
        return True
    if task.assignee == actor.username or actor.username in task.candidate_users:
        return not _has_left(uow, actor, task.instance_key)
    if not actor.groups & set(task.candidate_groups):
        return False
    return not task.restricted or reaches_by_group(uow, actor, task.instance_key)


def _has_its_role(uow: UnitOfWork, actor: Actor, task_key: int) -> bool:
    theirs = select(_TASK.c.key).where(_TASK.c.key == task_key, has_its_role(actor, uow.now))
    return uow.connection.execute(theirs).scalar_one_or_none() is not None


def _has_left(uow: UnitOfWork, actor: Actor, instance_key: int) -> bool:
    left = select(_INSTANCE.c.key).where(_INSTANCE.c.key == instance_key, has_left(actor, uow.now))
    return uow.connection.execute(left).scalar_one_or_none() is not None


def reaches_by_group(uow: UnitOfWork, actor: Actor, instance_key: int) -> bool:
    """Tell whether what a case offers to a group may reach the actor as one of that group."""
    known = select(_INSTANCE.c.key).where(_INSTANCE.c.key == instance_key, group_may_know(actor, uow.now))
    return uow.connection.execute(known).scalar_one_or_none() is not None


def require_worker(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    """Raise unless the actor may work on this open task now.

    NotFound when they may not even see the case; NotPermitted when it is not offered to them; Conflict when a
    colleague has it. A permission UPDATE_USER_TASK on the process lets machines and administrators act.
    """
    if not may_take(uow, actor, task):
        require_task_access(uow, actor, task)
        if grants(uow, actor).allows("PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id):
            return
        raise NotPermitted(
            Text(
                vi="Việc này không giao cho anh/chị. Trưởng phòng hoặc người đang giữ việc có thể chuyển lại.",
                en="This task is not offered to you. The head of division or its present holder can hand it over.",
            ),
            code="task_not_offered",
        )
    if task.assignee not in (None, actor.username) and not actor.is_system:
        if stands_in(uow, actor, task) is not None:
            return
        if grants(uow, actor).allows("PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id):
            return
        raise task_taken(uow, task.assignee or "")
