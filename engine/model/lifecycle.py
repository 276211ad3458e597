"""The lifecycle of every thing that has one, as one transition table a kind.

Anything not in a table is an illegal move: the store asks `next_state` before it writes a state, and nobody compares
states by hand elsewhere.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from engine.errors import Conflict, Text


class InstanceState(StrEnum):
    """A process instance (case). SUSPENDED: it stands still until somebody lets it go on."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    TERMINATED = "TERMINATED"


class ElementState(StrEnum):
    """A token's visit to an element."""

    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    TERMINATED = "TERMINATED"


class TaskState(StrEnum):
    """A user task. The names in -ING are those of a task whose listeners are being asked; nobody works on it then."""

    CREATING = "CREATING"
    CREATED = "CREATED"
    ASSIGNING = "ASSIGNING"
    UPDATING = "UPDATING"
    COMPLETING = "COMPLETING"
    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"


class JobState(StrEnum):
    """A service task's job. FAILED waits for an incident's resolution: no retries left, or an error nobody catches."""

    CREATED = "CREATED"
    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"
    FAILED = "FAILED"
    ERROR_THROWN = "ERROR_THROWN"


class IncidentState(StrEnum):
    """Something that failed and waits for a person."""

    ACTIVE = "ACTIVE"
    RESOLVED = "RESOLVED"


class SigningState(StrEnum):
    """A document that waits for a signature on its signer's own machine. SIGNED: taken and not yet in the document."""

    WAITING = "WAITING"
    SIGNED = "SIGNED"
    DONE = "DONE"
    DECLINED = "DECLINED"


State = TypeVar("State", bound=StrEnum)

INSTANCE: Mapping[tuple[InstanceState, str], InstanceState] = {
    (InstanceState.ACTIVE, "complete"): InstanceState.COMPLETED,
    (InstanceState.ACTIVE, "cancel"): InstanceState.TERMINATED,
    (InstanceState.ACTIVE, "suspend"): InstanceState.SUSPENDED,
    (InstanceState.SUSPENDED, "resume"): InstanceState.ACTIVE,
    (InstanceState.SUSPENDED, "cancel"): InstanceState.TERMINATED,
}
RUNNING = (InstanceState.ACTIVE.value, InstanceState.SUSPENDED.value)  # cases that have not ended
TASK: Mapping[tuple[TaskState, str], TaskState] = {
    (TaskState.CREATED, "claim"): TaskState.CREATED,
    (TaskState.CREATED, "unclaim"): TaskState.CREATED,
    (TaskState.CREATED, "assign"): TaskState.CREATED,
    (TaskState.CREATED, "save_draft"): TaskState.CREATED,
    (TaskState.CREATED, "update"): TaskState.CREATED,
    (TaskState.CREATED, "complete"): TaskState.COMPLETED,
    (TaskState.CREATED, "cancel"): TaskState.CANCELED,
    (TaskState.CREATED, "assigning"): TaskState.ASSIGNING,
    (TaskState.CREATED, "updating"): TaskState.UPDATING,
    (TaskState.CREATED, "completing"): TaskState.COMPLETING,
    (TaskState.CREATING, "settle"): TaskState.CREATED,
    (TaskState.CREATING, "assigning"): TaskState.ASSIGNING,
    (TaskState.ASSIGNING, "settle"): TaskState.CREATED,
    (TaskState.UPDATING, "settle"): TaskState.CREATED,
    (TaskState.COMPLETING, "settle"): TaskState.CREATED,
    (TaskState.COMPLETING, "complete"): TaskState.COMPLETED,
    (TaskState.CREATING, "cancel"): TaskState.CANCELED,
    (TaskState.ASSIGNING, "cancel"): TaskState.CANCELED,
    (TaskState.UPDATING, "cancel"): TaskState.CANCELED,
    (TaskState.COMPLETING, "cancel"): TaskState.CANCELED,
}
JOB: Mapping[tuple[JobState, str], JobState] = {
    (JobState.CREATED, "activate"): JobState.CREATED,
    (JobState.CREATED, "complete"): JobState.COMPLETED,
    (JobState.CREATED, "fail"): JobState.CREATED,
    (JobState.CREATED, "exhaust"): JobState.FAILED,
    (JobState.CREATED, "throw_error"): JobState.ERROR_THROWN,
    (JobState.CREATED, "update"): JobState.CREATED,
    (JobState.FAILED, "update"): JobState.FAILED,
    (JobState.FAILED, "retry"): JobState.CREATED,
    (JobState.CREATED, "cancel"): JobState.CANCELED,
    (JobState.FAILED, "cancel"): JobState.CANCELED,
}
INCIDENT: Mapping[tuple[IncidentState, str], IncidentState] = {
    (IncidentState.ACTIVE, "resolve"): IncidentState.RESOLVED,
}
SIGNING: Mapping[tuple[SigningState, str], SigningState] = {
    (SigningState.WAITING, "prepare"): SigningState.WAITING,
    (SigningState.WAITING, "ask"): SigningState.WAITING,
    (SigningState.WAITING, "sign"): SigningState.SIGNED,
    (SigningState.WAITING, "decline"): SigningState.DECLINED,
    (SigningState.DECLINED, "ask"): SigningState.WAITING,
    (SigningState.DECLINED, "prepare"): SigningState.WAITING,
    # What was signed is no longer what the case holds.
    (SigningState.SIGNED, "prepare"): SigningState.WAITING,
    (SigningState.SIGNED, "complete"): SigningState.DONE,
}

_THINGS = {
    InstanceState: Text(vi="Hồ sơ", en="The case"),
    TaskState: Text(vi="Việc", en="The task"),
    JobState: Text(vi="Bước tự động", en="The job"),
    IncidentState: Text(vi="Lỗi xử lý", en="The incident"),
    SigningState: Text(vi="Văn bản chờ ký", en="The document to be signed"),
}
_STATES = {
    "ACTIVE": Text(vi="đang xử lý", en="active"),
    "CREATED": Text(vi="đang chờ xử lý", en="waiting"),
    "CREATING": Text(vi="đang được chuẩn bị tự động", en="being prepared"),
    "ASSIGNING": Text(vi="đang được kiểm tra trước khi giao", en="being checked before it is assigned"),
    "UPDATING": Text(vi="đang được kiểm tra trước khi thay đổi", en="being checked before it is changed"),
    "COMPLETING": Text(vi="đang được kiểm tra trước khi hoàn thành", en="being checked before it is completed"),
    "COMPLETED": Text(vi="đã hoàn thành", en="completed"),
    "CANCELED": Text(vi="không còn cần nữa", en="canceled"),
    "SUSPENDED": Text(vi="đang tạm dừng", en="suspended"),
    "TERMINATED": Text(vi="đã kết thúc sớm", en="ended early"),
    "FAILED": Text(vi="đang chờ sửa lỗi", en="failed"),
    "ERROR_THROWN": Text(vi="đã báo lỗi nghiệp vụ", en="over with a BPMN error"),
    "WAITING": Text(vi="đang chờ ký", en="waiting for its signature"),
    "SIGNED": Text(vi="đã ký", en="signed"),
    "DONE": Text(vi="đã ký xong", en="signed and stored"),
    "DECLINED": Text(vi="đã chọn không ký", en="declined"),
    "RESOLVED": Text(vi="đã khắc phục", en="resolved"),
}


def next_state(table: Mapping[tuple[State, str], State], state: State, action: str) -> State:
    """Give the state after `action`; raise Conflict when the table does not know the move."""
    try:
        return table[state, action]
    except KeyError:
        thing, now = _THINGS[type(state)], _STATES[state.value]
        raise Conflict(
            Text(
                vi=f"{thing.vi} {now.vi}, không thực hiện được thao tác này. Không có gì thay đổi.",
                en=f"{thing.en} is {now.en}; this action is not possible. Nothing has changed.",
            ),
            details={"state": state.value, "action": action},
        ) from None
