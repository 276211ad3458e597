"""Write one command's effect on a case: the order of the parts, and the case row itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert

from engine.model.events import Event, ProcessCompleted, ProcessTerminated, UserTaskChanged, UserTaskCreated
from engine.model.items import ItemChanges
from engine.model.lifecycle import INSTANCE, InstanceState, next_state
from engine.store import audit
from engine.store.audit import AuditEntry, AuditHead
from engine.store.projection.around import Around, project_around
from engine.store.projection.decisions import project_decisions
from engine.store.projection.elements import project_elements
from engine.store.projection.incidents import project_incidents
from engine.store.projection.items import project_items
from engine.store.projection.jobs import project_jobs
from engine.store.projection.members import add_members
from engine.store.projection.roles import RolesGiven, set_roles
from engine.store.projection.signals import project_signals
from engine.store.projection.tasks import project_tasks
from engine.store.projection.variables import project_variables
from engine.store.projection.waits import project_waits
from engine.store.queries.access import IN_CASE
from engine.store.statements import Statement, update_by_key
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INSTANCE = core(ProcessInstance)
_INSERT = Statement(insert(_INSTANCE), _INSTANCE.c.keys())

TaskDetails = Mapping[str, Any]
Subscription = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What a command did to a case: the case row as it was (`row`), the runtime's events and what goes with them."""

    row: Mapping[str, Any]
    new: bool
    events: tuple[Event, ...]
    tokens: Mapping[str, Any]
    entries: tuple[AuditEntry, ...]
    items: ItemChanges = field(default_factory=ItemChanges)
    columns: Mapping[str, Any] = field(default_factory=dict)  # title, case_state, search_words …
    task_details: Mapping[int, TaskDetails] = field(default_factory=dict)
    message_actors: Mapping[int, Subscription] = field(default_factory=dict)
    timer_bases: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    roles: RolesGiven | None = None
    around: Around | None = None


def project(tx: Transaction, secret: bytes, change: CaseChange) -> tuple[int, ...]:
    """Write all rows of one command; give the keys of the new user tasks."""
    key = change.row["key"]
    if change.new:
        nothing = dict.fromkeys(_INSTANCE.c.keys())
        tx.write(_INSERT, [{**nothing, **change.row, **change.columns}])
    project_elements(tx, key, change.events)
    project_items(tx, key, change.items)
    project_variables(tx, key, change.events)
    task_keys = project_tasks(tx, key, change.events, change.task_details)
    project_decisions(tx, key, change.events)
    project_jobs(tx, key, change.events)
    project_waits(tx, key, change.row["process_id"], change.events, change.message_actors, change.timer_bases)
    project_signals(tx, key, change.events)
    incidents = project_incidents(tx, key, change.events, any_open=change.row["open_incidents"] > 0)
    add_members(tx, key, change.members, back=True)
    add_members(tx, key, _candidates(change.events))
    if change.roles is not None:
        set_roles(tx, key, change.roles)
    if change.around is not None:
        project_around(tx, key, change.row["parent_key"], change.around)
    head = AuditHead(
        sequence=change.row["audit_sequence"], chain=change.row["audit_head"], seal=change.row["audit_seal"]
    )
    head = audit.append(tx, secret, key, head, change.entries)
    values = {
        **change.columns,
        **_ending(change, tx),
        "tokens": change.tokens,
        "open_incidents": change.row["open_incidents"] + incidents,
        "audit_sequence": head.sequence,
        "audit_head": head.chain,
        "audit_seal": head.seal,
    }
    tx.write(update_by_key(_INSTANCE, tuple(values)), [{"row_key": key, **values}])
    return task_keys


def _ending(change: CaseChange, tx: Transaction) -> dict[str, Any]:
    for event in change.events:
        if isinstance(event, ProcessCompleted | ProcessTerminated):
            action = "complete" if isinstance(event, ProcessCompleted) else "cancel"
            state = next_state(INSTANCE, InstanceState(change.row["state"]), action)
            return {"state": state.value, "ended_at": tx.now}
    return {}


def _candidates(events: tuple[Event, ...]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for groups, users, assignee in _named(events):
        roles.update({f"group:{group}": "candidate" for group in groups if not group.startswith(IN_CASE)})
        roles.update({f"user:{user}": "candidate" for user in users})
        if assignee:
            roles[f"user:{assignee}"] = "worker"
    return roles


def _named(events: tuple[Event, ...]) -> Iterator[tuple[Iterable[str], Iterable[str], str | None]]:
    """Give the candidate groups, the candidate users and the assignee that events name for user tasks."""
    for event in events:
        if isinstance(event, UserTaskCreated):
            yield event.candidate_groups, event.candidate_users, event.assignee
        elif isinstance(event, UserTaskChanged) and event.denied is None:
            made: Any = event.change.changes
            yield made.get("candidate_groups", ()), made.get("candidate_users", ()), made.get("assignee")
