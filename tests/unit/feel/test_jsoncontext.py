"""Contexts over JSON data: as if converted at once, but only what is read is converted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import JsonContext, compile_expression, from_json, to_json
from engine.feel.normalform import normal_name

# Names are kept in their normal form (test_normal_form).
_names = st.text(max_size=3).map(normal_name)
_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3) | st.integers(-(10**9), 10**9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(_names, _values, max_size=4))
def test_equal_to_what_from_json_makes(data: dict[str, object]) -> None:
    context = JsonContext(data)
    assert context == from_json(data)
    assert to_json(context) == data


def test_only_what_is_read_is_converted() -> None:
    context = JsonContext({"a": {"b": 1, "bad": object()}, "bad": object()})
    assert compile_expression("a.b + 1").evaluate(context).value == Decimal(2)
    with pytest.raises(TypeError):
        compile_expression("a.bad").evaluate(context)


def test_functions_take_lazy_contexts() -> None:
    context = JsonContext({"xs": [{"n": 1}, {"n": 2}], "c": {"a": {"b": 1}}})
    text = 'string([sum(xs[n > 1].n), c = {a: {b: 1}}, context put(c, "z", 1), c instance of context<a: Any>])'
    assert compile_expression(text).evaluate(context).value == "[2, true, {a: {b: 1}, z: 1}, true]"
