"""Working days, legal rules and deadlines: pure values and functions, no file, database, clock or process.

Import from here. The law is data: `load_calendar` and `load_legal_rules` read it from JSON, `RuleBook` answers from
it, `host_functions` offers it to expressions.
"""

from engine.calendar.amber import WarningPolicy, warning_policy
from engine.calendar.deadlines import Alternative, Deadline, compute
from engine.calendar.functions import HostFunction, host_functions
from engine.calendar.lateness import Lateness, LatenessState, lateness
from engine.calendar.legal_rules import (
    AfterHoursStart,
    Confidence,
    Direction,
    Extension,
    LegalRule,
    Mode,
    Roll,
    RuleKind,
    RunningCases,
    Unit,
)
from engine.calendar.load_calendar import load_calendar
from engine.calendar.load_rules import load_legal_rules
from engine.calendar.rule_book import RuleBook
from engine.calendar.terms import Pause, Terms, pause_of_days
from engine.calendar.working_days import Calendar, DayKind, DayRecord, DayStatus, OfficeHours

__all__ = [
    "AfterHoursStart",
    "Alternative",
    "Calendar",
    "Confidence",
    "DayKind",
    "DayRecord",
    "DayStatus",
    "Deadline",
    "Direction",
    "Extension",
    "HostFunction",
    "Lateness",
    "LatenessState",
    "LegalRule",
    "Mode",
    "OfficeHours",
    "Pause",
    "Roll",
    "RuleBook",
    "RuleKind",
    "RunningCases",
    "Terms",
    "Unit",
    "WarningPolicy",
    "compute",
    "host_functions",
    "lateness",
    "load_calendar",
    "load_legal_rules",
    "pause_of_days",
    "warning_policy",
]
