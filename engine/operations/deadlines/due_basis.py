"""What a due date rests on, kept beside it, so that it can be computed again when the law changes.

The basis in JSON: `rule` (id), `start` (ISO moment of the event) and, where a case added them, `amount`, `extensions`
and `pauses` (pairs of ISO moments); for a timer also `moment`, `due` or `warn`. While the case's clock is stopped the
basis says since when (`stopped`), and there is no date: it is computed when the clock goes on.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from engine.calendar import Deadline, LegalRule, Mode, Pause, RuleBook, Terms
from engine.errors import EngineError


def explained(deadline: Deadline) -> dict[str, Any]:
    """Give what a task keeps of the deadline that it was given: the sentence in both languages and the basis."""
    return {
        "vi": deadline.explanation.vi,
        "en": deadline.explanation.en,
        "rule": deadline.rule_id,
        "start": deadline.started_at.isoformat(),
        **_pauses(deadline),
    }


def binds_others(book: RuleBook, deadline: Deadline) -> bool:
    """Tell whether the rule behind a deadline binds a body outside, which the Office only follows (mode `track`)."""
    return book.versions(deadline.rule_id)[-1].mode is Mode.TRACK


def timer_basis(deadlines: Iterable[Deadline], moment: datetime) -> dict[str, Any] | None:
    """Give the basis of a timer's moment, None when none of the deadlines computed in this command set it."""
    for deadline in deadlines:
        for name, at in (("due", deadline.due_at), ("warn", deadline.warn_at)):
            if at == moment:
                basis = {"rule": deadline.rule_id, "start": deadline.started_at.isoformat(), "moment": name}
                return {**basis, **_pauses(deadline)}
    return None


def _pauses(deadline: Deadline) -> dict[str, Any]:
    if not deadline.pauses:
        return {}
    return {"pauses": [[pause.start.isoformat(), pause.end.isoformat()] for pause in deadline.pauses]}


def recompute(book: RuleBook, basis: Mapping[str, Any], as_of: date) -> Deadline | None:
    """Compute a kept deadline anew; None when it has no basis, its clock is stopped or the rule sets no date any more.

    A rule that was switched off or is not in force leaves the dates that it has set.
    """
    if "start" not in basis or "stopped" in basis:
        return None
    try:
        return book.deadline(basis["rule"], datetime.fromisoformat(basis["start"]), terms=terms_of(basis), as_of=as_of)
    except EngineError:
        return None


def terms_of(basis: Mapping[str, Any]) -> Terms:
    """Give what a case has added to the rule."""
    return Terms(
        amount=basis.get("amount"),
        extensions=basis.get("extensions", 0),
        pauses=tuple(
            Pause(start=datetime.fromisoformat(first), end=datetime.fromisoformat(last))
            for first, last in basis.get("pauses", ())
        ),
    )


def rule_of(book: RuleBook, basis: Mapping[str, Any], as_of: date) -> LegalRule | None:
    """Give the rule that a forward deadline rests on now; None when it rests on none, or on one not in force."""
    if not basis.get("rule") or "start" not in basis:
        return None
    return book.binding(basis["rule"], datetime.fromisoformat(basis["start"]), as_of=as_of)


def may_stop(book: RuleBook, basis: Mapping[str, Any], as_of: date) -> bool:
    """Tell whether the law lets the clock of a deadline stand still."""
    rule = rule_of(book, basis, as_of)
    return rule is not None and rule.may_suspend


def stopped(basis: Mapping[str, Any], at: datetime, day: str) -> dict[str, Any]:
    """Give the basis of a deadline whose clock stands still from `at` on (`day` in words)."""
    return {
        **basis,
        "stopped": at.isoformat(),
        "vi": f"Tạm dừng tính hạn từ {day}; khi tính tiếp, hạn được tính lại theo đúng quy tắc.",
        "en": f"The clock has stood still since {day}; when it goes on, the date is computed anew by the rule.",
    }


def going_on(basis: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Give the basis of a deadline whose clock goes on at `at`: the time between is a pause."""
    kept = {name: value for name, value in basis.items() if name != "stopped"}
    return {**kept, "pauses": [*basis.get("pauses", ()), [basis["stopped"], at.isoformat()]]}
