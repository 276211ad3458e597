"""Cut the text of an expression into tokens (DMN 1.5 §10.3.1.2, rules 25–35 and 64–66).

Names come out as single words: which words belong together is for the parser, which knows the names in scope. A token
remembers where it stands, so that a name can be rebuilt from the text between two tokens.
"""

import re
from enum import Enum
from typing import NamedTuple

from engine.feel.errors import FeelSyntaxError
from engine.feel.normalform import normal_name
from engine.feel.places import line_and_column, with_position


class TokenKind(Enum):
    """What a token is."""

    NAME = "name"
    QUOTED_NAME = "name in backticks"
    NUMBER = "number"
    STRING = "string"
    AT = "temporal literal"
    OPERATOR = "operator"
    END = "end of the expression"


class Token(NamedTuple):
    """One token; `text` is the decoded text of a string, the normal form of a name, otherwise what is written."""

    kind: TokenKind
    text: str
    start: int
    end: int


_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# A token as it is mostly written: blanks, then a name, a number, an operator or a string without escapes. Each part is
# a class repeated, so the text is read once. What else there is goes the long way: comments, escapes, other signs.
_COMMON = re.compile(
    rf" *(?:([{_START}][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*)"
    r"|((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(\*\*|\.\.|[<>!=]=|->|[-+*=<>()\[\]{},:;!|&%#$'.]|/(?![/*]))"
    r'|"([^"\\]*)")'
)
_SPACE = re.compile("[\\s\u0085\u180e\u200b\ufeff]+")
_PLAIN = re.compile(r'[^"\\]+')
_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_HEX = frozenset("0123456789abcdefABCDEF")


def syntax_error(text: str, at: int, expected: str, vi: str, en: str) -> FeelSyntaxError:
    """Make the error for position `at`; the texts get the line and column in front."""
    line, column = line_and_column(text, at)
    vi, en = with_position(line, column, vi, en)
    return FeelSyntaxError(line=line, column=column, expected=expected, message_vi=vi, message_en=en)


def tokenize(text: str) -> list[Token]:
    """Give the tokens of `text`, the last one of kind END; raises FeelSyntaxError."""
    tokens: list[Token] = []
    at, length = 0, len(text)
    while at < length:
        found = _COMMON.match(text, at)
        if found is None:
            token, at = _uncommon(text, at)
            if token is not None:
                tokens.append(token)
            continue
        group = found.lastindex or 0
        start, at = found.span(group)
        if group == _STRING:
            start, at = start - 1, at + 1
        written = found[group]
        if group == _NAME:
            written = normal_name(written)
        tokens.append(_make_token(Token, (_KINDS[group], written, start, at)))
    tokens.append(Token(TokenKind.END, "", length, length))
    return tokens


# What a NamedTuple's own constructor does, in half the time.
_make_token = tuple.__new__
_NAME, _STRING = 1, 4
_KINDS = (TokenKind.END, TokenKind.NAME, TokenKind.NUMBER, TokenKind.OPERATOR, TokenKind.STRING)


def _uncommon(text: str, at: int) -> tuple[Token | None, int]:
    """Read white space, a comment, a string with escapes, a backticked name or an `@"…"` literal; blanks stand first.

    Gives the token, if it is one, and the position after it.
    """
    space = _SPACE.match(text, at)
    if space is not None:
        return None, space.end()
    character = text[at]
    if character == '"':
        value, end = _string(text, at)
        return Token(TokenKind.STRING, value, at, end), end
    if character == "/":
        return None, _comment(text, at)
    if character == "@" and text[at + 1 : at + 2] == '"':
        value, end = _string(text, at + 1)
        return Token(TokenKind.AT, value, at, end), end
    if character == "@":
        return Token(TokenKind.OPERATOR, "@", at, at + 1), at + 1
    if character == "`":
        end = text.find("`", at + 1)
        if end < 0:
            raise syntax_error(text, at, "`", "thiếu dấu ` đóng tên.", "the closing ` of a name is missing.")
        return Token(TokenKind.QUOTED_NAME, normal_name(text[at + 1 : end]), at, end + 1), end + 1
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    raise syntax_error(text, at, "expression", f"ký tự lạ “{shown}”.", f'unknown character "{shown}".')


def _comment(text: str, at: int) -> int:
    """Give the position after the comment that starts at `at`."""
    if text[at + 1] == "/":
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    end = text.find("*/", at + 2)
    if end < 0:
        raise syntax_error(text, at, "*/", "thiếu */ đóng chú thích.", "the closing */ of a comment is missing.")
    return end + 2


def _string(text: str, at: int) -> tuple[str, int]:
    """Decode the string literal whose opening quote stands at `at`; give it and the position after it."""
    parts: list[str] = []
    position = at + 1
    while True:
        plain = _PLAIN.match(text, position)
        if plain is not None:
            parts.append(plain[0])
            position = plain.end()
        if position >= len(text):
            raise syntax_error(
                text, at, '"', 'thiếu dấu " đóng chuỗi.', "the closing quotation mark of a string is missing."
            )
        if text[position] == '"':
            return "".join(parts), position + 1
        value, position = _escape(text, position)
        parts.append(value)


def _escape(text: str, at: int) -> tuple[str, int]:
    r"""Decode one escape; an unknown one such as `\d` stands for itself, as patterns are written that way."""
    mark = text[at + 1 : at + 2]
    if mark in _ESCAPES:
        return _ESCAPES[mark], at + 2
    if mark in {"u", "U"}:
        width = 4 if mark == "u" else 6
        code = _hex(text, at + 2, width)
        if code is not None and 0xD800 <= code < 0xDC00 and text[at + 6 : at + 8] == "\\u":
            low = _hex(text, at + 8, 4)
            if low is not None and 0xDC00 <= low < 0xE000:
                return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), at + 12
        if code is not None and code <= 0x10FFFF and not 0xD800 <= code < 0xE000:
            return chr(code), at + 2 + width
        raise syntax_error(
            text, at, "code point", "mã ký tự sau dấu \\ không đúng.", "the character code after \\ is wrong."
        )
    return "\\" + mark, at + 1 + len(mark)


def _hex(text: str, at: int, width: int) -> int | None:
    digits = text[at : at + width]
    return int(digits, 16) if len(digits) == width and _HEX.issuperset(digits) else None
