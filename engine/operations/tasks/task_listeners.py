"""Let changes of a user task wait for its listeners, and note in the case's history what came of them."""

from datetime import datetime
from typing import Any

from engine.model.json_value import Variables
from engine.model.lifecycle import TASK, TaskState, next_state
from engine.model.task_change import ATTRIBUTES, TaskChange, TaskEvent
from engine.operations.cases.case import Case
from engine.operations.tasks.tasks import change_task
from engine.store.queries.tasks import TaskRow


def listeners_asked(
    case: Case,
    task: TaskRow,
    event: TaskEvent,
    action: str,
    changes: dict[str, Any] | None = None,
    variables: Variables | None = None,
    *,
    reason: str | None = None,
    is_told: bool = False,
) -> bool:
    """Let a change of the locked case's open task wait for its listeners; False when none are to be asked.

    `changes` are columns of the task, `is_told` lets the new assignee receive a notice. The caller saves the case. What
    the change means beyond the task (members of the case, its history, the notice) follows when the last listener has
    agreed.
    """
    change = TaskChange(
        event=event,
        action=action,
        by=case.actor.username,
        on_behalf_of=case.on_behalf_of,
        task_key=task.key,
        now={name: _json((case.task or {}).get(name)) for name in ATTRIBUTES},
        changes={name: _json(value) for name, value in (changes or {}).items()},
        variables=variables or {},
        reason=reason,
        is_told=is_told,
    )
    if not case.execution.change_task(task.element_instance_key, change):
        return False
    change_task(case.uow, task, state=next_state(TASK, TaskState(task.state), event.value).value)
    return True


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
