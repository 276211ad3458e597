"""What the calendar's tests share: the seeded calendar and rules, and rules made on the spot."""

import pytest

from engine.calendar import Calendar, LegalRule, RuleBook, load_legal_rules
from tests.unit.calendar.seeds import RULE, MakeRule, seeded_rule_book


@pytest.fixture(scope="session")
def rule_book() -> RuleBook:
    return seeded_rule_book()


@pytest.fixture(scope="session")
def calendar(rule_book: RuleBook) -> Calendar:
    return rule_book.calendar


@pytest.fixture(scope="session")
def rules(rule_book: RuleBook) -> tuple[LegalRule, ...]:
    return rule_book.rules


@pytest.fixture(scope="session")
def make_rule() -> MakeRule:
    """Give a maker of rules: the rule without mistakes, with some fields changed."""

    def make(**changes: object) -> LegalRule:
        return load_legal_rules([RULE | changes])[0]

    return make
