"""Reading legal rules from their JSON form: a list of objects, each with the fields of LegalRule.

Every mistake of the file is named with the rule's id. Nothing is opened or stored here.
"""

import re
from fractions import Fraction
from typing import Any

from engine.calendar.json_fields import Fields, Findings, elements
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

MAX_RULES = 5_000
MAX_TIMES = 100
LARGEST_DENOMINATOR = 100
ID_PATTERN = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?:\.[a-z0-9]{1,8})?")
HIGHEST_AMOUNT = {
    Unit.WORKING_DAY: 36_600,
    Unit.CALENDAR_DAY: 36_600,
    Unit.HOUR: 878_400,
    Unit.MONTH: 1_200,
    Unit.YEAR: 100,
    Unit.COUNT: 1_000_000,
}
"""Bounds on work and on plausible input (about a century), not rules of law."""
REQUIRED_TEXTS = ("process", "title_vi", "title_en", "start_event", "legal_basis")
OPTIONAL_TEXTS = ("register_id", "condition", "article", "test", "note_vi")


def load_legal_rules(data: object) -> tuple[LegalRule, ...]:
    """Build the rules from parsed JSON, in the order of the file.

    Raises InputRejected (code `legal_rules_invalid`) that lists every mistake with rule and field.
    """
    findings = Findings("legal_rules_invalid")
    rules = []
    for number, value in enumerate(elements(data, "legal_rules", findings, MAX_RULES)):
        rule = _rule(value, number, findings)
        if rule is not None:
            rules.append(rule)
    findings.refuse_if_any("Quy tắc thời hạn", "Legal rules")
    return tuple(rules)


def _rule(value: object, number: int, findings: Findings) -> LegalRule | None:
    """Read one rule; None when it had a mistake."""
    fields = Fields(value, f"legal_rules[{number}]", findings)
    rule_id = fields.text("id", required=True)
    if rule_id is not None and not ID_PATTERN.fullmatch(rule_id):
        fields.wrong("id", "phải có dạng như D-VB-01.a.", "must look like D-VB-01.a.")
    elif rule_id is not None:
        fields.path = f"legal_rules[{rule_id}]"
    unit = fields.choice("unit", Unit)
    read: dict[str, Any] = {"id": rule_id, "unit": unit}
    read |= {key: fields.text(key, required=True) for key in REQUIRED_TEXTS}
    read |= _choices(fields)
    needed = list(read.values())
    read |= {key: fields.text(key) for key in OPTIONAL_TEXTS}
    read |= _amounts(fields, unit, read["kind"])
    read["count_start_day"] = fields.flag("count_start_day")
    read["may_suspend"] = fields.flag("may_suspend")
    read["effective_from"] = fields.day("effective_from")
    read["effective_to"] = fields.day("effective_to")
    _check_together(fields, read)
    fields.refuse_unknown()
    return None if None in needed else LegalRule(**read)


def _choices(fields: Fields) -> dict[str, object]:
    """Read the fields that take one of a list of values."""
    return {
        "kind": fields.choice("kind", RuleKind),
        "direction": fields.choice("direction", Direction),
        "roll": fields.choice("roll", Roll),
        "running_cases": fields.choice("running_cases", RunningCases),
        "confidence": fields.choice("confidence", Confidence),
        "mode": fields.choice("mode", Mode),
        "after_hours_start": fields.choice("after_hours_start", AfterHoursStart, AfterHoursStart.KEEP),
    }


def _amounts(fields: Fields, unit: Unit | None, kind: RuleKind | None) -> dict[str, object]:
    """Read amount, maximum and extension in the rule's unit."""
    open_ended = kind is RuleKind.RETENTION
    if unit is Unit.FRACTION:
        for key in ("max_amount", "extension"):
            if fields.raw(key, required=False) is not None:
                fields.wrong(key, "không dùng với phân số.", "does not go with a fraction.")
        return {"amount": _fraction(fields), "max_amount": None, "extension": None}
    highest = HIGHEST_AMOUNT.get(unit, max(HIGHEST_AMOUNT.values())) if unit else max(HIGHEST_AMOUNT.values())
    amount = fields.whole("amount", 0, highest, required=not open_ended)
    max_amount = fields.whole("max_amount", 0, highest)
    if amount is not None and max_amount is not None and max_amount < amount:
        fields.wrong("max_amount", "nhỏ hơn amount.", "is less than amount.")
    return {"amount": amount, "max_amount": max_amount, "extension": _extension(fields, highest)}


def _fraction(fields: Fields) -> Fraction | None:
    """Read a fraction above 0 and up to 1, written "1/3"; a decimal reads as the nearest simple fraction."""
    value = fields.raw("amount", required=True)
    if value is None:
        return None
    match = re.fullmatch(r"(\d{1,4})/(\d{1,4})", value) if isinstance(value, str) else None
    if match and int(match[2]) and 0 < int(match[1]) <= int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    if isinstance(value, float) and 0 < value <= 1:
        return Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    fields.wrong("amount", "phải là phân số như 1/3, không quá 1.", "must be a fraction such as 1/3, up to 1.")
    return None


def _extension(fields: Fields, highest: int) -> Extension | None:
    value = fields.raw("extension", required=False)
    if value is None:
        return None
    inner = Fields(value, f"{fields.path}.extension", fields.findings)
    times = inner.whole("times", 1, MAX_TIMES, required=True)
    amount = inner.whole("amount", 1, highest, required=True)
    inner.refuse_unknown()
    return None if times is None or amount is None else Extension(times=times, amount=amount)


def _check_together(fields: Fields, read: dict[str, Any]) -> None:
    """Note values that are right alone and wrong together."""
    starts, ends = read["effective_from"], read["effective_to"]
    if starts and ends and ends < starts:
        fields.wrong("effective_to", "trước effective_from.", "comes before effective_from.")
    wrong_way = {
        Direction.AFTER: Roll.PREVIOUS_WORKING_DAY,
        Direction.BEFORE: Roll.NEXT_WORKING_DAY,
    }
    if read["direction"] and read["roll"] is wrong_way[read["direction"]]:
        # A period counted forward ends later on a day off; one counted back must be met earlier, never later.
        fields.wrong("roll", "ngược với chiều tính hạn.", "goes against the direction of counting.")
