"""What a job of a task listener tells its worker about the user task, and what the worker answers."""

import json
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from api.routes.shapes import Incoming, MomentIn, Name, Outgoing
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.model.task_change import TaskAnswer

_HEADER: Final = "io.camunda.zeebe:"
_LISTS: Final = ("candidateGroups", "candidateUsers", "changedAttributes")

Candidates = Annotated[list[Name], Field(max_length=100)] | None


class UserTaskProperties(Outgoing):
    """The user task that a listener is asked about, as it will be when all listeners agree."""

    action: str
    assignee: str | None
    candidate_groups: list[str]
    candidate_users: list[str]
    changed_attributes: list[str]
    due_date: str | None
    follow_up_date: str | None
    form_key: str | None
    priority: int | None
    user_task_key: str | None


class Corrections(Incoming):
    """What shall differ; null keeps a value. An empty text clears assignee or dates, an empty list all candidates."""

    assignee: Name | Literal[""] | None = None
    due_date: MomentIn | Literal[""] | None = None
    follow_up_date: MomentIn | Literal[""] | None = None
    candidate_users: Candidates = None
    candidate_groups: Candidates = None
    priority: Annotated[int, Field(ge=0, le=100)] | None = None

    def read(self) -> dict[str, JsonValue]:
        """Give them as the engine knows them."""
        given: dict[str, Any] = {
            "assignee": self.assignee,
            "due_at": _written(self.due_date),
            "follow_up_at": _written(self.follow_up_date),
            "candidate_users": self.candidate_users,
            "candidate_groups": self.candidate_groups,
            "priority": self.priority,
        }
        return {name: None if value == "" else value for name, value in given.items() if value is not None}


def _written(moment: datetime | str | None) -> str | None:
    return moment.isoformat() if isinstance(moment, datetime) else moment


class UserTaskJobResult(Incoming):
    """What a task listener answers."""

    type: Literal["userTask"] = "userTask"
    denied: bool | None = None
    denied_reason: Annotated[str, Field(max_length=1000)] | None = None
    corrections: Corrections | None = None

    def read(self) -> TaskAnswer:
        """Give it as the engine knows it."""
        return TaskAnswer(
            denied=bool(self.denied),
            reason=self.denied_reason or "",
            corrections={} if self.corrections is None else self.corrections.read(),
        )


def user_task_of(job: JobRecord) -> UserTaskProperties:
    """Read the user task from the headers of a listener's job."""
    told = {name.removeprefix(_HEADER): text for name, text in job.headers.items() if name.startswith(_HEADER)}
    lists = {name: json.loads(told.get(name, "[]")) for name in _LISTS}
    return UserTaskProperties(
        action=told.get("action", ""),
        assignee=told.get("assignee"),
        candidate_groups=lists["candidateGroups"],
        candidate_users=lists["candidateUsers"],
        changed_attributes=lists["changedAttributes"],
        due_date=told.get("dueDate"),
        follow_up_date=told.get("followUpDate"),
        form_key=told.get("formKey"),
        priority=int(told["priority"]) if "priority" in told else None,
        user_task_key=told.get("userTaskKey"),
    )
