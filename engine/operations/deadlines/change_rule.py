"""Change a deadline rule: correct it, or let a new version apply from a day on; first what would happen, then do it.

A correction replaces the latest version. With `from_day` the latest version ends the day before, and running cases
keep or follow as the rule says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.calendar import RuleBook, load_calendar, load_legal_rules
from engine.errors import Conflict, Finding, InputRejected, NotFound, Text
from engine.feel import FeelSyntaxError, compile_expression
from engine.model.actor import Actor
from engine.operations.deadlines.recalculate import Effect, effect_of, recalculate
from engine.operations.people.administration import mark_of, record, require_administrator
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store.law_changes import lock_rule, write_versions
from engine.store.queries.law import read_calendar, read_legal_rules

Record = dict[str, Any]
EDITABLE = (
    *("title_vi", "title_en", "amount", "unit", "roll", "count_start_day", "after_hours_start", "may_suspend"),
    *("running_cases", "condition", "max_amount", "extension", "legal_basis", "article", "effective_from"),
    *("effective_to", "confidence", "mode", "note_vi"),
)
EARLIEST = date(1945, 9, 2)  # no rule of this State is older
AMBER_RULES = ("N-CB-01.a", "N-CB-01.b")  # they colour the dates of all rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVersions:
    """A rule's versions as records, oldest first, and a mark that tells whether somebody changed them since."""

    records: tuple[Record, ...]
    seen: str

    @property
    def latest(self) -> Record:
        """Give the version that is edited."""
        return self.records[-1]


def read_rules(uow: UnitOfWork, actor: Actor) -> tuple[RuleVersions, ...]:
    """Give every rule with its versions, in the order of their ids."""
    require_administrator(uow, actor)
    grouped: dict[str, list[Record]] = {}
    for one in read_legal_rules(uow.connection):
        grouped.setdefault(one["id"], []).append(one)
    return tuple(_versions(records) for _, records in sorted(grouped.items()))


def read_rule(uow: UnitOfWork, actor: Actor, rule_id: str) -> RuleVersions:
    """Give one rule; raise NotFound."""
    require_administrator(uow, actor)
    return _versions(_of(read_legal_rules(uow.connection), rule_id))


def preview_rule(
    uow: UnitOfWork, actor: Actor, *, rule_id: str, changes: Mapping[str, Any], from_day: date | None
) -> Effect:
    """Tell which due dates would move; nothing is stored. Raises InputRejected for a change that is no rule."""
    require_administrator(uow, actor)
    kept = read_legal_rules(uow.connection)
    versions = _changed(_of(kept, rule_id), changes, from_day)
    return effect_of(uow, actor, _book(uow, kept, versions), _touched(rule_id))


def change_rule(
    uow: UnitOfWork,
    actor: Actor,
    *,
    rule_id: str,
    changes: Mapping[str, Any],
    from_day: date | None,
    seen: str,
    reason: str,
) -> Effect:
    """Store the change and recalculate the due dates of running cases; give what moved.

    Raises NotPermitted, NotFound, InputRejected, and Conflict when somebody changed the rule since it was `seen`.
    """
    require_administrator(uow, actor)
    require_reason(reason)
    before = lock_rule(uow.transaction, rule_id)
    if not before:
        raise _unknown(rule_id)
    if _versions(before).seen != seen:
        raise overtaken()
    versions = _changed(before, changes, from_day)
    if mark_of(versions[-1]) == mark_of(before[-1]):
        raise nothing_changed()
    uow.transaction.change_law()
    write_versions(uow.transaction, rule_id, versions)
    book = _book(uow, read_legal_rules(uow.connection), versions)
    because = Text(vi=f"quy tắc {rule_id} thay đổi", en=f"rule {rule_id} changed")
    effect = recalculate(uow, actor, book, _touched(rule_id), because=because, reason=reason)
    record(uow, actor, "RuleChanged", rule_id, old=before[-1], new=versions[-1], reason=reason, cases=effect.cases)
    return effect


def overtaken() -> Conflict:
    """Make the answer to somebody whose page is older than the data."""
    return Conflict(
        Text(
            vi="Người khác vừa sửa nội dung này. Hãy tải lại trang để xem bản mới; chưa có gì thay đổi.",
            en="Somebody else has just changed this. Reload the page to see it; nothing has changed.",
        ),
        code="changed_meanwhile",
    )


def nothing_changed() -> InputRejected:
    """Make the answer to a change that changes nothing."""
    return InputRejected(
        Text(vi="Chưa có gì khác với bản đang dùng.", en="Nothing differs from what is in use."), code="nothing_changed"
    )


def _versions(records: Sequence[Record]) -> RuleVersions:
    return RuleVersions(records=tuple(records), seen=mark_of(list(records)))


def _of(records: Sequence[Record], rule_id: str) -> list[Record]:
    found = [one for one in records if one["id"] == rule_id]
    if not found:
        raise _unknown(rule_id)
    return found


def _unknown(rule_id: str) -> NotFound:
    return NotFound(
        Text(vi=f"Không có quy tắc thời hạn {rule_id}.", en=f"There is no legal rule {rule_id}."),
        code="legal_rule_unknown",
    )


def _touched(rule_id: str) -> tuple[str, ...] | None:
    return None if rule_id in AMBER_RULES else (rule_id,)


def _changed(before: Sequence[Record], changes: Mapping[str, Any], from_day: date | None) -> list[Record]:
    """Give the versions as they would be; refuse what is no rule or no FEEL."""
    allowed = {name: value for name, value in changes.items() if name in EDITABLE}
    after = {**before[-1], **allowed}
    older = [dict(one) for one in before[:-1]]
    if from_day is not None:
        _refuse_early(before[-1], from_day)
        older.append({**before[-1], "effective_to": (from_day - timedelta(days=1)).isoformat()})
        after["effective_from"] = from_day.isoformat()
    _check_condition(after["condition"])
    load_legal_rules([*older, after])
    return [*older, after]


def _refuse_early(latest: Record, from_day: date) -> None:
    """Refuse a day on which the latest version would end before it begins."""
    begins = date.fromisoformat(latest["effective_from"]) if latest["effective_from"] else EARLIEST
    if from_day <= begins:
        text = Text(
            vi=f"Phiên bản mới phải bắt đầu sau ngày {begins:%d/%m/%Y}.",
            en=f"A new version has to begin after {begins:%d/%m/%Y}.",
        )
        finding = Finding(code="from_day_early", text=text, field="from_day")
        raise InputRejected(text, code="from_day_early", findings=(finding,))


def _check_condition(condition: str | None) -> None:
    if condition is None:
        return
    try:
        compile_expression(condition)
    except FeelSyntaxError as error:
        text = Text(
            vi=f"Điều kiện không phải biểu thức FEEL: {error.message_vi}",
            en=f"The condition is no FEEL expression: {error.message_en}",
        )
        finding = Finding(code="condition_invalid", text=text, field="condition")
        raise InputRejected(text, code="condition_invalid", findings=(finding,)) from error


def _book(uow: UnitOfWork, kept: Sequence[Record], versions: Sequence[Record]) -> RuleBook:
    others = [one for one in kept if one["id"] != versions[0]["id"]]
    rules = load_legal_rules([*others, *versions])
    return RuleBook(calendar=load_calendar(read_calendar(uow.connection)), rules=rules)
