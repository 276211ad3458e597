"""The product's own seed files as the calendar's tests read them, and one rule without mistakes."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engine.calendar import LegalRule, RuleBook, load_calendar, load_legal_rules

SEED = Path(__file__).parents[3] / "engine" / "seed"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MakeRule = Callable[..., LegalRule]
RULE: dict[str, Any] = {
    "id": "T-XX-01.a",
    "process": "don_thu",
    "title_vi": "Quy tắc thử",
    "title_en": "Test rule",
    "kind": "deadline",
    "amount": 3,
    "unit": "working_day",
    "direction": "after",
    "start_event": "tiep_nhan_don",
    "roll": "next_working_day",
    "running_cases": "keep",
    "legal_basis": "quy định nội bộ",
    "confidence": "R",
    "mode": "warn",
}


def read_seed(name: str) -> Any:  # noqa: ANN401 - parsed JSON
    return json.loads((SEED / name).read_text(encoding="utf-8"))


def local(text: str) -> datetime:
    """Read a local date, or date and time, as an aware moment."""
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@cache
def seeded_rule_book() -> RuleBook:
    """Give the seeded calendar and rules."""
    return RuleBook(
        calendar=load_calendar(read_seed("calendar.json")), rules=load_legal_rules(read_seed("legal_rules.json"))
    )
