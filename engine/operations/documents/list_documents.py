"""List files: those of a case, or what somebody has uploaded and not yet sent."""

from engine.model.actor import Actor
from engine.model.records import DocumentRecord, TaskRecord
from engine.operations.access import readable_cases, require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents


def list_documents(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[DocumentRecord, ...]:
    """Give the files of a case, oldest first; raises NotFound when the case is not for this reader."""
    require_case_access(uow, actor, instance_key)
    return documents.case_documents(uow.connection, instance_key)


def list_task_documents(uow: UnitOfWork, actor: Actor, *, task: TaskRecord) -> tuple[DocumentRecord, ...]:
    """Give the files beside a task that the actor may know of: those of its case, or what they have handed in to it."""
    if readable_cases(uow, actor, [task.instance_key]):
        return documents.case_documents(uow.connection, task.instance_key)
    return documents.handed_in_documents(uow.connection, actor, task.instance_key, uow.now)


def list_own_uploads(uow: UnitOfWork, actor: Actor, *, task_key: int | None = None) -> tuple[DocumentRecord, ...]:
    """Give what the actor uploaded for an open task, or (None) for a case not yet started."""
    return documents.unattached_documents(uow.connection, actor.username, task_key)
