"""Patterns of the XPath flavour: what they match, and how their size is counted."""

from collections.abc import Callable

import pytest

from engine.feel.regexes import unrolled_size


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("abc", 3),
        ("a{10}", 10),
        ("(ab){10}", 30),
        ("((a{10}){10}){10}", 1110),
        ("[a-z]{5}", 5),
        ("[^\\]{9}]x", 2),
        ("a{2,}", 2),
        ("\\{5}", 3),
        ("(a", 1),
    ],
)
def test_size(pattern: str, size: int) -> None:
    assert unrolled_size(pattern) == size


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("Mary\rJones", "Mary.Jones", "", False),
        ("\nabcd\n", "^$", "m", True),
        ("x", "[A-Z-[OI]]", "i", True),
        ("O", "[A-Z-[OI]]", "i", False),
        ("hello world", "hello[ ]world ", "x", True),
        ("hello world", r"\p{ IsBasicLatin}+", "x", True),
        ("hello world", r"\p{ IsBasicLatin}+", "", None),
        ("aA", r"(a)\1", "i", True),
        ("h", r"(.)\3", "", None),
        ("số 12", r"[\p{L}]+\s[\p{Nd}]+", "", True),
        ("a", "[b-a]", "", None),
        ("a", "[", "", None),
        ("a", "\ue000", "", None),
        ("a+b", "a+b", "q", True),
        ("b", r"[\p{L}-[\p{Lu}]]", "", True),
        ("B", r"^[\p{L}-[\p{Lu}]]$", "", False),
        ("m", "^[^a-f-[m]]$", "", False),
        ("x]&|~^-", r"^[x\]&|~\^-]+$", "", True),
        ("\U0001f40e", "^.$", "", True),
        ("a1", r"^\i\c$", "", True),
        ("1", r"^\i", "", False),
        ("ss", "ß", "i", False),
        ("a_b-c", r"^[\w-]+$", "", False),
        ("é", r"\p{IsLatin-1Supplement}", "", True),
        ("a", r"\p{Xx}", "", None),
        ("a", r"[\d-z]", "", None),
        ("a", "[]", "", None),
        ("a", "[a[b]", "", None),
        ("a", r"\q", "", None),
        ("a", "a{2,1}", "", None),
        ("a", "(?:a)", "", True),
    ],
)
def test_matches(feel: Callable[..., object], text: str, pattern: str, flags: str, expected: object) -> None:
    assert feel("matches(a, b, c)", a=text, b=pattern, c=flags) is expected
