"""Project user tasks: new ones appear on desks, unwanted ones leave them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, update

from engine.model.events import Event, UserTaskCanceled, UserTaskCreated
from engine.model.lifecycle import TaskState
from engine.store.tables import UserTask
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TASK = core(UserTask)


def project_tasks(
    tx: Transaction, instance_key: int, events: Iterable[Event], details: Mapping[int, Mapping[str, Any]]
) -> tuple[int, ...]:
    """Insert the user tasks created and cancel those withdrawn; give the new tasks' keys.

    `details` holds, by element instance key, what the operations know of a new task (English name, form key, warning
    date, explanation of the due date).
    """
    canceled = [event.element_instance_key for event in events if isinstance(event, UserTaskCanceled)]
    created = [
        _row(tx, instance_key, event, details.get(event.element_instance_key, {}))
        for event in events
        if isinstance(event, UserTaskCreated)
    ]
    if created:
        tx.connection.execute(insert(_TASK), created)
    if canceled:
        tx.connection.execute(
            update(_TASK)
            .where(_TASK.c.element_instance_key.in_(canceled), _TASK.c.state == TaskState.CREATED.value)
            .values(state=TaskState.CANCELED.value, completed_at=tx.now, version=_TASK.c.version + 1)
        )
    return tuple(row["key"] for row in created)


def _row(tx: Transaction, instance_key: int, event: UserTaskCreated, details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": tx.new_key(),
        "instance_key": instance_key,
        "element_instance_key": event.element_instance_key,
        "element_id": event.element_id,
        "name": event.name,
        "name_en": details.get("name_en"),
        "state": TaskState.CREATED.value,
        "assignee": event.assignee,
        "candidate_groups": list(event.candidate_groups),
        "candidate_users": list(event.candidate_users),
        "form_key": details.get("form_key"),
        "priority": event.priority,
        "created_at": tx.now,
        "due_at": event.due_at,
        "warn_at": details.get("warn_at"),
        "due_explained": details.get("due_explained"),
        "follow_up_at": event.follow_up_at,
        "version": 1,
    }
