"""Ask a colleague to work on one's task (Nhờ xử lý): it comes back, and whoever asked completes it.

No delegation of an office's powers ("ủy quyền" is a legal act): who asked stays responsible, so the colleague fills in,
attaches, drafts, and gives it back. Handing a task over for good is `hand_over_task`.
"""

from typing import Any, Final

from engine.errors import Conflict, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.lifecycle import TaskState
from engine.model.records import TaskRecord
from engine.model.task_change import TaskEvent
from engine.operations.access import require_worker
from engine.operations.cases.case import Case
from engine.operations.documents.signatures import refuse_other_signer
from engine.operations.reasons import require_reason
from engine.operations.tasks.hand_over_task import require_receiver, tell_of_handing
from engine.operations.tasks.task_listeners import listeners_asked
from engine.operations.tasks.tasks import change_task, held_by, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.people import display_name
from engine.store.queries.tasks import TaskRow

GIVEN_BACK: Final = "task_given_back"


def may_ask(actor: Actor, task: TaskRow | TaskRecord) -> bool:
    """Tell whether the actor may ask somebody to work on this open task: it is theirs, and nobody asked them."""
    return task.state == TaskState.CREATED and task.assignee == actor.username and task.asked_by is None


def ask_colleague(
    uow: UnitOfWork, actor: Actor, *, task_key: int, colleague: str, words: str, version: int | None = None
) -> TaskRecord:
    """Put an open task of one's own, with its draft, before a colleague, who gets a notice with what is asked for.

    Raises NotFound, NotPermitted, Conflict, or InputRejected: no words, not an active person, somebody who may not sign
    a step that is a signature, or a restricted case that does not name them yet.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", version, permit=_require_own)
    require_reason(words)
    person = require_receiver(uow, actor, task, colleague)
    refuse_other_signer(uow, case.definition.elements[task.element_id], case.root, task, person)
    if person.username == actor.username:
        return read_task(uow, task_key)
    wanted = held_by(person.username, asked_by=actor.username)
    if listeners_asked(case, task, TaskEvent.ASSIGNING, "assign", wanted, reason=words, is_told=True):
        case.save()
        return read_task(uow, task_key)
    change_task(uow, task, **wanted)
    uow.transaction.ring([f"user:{person.username}"])
    case.members[f"user:{person.username}"] = "worker"
    _note(case, task, "TaskAsked", new=person.username, reason=words)
    case.save()
    tell_of_handing(case, task, wanted, words)
    return read_task(uow, task_key)


def give_back(
    uow: UnitOfWork, actor: Actor, *, task_key: int, words: str = "", version: int | None = None
) -> TaskRecord:
    """Give a task back to who asked, with its draft; whoever asked may also take it back. The other one gets a notice.

    Raises NotFound, NotPermitted, InputRejected (words too long), and Conflict for a task that nobody asked for.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "assign", version, permit=_require_side)
    if words:
        require_reason(words)
    if task.asked_by is None:
        raise Conflict(
            Text(
                vi="Việc này không còn là việc được nhờ. Không có gì thay đổi.",
                en="This task is no longer one that somebody asked for. Nothing has changed.",
            ),
            code="task_not_asked",
        )
    taken, wanted = actor.username == task.asked_by, held_by(task.asked_by)
    if listeners_asked(case, task, TaskEvent.ASSIGNING, "assign", wanted, reason=words or None, is_told=not taken):
        case.save()
        return read_task(uow, task_key)
    change_task(uow, task, **wanted)
    _note(case, task, "TaskTakenBack" if taken else "TaskGivenBack", new=task.asked_by, reason=words or None)
    case.save()
    said = f": {words}" if words else "."
    number = case.row["business_id"]
    if taken and task.assignee is not None:
        vi, en = f"lấy lại việc đã nhờ “{task.name}”, hồ sơ {number}", f"took back “{task.name}” of case {number}"
        _tell(case, task, task.assignee, vi=f"{vi}{said}", en=f"{en}{said}")
    elif not taken:
        vi = f"đã làm xong phần được nhờ ở việc “{task.name}”, hồ sơ {number}; anh/chị xem và hoàn thành"
        en = f"has done what you asked for in “{task.name}” of case {number}; look at it and complete it"
        _tell(case, task, task.asked_by, vi=f"{vi}{said}", en=f"{en}{said}")
    return read_task(uow, task_key)


def require_not_asked(uow: UnitOfWork, task: TaskRow) -> None:
    """Raise Conflict for a task that whoever has it does for somebody else: that one completes it."""
    if task.asked_by is None:
        return
    who = display_name(uow.connection, task.asked_by)
    raise Conflict(
        Text(
            vi=f"Việc này do {who} nhờ xử lý: {who} là người hoàn thành. Hãy bấm “Gửi lại”. Nội dung vừa nhập còn "
            "nguyên.",
            en=f"{who} asked for this: {who} completes it. Please give it back. What you typed is kept.",
        ),
        code="task_asked_for",
    )


def _require_own(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    require_worker(uow, actor, task)
    if not may_ask(actor, task):
        raise NotPermitted(
            Text(
                vi="Chỉ người đang giữ việc nhờ được người khác, và việc được nhờ thì gửi lại chứ không nhờ tiếp.",
                en="Only who has a task can ask somebody, and what was asked for is given back, not passed on.",
            ),
            code="task_not_yours",
        )


def _require_side(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    if actor.username != task.asked_by:
        require_worker(uow, actor, task)


def _note(case: Case, task: TaskRow, action: str, **said: Any) -> None:
    about = {"task": task.key, "name": task.name, "about": task.about, "old": task.assignee}
    case.record(action, element_id=task.element_id, **about, **said)


def _tell(case: Case, task: TaskRow, username: str, *, vi: str, en: str) -> None:
    uow, who = case.uow, display_name(case.uow.connection, case.actor.username)
    uow.transaction.ring([f"user:{username}"])
    insert_task_notices(
        uow.transaction,
        people_of(uow.connection, usernames=[username], groups=(), instance_key=case.key),
        instance_key=case.key,
        code=GIVEN_BACK,
        data={"vi": f"{who} {vi}", "en": f"{who} {en}"},
        source_key=f"task:{task.key}",
    )
