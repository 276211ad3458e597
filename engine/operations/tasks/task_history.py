"""What a case's history tells of a change of a user task that listeners were asked about."""

from datetime import datetime
from typing import Any

from engine.model.actor import SYSTEM
from engine.model.definition import Definition
from engine.model.events import UserTaskChanged
from engine.model.lifecycle import TaskState
from engine.model.task_change import TaskEvent
from engine.store.audit import AuditEntry


def entry_of(event: UserTaskChanged, definition: Definition, *, actor: str, now: datetime) -> AuditEntry | None:
    """Give the entry, under the name of who wanted the change; of a denial under that of `actor`, whose worker denied.

    None when nothing has changed that the history tells.
    """
    change = event.change
    told = _told(event)
    if told is None:
        return None
    action, payload = told
    about = {"task": change.task_key, "name": definition.elements[event.element_id].name}
    who = actor if event.denied is not None else change.by or SYSTEM.username
    if event.denied is None and change.on_behalf_of is not None:
        payload = {**payload, "on_behalf_of": change.on_behalf_of}
    return AuditEntry(at=now, actor=who, action=action, element_id=event.element_id, payload={**about, **payload})


def _told(event: UserTaskChanged) -> tuple[str, dict[str, Any]] | None:
    change, changes = event.change, dict(event.change.changes)
    if event.denied is not None:
        return "TaskChangeDenied", {"person": change.by, "change": change.action, "reason": event.denied}
    if event.state is TaskState.COMPLETED:
        names = {f"{event.element_id}_nguoi", f"{event.element_id}_luc"}  # who and when stand in the entry itself
        return "TaskCompleted", {"data": {key: value for key, value in change.variables.items() if key not in names}}
    if change.event is TaskEvent.ASSIGNING:
        old, new = change.now.get("assignee"), changes.get("assignee")
        asked = changes.get("asked_by") is not None
        return "TaskAsked" if asked else "TaskAssigned" if new else "TaskReleased", {
            "old": old,
            "new": new,
            "changes": changes,
            "reason": change.reason,
        }
    return ("TaskChanged", {"changes": changes}) if changes else None
