"""What became of a task that somebody has just completed: the step's own sentence, and whether the system still works.

The sentence is the step's properties `outcome` and `outcome-en` (FEEL over the case); `{ai}` in it stands for whoever
has the case now, `{luc}` for the time at which the task was done. As long as what the task set going fails, the
properties `held` and `held-en` speak instead.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, select

from engine.errors import Text
from engine.model.actor import Actor
from engine.model.lifecycle import JobState, TaskState
from engine.model.records import TaskRecord
from engine.operations.access import readable_cases
from engine.operations.agents.awaited_signature import AwaitedSignature, awaited_signatures
from engine.operations.cases.process_property import evaluate_property
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.called_cases import own_variables
from engine.store.tables import Job
from engine.store.tables.core import core

_JOB = core(Job)
_AWAITED: Final = timedelta(minutes=1)  # a step that another system does may take days; nobody waits at a page for it


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """What to tell of a completed task."""

    said: Text | None  # None: the model says nothing
    held: Text | None  # what the task set going has failed so far; it is kept and tried again
    working: bool  # the system does the next steps right now
    recent: bool  # the task was done a moment ago
    signature: AwaitedSignature | None = None  # the reader's own, awaited at their own machine


def task_outcome(uow: UnitOfWork, actor: Actor, task: TaskRecord) -> TaskOutcome | None:
    """Give the outcome of a completed task of a case that the actor may read, else None."""
    if task.state is not TaskState.COMPLETED or not readable_cases(uow, actor, [task.instance_key]):
        return None
    failed = _jobs(uow, task, _JOB.c.error_message.is_not(None))
    soon = task.completed_at is not None and uow.now - task.completed_at <= _AWAITED
    awaited = awaited_signatures(uow, actor, instance_key=task.instance_key)[:1] if failed else ()
    signature = awaited[0] if awaited else None
    return TaskOutcome(
        said=_said(uow, task, "outcome"),
        held=signature.words if signature is not None else _said(uow, task, "held") if failed else None,
        signature=signature,
        working=soon and not failed and _jobs(uow, task, _JOB.c.state == JobState.CREATED.value),
        recent=soon and not failed,
    )


def _said(uow: UnitOfWork, task: TaskRecord, name: str) -> Text | None:
    element = uow.definitions.model(uow.connection, task.definition_key).definition.elements.get(task.element_id)
    properties = element.properties if element is not None else {}
    if name not in properties:
        return None
    variables = own_variables(uow.connection, task.instance_key)
    vi = evaluate_property(properties[name], variables, uow.host)
    en = evaluate_property(properties.get(f"{name}-en", properties[name]), variables, uow.host)
    return Text(vi=vi, en=en) if isinstance(vi, str) and isinstance(en, str) else None


def _jobs(uow: UnitOfWork, task: TaskRecord, which: ColumnElement[bool]) -> bool:
    """Tell whether the case has such a job that is not over."""
    unfinished = _JOB.c.state.in_((JobState.CREATED.value, JobState.FAILED.value))
    found = select(exists().where(_JOB.c.instance_key == task.instance_key, unfinished, which))
    return bool(uow.connection.execute(found).scalar_one())
