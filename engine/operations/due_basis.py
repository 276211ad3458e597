"""What a due date rests on, kept beside it, so that it can be computed again when the law changes.

The basis in JSON: `rule` (id), `start` (ISO moment of the event) and, where a case added them, `amount`, `extensions`
and `pauses` (pairs of ISO moments); for a timer also `moment`, `due` or `warn`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from engine.calendar import Deadline, Mode, Pause, RuleBook, Terms
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
    """Compute a kept deadline anew; None when it has no basis, or when the rule no longer sets a date.

    A rule that was switched off or is not in force leaves the dates that it has set.
    """
    if "start" not in basis:
        return None
    terms = Terms(
        amount=basis.get("amount"),
        extensions=basis.get("extensions", 0),
        pauses=tuple(
            Pause(start=datetime.fromisoformat(first), end=datetime.fromisoformat(last))
            for first, last in basis.get("pauses", ())
        ),
    )
    try:
        return book.deadline(basis["rule"], datetime.fromisoformat(basis["start"]), terms=terms, as_of=as_of)
    except EngineError:
        return None
