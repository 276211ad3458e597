"""What somebody reads who does the same task again: a second press, or the same page in another tab."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from engine.errors import Conflict, Text
from engine.operations.cases.process_property import evaluate_property
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.called_cases import case_row, own_variables
from engine.store.queries.tasks import TaskRow
from engine.store.tables import Person
from engine.store.tables.core import core

_PERSON = core(Person)
_SALUTATIONS: Final = {"nữ": "Chị", "nam": "Anh"}


def done_before(uow: UnitOfWork, task: TaskRow, at: datetime) -> Conflict:
    """Tell what was done and when: the step's properties `done` and `done-en` (FEEL over the case), or that it was."""
    gender = uow.connection.execute(select(_PERSON.c.gender).where(_PERSON.c.username == task.completed_by))
    who = _SALUTATIONS.get(gender.scalar_one_or_none() or "", "Anh/chị")
    same_day = at.date() == uow.now.astimezone(at.tzinfo).date()
    when = f"{at:%H:%M}" if same_day else f"{at:%H:%M %d/%m/%Y}"
    vi = _told(uow, task, "done") or "đã xử lý việc này"
    en = _told(uow, task, "done-en") or "completed this task"
    return Conflict(
        Text(
            vi=f"{who} {vi} lúc {when}. Không có gì thay đổi.",
            en=f"You {en} at {when}. Nothing has changed.",
        ),
        code="task_completed",
        details={"completed_by": task.completed_by or "", "completed_at": at.isoformat()},
    )


def _told(uow: UnitOfWork, task: TaskRow, name: str) -> str | None:
    definition_key = case_row(uow.connection, task.instance_key).definition_key
    element = uow.definitions.model(uow.connection, definition_key).definition.elements.get(task.element_id)
    written = element.properties.get(name) if element is not None else None
    if written is None:
        return None
    told = evaluate_property(written, own_variables(uow.connection, task.instance_key), uow.host)
    return told if isinstance(told, str) else None
