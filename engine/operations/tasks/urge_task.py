"""Urge whoever has a task (Đôn đốc): a notice to its holder or its group, and a line in the case's history.

Who may: whoever started the case, and whoever watches cases of its process. Nothing of the task changes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select

from engine.errors import Conflict, Finding, InputRejected, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import TaskRecord
from engine.operations.access import grants, may_take, require_task_access
from engine.operations.cases.case import Case, CaseSuspended
from engine.operations.reasons import LONGEST_REASON
from engine.operations.tasks.tasks import lock_case_of_task, open_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.tasks import TaskRow
from engine.store.tables import ProcessInstance, TaskUrging
from engine.store.tables.core import core

CODE: Final = "task_urged"
_URGING, _INSTANCE = core(TaskUrging), core(ProcessInstance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgings:
    """How often a task was urged, by notice or by letter, when last, and when last by a notice."""

    times: int
    last: datetime
    last_notice: datetime | None = None


def may_urge(uow: UnitOfWork, actor: Actor, task: TaskRow | TaskRecord, *, started_by: str) -> bool:
    """Tell whether the actor may urge this open task of somebody else; a record tells of its case's suspension too."""
    if task.state != TaskState.CREATED or task.assignee == actor.username:
        return False
    if isinstance(task, TaskRecord) and task.suspended:
        return False
    watches = grants(uow, actor).allows("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", task.process_id)
    return watches or started_by == actor.username


def urge_task(uow: UnitOfWork, actor: Actor, *, task_key: int, words: str = "") -> None:
    """Send a notice, with the person's own words if any, to those whom the task waits for; once a day is enough.

    Raises NotFound, NotPermitted, InputRejected (words too long), Conflict (done meanwhile, urged today already, or the
    case is suspended: nobody can do it).
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", None, permit=_require_urging)
    if case.row["state"] == InstanceState.SUSPENDED.value:
        raise CaseSuspended(Text(vi="Không gửi đôn đốc.", en="Nobody was urged."))
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
    keep_urging(uow, task.key, by=actor.username)
    insert_task_notices(
        uow.transaction,
        people,
        instance_key=task.instance_key,
        code=CODE,
        data=_data(case, task, words),
        source_key=_source(task),
    )


def urgings_of(uow: UnitOfWork, task_keys: Collection[int]) -> dict[int, Urgings]:
    """Tell how often each of these tasks was urged and when last (those that never were are absent)."""
    by_notice = func.max(_URGING.c.urged_at).filter(_URGING.c.document.is_(None)).label("last_notice")
    statement = (
        select(_URGING.c.task_key, func.count().label("times"), func.max(_URGING.c.urged_at).label("last"), by_notice)
        .where(_URGING.c.task_key.in_(task_keys))
        .group_by(_URGING.c.task_key)
    )
    return {
        row.task_key: Urgings(times=row.times, last=row.last, last_notice=row.last_notice)
        for row in uow.connection.execute(statement)
    }


def keep_urging(uow: UnitOfWork, task_key: int, *, by: str, document: str | None = None) -> None:
    """Count an urging of a task: a person's notice, or a letter by its number."""
    tx = uow.transaction
    row = {"key": tx.new_key(), "task_key": task_key, "urged_at": uow.now, "urged_by": by, "document": document}
    tx.connection.execute(insert(_URGING), [row])


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
    last = urged.last_notice if urged is not None else None
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
