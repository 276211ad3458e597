"""Take a task offered to a group (Nhận xử lý)."""

from engine.model.actor import Actor
from engine.model.records import TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.access import task_taken
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork


def claim_task(uow: UnitOfWork, actor: Actor, *, task_key: int, version: int | None = None) -> TaskRecord:
    """Assign an unassigned task to the actor; claiming one's own task again changes nothing.

    A stand-in takes it for whom it was offered to, and does it from there. Raises NotFound, NotPermitted, Conflict when
    a colleague was quicker.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "claim", version)
    holder = case.on_behalf_of or actor.username
    if task.assignee not in (None, holder):
        raise task_taken(uow, task.assignee)
    if task.assignee is None:
        if listeners_asked(case, task, TaskEvent.ASSIGNING, "claim", {"assignee": holder}):
            case.save()
            return read_task(uow, task_key)
        change_task(uow, task, assignee=holder)
        case.members[f"user:{holder}"] = "worker"
        case.record("TaskClaimed", element_id=task.element_id, task=task_key, name=task.name, about=task.about)
        case.save()
    return read_task(uow, task_key)
