"""Give a task back to its group (Trả lại nhóm)."""

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.records import TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, held_by, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork


def unclaim_task(uow: UnitOfWork, actor: Actor, *, task_key: int, version: int | None = None) -> TaskRecord:
    """Take the actor's name off a task so that its candidates see it again; the draft stays with the task.

    Raises Conflict for a task that nobody else could then take.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "unclaim", version)
    if not task.candidate_groups and not task.candidate_users:
        raise Conflict(
            Text(
                vi="Việc này giao đích danh, không có nhóm để trả lại. Hãy chuyển cho người khác.",
                en="This task was assigned by name and has no group to go back to. Hand it to somebody else.",
            ),
            code="task_without_group",
        )
    if task.assignee is not None:
        if listeners_asked(case, task, TaskEvent.ASSIGNING, "unassign", held_by(None)):
            case.save()
            return read_task(uow, task_key)
        change_task(uow, task, **held_by(None))
        case.record("TaskReleased", element_id=task.element_id, task=task_key, name=task.name, about=task.about)
        case.save()
    return read_task(uow, task_key)
