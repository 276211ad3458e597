"""Hand a task to somebody else, with a reason (Chuyển người xử lý), or give out one that nobody has (Phân công).

Who may: its present holder, whoever holds UPDATE_USER_TASK on the process, and heads of division (OWN_UNIT) for tasks
of a colleague of their unit, of a group of it or offered to themselves; what a head gives out stays in the unit, and
what people from outside hand over in their body. Giving a task back to its group is `unclaim_task`; taking one is
`claim_task`.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from engine.errors import Finding, InputRejected, NotPermitted, Text
from engine.model.actor import Actor, ActorKind
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.model.records import TaskRecord
from engine.model.task_change import TaskChange, TaskEvent
from engine.operations.access import grants, may_take, require_task_access
from engine.operations.cases.case import Case
from engine.operations.documents.signatures import refuse_other_signer
from engine.operations.reasons import require_reason
from engine.operations.tasks.assigning import is_head, may_assign, unit_groups
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, held_by, lock_case_of_task, open_task, read_task
from engine.operations.tasks.tell_receiver import tell_receiver
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import PersonRecord, find_person
from engine.store.queries.tasks import TaskRow
from engine.store.tables import CaseMember
from engine.store.tables.core import core

_MEMBER = core(CaseMember)
_WITHIN_UNIT: Final = (
    "Trưởng phòng chỉ phân công cho người của phòng mình.",
    "A head of division gives out work within the own division only.",
)
_WITHIN_BODY: Final = (
    "Chỉ chuyển được việc cho người của cơ quan mình.",
    "You can hand the task to people of your own body only.",
)


def may_hand_over(uow: UnitOfWork, actor: Actor, task: TaskRow | TaskRecord) -> bool:
    """Tell whether the actor may give this open task to somebody else."""
    if task.state != TaskState.CREATED:
        return False
    if task.assignee == actor.username or to_anybody(uow, actor, task):
        return True
    if not is_head(uow, actor):
        return False
    if task.assignee is None:
        groups = actor.groups | unit_groups(uow, actor)
        return actor.username in task.candidate_users or not groups.isdisjoint(task.candidate_groups)
    holder = find_person(uow.connection, task.assignee)
    return holder is not None and holder.unit_code == actor.unit


def to_anybody(uow: UnitOfWork, actor: Actor, task: TaskRow | TaskRecord) -> bool:
    """Tell whether the actor may give a task beyond their own unit: it is theirs, or they watch over the process.

    People from outside give theirs within their body, or somebody would read a case because a stranger to it says so.
    """
    if actor.is_system or (task.assignee == actor.username and not actor.outside):
        return True
    return grants(uow, actor).allows("PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id)


def hand_over_task(
    uow: UnitOfWork, actor: Actor, *, task_key: int, assignee: str, reason: str, version: int | None = None
) -> TaskRecord:
    """Give an open task, with its draft, to another person, who gets a notice.

    What nobody has needs no reason. Raises NotFound, NotPermitted, Conflict, or InputRejected: no reason, not an active
    person, one of another unit than the head's, or a restricted case that does not name them yet (only UPDATE_USER_TASK
    on the process may widen its circle).
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", version, permit=_require_hand_over)
    if reason or task.assignee is not None:
        require_reason(reason)
    person = require_receiver(uow, actor, task, assignee)
    refuse_other_signer(uow, case.definition.elements[task.element_id], case.root, task, person)
    if task.assignee == person.username:
        return read_task(uow, task_key)
    wanted = held_by(person.username)
    if listeners_asked(case, task, TaskEvent.ASSIGNING, "assign", wanted, reason=reason or None, is_told=True):
        case.save()
        return read_task(uow, task_key)
    change_task(uow, task, **wanted)
    case.members[f"user:{person.username}"] = "worker"
    case.record(
        "TaskAssigned",
        element_id=task.element_id,
        task=task_key,
        name=task.name,
        about=task.about,
        old=task.assignee,
        new=person.username,
        reason=reason or None,
    )
    case.save()
    tell_of_handing(case, task, wanted, reason)
    return read_task(uow, task_key)


def _require_hand_over(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    if not (may_take(uow, actor, task) or may_assign(uow, actor, task)):
        require_task_access(uow, actor, task)
    if not (actor.is_system or may_hand_over(uow, actor, task)):
        raise NotPermitted(
            Text(
                vi="Chỉ người đang giữ việc, trưởng phòng của người đó hoặc người theo dõi tiến độ "
                "chuyển được việc này.",
                en="Only its holder, the holder's head of division or a progress monitor can hand this task over.",
            ),
            code="task_not_yours",
        )


def require_receiver(uow: UnitOfWork, actor: Actor, task: TaskRow, username: str) -> PersonRecord:
    """Give the person who shall have a task; raises InputRejected for somebody whom the actor cannot give it to."""
    person = find_person(uow.connection, username) if username else None
    if person is None or not person.active or person.kind != ActorKind.PERSON:
        raise _refused("unknown_user", "Hãy chọn người nhận việc.", "Choose who shall have the task.")
    if not to_anybody(uow, actor, task) and person.unit_code != actor.unit:
        vi, en = _WITHIN_BODY if actor.outside else _WITHIN_UNIT
        raise _refused("person_of_another_unit", vi, en)
    widens = grants(uow, actor).allows("PROCESS_DEFINITION", "UPDATE_USER_TASK", task.process_id)
    if task.restricted and not (widens or actor.is_system or _named(uow, task.instance_key, username)):
        raise _refused(
            "person_not_named",
            "Hồ sơ hạn chế: chỉ chuyển được cho người đã có tên trong hồ sơ.",
            "A restricted case: the task can only go to somebody whom the case names.",
        )
    return person


def _named(uow: UnitOfWork, instance_key: int, username: str) -> bool:
    named = select(_MEMBER.c.principal).where(
        _MEMBER.c.instance_key == instance_key, _MEMBER.c.principal == f"user:{username}"
    )
    return uow.connection.execute(named).scalar_one_or_none() is not None


def _refused(code: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field="assignee"),))


def tell_of_handing(case: Case, task: TaskRow, wanted: Mapping[str, JsonValue], reason: str) -> None:
    """Tell who has the task now, after a change that no listener was asked about."""
    made = TaskChange(
        event=TaskEvent.ASSIGNING,
        action="assign",
        by=case.actor.username,
        task_key=task.key,
        now={"assignee": task.assignee},
        changes=wanted,
        reason=reason,
        is_told=True,
    )
    element = case.definition.elements[task.element_id]
    tell_receiver(case.uow, made, element, instance_key=case.key, business_id=case.row["business_id"])
