"""Legal rules as typed records: how long, counted how, from what, on what legal basis, and how sternly applied.

The numbers live in data that administrators keep; this module only says what a rule may look like. It holds no
number of days, reads no file and knows no process.

Two statutes use the same word: the laws on complaints and denunciations say "ngày" (calendar) for settlement and
"ngày làm việc" for first handling. The unit is therefore always stated, never inferred.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class RuleKind(StrEnum):
    """What a rule is for."""

    DEADLINE = "deadline"
    INTERNAL_SLA = "internal_sla"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RETENTION = "retention"
    QUORUM = "quorum"
    MAJORITY = "majority"
    NUMBER_RESET = "number_reset"


class Unit(StrEnum):
    """What a rule's amount counts; fractions and counts measure no time."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    FRACTION = "fraction"
    COUNT = "count"


class Direction(StrEnum):
    """Whether the period runs forward from its event or back from it."""

    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """Where a last day goes that nobody works on."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"


class AfterHoursStart(StrEnum):
    """Whether an event after office hours or on a day off counts from its own day or from the next working day."""

    KEEP = "keep"
    NEXT_WORKING_DAY = "next_working_day"


class RunningCases(StrEnum):
    """Whether a running case keeps the version of its day when the rule changes, or follows the change."""

    KEEP = "keep"
    FOLLOW = "follow"


class Mode(StrEnum):
    """How a rule is applied; `off` waits for a lawyer, `track` shows another body's deadline."""

    ENFORCE = "enforce"
    WARN = "warn"
    OFF = "off"
    TRACK = "track"


class Confidence(StrEnum):
    """How sure the rule's number is: found, reported in practice, petition system, remembered, or to be verified."""

    FOUND = "F"
    REPORTED = "R"
    SYSTEM = "S"
    MEMORY_HIGH = "M-high"
    MEMORY_MEDIUM = "M-med"
    MEMORY_LOW = "M-low"
    UNVERIFIED = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """How often a period may be extended by its own decision, and by how much each time (in the rule's unit)."""

    times: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRule:
    """One number of the law or of the Office, with its condition and legal basis.

    `amount` is a whole number of `unit`, an exact fraction where the unit is one, or None where the law sets no end
    (records kept for ever). `condition` and `test` are FEEL texts; this package does not evaluate them.
    `max_amount` bounds both a length chosen by the handler and the sum with extensions.
    """

    id: str
    process: str
    title_vi: str
    title_en: str
    kind: RuleKind
    amount: int | Fraction | None
    unit: Unit
    direction: Direction
    start_event: str
    roll: Roll
    running_cases: RunningCases
    legal_basis: str
    confidence: Confidence
    mode: Mode
    register_id: str | None = None
    condition: str | None = None
    max_amount: int | None = None
    extension: Extension | None = None
    count_start_day: bool = False
    after_hours_start: AfterHoursStart = AfterHoursStart.KEEP
    may_suspend: bool = False
    article: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    test: str | None = None
    note_vi: str | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the rule applies on `day` (both ends of its validity included)."""
        starts = self.effective_from is None or self.effective_from <= day
        return starts and (self.effective_to is None or day <= self.effective_to)

    @property
    def fires(self) -> bool:
        """Tell whether the rule names a moment to act (reminder, escalation) rather than an end of a period."""
        return self.kind in (RuleKind.REMINDER, RuleKind.ESCALATION)
