"""The door: one compiled expression a text, warnings in both languages, a cache that is bounded."""

from engine.feel import FeelError, FeelLimitExceeded, FeelSyntaxError, HostFunctionRefusal, compile_expression
from engine.feel.cache import SizedCache
from engine.feel.messages import MESSAGES, make_warning
from engine.feel.values import Kind


def test_a_text_is_compiled_once() -> None:
    assert compile_expression("a + 12345") is compile_expression("a + 12345")
    assert compile_expression("a + 12345") is not compile_expression("a + 12345", frozenset({"x-y"}))


def test_one_expression_serves_many_evaluations() -> None:
    expression = compile_expression("for i in xs return i * 2")
    assert expression.evaluate({"xs": []}).value == []
    first = expression.evaluate({"xs": compile_expression("[1, 2]").evaluate({}).value})
    assert first.value == [2, 4]
    assert expression.evaluate({"xs": []}).value == []


def test_errors_have_one_root() -> None:
    assert all(issubclass(kind, FeelError) for kind in (FeelSyntaxError, FeelLimitExceeded, HostFunctionRefusal))


def test_every_warning_reads_in_both_languages() -> None:
    names = ("name", "kind", "argument", "count", "left", "right", "operator", "index", "text", "reason", "vi", "en")
    for code in MESSAGES:
        parameters: dict[str, str | int | Kind | tuple[Kind, ...]] = dict.fromkeys(names, "x")
        warning = make_warning(code, {**parameters, "expected": (Kind.LIST, Kind.NULL)}, None)
        assert warning.vi
        assert warning.en
        assert "{" not in warning.vi + warning.en


def test_kinds_are_named_in_the_reader_s_language() -> None:
    warning = make_warning("not_boolean", {"kind": Kind.MONTHS_DURATION}, None)
    assert warning.vi == "Cần đúng/sai nhưng gặp khoảng năm tháng."
    assert warning.en == "A boolean is needed, but there is years and months duration."


def test_the_cache_keeps_the_recent_and_stays_bounded() -> None:
    made: list[str] = []
    cache: SizedCache[str, str] = SizedCache(10)

    def get(key: str) -> str:
        def make(key: str) -> str:
            made.append(key)
            return key.upper()

        return cache.get(key, 4, make)

    assert [get(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert len(cache) == 2
