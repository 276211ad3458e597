"""When a deadline turns amber: the last share of its period, and at least its last working day.

The share and the least day come from rules (data); a fixed number of days would colour a short task from its first
minute. This module decides moments only: no colours, no words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from engine.calendar.counting import DayCount, DaySpan, Period
from engine.calendar.legal_rules import Direction, LegalRule, Mode, Unit
from engine.calendar.working_days import Calendar

SHARE_RULE = "N-CB-01.a"
LEAST_RULE = "N-CB-01.b"
"""Ids of the two rules that set the warning; what they say is data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPolicy:
    """Warn in the last `share` of the period, and from `least_days` working days before its last day at the latest.

    None switches that half off; with both off the warning moment is the due moment itself.
    """

    share: Fraction | None
    least_days: int | None


def warning_policy(rules: tuple[LegalRule, ...]) -> WarningPolicy:
    """Read the policy from the rules `SHARE_RULE` and `LEAST_RULE`; an absent or switched-off rule is None."""
    active = {rule.id: rule for rule in rules if rule.mode is not Mode.OFF}
    share_rule, least_rule = active.get(SHARE_RULE), active.get(LEAST_RULE)
    share = share_rule.amount if share_rule and share_rule.unit is Unit.FRACTION else None
    least = least_rule.amount if least_rule and least_rule.unit is Unit.WORKING_DAY else None
    return WarningPolicy(
        share=share if isinstance(share, Fraction) else None,
        least_days=least if isinstance(least, int) else None,
    )


def warn_before_hours(policy: WarningPolicy, length: timedelta, due_at: datetime) -> datetime:
    """Give the warning moment of a period of hours: its last share, for hours have no last working day."""
    if policy.share is None:
        return due_at
    return due_at - length * policy.share.numerator / policy.share.denominator


def warn_before_days(
    policy: WarningPolicy, rule: LegalRule, period: Period, calendar: Calendar, pauses: tuple[DaySpan, ...]
) -> datetime | None:
    """Give the opening of the first amber day of a period of days; None when the policy names no day.

    The last share counts whole days of the rule's own unit, the due day included, rounded down. A period counted back
    has no beginning of its own, so only its last working day counts.
    """
    days = []
    if policy.share is not None and rule.direction is Direction.AFTER:
        count = DayCount(calendar=calendar if rule.unit is Unit.WORKING_DAY else None, pauses=pauses)
        amber = int(count.between(period.counted_from, period.due_on) * policy.share)
        if amber:
            days.append(count.nth_before(period.due_on, amber - 1) if amber > 1 else period.due_on)
    if policy.least_days is not None:
        last = calendar.working_day_on_or_before(period.due_on)
        days.append(calendar.add_working_days(last, -policy.least_days))
    return calendar.opening(min(days)) if days else None
