"""The rule book: one calendar and the rules that are known, asked by rule id.

A value, built from whatever the store loaded; it caches nothing and reads no clock. It decides which version of a
rule binds and honours the mode `off`. Conditions of rules are FEEL and are decided by the caller.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from engine.calendar.amber import WarningPolicy, warning_policy
from engine.calendar.deadlines import Deadline, compute
from engine.calendar.legal_rules import Direction, LegalRule, Mode, RunningCases
from engine.calendar.terms import NO_TERMS, Terms
from engine.calendar.working_days import Calendar
from engine.errors import InputRejected, NotFound, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """A calendar with its rules; several versions of one id may follow each other in time, never overlap."""

    calendar: Calendar
    rules: tuple[LegalRule, ...] = field(repr=False)
    warning: WarningPolicy = field(init=False)
    _versions: dict[str, tuple[LegalRule, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Group the rules by id; refuse versions that overlap."""
        grouped: defaultdict[str, list[LegalRule]] = defaultdict(list)
        for rule in self.rules:
            grouped[rule.id].append(rule)
        versions = {rule_id: _in_order(found) for rule_id, found in grouped.items()}
        object.__setattr__(self, "_versions", versions)
        object.__setattr__(self, "warning", warning_policy(self.rules))

    def versions(self, rule_id: str) -> tuple[LegalRule, ...]:
        """Give every version of a rule, oldest first.

        Raises NotFound (code `legal_rule_unknown`) that names the rule.
        """
        found = self._versions.get(rule_id)
        if found is None:
            raise NotFound(
                Text(vi=f"Không có quy tắc thời hạn {rule_id}.", en=f"There is no legal rule {rule_id}."),
                code="legal_rule_unknown",
                details={"rule": rule_id},
            )
        return found

    def variants(self, register_id: str) -> tuple[LegalRule, ...]:
        """Give the rules of one line of the register (such as D-DT-04), whose conditions the caller decides."""
        return tuple(rule for rule in self.rules if rule.register_id == register_id)

    def deadline(
        self, rule_id: str, start: datetime, *, terms: Terms = NO_TERMS, as_of: date | None = None
    ) -> Deadline | None:
        """Compute the deadline that the binding version sets; None when that version is switched off.

        The version in force on the event's day binds (for a period counted back: on its last day). A version in
        force on `as_of` whose running cases follow a change takes its place. Raises NotFound for an unknown rule,
        InputRejected when no version is in force or the rule cannot be counted.
        """
        versions = self.versions(rule_id)
        for rule in versions:
            if as_of and rule.running_cases is RunningCases.FOLLOW and rule.in_force(as_of):
                return self._unless_off(rule, start, terms)
        binding = self._of_its_day(versions, start, terms)
        if binding is None:
            raise _not_in_force(rule_id, self.calendar.local(start).date())
        return self._unless_off(binding, start, terms)

    def binding(self, rule_id: str, start: datetime, *, as_of: date | None = None) -> LegalRule | None:
        """Give the version that binds a period running forward from `start`, chosen as `deadline` does.

        None when no version is in force. Raises NotFound for an unknown rule.
        """
        versions = [rule for rule in self.versions(rule_id) if rule.direction is Direction.AFTER]
        day = self.calendar.local(start).date()
        followed = (
            rule for rule in versions if as_of and rule.running_cases is RunningCases.FOLLOW and rule.in_force(as_of)
        )
        return next(followed, None) or next((rule for rule in versions if rule.in_force(day)), None)

    def amount(self, rule_id: str, day: date | None = None) -> int | Fraction | None:
        """Give the number of the version in force on `day` (none: the latest); None when that is switched off.

        Raises NotFound for an unknown rule.
        """
        versions = self.versions(rule_id)
        rule = versions[-1] if day is None else next((one for one in versions if one.in_force(day)), None)
        return None if rule is None or rule.mode is Mode.OFF else rule.amount

    def _of_its_day(self, versions: tuple[LegalRule, ...], start: datetime, terms: Terms) -> LegalRule | None:
        """Give the version that the event's day binds; None when none is in force.

        A longer period counted back may end before its version begins, while the shorter one ends after its own has:
        then the one in force on the earliest of these days binds, for until then people could only go by it.
        """
        day = self.calendar.local(start).date()
        back = versions[-1].direction is Direction.BEFORE
        ends = {rule: self._due_on(rule, start, terms) if back else day for rule in versions}
        own = next((rule for rule, end in ends.items() if rule.in_force(end)), None)
        return own or next((rule for rule in versions if rule.in_force(min(ends.values()))), None)

    def _due_on(self, rule: LegalRule, start: datetime, terms: Terms) -> date:
        return compute(rule, start, self.calendar, warning=self.warning, terms=terms).due_on

    def _unless_off(self, rule: LegalRule, start: datetime, terms: Terms) -> Deadline | None:
        if rule.mode is Mode.OFF:
            return None
        return compute(rule, start, self.calendar, warning=self.warning, terms=terms)


def _in_order(rules: list[LegalRule]) -> tuple[LegalRule, ...]:
    """Sort the versions of one rule by time; refuse two that bind on the same day."""
    ordered = sorted(rules, key=lambda rule: rule.effective_from or date.min)
    for earlier, later in pairwise(ordered):
        if earlier.effective_to is None or later.effective_from is None or earlier.effective_to >= later.effective_from:
            raise InputRejected(
                Text(
                    vi=f"Hai bản của quy tắc {earlier.id} có hiệu lực trùng ngày.",
                    en=f"Two versions of rule {earlier.id} are in force on the same day.",
                ),
                code="legal_rule_versions_overlap",
                details={"rule": earlier.id},
            )
    return tuple(ordered)


def _not_in_force(rule_id: str, day: date) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Quy tắc {rule_id} không có hiệu lực với ngày {day:%d/%m}/{day.year}.",
            en=f"Rule {rule_id} is not in force for {day:%d/%m}/{day.year}.",
        ),
        code="legal_rule_not_in_force",
        details={"rule": rule_id, "day": day.isoformat()},
    )
