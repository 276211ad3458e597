"""Urge whoever has a task (Đôn đốc): a notice to its holder or its group, and a line in the case's history.

Who may: whoever started the case, and whoever watches cases of its process. Nothing of the task changes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from engine.errors import Conflict, Finding, InputRejected, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.lifecycle import TaskState
from engine.model.records import TaskRecord
from engine.operations.access import grants, may_take, require_task_access
from engine.operations.cases.case import Case
from engine.operations.reasons import LONGEST_REASON
from engine.operations.tasks.tasks import lock_case_of_task, open_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.tasks import TaskRow
from engine.store.tables import Notice, ProcessInstance
from engine.store.tables.core import core

CODE: Final = "task_urged"
_NOTICE, _INSTANCE = core(Notice), core(ProcessInstance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgings:
    """How often a task was urged, and when last."""

    times: int
    last: datetime


def may_urge(uow: UnitOfWork, actor: Actor, task: TaskRow | TaskRecord, *, started_by: str) -> bool:
    """Tell whether the actor may urge this open task of somebody else."""
    if task.state != TaskState.CREATED or task.assignee == actor.username:
        return False
    watches = grants(uow, actor).allows("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", task.process_id)
    return watches or started_by == actor.username


def urge_task(uow: UnitOfWork, actor: Actor, *, task_key: int, words: str = "") -> None:
    """Send a notice, with the person's own words if any, to those whom the task waits for; once a day is enough.

    Raises NotFound, NotPermitted, InputRejected (words too long), Conflict (done meanwhile, or urged today already).
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", None, permit=_require_urging)
    if len(words) > LONGEST_REASON:
        text = Text(
            vi=f"Lời đôn đốc dài quá {LONGEST_REASON} ký tự.", en=f"More than {LONGEST_REASON} characters of words."
        )
        raise InputRejected(text, findings=(Finding(code="too_long", text=text, field="reason"),))
    _refuse_twice(case, task)
    named = [task.assignee] if task.assignee is not None else [*task.candidate_users]
    groups = [] if task.assignee is not None else [*task.candidate_groups]
    people = people_of(uow.connection, usernames=named, groups=groups, instance_key=task.instance_key)
    case.record(
        "TaskUrged", element_id=task.element_id, task=task_key, about=task.about, to=list(people), reason=words or None
    )
    case.save()
    insert_task_notices(
        uow.transaction,
        people,
        instance_key=task.instance_key,
        code=CODE,
        data=_data(case, task, words),
        source_key=_source(task),
    )


def urgings_of(uow: UnitOfWork, task_keys: list[int]) -> dict[int, Urgings]:
    """Tell how often each of these tasks was urged and when last (those that never were are absent)."""
    sources = {f"task:{key}": key for key in task_keys}
    times = func.count(_NOTICE.c.created_at.distinct()).label("times")  # one urging tells several people
    statement = (
        select(_NOTICE.c.source_key, times, func.max(_NOTICE.c.created_at).label("last"))
        .where(_NOTICE.c.source_key.in_(list(sources)), _NOTICE.c.code == CODE)
        .group_by(_NOTICE.c.source_key)
    )
    rows = uow.connection.execute(statement)
    return {sources[row.source_key]: Urgings(times=row.times, last=row.last) for row in rows}


def _require_urging(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    if not may_take(uow, actor, task):
        require_task_access(uow, actor, task)
    starter = uow.connection.execute(
        select(_INSTANCE.c.started_by).where(_INSTANCE.c.key == task.instance_key)
    ).scalar_one()
    if not may_urge(uow, actor, task, started_by=starter):
        raise NotPermitted(
            Text(
                vi="Chỉ người lập hồ sơ hoặc người theo dõi tiến độ đôn đốc được việc của người khác.",
                en="Only who started the case or a progress monitor can urge somebody else's task.",
            ),
            code="task_not_yours",
        )


def _refuse_twice(case: Case, task: TaskRow) -> None:
    zone = case.uow.law.current(case.uow.transaction).rule_book.calendar.zone
    urged = urgings_of(case.uow, [task.key]).get(task.key)
    last = urged.last if urged is not None else None
    if last is not None and last.astimezone(zone).date() == case.uow.now.astimezone(zone).date():
        raise Conflict(
            Text(
                vi=f"Việc này đã được đôn đốc hôm nay lúc {last.astimezone(zone):%H:%M}. Không gửi thêm.",
                en=f"This task was urged today at {last.astimezone(zone):%H:%M}. Nothing more was sent.",
            ),
            code="task_urged_today",
        )


def _source(task: TaskRow) -> str:
    return f"task:{task.key}"


def _data(case: Case, task: TaskRow, words: str) -> dict[str, str]:
    step_en = case.definition.elements[task.element_id].properties.get("name-en", task.name)
    who, number, told = case.actor.display_name, case.row["business_id"], f": {words}" if words else "."
    return {
        "vi": f"{who} đôn đốc việc “{task.name}”, hồ sơ {number}{told}",
        "en": f"{who} urges the task “{step_en}” of case {number}{told}",
    }
