"""Change an open task's dates, candidates or priority from outside; who works on it is `assign_task`'s business."""

from datetime import datetime
from typing import Any, TypedDict

from engine.model.actor import Actor
from engine.model.records import TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.access import require_permission
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork


class TaskChanges(TypedDict, total=False):
    """What shall change; a name that is missing keeps its value."""

    due_at: datetime | None
    follow_up_at: datetime | None
    candidate_groups: list[str]
    candidate_users: list[str]
    priority: int


def update_task(
    uow: UnitOfWork, actor: Actor, *, task_key: int, changes: TaskChanges, version: int | None = None
) -> TaskRecord:
    """Change an open task; new candidates take part in its case from then on.

    A due date given by hand has no legal explanation and no day of warning any more. Needs UPDATE_USER_TASK on the
    process. Raises NotFound, NotPermitted, Conflict.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "update", version)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id)
    columns: dict[str, Any] = dict(changes)
    if not columns:
        return read_task(uow, task_key)
    if listeners_asked(case, task, TaskEvent.UPDATING, "update", columns):
        case.save()
        return read_task(uow, task_key)
    if "due_at" in columns:
        columns |= {"warn_at": None, "due_explained": _by_hand(actor)}
    change_task(uow, task, **columns)
    case.members.update({f"group:{group}": "candidate" for group in changes.get("candidate_groups", ())})
    case.members.update({f"user:{user}": "candidate" for user in changes.get("candidate_users", ())})
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in changes.items()}
    case.record("TaskChanged", element_id=task.element_id, task=task_key, name=task.name, changes=told)
    case.save()
    return read_task(uow, task_key)


def _by_hand(actor: Actor) -> dict[str, Any]:
    return {
        "vi": f"Hạn do {actor.display_name} đặt, không tính theo quy định.",
        "en": f"{actor.display_name} set this date; it does not follow from a rule.",
        "rule": None,
    }
