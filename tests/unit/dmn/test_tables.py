"""Decision tables: cells, columns with types and lists of values, and the trace of what matched."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import evaluate, parse, result_json
from engine.dmn.cell_index import build_index
from engine.dmn.intervals import Intervals, intervals_of
from engine.feel import compile_unary_tests
from tests.unit.dmn import drawing as d


def fee(*rules: str, inputs: str = "", outputs: str = "", policy: str = "UNIQUE") -> str:
    clauses = inputs or d.input_clause("n")
    drawn = d.table(clauses, outputs or d.output_clause(), *rules, policy=policy)
    return d.data("n") + d.data("m") + d.decision(drawn, "input:n", "input:m")


def test_a_dash_and_an_empty_cell_let_everything_pass() -> None:
    parts = fee("- | =>1", inputs=d.input_clause("n") + d.input_clause("m"))
    assert d.decide(parts, {"n": None, "m": "x"}).value == 1


def test_cells_see_inputs_and_the_tested_value() -> None:
    assert d.decide(fee("? + m = 5 => 1", "< m => 2", policy="FIRST"), {"n": 2, "m": 3}).value == 1
    assert d.decide(fee("? + m = 5 => 1", "< m => 2"), {"n": 1, "m": 3}).value == 2


def test_a_cell_of_another_kind_does_not_match() -> None:
    assert d.decide(fee('"5" => 1'), {"n": 5}).value is None


def test_several_outputs_make_a_context() -> None:
    outputs = d.output_clause("phi", "number") + d.output_clause("ghi chú", "string")
    result = d.decide(fee('> 0 => n * 2 | "chú ý"', outputs=outputs), {"n": Decimal("1.5")})
    assert result.value == {"phi": 3, "ghi chú": "chú ý"}


def test_a_value_that_the_column_does_not_list_makes_the_table_null() -> None:
    parts = fee("- => 1", inputs=d.input_clause("n", "string", allowed='"a", "b"'))
    assert d.decide(parts, {"n": "a"}).value == 1
    refused = d.decide(parts, {"n": "c", "m": 0})
    assert (refused.value, [warning.code for warning in refused.warnings]) == (None, ["input_not_allowed"])
    assert [warning.code for warning in d.decide(parts, {"n": 4, "m": 0}).warnings] == ["input_not_allowed"]


def test_results_of_another_type_or_not_listed_are_null() -> None:
    typed = d.decide(fee('- => "x"', outputs=d.output_clause(type_ref="number")), {"n": 1, "m": 0})
    assert (typed.value, [warning.code for warning in typed.warnings]) == (None, ["type_mismatch"])
    listed = d.decide(fee("- => 7", outputs=d.output_clause(allowed="1, 2")), {"n": 1, "m": 0})
    assert (listed.value, [warning.code for warning in listed.warnings]) == (None, ["output_not_allowed"])


def test_the_trace_tells_inputs_and_matched_rules_with_remarks() -> None:
    drawn = d.table(d.input_clause("n"), d.output_clause("phi"), "> 0 => 1", "> 5 => 2", policy="RULE ORDER")
    drawn = drawn.replace("<rule ", '<annotation name="Căn cứ"/><rule ', 1)
    drawn = drawn.replace("</rule>", "<annotationEntry><text>Điều 3</text></annotationEntry></rule>", 1)
    result = d.decide(d.data("n") + d.decision(drawn, "input:n"), {"n": 7})
    (trace,) = result.decisions[0].tables
    assert (trace.table_id, trace.hit_policy) == ("t", "RULE ORDER")
    assert [(found.label, found.value) for found in trace.inputs] == [("n", 7)]
    assert [(rule.id, rule.number, dict(rule.outputs)) for rule in trace.matched] == [
        ("r1", 1, {"phi": 1}),
        ("r2", 2, {"phi": 2}),
    ]
    assert trace.matched[0].annotations == (("Căn cứ", "Điều 3"),)


CELLS = st.sampled_from(
    """-3; 1; > 1; >= 2; < 0; <= -1; [0..2]; (0..2); ]0..2[; 1,3; not(1); not([0..2], 3); = 2; "a"; "a","b"; not("b");
    > "a"; ["a".."c"); true; false; not(true); -; n > 1; null""".replace("\n   ", "").split("; ")
)
VALUES = st.sampled_from(
    [None, True, False, "a", "b", "c", "", *map(Decimal, ("-3", "-1", "0", "0.5", "1.0", "2", "3"))]
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=8), value=VALUES)
def test_looking_cells_up_agrees_with_running_each(cells: list[str], value: object) -> None:
    rules = [f"{cell} => {number}" for number, cell in enumerate(cells)]
    result = d.decide(fee(*rules, policy="RULE ORDER"), {"n": value, "m": None})
    run = [
        number
        for number, cell in enumerate(cells)
        if cell == "-" or compile_unary_tests(cell).evaluate({"?": value, "n": value}).value is True
    ]
    assert result.value == (run or None)


def test_cells_that_are_more_than_literals_are_run() -> None:
    read = [intervals_of(compile_unary_tests(text)) for text in ("n + 1", "f(1)", "null", '1,"a"', "!= 2", "[3..1]")]
    assert read == [None] * 6


def test_a_column_too_large_for_an_index_has_none() -> None:
    cell = intervals_of(compile_unary_tests("1"))
    assert isinstance(cell, Intervals)
    assert build_index(Decimal, {1: cell}, 10) is not None
    assert build_index(Decimal, {1: cell}, 100_000_000) is None


@pytest.mark.slow
def test_a_table_of_5000_rules_is_compiled_and_looked_up() -> None:
    rules = [f"[{number * 10}..{number * 10 + 9}] => {number}" for number in range(5000)]
    model = parse(d.file(fee(*rules)), resource="lon.dmn")
    assert evaluate(model, "d", d.values({"n": 41_237, "m": None})).value == 4123


def told(parts: str, inputs: dict[str, object] | None = None) -> list[tuple[str, str, str]]:
    """Give code and texts of the warnings of a decision."""
    found = d.decide(parts, inputs or {"n": 1, "m": 0}).warnings
    return [(warning.code, warning.vi.partition(": ")[0], warning.en.partition(": ")[0]) for warning in found]


def test_a_warning_names_the_cell_of_a_condition_and_all_rules_that_share_it() -> None:
    assert told(fee("> 5 => 1", "la => 2", "< 0 => 3", policy="FIRST")) == [
        ("no_variable", "Ô ở dòng 2 của bảng, cột “n”", 'Cell of rule 2, column "n"')
    ]
    shared = fee(*(f"la => {number}" for number in range(1, 13)), "- => 13", policy="FIRST")
    [(code, vi, en)] = told(shared)
    assert (code, vi) == ("no_variable", "Ô ở các dòng 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 … của bảng, cột “n”")
    assert en == 'Cell of rules 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …, column "n"'


def test_a_warning_names_the_cell_of_a_result_or_the_default() -> None:
    outputs = d.output_clause("phi", "number") + d.output_clause("muc", allowed='"a", "b"', default="la")
    rules = ('1 => "x" | "a"', '2 => 1 | "c"', "3 => la | null")
    parts = fee(*rules, outputs=outputs)
    at = [told(parts, {"n": number, "m": 0}) for number in (1, 2, 3, 4)]
    assert [[(code, en) for code, _, en in found] for found in at] == [
        [("type_mismatch", 'Cell of rule 1, column "phi"')],
        [("output_not_allowed", 'Cell of rule 2, column "muc"')],
        [("no_variable", 'Cell of rule 3, column "phi"')],
        [("no_variable", 'Default value of column "muc"')],
    ]
    assert at[3][0][1] == "Giá trị mặc định của cột “muc”"


def test_a_warning_names_the_column_whose_expression_it_is_and_the_only_result_has_no_name() -> None:
    of_column = fee("- => 1", inputs=d.input_clause("la"))
    assert told(of_column) == [("no_variable", "Cột “la”", 'Column "la"')]
    assert told(fee("- => la")) == [
        ("no_variable", "Ô ở dòng 1 của bảng, cột kết quả", "Cell of rule 1, the result column")
    ]


def test_a_warning_of_a_table_that_is_called_names_its_own_cell_alone() -> None:
    inner = d.knowledge("k", "a", d.table(d.input_clause("a"), d.output_clause(), "1 => la"))
    drawn = d.table(d.input_clause("n"), d.output_clause("phi"), "5 => 1", "- => k(n)", policy="FIRST")
    parts = d.data("n") + inner + d.decision(drawn, "input:n", "knowledge:k")
    assert told(parts, {"n": 1}) == [
        ("no_variable", "Ô ở dòng 1 của bảng, cột kết quả", "Cell of rule 1, the result column")
    ]


def test_the_trace_keeps_rule_and_column_beside_the_text() -> None:
    def kept(parts: str, **inputs: int) -> object:
        return result_json(d.decide(parts, inputs))["warnings"]

    match kept(fee("la => 1"), n=1, m=0), kept(fee("- => 1"), n=1):
        case [{"rules": rules, "column": column}], [{"code": "input_missing", **more}]:
            assert (rules, column) == ([1], "n")
            assert sorted(map(str, more)) == ["en", "vi"]
        case other:
            pytest.fail(str(other))
