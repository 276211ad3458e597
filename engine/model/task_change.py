"""What is about to happen to a user task while its listeners are asked, and what they answer (Camunda 8).

Attributes are named as the columns of a user task and hold JSON: moments in ISO 8601, names as lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from engine.model.json_value import JsonValue, Variables
from engine.model.lifecycle import TaskState

ATTRIBUTES = ("assignee", "candidate_groups", "candidate_users", "due_at", "follow_up_at", "priority")


class TaskEvent(StrEnum):
    """What listeners are asked about."""

    CREATING = "creating"
    ASSIGNING = "assigning"
    UPDATING = "updating"
    COMPLETING = "completing"

    @property
    def state(self) -> TaskState:
        """The state of the task meanwhile."""
        return TaskState(self.value.upper())

    @property
    def may_be_denied(self) -> bool:
        """Tell whether a listener may refuse it; a task that has arrived cannot be undone."""
        return self is not TaskEvent.CREATING


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange:
    """A change that somebody wants: by whom and by which action, the attributes as they are and as they shall be."""

    event: TaskEvent
    action: str  # create, assign, claim, unassign, update, complete
    by: str
    on_behalf_of: str | None = None  # who is away and in whose place `by` works
    task_key: int | None = None  # the host's, for its own use
    now: Mapping[str, JsonValue] = field(default_factory=dict)
    changes: Mapping[str, JsonValue] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)  # of a completion
    reason: str | None = None  # why, in the words of who wants it
    is_told: bool = False  # whoever gets the task by it receives a notice


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswer:
    """What a listener says: no (`denied`, with a reason for people), or yes with attributes that it corrects."""

    denied: bool = False
    reason: str = ""
    corrections: Mapping[str, JsonValue] = field(default_factory=dict)
