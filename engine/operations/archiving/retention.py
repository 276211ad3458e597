"""How long a dossier is kept: the retention rules that may apply to it, and the one that its facts choose.

Periods are data (rules of kind `retention`, with legal basis, validity and mode); which one holds is decided by the
rule's own condition over what the dossier says. Nothing here destroys anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.calendar import LegalRule, Mode, RuleBook, RuleKind
from engine.feel import FeelValue, Host
from engine.operations.deadlines.rule_choice import holds


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionChoice:
    """The rules that a person may choose from, in the order of their ids, and the `suggested` one of them."""

    offered: tuple[LegalRule, ...]
    suggested: LegalRule | None


def choose_retention(
    book: RuleBook, process_id: str, facts: Mapping[str, FeelValue], day: date, host: Host
) -> RetentionChoice:
    """Give the rules in force on `day` for dossiers of a process; those of all processes when it has none of its own.

    Suggested is the first of its own whose condition holds. Raises InputRejected for a condition that cannot be
    evaluated.
    """
    alive = sorted(
        (
            rule
            for rule in book.rules
            if rule.kind is RuleKind.RETENTION and rule.mode is not Mode.OFF and rule.in_force(day)
        ),
        key=lambda rule: rule.id,
    )
    own = tuple(rule for rule in alive if rule.process == process_id)
    suggested = next((rule for rule in own if holds(rule, facts, host)), None)
    return RetentionChoice(offered=own or tuple(alive), suggested=suggested)
