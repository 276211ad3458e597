"""Which version of a rule binds, and what an unknown, switched-off or expired rule answers."""

from datetime import date

import pytest

from engine.calendar import Calendar, LegalRule, RuleBook
from engine.errors import InputRejected, NotFound
from tests.unit.calendar.seeds import MakeRule, local


def test_an_unknown_rule_is_named(rule_book: RuleBook) -> None:
    with pytest.raises(NotFound) as refused:
        rule_book.deadline("D-ZZ-99.z", local("2026-11-23"))
    assert refused.value.stable_code == "legal_rule_unknown"
    assert "D-ZZ-99.z" in refused.value.text.vi
    assert "D-ZZ-99.z" in refused.value.text.en


def test_a_rule_that_is_switched_off_gives_nothing(rule_book: RuleBook) -> None:
    assert rule_book.deadline("D-KH-10.a", local("2026-11-23")) is None
    assert rule_book.deadline("D-KH-03.a", local("2026-12-08")) is None


def test_the_variants_of_a_register_line_are_found_together(rule_book: RuleBook) -> None:
    assert [rule.id for rule in rule_book.variants("D-DT-06")] == ["D-DT-06.a", "D-DT-06.b", "D-DT-06.c"]


def versions(make_rule: MakeRule, running_cases: str) -> tuple[LegalRule, ...]:
    return (
        make_rule(amount=5, effective_from="2026-07-01", running_cases=running_cases),
        make_rule(amount=3, effective_to="2026-06-30", running_cases=running_cases),
    )


@pytest.mark.parametrize(
    ("running_cases", "as_of", "due"),
    [
        ("keep", None, "2026-07-02"),
        ("keep", date(2026, 7, 1), "2026-07-02"),
        ("follow", None, "2026-07-02"),
        ("follow", date(2026, 6, 30), "2026-07-02"),
        ("follow", date(2026, 7, 1), "2026-07-06"),
    ],
)
def test_a_running_case_keeps_its_version_or_follows_the_change(
    calendar: Calendar, make_rule: MakeRule, running_cases: str, as_of: date | None, due: str
) -> None:
    book = RuleBook(calendar=calendar, rules=versions(make_rule, running_cases))
    found = book.deadline("T-XX-01.a", local("2026-06-29"), as_of=as_of)
    assert found is not None
    assert found.due_on.isoformat() == due


def test_a_new_case_gets_the_new_version(calendar: Calendar, make_rule: MakeRule) -> None:
    book = RuleBook(calendar=calendar, rules=versions(make_rule, "keep"))
    found = book.deadline("T-XX-01.a", local("2026-07-01"))
    assert found is not None
    assert found.due_on == date(2026, 7, 8)
    assert [rule.amount for rule in book.versions("T-XX-01.a")] == [3, 5]


def test_an_expired_rule_is_refused_by_name_and_day(rule_book: RuleBook) -> None:
    with pytest.raises(InputRejected) as refused:
        rule_book.deadline("D-LT-01.a", local("2024-12-31"))
    assert refused.value.stable_code == "legal_rule_not_in_force"
    assert "D-LT-01.a" in refused.value.text.vi
    assert "31/12/2024" in refused.value.text.vi


def test_a_period_counted_back_is_judged_by_its_last_day(rule_book: RuleBook) -> None:
    # The 2015 law ends on 28/02/2026, the new one begins on 01/3/2026: that is the due day for the year 2027.
    with pytest.raises(InputRejected):
        rule_book.deadline("D-GS-01.a", local("2027-01-01"))
    new = rule_book.deadline("D-GS-01.b", local("2027-01-01"))
    old = rule_book.deadline("D-GS-01.a", local("2026-01-01"))
    assert new
    assert old
    assert (new.due_on, old.due_on) == (date(2026, 3, 1), date(2025, 3, 1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"effective_to": "2026-07-01"}, {"effective_from": "2026-07-01"}),
        ({"effective_from": "2026-01-01"}, {"effective_from": "2026-07-01"}),
    ],
)
def test_versions_that_overlap_are_refused(
    calendar: Calendar, make_rule: MakeRule, first: dict[str, str], second: dict[str, str]
) -> None:
    with pytest.raises(InputRejected) as refused:
        RuleBook(calendar=calendar, rules=(make_rule(**first), make_rule(**second)))
    assert refused.value.stable_code == "legal_rule_versions_overlap"


@pytest.mark.parametrize(
    ("event", "due"),
    [
        ("2026-12-08", "2026-11-18"),  # both end under their own law: the old one came first
        ("2026-12-28", "2026-12-08"),  # 20 days end under the new law, 45 under the old one, which bound until then
        ("2027-01-20", "2026-12-04"),  # the new one alone ends under its own law (05/12 is a Saturday)
    ],
)
def test_a_longer_period_counted_back_leaves_no_gap(
    calendar: Calendar, make_rule: MakeRule, event: str, due: str
) -> None:
    back = {"direction": "before", "unit": "calendar_day", "roll": "previous_working_day"}
    book = RuleBook(
        calendar=calendar,
        rules=(
            make_rule(**back, amount=20, effective_to="2026-11-30"),
            make_rule(**back, amount=46, effective_from="2026-12-01"),
        ),
    )
    found = book.deadline("T-XX-01.a", local(event))
    assert found
    assert found.due_on.isoformat() == due
