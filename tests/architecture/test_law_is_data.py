"""No number of days, months or hours of the law or of the Office stands in a model, a form or a source file.

They are data (`engine/seed/legal_rules.json`, then what administrators keep): a number in a model is wrong on the day
that the law changes, and nobody finds it. See docs/adr/0009. Whatever a person may write a period in is looked for:
digits, words of both languages, ISO 8601, arithmetic on dates, constants, seconds.
"""

import html
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Patterns = tuple[re.Pattern[str], ...]
NUMBER = r"(?:[2-9]|[1-9]\d+|0\d+)"
TEENS = r"(?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín)"
TENS = r"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:mốt|hai|ba|tư|lăm|sáu|bảy|tám|chín))?"
SPELT = (
    rf"(?:(?<!khoảng )(?<!/)(?:{TENS}|mười(?: {TEENS})?|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
    "|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|forty-five|forty-eight|sixty|ninety)"
)
UNITS = r"(?:ngày|tuần|tháng|giờ|tiếng|(?:working |calendar )?(?:days?|weeks?|months?|hours?))\b"
ISO = r"\bP(?=\d|T\d)(?:\d+(?:[.,]\d+)?[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?(?<=[YMWDHS])\b"
CALL = r"\([^()]*(?:\([^()]*\)[^()]*)*"  # a call's arguments, one level of calls in them, up to where more is asked for


def words(space: str) -> Patterns:
    """Give what finds a period in words; `space` is what may stand between number and unit."""
    told = rf"{space}*(?:\([^()\n]{{2,30}}\){space}*)?"  # 15 (mười lăm) ngày
    return (
        re.compile(rf"(?<!ngày )(?<![\d/.]){NUMBER}{told}{UNITS}", re.IGNORECASE),  # no day of a month
        re.compile(rf"\b1{told}(?:ngày làm việc|working day)\b", re.IGNORECASE),
        re.compile(rf"\b{SPELT}[ \u00a0-]{UNITS}", re.IGNORECASE),
    )


IN_MODELS = (
    *words(r"\s"),
    re.compile(ISO),
    re.compile(r"\bduration\("),
    re.compile(rf"\badd working days{CALL},\s*-?\s*\d"),
    re.compile(rf"(?:\bworking days between{CALL}\)|\.(?:days|hours|months|years))\s*[-+*/<>=!]+\s*\d"),
    re.compile(r"\.(?:day|month|year)\s*[-+]\s*\d"),
)
IN_SOURCE = (
    *words(r"[ \u00a0]"),
    re.compile(ISO),
    re.compile(rf"\b(?:days|weeks|hours|months|years)[\"']?\s*(?:=>|[=:])\s*{NUMBER}\b"),
    re.compile(rf"\btimedelta\(\s*{NUMBER}\b"),
    re.compile(r"\b(?:minutes|seconds)\s*[=:]\s*\d[\d_]{3,}\b"),
    re.compile(rf"\badd_working_days{CALL},\s*-?{NUMBER}\b"),
    re.compile(r"\binterval\s*'[^']*\d", re.IGNORECASE),
    re.compile(r"\b(?:86_?400(?:_?000)?|864e[25]|24 \* (?:60|3_?600))\b"),
    re.compile(rf"\bget(?:UTC)?(?:Date|Hours|Month)\(\)\s*[-+]\s*{NUMBER}\b"),
    re.compile(rf"\b\w*(?:DAYS|HOURS|WEEKS|MONTHS|NGAY|_han_)\w*(?:\s*:\s*\w+(?:\[\w+\])?)?\s*=\s*{NUMBER}\b"),
)
"""What would be a number of the law; one day on (`days=1`) is arithmetic on a calendar, no period."""
TECHNICAL = {
    "api/accounts/language.py": "how long a browser keeps the language",
    "api/routes/jobs.py": "the longest lease of a job",
    "api/routes/messages.py": "the longest life of a message",
    "engine/calendar/counting.py": "months in a year",
    "engine/calendar/working_days.py": "days in a week",
    "engine/content/policy.py": "how long an upload that nobody used is kept",
    "engine/feel/temporal/civil.py": "days in a year",
    "engine/feel/temporal/parse.py": "how a duration is written",
    "engine/feel/temporal/values.py": "seconds in a day",
    "engine/feel/temporal/zones.py": "seconds in a day",
    "engine/operations/cases/petition_report.py": "days in a year, the longest report",
    "engine/operations/news/send_mail.py": "pauses between tries, and how long sent messages are kept",
    "engine/operations/signing_in/forget_old_sign_ins.py": "how long failed sign-ins are kept",
    "engine/spiff/cron.py": "steps from month to month",
    "engine/spiff/elements/event_settings.py": "examples of how a timer is written",
    "engine/spiff/moments.py": "how a duration is written",
    "engine/worker/run_job.py": "how long a step of the product's own may take",
    "engine/worker/technical.py": "how long a repeated command is known again",
}


def found_in(text: str, patterns: Patterns) -> list[str]:
    """Give what in `text` looks like a period of the law; characters written as entities are read."""
    plain = html.unescape(text)
    return [match.group() for pattern in patterns for match in pattern.finditer(plain)]


def findings(folder: str, pattern: str, looked_for: Patterns) -> list[str]:
    """Give file and finding for every file of a folder."""
    made_elsewhere = {"node_modules", "build"}
    files = sorted(path for path in (ROOT / folder).rglob(pattern) if made_elsewhere.isdisjoint(path.parts))
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


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        *[("engine", "*.py"), ("engine", "*.typ")],
        *[("api", "*.py"), ("api/templates", "*.html"), ("api/web/scripts", "*.js"), ("api/i18n", "*.po")],
    ],
)
def test_no_source_file_holds_a_period(folder: str, kind: str) -> None:
    assert findings(folder, kind, IN_SOURCE) == []


@pytest.mark.parametrize("name", ["labels.json", "groups.json", "authorizations.json"])
def test_no_word_that_people_read_holds_a_period(name: str) -> None:
    words_of_law = found_in((ROOT / "engine" / "seed" / name).read_text(encoding="utf-8"), words(r"\s"))
    assert [hit for hit in words_of_law if hit.lower() != "sáu tháng"] == []  # half a year: a kind of report


def test_what_is_technical_is_still_there() -> None:
    assert all(found_in((ROOT / name).read_text(encoding="utf-8"), IN_SOURCE) for name in TECHNICAL)


@pytest.mark.parametrize(
    "text",
    [
        "<bpmn:timeDuration>P10D</bpmn:timeDuration>",
        "<bpmn:timeDuration>PT48H</bpmn:timeDuration>",
        "<bpmn:timeDuration>PT1.5H</bpmn:timeDuration>",
        "<bpmn:timeDuration>P2W</bpmn:timeDuration>",
        "R3/P1M",
        'dueDate="=ngay_nhan + duration(&quot;P1Y2M&quot;)"',
        '=now() + @"P3D"',
        '=now() + duration("P" + string(so) + "D")',
        "=add working days(date(ngay_nhan), 5)",
        "=add working days(ngay_nhan, - 5)",
        "=working days between(date(ngay_nhan), today()) &gt; 10",
        "=(today() - date(ngay_nhan)).days &gt;= 90",
        "=date(nam, thang, date(ngay_nhan).day + 15)",
        '"label": "Xử lý trong 15 ngày làm việc"',
        "<text>45 ngày</text>",
        "Chậm nhất 15&#160;ngày",
        "Chậm nhất 05\n          ngày",
        "15 (mười lăm) ngày",
        "1 ngày làm việc",
        "trong mười lăm ngày",
        "trong ba mươi ngày",
        "Năm ngày làm việc",
        "hai tháng",
        "48 tiếng",
        "Answer in 10 working days",
        "within forty-five days",
        "a five-day period, three working days",
    ],
)
def test_a_period_in_a_model_is_found(text: str) -> None:
    assert found_in(text, IN_MODELS)


@pytest.mark.parametrize(
    "text",
    [
        "DUE = timedelta(days=10)",
        "timedelta(weeks=2)",
        "timedelta(15)",
        "timedelta(minutes=2880)",
        "relativedelta(months=6)",
        "calendar.add_working_days(day, 5)",
        "calendar.add_working_days(date(2026, 1, 1), 5)",
        "HAN_NGAY = 15",
        "MAX_DAYS: Final[int] = 30",
        'LIMIT = "PT48H"',
        "now() - interval '15 days'",
        "make_interval(days => 15)",
        "15 * 86400",
        "const DAY = 24 * 60 * 60 * 1000;",
        "then.setDate(then.getDate() + 15);",
        "DateTime.now().plus({ days: 15 })",
        "{{ _('Phải trả lời trong 15 ngày') }}",
        "Hạn trả lời là 15 ngày làm việc.",
        "The answer is due in ten days.",
    ],
)
def test_a_period_in_a_source_file_is_found(text: str) -> None:
    assert found_in(text, IN_SOURCE)


@pytest.mark.parametrize(
    "text",
    [
        '=deadline("D-DT-01.a", date(ngay_nhan))',
        "PHONG",
        "bước P17",
        "Phần PT",
        "timedelta(days=1)",
        "P02",
        "ngày 15 tháng 9 năm 2026",
        "25/11/2026 giờ",
        "date(date(ngay).year, 12, 31)",
        "retries=3",
    ],
)
def test_what_is_no_period_is_left_alone(text: str) -> None:
    assert found_in(text, (*IN_MODELS, *IN_SOURCE)) == []
