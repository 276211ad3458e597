"""Put a task in somebody's hands (Phân công, Chuyển người xử lý)."""

from engine.errors import Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.model.records import TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.access import require_permission, task_taken
from engine.operations.documents.signatures import refuse_other_signer
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, held_by, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import find_person


def assign_task(
    uow: UnitOfWork,
    actor: Actor,
    *,
    task_key: int,
    assignee: str,
    allow_override: bool = True,
    reason: str | None = None,
    version: int | None = None,
) -> TaskRecord:
    """Assign an open task to a person.

    Assigning to oneself is claiming; to another needs UPDATE_USER_TASK on the process. With `allow_override` false an
    assigned task is a Conflict. Raises InputRejected for an unknown or inactive person.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", version)
    if assignee != actor.username:
        require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id)
    person = find_person(uow.connection, assignee)
    if person is None or not person.active:
        raise _unknown(assignee)
    refuse_other_signer(uow, case.definition.elements[task.element_id], case.root, task, person)
    if task.assignee not in (None, assignee) and not allow_override:
        raise task_taken(uow, task.assignee)
    if task.assignee != assignee:
        if listeners_asked(case, task, TaskEvent.ASSIGNING, "assign", held_by(assignee), reason=reason):
            case.save()
            return read_task(uow, task_key)
        change_task(uow, task, **held_by(assignee))
        case.members[f"user:{assignee}"] = "worker"
        uow.transaction.ring([f"user:{assignee}"])
        case.record(
            "TaskAssigned",
            element_id=task.element_id,
            task=task_key,
            name=task.name,
            about=task.about,
            old=task.assignee,
            new=assignee,
            reason=reason,
        )
        case.save()
    return read_task(uow, task_key)


def _unknown(assignee: str) -> InputRejected:
    text = Text(vi=f"Không có người dùng “{assignee}”.", en=f"There is no user “{assignee}”.")
    return InputRejected(text, findings=(Finding(code="unknown_user", text=text, field="assignee"),))
