"""Printing: every tree is written as text that parses to the same tree."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import compile_expression, compile_unary_tests
from engine.feel import syntax as s
from engine.feel.normalform import normal_name
from engine.feel.types import ANY, SIMPLE_TYPES, ContextType, FeelType, FunctionType, ListType, NamedType, RangeType
from engine.feel.unparse import unparse


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("((1+2))*3", "(1 + 2) * 3"),
        ("a and(b or c)", "a and (b or c)"),
        ("{a:1}", '{"a": 1}'),
        ('date and time("2026-01-01")', 'date and time("2026-01-01")'),
        ("`a-b`.`c d`", "`a-b`.c d"),
        ("x in <5", "x in (< 5)"),
        ("(<5)", "(< 5)"),
        ("]1..2[", "(1..2)"),
        ("1.50", "1.5"),
        ("some x in xs satisfies x>1", "some x in xs satisfies x > 1"),
        ("if a then 1 else if b then 2 else 3", "if a then 1 else if b then 2 else 3"),
        ("function(a:number,b)a+b", "function(a: number, b: Any) a + b"),
        ("f(b:1)", "f(b: 1)"),
    ],
)
def test_written(text: str, written: str) -> None:
    assert unparse(compile_expression(text).tree) == written


_names = st.sampled_from(
    ["a", "số bản", "a-b", "days in weekend", "date", "time", "time offset", "external", "if", "not", "get", "loan 2",
     "of", "instance", "a instance of b", "partial", "?", "x.y", "list", "1a", "x?"]
)  # fmt: skip
_types = st.recursive(
    st.sampled_from([*SIMPLE_TYPES.values(), NamedType("tX"), NamedType("t.X"), NamedType("a b")]),
    lambda inner: (
        inner.map(ListType)
        | inner.map(RangeType)
        | st.lists(st.tuples(_names, inner), max_size=2).map(lambda fields: ContextType(tuple(fields)))
        | st.tuples(st.lists(inner, max_size=2).map(tuple), inner).map(lambda parts: FunctionType(*parts))
    ),
    max_leaves=4,
)
_numbers = st.decimals(0, 10**9, places=3) | st.sampled_from([Decimal("1E+300"), Decimal("1E-300")])
_leaves = st.one_of(
    st.none().map(s.Literal),
    st.booleans().map(s.Literal),
    _numbers.map(s.Literal),
    st.text(max_size=5).map(s.Literal),
    st.text(max_size=5).map(s.AtLiteral),
    _names.map(s.Name),
)


def _tuples(inner: st.SearchStrategy[s.Node], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[s.Node, ...]]:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


def _chains(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    signs = st.sampled_from([("+", "-"), ("*", "/"), ("**",)])
    return signs.flatmap(
        lambda level: st.builds(
            s.Chain, inner, st.lists(st.tuples(st.sampled_from(level), inner), min_size=1, max_size=3).map(tuple)
        )
    )


def _calls(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    named = st.lists(st.tuples(_names, inner), min_size=1, max_size=2)
    functions = inner | st.sampled_from(["date and time", "get or else", "date"]).map(s.Name)
    return st.builds(s.Call, functions, _tuples(inner)) | st.builds(
        lambda function, pairs: s.Call(function, tuple(v for _, v in pairs), tuple(k for k, _ in pairs)),
        functions,
        named,
    )


def _tests(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    return inner | st.builds(s.UnaryComparison, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), inner)


def _loops(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    iterations = st.lists(st.builds(s.Iteration, _names, inner, st.none() | inner), min_size=1, max_size=2).map(tuple)
    return st.builds(s.For, iterations, inner) | st.builds(
        s.Quantified, st.sampled_from(["some", "every"]), iterations, inner
    )


def _ranges(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    return st.one_of(
        st.builds(s.RangeLiteral, inner, inner, st.booleans(), st.booleans()),
        st.builds(
            lambda end, included: s.RangeLiteral(None, end, start_included=False, end_included=included),
            inner,
            st.booleans(),
        ),
        st.builds(
            lambda start, included: s.RangeLiteral(start, None, start_included=included, end_included=False),
            inner,
            st.booleans(),
        ),
    )


def _nodes(inner: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    parameters: st.SearchStrategy[tuple[tuple[str, FeelType], ...]] = st.lists(
        st.tuples(_names, _types | st.just(ANY)), max_size=2
    ).map(tuple)
    branches = st.lists(st.tuples(inner, inner), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(s.Path, inner, _names),
        st.builds(s.Filter, inner, inner),
        _calls(inner),
        st.builds(s.Negate, inner),
        _chains(inner),
        st.builds(s.Junction, st.sampled_from(["and", "or"]), _tuples(inner, 2)),
        st.builds(s.Comparison, st.sampled_from(["=", "!=", "<", ">="]), inner, inner),
        st.builds(s.Between, inner, inner, inner),
        st.builds(s.In, inner, _tuples(_tests(inner), 1)),
        st.builds(s.InstanceOf, inner, _types),
        st.builds(s.If, branches, inner),
        _loops(inner),
        st.builds(s.ListLiteral, _tuples(inner)),
        st.lists(st.tuples(st.text(max_size=3).map(normal_name) | _names, inner), max_size=3).map(
            lambda entries: s.ContextLiteral(tuple(entries))
        ),
        _ranges(inner),
        st.builds(s.FunctionLiteral, parameters, st.none() | inner),
    )


TREES = st.recursive(_leaves, _nodes, max_leaves=8)


@given(TREES)
def test_a_printed_tree_parses_to_itself(tree: s.Node) -> None:
    assert compile_expression(unparse(tree)).tree == tree


@given(_tuples(_tests(TREES)), st.booleans())
def test_printed_unary_tests_parse_to_themselves(tests: tuple[s.Node, ...], negated: bool) -> None:
    tree = s.UnaryTests(tests, negated=negated and bool(tests))
    assert compile_unary_tests(unparse(tree)).tree == tree
