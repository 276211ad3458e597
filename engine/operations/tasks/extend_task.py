"""Extend the deadline of an open task (Gia hạn): by what its rule allows, as often as it allows, and no further."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from engine.calendar import LegalRule, RuleBook
from engine.errors import Conflict, Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.model.records import TaskRecord
from engine.operations.access import require_case_access, require_permission, task_not_found
from engine.operations.cases.case import Case
from engine.operations.deadlines.due_basis import explained, recompute, rule_of
from engine.operations.reasons import require_reason
from engine.operations.tasks.tasks import change_task, lock_case_of_task, open_task, read_task
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.tasks import TaskRow

CODE: Final = "due_date_extended"


def extend_task(
    uow: UnitOfWork,
    actor: Actor,
    *,
    task_key: int,
    reason: str,
    until: date | None = None,
    version: int | None = None,
) -> TaskRecord:
    """Give an open task its next extension, and tell whoever has it.

    A date that a rule set is extended by that rule: once more, by its own amount. A date that people set is extended
    to the end of the day `until`. Needs UPDATE_PROCESS_INSTANCE on the process. Raises NotFound, NotPermitted,
    Conflict (no due date, clock stands still), InputRejected: no reason, a day that is no extension, or an extension
    that the rule does not allow, naming the rule and who may decide.
    """
    case = lock_case_of_task(uow, actor, task_key)
    task = open_task(case, "update", version, permit=_require_manager)
    require_reason(reason)
    basis: Mapping[str, Any] = (case.task or {}).get("due_explained") or {}
    before = (case.task or {}).get("due_at")
    if before is None:
        raise _no_date(stands="stopped" in basis)
    book = uow.law.current(uow.transaction).rule_book
    decider = decider_of(case.definition.elements[task.element_id].properties)
    columns = _by_rule(uow, book, basis, decider) if "start" in basis else _by_hand(actor, book, before, until)
    change_task(uow, task, **columns)
    told = f"{book.calendar.local(before):%d/%m/%Y} → {book.calendar.local(columns['due_at']):%d/%m/%Y}"
    case.record("DueDateExtended", element_id=task.element_id, about=task.about, vi=told, en=told, reason=reason)
    case.save()
    _tell(case, task, told, reason)
    return read_task(uow, task_key)


def _require_manager(uow: UnitOfWork, actor: Actor, task: TaskRow) -> None:
    require_case_access(uow, actor, task.instance_key, missing=task_not_found)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", task.process_id)


def decider_of(properties: Mapping[str, str]) -> Text | None:
    """Give who decides on more time than the rule gives: a step's properties `extension-decider`, `…-en`."""
    named = properties.get("extension-decider")
    return Text(vi=named, en=properties.get("extension-decider-en", named)) if named else None


def _by_rule(uow: UnitOfWork, book: RuleBook, basis: Mapping[str, Any], decider: Text | None) -> dict[str, Any]:
    today = book.calendar.local(uow.now).date()
    rule, granted = rule_of(book, basis, today), basis.get("extensions", 0)
    extended = {**basis, "extensions": granted + 1}
    deadline = recompute(book, extended, today)
    if rule is None or deadline is None:
        raise _refused(rule or book.versions(basis["rule"])[-1], granted, decider)
    return {
        "due_at": deadline.due_at,
        "warn_at": deadline.warn_at,
        "due_explained": {**extended, **explained(deadline)},
    }


def _by_hand(actor: Actor, book: RuleBook, before: datetime, until: date | None) -> dict[str, Any]:
    due_at = None if until is None else book.calendar.end_of_day(until)
    if due_at is None or due_at <= before:
        text = Text(
            vi=f"Hạn này do người đặt: hãy chọn ngày mới sau {book.calendar.local(before):%d/%m/%Y}.",
            en=f"People set this date: choose a new day after {book.calendar.local(before):%d/%m/%Y}.",
        )
        finding = Finding(code="no_extension", text=text, field="until")
        raise InputRejected(text, code="no_extension", findings=(finding,))
    said = {
        "vi": f"Hạn do {actor.display_name} gia hạn, không tính theo quy định.",
        "en": f"{actor.display_name} extended this date; it does not follow from a rule.",
        "rule": None,
    }
    return {"due_at": due_at, "warn_at": None, "due_explained": said}


def _refused(rule: LegalRule, granted: int, decider: Text | None) -> InputRejected:
    """Say that the rule allows no more, what it allows, and who may decide otherwise."""
    allowed = rule.extension.times if rule.extension else 0
    basis = f"{rule.legal_basis}, {rule.article}" if rule.article else rule.legal_basis
    limit_vi = f"gia hạn tối đa {allowed} lần, đã gia hạn {granted} lần" if allowed else "không cho gia hạn"
    limit_en = f"allows {allowed} extensions, and {granted} were granted" if allowed else "allows no extension"
    more = decider or Text(
        vi=f"người có thẩm quyền theo {basis} quyết định và quản trị đổi quy tắc trong Quản trị → Quy tắc thời hạn",
        en=f"whoever is competent under {basis} decides and an administrator changes the rule",
    )
    text = Text(
        vi=f"Quy tắc {rule.id} “{rule.title_vi}” ({basis}) {limit_vi}. Muốn thêm, {more.vi}. Chưa có gì thay đổi.",
        en=f"Rule {rule.id} “{rule.title_en}” ({basis}) {limit_en}. For more, {more.en}. Nothing has changed.",
    )
    return InputRejected(text, code="extension_not_allowed", details={"rule": rule.id, "granted": granted})


def _no_date(*, stands: bool) -> Conflict:
    if stands:
        return Conflict(
            Text(
                vi="Hồ sơ đang tạm dừng tính hạn; hãy tính hạn tiếp trước. Không có gì thay đổi.",
                en="The case's clock stands still; let it go on first. Nothing has changed.",
            ),
            code="clock_stopped",
        )
    return Conflict(
        Text(vi="Việc này không có hạn để gia hạn.", en="This task has no due date to extend."), code="no_due_date"
    )


def _tell(case: Case, task: TaskRow, told: str, reason: str) -> None:
    named = [task.assignee] if task.assignee is not None else [*task.candidate_users]
    groups = [] if task.assignee is not None else [*task.candidate_groups]
    people = people_of(case.uow.connection, usernames=named, groups=groups, instance_key=task.instance_key)
    step_en = case.definition.elements[task.element_id].properties.get("name-en", task.name)
    who, number = case.actor.display_name, case.row["business_id"]
    insert_task_notices(
        case.uow.transaction,
        [one for one in people if one != case.actor.username],
        instance_key=task.instance_key,
        code=CODE,
        data={
            "vi": f"{who} gia hạn việc “{task.name}”, hồ sơ {number}: {told}. {reason}",
            "en": f"{who} extended the task “{step_en}” of case {number}: {told}. {reason}",
        },
        source_key=f"task:{task.key}",
    )
