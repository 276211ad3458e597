"""The check of decision tables: what it finds, with rule and column, and that it finds it exactly when it is there."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import check_decisions, evaluate
from engine.dmn.check import coverage
from engine.errors import Finding
from tests.unit.dmn import drawing as d


def fee(
    *rules: str, inputs: str = "", outputs: str = "", policy: str = "UNIQUE", names: tuple[str, ...] = ("n", "m")
) -> str:
    drawn = d.table(inputs or d.input_clause("n", "number"), outputs or d.output_clause("phi"), *rules, policy=policy)
    return "".join(map(d.data, names)) + d.decision(drawn, *(f"input:{name}" for name in names))


def found(parts: str, code: str = "") -> list[Finding]:
    return [finding for finding in check_decisions(d.model(parts)) if not code or finding.code == code]


def codes(parts: str) -> list[str]:
    return [finding.code for finding in found(parts)]


def test_a_whole_table_is_silent() -> None:
    assert codes(fee("< 5 => 1", "[5..10] => 2", "> 10 => 3")) == []


def test_a_gap_is_told_with_the_values_that_no_rule_takes() -> None:
    [gap] = found(fee("< 5 => 1", "]5..10] => 2", "> 10 => 3"))
    assert (gap.code, gap.severity) == ("table_gap", "warning")
    assert "không dòng nào áp dụng khi n: 5." in gap.text.vi
    assert "no rule applies when n: 5." in gap.text.en


@pytest.mark.parametrize(
    ("rules", "missing"),
    [
        (("< 5 => 1",), "n: >= 5"),
        (("> 5 => 1",), "n: <= 5"),
        (("[1..2] => 1", "< 1 => 2", "[3..4[ => 3", ">= 4 => 4"), "n: ]2..3["),
        (("not(3) => 1",), "n: 3"),
    ],
)
def test_a_gap_is_written_like_a_cell(rules: tuple[str, ...], missing: str) -> None:
    [gap] = found(fee(*rules))
    assert f"when {missing}." in gap.text.en


def test_gaps_of_several_columns_name_the_columns_that_matter() -> None:
    inputs = d.input_clause("n", "number") + d.input_clause("loai", "string", allowed='"sao y", "trích sao"')
    parts = fee('< 5 | "sao y" => 1', ">= 5 | - => 2", inputs=inputs, names=("n", "loai"))
    [gap] = found(parts)
    assert 'when n: < 5; loai: "trích sao".' in gap.text.en


def test_strings_without_a_list_leave_any_other_value_open() -> None:
    [gap] = found(fee('"a" => 1', '"b" => 2', inputs=d.input_clause("n", "string")))
    assert 'n: not("a", "b")' in gap.text.en


def test_truth_values_and_dates_are_understood() -> None:
    assert codes(fee("true => 1", "false => 2", inputs=d.input_clause("n", "boolean"))) == []
    days = ('< date("2026-07-01") => 1', '>= @"2026-07-02" => 2')
    [gap] = found(fee(*days, inputs=d.input_clause("n", "date")))
    assert 'n: [date("2026-07-01")..date("2026-07-02")[' in gap.text.en


def test_a_default_or_a_policy_of_many_results_needs_no_whole_cover() -> None:
    assert codes(fee("< 5 => 1", outputs=d.output_clause("phi", default="0"))) == []
    assert codes(fee("< 5 => 1", policy="COLLECT")) == []


def test_a_cell_that_nobody_can_tell_hides_a_gap_and_makes_no_overlap() -> None:
    assert codes(fee("? > m => 1", "< 5 => 2")) == []


def test_an_overlap_names_both_rules_and_where_they_meet() -> None:
    [overlap] = found(fee("<= 5 => 1", ">= 5 => 2"))
    assert overlap.code == "rules_overlap"
    assert overlap.element_id == "r2"
    assert "dòng 1 và dòng 2 cùng áp dụng khi n: 5;" in overlap.text.vi


def test_any_may_overlap_with_one_result_only() -> None:
    assert codes(fee("<= 5 => 1", ">= 5 => 1", policy="ANY")) == []
    assert codes(fee("<= 5 => 1", ">= 5 => 2", policy="ANY")) == ["rules_overlap"]


def test_a_rule_behind_others_that_take_all_of_its_cases_is_unreachable() -> None:
    rules = ("< 5 => 1", ">= 3 => 2", "[1..9] => 3")
    [unreachable] = found(fee(*rules, policy="FIRST"))
    assert (unreachable.code, unreachable.element_id) == ("rule_unreachable", "r3")
    assert codes(fee("< 5 => 1", ">= 3 => 2", policy="FIRST")) == []


def test_priority_counts_by_the_listed_results() -> None:
    outputs = d.output_clause("phi", "string", allowed='"cao", "thấp"')
    assert codes(fee('- => "thấp"', '> 5 => "cao"', outputs=outputs, policy="PRIORITY")) == []
    [unreachable] = found(fee('> 5 => "thấp"', '- => "cao"', outputs=outputs, policy="PRIORITY"))
    assert (unreachable.code, unreachable.element_id) == ("rule_unreachable", "r1")


def test_a_cell_outside_the_allowed_values_never_matches() -> None:
    inputs = d.input_clause("n", "string", allowed='"a", "b"')
    [never] = found(fee('"a" => 1', '"b" => 2', '"c" => 3', inputs=inputs))
    assert (never.code, never.element_id) == ("rule_never_matches", "r3")


def test_cells_and_results_of_another_type_are_told() -> None:
    parts = fee('"5" => 1', "- => 2", policy="COLLECT")
    [cell] = found(parts)
    assert (cell.code, cell.element_id) == ("cell_type_mismatch", "r1")
    [result] = found(fee('- => "x"', outputs=d.output_clause("phi", "number")))
    assert result.code == "output_type_mismatch"
    [listed] = found(fee("- => 7", outputs=d.output_clause("phi", "number", allowed="1, 2")))
    assert listed.code == "output_not_listed"


def test_a_declared_type_gives_its_values_to_the_column() -> None:
    kind = '<itemDefinition name="tLoai"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues></itemDefinition>'  # noqa: E501
    assert codes(kind + fee('"a" => 1', '"b" => 2', inputs=d.input_clause("n", "tLoai"))) == []


def test_names_that_nobody_declares_are_told_where_the_file_draws_its_data() -> None:
    [unknown] = found(fee("- => n * ti_le"))
    assert (unknown.code, unknown.element_id) == ("name_unknown", "r1")
    assert "“ti_le”" in unknown.text.vi
    undrawn = d.decision(d.table(d.input_clause("so_ban"), d.output_clause("phi"), "- => so_ban * ti_le"))
    assert codes(undrawn) == []


def test_names_of_loops_contexts_functions_and_items_are_known() -> None:
    text = "sum(for x in [n, m] return x * x) + {a: 1, b: a}.b + count([{c: 1}][c = 1])"
    assert codes(d.data("n") + d.data("m") + d.decision(d.literal(text), "input:n", "input:m")) == []


def test_a_table_that_would_take_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "MOST_STEPS", 1)
    assert codes(fee("< 5 => 1", ">= 5 => 2")) == ["table_not_checked"]


def test_a_table_of_very_many_columns_is_not_searched() -> None:
    count = coverage.MOST_COLUMNS + 1
    inputs = d.input_clause("n", "number") * count
    assert codes(fee(" | ".join(["< 5"] * count) + " => 1", inputs=inputs)) == ["table_not_checked"]


BOUND = st.integers(0, 4)
CELL = st.one_of(
    st.just("-"),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), BOUND),
    st.builds(lambda low, size: f"[{low}..{low + size}]", BOUND, st.integers(0, 2)),
    st.builds("not({})".format, BOUND),
    st.builds("{}, {}".format, BOUND, BOUND),
)
HALVES = [Decimal(number) / 2 for number in range(-1, 14)]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rules=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_gaps_and_overlaps_are_found_exactly_where_evaluation_meets_them(rules: list[tuple[str, str]]) -> None:
    inputs = d.input_clause("n", "number") + d.input_clause("m", "number")
    drawn = [f"{one} | {other} => {number}" for number, (one, other) in enumerate(rules)]
    every = d.model(fee(*drawn, inputs=inputs, policy="COLLECT"))
    hits = [
        len(result.value) if isinstance(result.value, list) else 0
        for n in HALVES
        for m in HALVES
        for result in [evaluate(every, "d", d.values({"n": n, "m": m}))]
    ]
    told = codes(fee(*drawn, inputs=inputs))
    assert ("table_gap" in told) == (0 in hits)
    assert ("rules_overlap" in told) == any(count > 1 for count in hits)
