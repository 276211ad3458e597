"""No number of days, months or hours of the law or of the Office stands in a model, a form or a source file.

They are data (`engine/seed/legal_rules.json`, then what administrators keep): a number in a model is wrong on the day
that the law changes, and nobody finds it. See docs/adr/0009.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = r"(?:[2-9]|[1-9]\d+)"
IN_MODELS = (
    re.compile(r"\bP(?:(?:\d+[YMWD])+(?:T(?:\d+[HMS])+)?|T(?:\d+[HMS])+)\b"),
    re.compile(
        rf"\b{NUMBER} (?:ngày|tuần|tháng|giờ|(?:working |calendar )?days?|weeks?|months?|hours?)\b", re.IGNORECASE
    ),
    re.compile(r"\badd working days\([^()]*(?:\([^()]*\)[^()]*)*,\s*-?\d"),
)
IN_SOURCE = (
    re.compile(rf"\b(?:days|weeks|hours|months|years)={NUMBER}\b"),
    re.compile(rf"\badd_working_days\([^()]*,\s*-?{NUMBER}\b"),
    re.compile(
        rf"\b(?:trong|sau|trước|quá|within|after|in)\s+{NUMBER} (?:ngày|tháng|giờ|(?:working |calendar )?days?)\b"
    ),
)
"""What would be a number of the law; one day on (`days=1`) is arithmetic on a calendar, no period."""
TECHNICAL = {
    "engine/spiff/cron.py": "steps from month to month",
    "engine/worker/technical.py": "how long a repeated command is known again",
    "engine/operations/signing_in/forget_old_sign_ins.py": "how long failed sign-ins are kept",
    "engine/operations/news/send_mail.py": "pauses between tries, and how long sent messages are kept",
}


def found_in(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[str]:
    """Give what in `text` looks like a period of the law."""
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


def findings(folder: str, pattern: str, looked_for: tuple[re.Pattern[str], ...]) -> list[str]:
    """Give file and finding for every file of a folder."""
    files = sorted(path for path in (ROOT / folder).rglob(pattern) if "node_modules" not in path.parts)
    assert files
    return [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in files
        if path.relative_to(ROOT).as_posix() not in TECHNICAL
        for hit in found_in(path.read_text(encoding="utf-8"), looked_for)
    ]


@pytest.mark.parametrize(("folder", "kind"), [("bpmn", "*.bpmn"), ("bpmn", "*.dmn"), ("forms", "*.form")])
def test_no_model_and_no_form_holds_a_period(folder: str, kind: str) -> None:
    assert findings(folder, kind, IN_MODELS) == []


@pytest.mark.parametrize(("folder", "kind"), [("engine", "*.py"), ("api", "*.py"), ("api/templates", "*.html")])
def test_no_source_file_holds_a_period(folder: str, kind: str) -> None:
    assert findings(folder, kind, IN_SOURCE) == []


def test_what_is_technical_is_still_there() -> None:
    assert all(found_in((ROOT / name).read_text(encoding="utf-8"), IN_SOURCE) for name in TECHNICAL)


@pytest.mark.parametrize(
    "text",
    [
        "<bpmn:timeDuration>P10D</bpmn:timeDuration>",
        "<bpmn:timeDuration>PT48H</bpmn:timeDuration>",
        "R3/P1M",
        'dueDate="=ngay_nhan + duration(&quot;P1Y2M&quot;)"',
        "=add working days(date(ngay_nhan), 5)",
        '"label": "Xử lý trong 15 ngày làm việc"',
        "<text>45 ngày</text>",
        "Answer in 10 working days",
    ],
)
def test_a_period_in_a_model_is_found(text: str) -> None:
    assert found_in(text, IN_MODELS)


@pytest.mark.parametrize(
    "text",
    [
        "DUE = timedelta(days=10)",
        "timedelta(weeks=2)",
        "calendar.add_working_days(day, 5)",
        "{{ _('Phải trả lời trong 15 ngày') }}",
    ],
)
def test_a_period_in_a_source_file_is_found(text: str) -> None:
    assert found_in(text, IN_SOURCE)


@pytest.mark.parametrize(
    "text", ['=deadline("D-DT-01.a", date(ngay_nhan))', "PHONG", "bước P17", "Phần PT", "timedelta(days=1)", "P02"]
)
def test_what_is_no_period_is_left_alone(text: str) -> None:
    assert found_in(text, (*IN_MODELS, *IN_SOURCE)) == []
