"""What people have decided on in a case so far: who has approved, and who sent it back last.

Read from what each of them answered, as the history keeps it: a variable tells only the last answer of all.
"""

from typing import Final

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import TaskRecord
from engine.operations.access import readable_cases
from engine.operations.cases.process_property import evaluate_property
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.acting import Answered, answers_given

APPROVES: Final = "approves"  # a property of steps: FEEL over the answers, true when they approve


def approvals(uow: UnitOfWork, actor: Actor, task: TaskRecord) -> frozenset[int]:
    """Give the keys of the tasks by which the case was approved: of each step the last one, if that approved."""
    elements = uow.definitions.model(uow.connection, task.definition_key).definition.elements
    last = {one.element_id: one for one in _answered(uow, actor, task)}
    written = {name: elements[name].properties.get(APPROVES, "") for name in last if name in elements}
    return frozenset(
        one.task_key
        for name, one in last.items()
        if written.get(name) and evaluate_property(written[name], one.answers, uow.host) is True
    )


def returned_by(uow: UnitOfWork, actor: Actor, task: TaskRecord, *, variable: str, reason: JsonValue) -> int | None:
    """Give the key of the task that answered with this reason last, None when no person's answer holds it."""
    gave = [one.task_key for one in _answered(uow, actor, task) if one.answers.get(variable) == reason]
    return gave[-1] if gave else None


def _answered(uow: UnitOfWork, actor: Actor, task: TaskRecord) -> tuple[Answered, ...]:
    if not readable_cases(uow, actor, [task.instance_key]):
        return ()
    return answers_given(uow.connection, task.instance_key)
