"""Task listeners: jobs that a change of a user task waits for; each may correct it, most may deny it (Camunda 8).

While they are asked the task's token remembers the change, and with it whatever the change will need afterwards. A
retry after an incident goes on at the listener where it stood.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.errors import InputRejected, Text
from engine.model.events import JobKind, UserTaskCreated
from engine.model.json_value import JsonValue, Variables
from engine.model.task_change import ATTRIBUTES, TaskAnswer, TaskChange, TaskEvent
from engine.spiff.details import Listener
from engine.spiff.job_settings import ServiceWork, job_of
from engine.spiff.tokens import Phase, Token

HEADER = "io.camunda.zeebe:"  # how Camunda 8 tells listeners about the task
_SHOWN = {
    "assignee": "assignee",
    "candidate_groups": "candidateGroups",
    "candidate_users": "candidateUsers",
    "due_at": "dueDate",
    "follow_up_at": "followUpDate",
    "priority": "priority",
}


def remember_change(token: Token, change: TaskChange) -> None:
    """Let a change wait for its listeners; the first one is still to be asked."""
    token.phase, token.heard, token.chosen = Phase.TASK, 0, change.event.value
    token.payload = {
        "action": change.action,
        "by": change.by,
        "on_behalf_of": change.on_behalf_of,
        "task": change.task_key,
        "now": dict(change.now),
        "changes": dict(change.changes),
        "variables": dict(change.variables),
        "reason": change.reason,
        "told": change.is_told,
    }


def change_of(token: Token) -> TaskChange:
    """Give the change that waits."""
    kept = token.payload or {}
    on_behalf_of, task_key, reason = kept.get("on_behalf_of"), kept["task"], kept.get("reason")
    return TaskChange(
        event=TaskEvent(token.chosen),
        action=str(kept["action"]),
        by=str(kept["by"]),
        on_behalf_of=on_behalf_of if isinstance(on_behalf_of, str) else None,
        task_key=task_key if isinstance(task_key, int) else None,
        now=_entries(kept["now"]),
        changes=_entries(kept["changes"]),
        variables=_entries(kept["variables"]),
        reason=reason if isinstance(reason, str) else None,
        is_told=kept.get("told") is True,
    )


def forget_change(token: Token) -> TaskChange:
    """Give the change that waits, and let the task be as it was before."""
    change = change_of(token)
    token.phase, token.heard, token.chosen, token.payload, token.has_job = Phase.WAIT, 0, "", None, False
    return change


def ask_next(token: Token, listeners: Sequence[Listener]) -> bool:
    """Report the job of the next listener that is not done yet; False when all are; may raise ModelFailure."""
    if token.heard >= len(listeners):
        return False
    listener, change = listeners[token.heard], change_of(token)
    assert isinstance(listener.job, ServiceWork)  # noqa: S101 - the reader makes nothing else
    view = token.case.scopes.view(token.scope_key)
    job = job_of(listener.job, token, view, JobKind.TASK_LISTENER, change.event.value)
    token.has_job = True
    token.case.emit(replace(job, headers={**job.headers, **told(change)}))
    return True


def told(change: TaskChange) -> dict[str, str]:
    """Give what a listener is told of the task, under Camunda 8's names of headers; lists are written as JSON."""
    wanted = {**change.now, **change.changes}
    changed = [_SHOWN[name] for name in ATTRIBUTES if wanted.get(name) != change.now.get(name)]
    shown = {_SHOWN[name]: wanted[name] for name in ATTRIBUTES if wanted.get(name) is not None}
    return {
        f"{HEADER}{name}": _text(value)
        for name, value in {"action": change.action, **shown, "changedAttributes": changed}.items()
    }


def attributes_of(task: UserTaskCreated) -> dict[str, JsonValue]:
    """Give the attributes of a task that begins."""
    return {
        "assignee": task.assignee,
        "candidate_groups": list(task.candidate_groups),
        "candidate_users": list(task.candidate_users),
        "due_at": None if task.due_at is None else task.due_at.isoformat(),
        "follow_up_at": None if task.follow_up_at is None else task.follow_up_at.isoformat(),
        "priority": task.priority,
    }


def check_answer(change: TaskChange, answer: TaskAnswer, variables: Variables) -> None:
    """Raise InputRejected for an answer that cannot be followed; changes nothing."""
    if variables:
        raise _refused(
            "Bộ lắng nghe việc không ghi dữ liệu của hồ sơ, chỉ cho qua, từ chối hoặc sửa việc.",
            "A task listener sets no variables; it lets a change pass, denies it or corrects the task.",
        )
    if answer.denied and not change.event.may_be_denied:
        raise _refused("Không từ chối được việc đã đến.", "The creation of a task cannot be denied.")
    if answer.denied and answer.corrections:
        raise _refused("Đã từ chối thì không sửa việc.", "What is denied is not corrected.")
    if change.event is TaskEvent.CREATING and change.changes.get("assignee") and "assignee" in answer.corrections:
        raise _refused(
            "Mô hình đã giao việc cho một người; hãy đổi người ở sự kiện assigning.",
            "The model names an assignee; correct it at the event “assigning”.",
        )


def keep_answer(token: Token, answer: TaskAnswer) -> None:
    """Note that the listener whose job was out agrees, with what it corrects."""
    payload = dict(token.payload or {})
    payload["changes"] = {**_entries(payload["changes"]), **answer.corrections}
    token.payload, token.has_job = payload, False
    token.heard += 1


def _entries(kept: JsonValue) -> dict[str, JsonValue]:
    return dict(kept) if isinstance(kept, Mapping) else {}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, list) else str(value)


def _refused(vi: str, en: str) -> InputRejected:
    return InputRejected(Text(vi=vi, en=en), code="listener_answer")
