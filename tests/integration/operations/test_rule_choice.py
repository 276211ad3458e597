"""Conditions of deadline rules: FEEL over the facts of a case decides which rule of a register line applies."""

import pytest

from engine.calendar import load_legal_rules
from engine.errors import InputRejected
from engine.feel import Host, compile_expression, from_json
from engine.model.json_value import JsonValue
from engine.operations import Engine
from engine.operations.deadlines.rule_choice import holds
from engine.seed import read


def answer(engine: Engine, expression: str, facts: dict[str, JsonValue]) -> object:
    """Evaluate an expression as a model would, with the Office's law."""
    with engine.unit_of_work() as uow:
        context = {name: from_json(value) for name, value in facts.items()}
        return compile_expression(expression).evaluate(context, host=uow.host).value


def test_every_seeded_condition_is_feel_that_holds_for_some_facts_only() -> None:
    for rule in load_legal_rules(read("legal_rules")):
        if rule.condition is not None:
            compile_expression(rule.condition)
            assert holds(rule, {"khong_lien_quan": True}, Host()) in (True, False), rule.id


@pytest.mark.parametrize(
    ("lan", "vung", "phuc_tap", "expected"),
    [
        (1, "thuong", False, "D-DT-04.a"),
        (1, "thuong", True, "D-DT-04.b"),
        (1, "kho_khan", False, "D-DT-04.c"),
        (1, "kho_khan", True, "D-DT-04.d"),
        (2, "thuong", False, None),
        (None, "thuong", False, None),
    ],
)
def test_the_rule_whose_condition_holds_is_chosen(
    engine: Engine, lan: int | None, vung: str, phuc_tap: bool, expected: str | None
) -> None:
    facts: dict[str, JsonValue] = {"loai_don": "khieu_nai", "lan": lan, "vung": vung, "phuc_tap": phuc_tap}
    expression = 'applicable rule("D-DT-04", {loai_don: loai_don, lan: lan, vung: vung, phuc_tap: phuc_tap})'
    assert answer(engine, expression, facts) == expected


def test_a_chosen_rule_sets_a_date(engine: Engine) -> None:
    expression = 'deadline(applicable rule("D-TT-04", {do_khan: do_khan}), date("2026-11-25"))'
    assert answer(engine, expression, {"do_khan": "thuong"}) is not None
    assert answer(engine, expression, {"do_khan": "khong_ro"}) is None


@pytest.mark.parametrize(
    "expression", ['applicable rule("KHONG-CO", {a: 1})', "applicable rule(5, {a: 1})", 'applicable rule("D-DT-04", 5)']
)
def test_what_cannot_be_asked_is_null(engine: Engine, expression: str) -> None:
    assert answer(engine, expression, {}) is None


def test_a_condition_that_costs_too_much_is_refused_with_the_rules_name() -> None:
    seeded = read("legal_rules")[0]
    costly = "every a in 1..9999, b in 1..9999 satisfies a + b > 0"
    rule = load_legal_rules([{**seeded, "condition": costly}])[0]
    with pytest.raises(InputRejected) as refused:
        holds(rule, {}, Host())
    assert refused.value.details == {"rule": rule.id}
