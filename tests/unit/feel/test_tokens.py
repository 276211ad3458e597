"""Tokens: what the text is cut into, and where each stands."""

import pytest

from engine.feel import FeelSyntaxError
from engine.feel.tokens import TokenKind, tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1..3", ["1", "..", "3"]),
        ("1.5.x", ["1.5", ".", "x"]),
        (".5", [".5"]),
        ("1e3+2E-4", ["1e3", "+", "2E-4"]),
        ("a**-b", ["a", "**", "-", "b"]),
        ("a<=b!=c", ["a", "<=", "b", "!=", "c"]),
        ("số_lượng > 0", ["số_lượng", ">", "0"]),
        ("`a + b` - 1", ["a + b", "-", "1"]),
        ("1 // end\n+ /* in */ 2", ["1", "+", "2"]),
        ("function<>->Any", ["function", "<", ">", "->", "Any"]),
        ("🐎: 1", ["🐎", ":", "1"]),
        ("?>5", ["?", ">", "5"]),
        ("a\u00a0b", ["a", "b"]),
    ],
)
def test_texts(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokenize(text)[:-1]] == expected


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r'"\u0110\u1ed3ng"', "Đồng"),
        (r'"\uD83D\uDCA9"', "💩"),
        (r'"\U01F40E"', "🐎"),
        (r'"a\"b\\c\n\t\'"', "a\"b\\c\n\t'"),
        (r'"\d+\s"', r"\d+\s"),
        (r'"\\u0009"', r"\u0009"),
        ('""', ""),
    ],
)
def test_string_escapes(written: str, value: str) -> None:
    token = tokenize(written)[0]
    assert (token.kind, token.text) == (TokenKind.STRING, value)


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ('1 +\n  "abc', 2, 3, '"'),
        ("a /* b", 1, 3, "*/"),
        ("`a", 1, 1, "`"),
        ("a ~ b", 1, 3, "expression"),
        (r'"\u12"', 1, 2, "code point"),
        (r'"\uD800x"', 1, 2, "code point"),
        ("\x00", 1, 1, "expression"),
    ],
)
def test_refusals_name_the_place(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        tokenize(text)
    error = refused.value
    assert (error.line, error.column, error.expected) == (line, column, expected)
    assert error.message_vi.startswith(f"Dòng {line}, cột {column}:")
    assert error.message_en.startswith(f"Line {line}, column {column}:")


def test_a_token_knows_its_place() -> None:
    token = tokenize("  abc + 1")[0]
    assert (token.start, token.end) == (2, 5)
