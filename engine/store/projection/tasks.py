"""Project user tasks: new ones appear on desks, unwanted ones leave them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, func, insert, or_, select, update

from engine.model.events import Event, UserTaskCanceled, UserTaskChanged, UserTaskCreated
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TASK, TaskState
from engine.store.bell import ALL
from engine.store.queries.access import IN_CASE
from engine.store.statements import Statement
from engine.store.tables import FormDefinition, UserTask
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TASK, _FORM = core(UserTask), core(FormDefinition)
_NAMED = (
    "key",
    "instance_key",
    "element_instance_key",
    "element_id",
    "name",
    "name_en",
    "about",
    "outside",
    "awaits",
    "state",
    "assignee",
    "candidate_groups",
    "candidate_users",
    "priority",
    "created_at",
    "due_at",
    "warn_at",
    "due_explained",
    "follow_up_at",
    "version",
)
# A task keeps the version of its form that is the newest when it begins, of all or of those with a tag.
_TAG = bindparam("form_tag", type_=Text)
_NEWEST_FORM = (
    select(_FORM.c.key)
    .where(_FORM.c.form_id == bindparam("form_id", type_=Text), or_(_TAG.is_(None), _FORM.c.version_tag == _TAG))
    .order_by(_FORM.c.version.desc())
    .limit(1)
    .scalar_subquery()
)
_ITS_FORM = func.coalesce(bindparam("bound_form", type_=BigInteger), _NEWEST_FORM)
_INSERT = Statement(
    insert(_TASK).values(form_key=_ITS_FORM, **{name: bindparam(name, type_=_TASK.c[name].type) for name in _NAMED})
)
_CANCEL = Statement(
    update(_TASK)
    .where(
        _TASK.c.element_instance_key == func.any(bindparam("visits", type_=ARRAY(BigInteger))),
        or_(*(_TASK.c.state == state.value for state, action in TASK if action == "cancel")),
    )
    .values(
        state=TaskState.CANCELED.value,
        completed_at=bindparam("now", type_=_TASK.c.completed_at.type),
        version=_TASK.c.version + 1,
    )
)


def project_tasks(
    tx: Transaction, instance_key: int, events: Iterable[Event], details: Mapping[int, Mapping[str, Any]]
) -> tuple[int, ...]:
    """Insert the user tasks created and cancel those withdrawn; give the new tasks' keys.

    `details` holds, by element instance key, what the operations know of a new task (English name, what it waits for,
    warning date, explanation of the due date).
    """
    canceled = [event.element_instance_key for event in events if isinstance(event, UserTaskCanceled)]
    created = [
        _row(tx, instance_key, event, details.get(event.element_instance_key, {}))
        for event in events
        if isinstance(event, UserTaskCreated)
    ]
    tx.write(_INSERT, created)
    tx.ring(principal for row in created for principal in _whose(row))
    _write_changes(tx, [event for event in events if isinstance(event, UserTaskChanged)])
    if canceled:
        tx.write(_CANCEL, [{"visits": canceled, "now": tx.now}])
    return tuple(row["key"] for row in created)


def _whose(row: Mapping[str, Any]) -> Iterator[str]:
    """Name those on whose desks a new task appears; who has a role in the case is not looked up for it."""
    if row["assignee"] is not None:
        yield f"user:{row['assignee']}"
        return
    yield from (f"user:{username}" for username in row["candidate_users"])
    for group in row["candidate_groups"]:
        yield ALL if group.startswith(IN_CASE) else f"group:{group}"


def _write_changes(tx: Transaction, events: Iterable[UserTaskChanged]) -> None:
    """Write what came of changes that listeners were asked about; a denied one leaves the task as it was."""
    for event in events:
        values: dict[str, Any] = {"state": event.state.value, "version": _TASK.c.version + 1}
        if event.denied is None:
            values |= _changed(event.change.changes)
        if event.state is TaskState.COMPLETED:
            values |= {"completed_at": tx.now, "completed_by": event.change.by, "draft": None, "draft_saved_at": None}
            values.setdefault("assignee", func.coalesce(_TASK.c.assignee, event.change.on_behalf_of or event.change.by))
        this = _TASK.c.element_instance_key == event.element_instance_key
        shown = (_TASK.c.assignee, _TASK.c.candidate_users, _TASK.c.candidate_groups)
        changed = tx.connection.execute(update(_TASK).where(this).values(values).returning(*shown)).mappings().one()
        tx.ring(_whose(dict(changed)))


def _changed(changes: Mapping[str, JsonValue]) -> dict[str, Any]:
    """Give the columns of attributes; a date that a worker sets follows from no rule."""
    values: dict[str, Any] = dict(changes)
    for name in ("due_at", "follow_up_at"):
        if isinstance(changes.get(name), str):
            values[name] = datetime.fromisoformat(str(changes[name]))
    if "due_at" in changes:
        values |= {"warn_at": None, "due_explained": _SET_BY_LISTENER}
    return values


_SET_BY_LISTENER = {
    "vi": "Hạn được đặt khi việc thay đổi, không tính theo quy định.",
    "en": "This date was set when the task changed; it does not follow from a rule.",
    "rule": None,
}


def _row(tx: Transaction, instance_key: int, event: UserTaskCreated, details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": tx.new_key(),
        "instance_key": instance_key,
        "element_instance_key": event.element_instance_key,
        "element_id": event.element_id,
        "name": event.name,
        "name_en": details.get("name_en"),
        "about": event.about,
        "outside": details.get("outside", False),
        "awaits": details.get("awaits"),
        "state": event.state.value,
        "assignee": event.assignee,
        "candidate_groups": list(event.candidate_groups),
        "candidate_users": list(event.candidate_users),
        "form_id": event.form_id,
        "form_tag": event.form_tag,
        "bound_form": event.form_key,
        "priority": event.priority,
        "created_at": tx.now,
        "due_at": details.get("due_at", event.due_at),
        "warn_at": details.get("warn_at"),
        "due_explained": details.get("due_explained"),
        "follow_up_at": details.get("follow_up_at", event.follow_up_at),
        "version": 1,
    }
