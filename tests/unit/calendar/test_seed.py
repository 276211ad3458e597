"""The seed files: whole, consistent with each other, and the demo's due dates equal to what is computed."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

import pytest

from engine.calendar import Calendar, DayKind, DayStatus, LegalRule, Mode, RuleBook, Unit, WarningPolicy
from tests.unit.calendar.seeds import SEED, local, read_seed

DEMO_DEADLINES = [(case["ma"], due) for case in read_seed("demo.json")["ho_so"] for due in case.get("han", [])]


def test_every_rule_has_its_own_id_and_its_process_a_name(rules: tuple[LegalRule, ...]) -> None:
    assert len({rule.id for rule in rules}) == len(rules)
    named = set(read_seed("labels.json")["processes"])
    assert {rule.process for rule in rules} - named == {"tat_ca"}
    for rule in rules:
        assert rule.register_id is None or rule.id.startswith(rule.register_id + ".")


def test_every_rule_that_a_shipped_model_names_is_seeded(rules: tuple[LegalRule, ...]) -> None:
    known = {rule.id for rule in rules}
    named = {
        rule_id
        for model in (SEED.parents[1] / "bpmn").rglob("*.bpmn")
        for rule_id in re.findall(r"(?:deadline|reminder)\((?:&quot;|\")([^\"&]+)", model.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= known


def test_conditions_use_values_that_the_forms_offer(rules: tuple[LegalRule, ...]) -> None:
    enums = read_seed("labels.json")["enums"]
    for field, list_key in (
        ("do_khan", "do_khan_den"),
        ("loai_don", "loai_don"),
        ("chu_the", "giam_sat_chuyen_de.doan_giam_sat.chu_the"),
        ("vung", "don_thu.de_xuat.vung"),
        ("cap_tham_quyen", "kien_nghi_cu_tri.kien_nghi_ct.cap_tham_quyen"),
        ("loai_nq", "ban_hanh_nghi_quyet.nghi_quyet.loai_nq"),
    ):
        used = {value for rule in rules for value in literals(rule.condition, field)}
        assert used
        assert used <= set(enums[list_key])
    session = {v for rule in rules if rule.process == "ky_hop" for v in literals(rule.condition, "loai")}
    assert session == set(enums["ky_hop.ky_hop.loai"])


def literals(condition: str | None, field: str) -> set[str]:
    """Find the texts that a condition compares `field` with."""
    found: set[str] = set()
    for match in re.finditer(rf"\b{field} (?:!?= (\"[^\"]+\")|in \(([^)]*)\))", condition or ""):
        found |= set(re.findall(r'"([^"]+)"', match[1] or match[2]))
    return found


def test_a_rule_that_nobody_has_verified_is_not_enforced(rules: tuple[LegalRule, ...]) -> None:
    assert not [rule.id for rule in rules if rule.confidence == "?" and rule.mode is Mode.ENFORCE]


def test_the_amber_rules_are_the_last_third_and_the_last_working_day(rule_book: RuleBook) -> None:
    third = next(rule.amount for rule in rule_book.rules if rule.unit is Unit.FRACTION and rule.id == "N-CB-01.a")
    assert rule_book.warning == WarningPolicy(share=third, least_days=0)  # type: ignore[arg-type]
    assert str(third) == "1/3"


def test_texts_are_composed_and_name_no_evidence_tag() -> None:
    for name in ("calendar.json", "legal_rules.json", "labels.json", "demo.json"):
        for text in texts(read_seed(name)):
            assert unicodedata.is_normalized("NFC", text), text
            assert not re.search(r"\[(?:F|R|S|\?|M-\w+)\]", text), text


def texts(value: Any) -> list[str]:  # noqa: ANN401 - parsed JSON
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_every_exchange_gives_as_many_working_saturdays_as_days_off(calendar: Calendar) -> None:
    for year in {record.day.year for record in calendar.days}:
        of_year = [record for record in calendar.days if record.day.year == year]
        off = [record for record in of_year if record.kind is DayKind.SWAP_OFF]
        worked = [record for record in of_year if record.kind is DayKind.MAKE_UP_WORK]
        assert len(off) == len(worked)
        assert all(record.day.weekday() in calendar.weekly_rest for record in worked)
        assert all(record.day.weekday() not in calendar.weekly_rest for record in off)


@pytest.mark.parametrize("year", range(2025, 2031))
def test_every_year_has_its_holidays_and_their_compensation(calendar: Calendar, year: int) -> None:
    for month, day in ((1, 1), (4, 30), (5, 1), (9, 2)):
        assert not calendar.is_working_day(date(year, month, day))
    new_year = [r.day for r in calendar.days if r.day.year == year and "Tết Nguyên đán" in r.name_vi]
    weekdays_off = [day for day in new_year if day.weekday() not in calendar.weekly_rest]
    assert len(weekdays_off) == 5
    resting = (
        record
        for record in calendar.days
        if record.day.year == year and record.kind is DayKind.HOLIDAY and record.day.weekday() in calendar.weekly_rest
    )
    compensated = [r for r in calendar.days if r.day.year == year and r.kind is DayKind.COMPENSATION]
    assert len(list(resting)) == len(compensated)
    assert all(record.name_en for record in calendar.days)


def test_the_unconfirmed_day_is_the_24th_of_november_and_its_compensation(calendar: Calendar) -> None:
    waiting = [record.day for record in calendar.days if record.status is DayStatus.UNCONFIRMED]
    assert date(2026, 11, 24) in waiting
    assert all(timedelta() <= day - date(day.year, 11, 24) <= timedelta(days=2) for day in waiting)
    assert calendar.is_working_day(date(2026, 11, 24))
    assert not calendar.with_unconfirmed_applied().is_working_day(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("case", "due"), DEMO_DEADLINES, ids=[f"{case}-{due['quy_tac']}" for case, due in DEMO_DEADLINES]
)
def test_the_demo_says_what_is_computed(rule_book: RuleBook, case: str, due: dict[str, Any]) -> None:
    rule = rule_book.versions(due["quy_tac"])[0]
    assert (rule.amount, rule.unit, rule.mode) == (due["so"], due["don_vi"], due["che_do"]), case
    found = rule_book.deadline(rule.id, local(due["moc_tinh"]))
    assert found is not None
    moment = rule_book.calendar.local(found.due_at)
    assert (f"{moment:%Y-%m-%d %H:%M}" if rule.unit is Unit.HOUR else f"{moment:%Y-%m-%d}") == due["han"]
    other = None if found.alternative is None else found.alternative.due_on.isoformat()
    assert other == due.get("han_neu_24_11_la_ngay_nghi")


def test_every_rule_that_measures_time_computes_and_explains_itself(rule_book: RuleBook) -> None:
    computed = 0
    for rule in rule_book.rules:
        if rule.unit in (Unit.FRACTION, Unit.COUNT) or rule.amount is None or rule.effective_to is not None:
            continue
        found = rule_book.deadline(rule.id, local("2027-03-01T09:00"))
        assert (found is None) is (rule.mode is Mode.OFF)
        if found is not None:
            computed += 1
            assert found.explanation.vi.startswith("Hạn ")
            assert found.explanation.en.startswith("Due ")
    assert computed > 150


def test_every_code_list_has_a_title_and_no_two_of_a_process_the_same() -> None:
    labels = read_seed("labels.json")
    titles = labels["lists"]
    assert set(labels["enums"]) <= set(titles)
    shown = [(key.partition(".")[0] if "." in key else "", words["vi"]) for key, words in titles.items()]
    assert len(shown) == len(set(shown))
