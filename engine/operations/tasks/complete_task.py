"""Complete a user task: the path of the product that is walked most."""

from typing import Any

from engine.forms import validate_submission
from engine.model.actor import Actor
from engine.model.json_value import JsonValue, Variables
from engine.model.lifecycle import TaskState
from engine.model.records import DocumentRecord, TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.cases.case import Case
from engine.operations.documents.attach_documents import attach_form_documents
from engine.operations.documents.signed_ahead import SIGNS, drafts_signed
from engine.operations.identities.keep_identity import keep_identity
from engine.operations.identities.sealed_answers import split_sealed
from engine.operations.people.search_directory import OfficeDirectory
from engine.operations.tasks.ask_colleague import require_not_asked
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, lock_case_of_task, open_task, read_task, task_record
from engine.operations.tasks.unfinished_cases import STEPS, require_finished
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.tasks import TaskRow


def complete_task(
    uow: UnitOfWork, actor: Actor, *, task_key: int, variables: Variables, version: int | None = None
) -> TaskRecord:
    """Complete an open user task with what its form was filled with and run the case on to its next wait states.

    The form validates `variables` (a task without a form takes them as they are). `version` is the one the page was
    made from. A task whose listeners are to be asked is COMPLETING until the last one has agreed. Raises InputRejected
    (one finding a field), NotFound, NotPermitted, Conflict.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "complete", version)
    require_not_asked(uow, task)
    if STEPS in case.definition.elements[task.element_id].properties:
        require_finished(uow, instance_key=case.key, element_id=task.element_id)
    clean, files = _validated(uow, case, task, variables)
    given = {**clean, **_who_and_when(uow, actor, task)}
    case.members[f"user:{actor.username}"] = "worker"
    if listeners_asked(case, task, TaskEvent.COMPLETING, "complete", variables=given):
        case.save()
        return read_task(uow, task_key)
    changes: dict[str, Any] = {
        "state": TaskState.COMPLETED.value,
        "completed_at": uow.now,
        "completed_by": actor.username,
        "assignee": task.assignee or case.on_behalf_of or actor.username,
        "draft": None,
        "draft_saved_at": None,
    }
    change_task(uow, task, **changes)
    told = {**_told(case, task, clean), **_signs(uow, case, task, given)}
    case.record("TaskCompleted", element_id=task.element_id, **told)
    case.execution.complete(task.element_instance_key, given)
    case.save()
    if files:
        return read_task(uow, task_key)
    # Known without asking: the row was read under the lock that is still held.
    now = {**(case.task or {}), **changes, "version": task.version + 1, "case_title": case.title}
    return task_record(now)


def _validated(
    uow: UnitOfWork, case: Case, task: TaskRow, variables: Variables
) -> tuple[dict[str, JsonValue], tuple[DocumentRecord, ...]]:
    """Give what the form takes, and the files that it attached."""
    if task.form_key is None:
        return dict(variables), ()
    form = uow.definitions.form(uow.connection, task.form_key)
    seen = case.execution.visible_variables(task.element_instance_key)
    clean = validate_submission(
        form, variables, host=uow.host, context=seen, directory=OfficeDirectory(uow, case.actor)
    )
    kept, sealed = split_sealed(form, clean)
    keep_identity(uow, case.actor, instance_key=case.key, answers=sealed)
    files = attach_form_documents(uow, case.actor, form=form, data=kept, instance_key=case.key, task_key=task.key)
    return kept, files


def _told(case: Case, task: TaskRow, clean: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Give what the history keeps; an insider who completes what a body outside owes has recorded it for that body."""
    told: dict[str, JsonValue] = {"task": task.key, "name": task.name, "about": task.about, "data": clean}
    for_body = bool((case.task or {}).get("outside")) and not case.actor.outside
    return {**told, "for_body": True} if for_body else told


def _signs(uow: UnitOfWork, case: Case, task: TaskRow, given: Variables) -> dict[str, JsonValue]:
    """Give what the history keeps of a step by which somebody signs drafts ahead of their papers."""
    element = case.definition.elements[task.element_id]
    if SIGNS not in element.properties:
        return {}
    seen = {**case.execution.visible_variables(task.element_instance_key), **given}
    return {"signs": drafts_signed(uow, element, seen, instance_key=case.key)}


def _who_and_when(uow: UnitOfWork, actor: Actor, task: TaskRow) -> dict[str, Any]:
    return {f"{task.element_id}_nguoi": actor.username, f"{task.element_id}_luc": uow.now.isoformat()}
