"""What each hit policy makes of the rules that match (DMN 1.5 §8.2.11)."""

from decimal import Decimal

import pytest

from engine.dmn import DecisionResult
from tests.unit.dmn import drawing as d

OVERLAPPING = ("> 0 => 10", "> 5 => 20", "> 9 => 10")


def run(policy: str, number: int, *rules: str, outputs: str = "", aggregation: str = "") -> DecisionResult:
    drawn = d.table(d.input_clause("n"), outputs or d.output_clause(), *rules, policy=policy, aggregation=aggregation)
    return d.decide(d.data("n") + d.decision(drawn, "input:n"), {"n": number})


def test_unique_gives_the_only_rule_that_matches() -> None:
    assert run("UNIQUE", 3, *OVERLAPPING).value == 10


def test_unique_with_several_rules_is_null_and_tells_which() -> None:
    result = run("UNIQUE", 7, *OVERLAPPING)
    assert result.value is None
    (warning,) = result.warnings
    assert warning.code == "rules_overlap"
    assert "1, 2" in warning.vi
    assert "1, 2" in warning.en


def test_any_needs_agreement() -> None:
    agreeing = ("> 0 => 10", "> 5 => 5 + 5")
    assert run("ANY", 7, *agreeing).value == 10
    differing = run("ANY", 7, *OVERLAPPING)
    assert (differing.value, [warning.code for warning in differing.warnings]) == (None, ["rules_differ"])


def test_first_gives_the_first_in_order() -> None:
    assert run("FIRST", 10, "> 9 => 1", "> 0 => 2").value == 1
    assert run("FIRST", 3, "> 9 => 1", "> 0 => 2").value == 2


def test_priority_follows_the_list_of_output_values() -> None:
    outputs = d.output_clause(allowed='"cao", "vừa", "thấp"')
    rules = ('> 0 => "thấp"', '> 5 => "cao"', '> 1 => "vừa"')
    assert run("PRIORITY", 7, *rules, outputs=outputs).value == "cao"
    assert run("PRIORITY", 3, *rules, outputs=outputs).value == "vừa"


def test_priority_of_several_outputs_looks_at_the_first_column_first() -> None:
    outputs = d.output_clause("a", allowed='"x", "y"') + d.output_clause("b", allowed="1, 2, 3")
    rules = ('> 0 => "y" | 1', '> 0 => "x" | 3', '> 0 => "x" | 2')
    assert run("PRIORITY", 1, *rules, outputs=outputs).value == {"a": "x", "b": 2}


def test_output_order_sorts_all_of_them() -> None:
    outputs = d.output_clause(allowed='"cao", "vừa", "thấp"')
    rules = ('> 0 => "thấp"', '> 5 => "cao"', '> 1 => "vừa"')
    assert run("OUTPUT ORDER", 7, *rules, outputs=outputs).value == ["cao", "vừa", "thấp"]


def test_rule_order_and_collect_give_all_in_the_order_of_the_rules() -> None:
    assert run("RULE ORDER", 10, *OVERLAPPING).value == [10, 20, 10]
    assert run("COLLECT", 10, *OVERLAPPING).value == [10, 20, 10]


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 40), ("COUNT", 3), ("MIN", 10), ("MAX", 20)])
def test_collect_with_an_aggregation(aggregation: str, expected: int) -> None:
    assert run("COLLECT", 10, *OVERLAPPING, aggregation=aggregation).value == expected


def test_sums_keep_all_34_digits() -> None:
    rules = ("> 0 => 12345678901234567890123456789012.25", "> 0 => 0.50")
    expected = Decimal("12345678901234567890123456789012.75")
    assert run("COLLECT", 1, *rules, aggregation="SUM").value == expected


def test_without_a_match_the_result_is_null() -> None:
    for policy in ("UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"):
        assert run(policy, -1, *OVERLAPPING).value is None


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "PRIORITY", "COLLECT"])
def test_default_outputs_stand_in_when_no_rule_matches(policy: str) -> None:
    outputs = d.output_clause("a", default="0") + d.output_clause("b", default='"không"')
    result = run(policy, -1, '> 0 => 1 | "có"', outputs=outputs)
    assert result.value == {"a": 0, "b": "không"}
    assert result.decisions[0].tables[0].matched == ()
