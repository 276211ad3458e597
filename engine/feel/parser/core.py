"""The Pratt parser: binding powers, the loop over operators, and what every topic module needs to read tokens.

It must not recurse without bound: `expression` counts its nesting, and the finished tree is measured once more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from engine.feel.decimals import number_from_text
from engine.feel.errors import FeelSyntaxError
from engine.feel.limits import Limits
from engine.feel.names import RESERVED, KnownNames, plain_name
from engine.feel.parser.operators import Binding, continue_with
from engine.feel.syntax import AtLiteral, Literal, Name, Node, measure_depth
from engine.feel.tokens import Token, TokenKind, syntax_error, tokenize

Prefix: TypeAlias = Callable[["Parser", Token], Node]

_EXPECTED_VI = {
    "expression": "một biểu thức",
    "name": "một tên",
    "number": "một số trong phạm vi cho phép",
    "operator": "một phép toán",
}
_NAME_GOES_ON = frozenset({TokenKind.NAME, TokenKind.NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What the topic modules contribute: constructs by the token they begin with, and words between operands."""

    prefix_words: Mapping[str, Prefix]
    prefix_operators: Mapping[str, Prefix]
    infix_words: Mapping[str, Binding]


class Parser:
    """Reads one expression; topic modules call its methods to move through the tokens."""

    __slots__ = ("_nesting", "grammar", "index", "known", "limits", "text", "tokens")

    def __init__(self, text: str, known: KnownNames, limits: Limits, grammar: Grammar) -> None:
        if len(text) > limits.text_chars:
            maximum = limits.text_chars
            raise syntax_error(
                text[:maximum],
                maximum - 1,
                "shorter expression",
                f"biểu thức dài quá {maximum} ký tự.",
                f"the expression is longer than {maximum} characters.",
            )
        self.text = text
        self.tokens = tokenize(text)
        self.index = 0
        self.known = known
        self.limits = limits
        self._nesting = 0
        self.grammar = grammar

    # -- tokens

    @property
    def token(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.index]

    def advance(self) -> Token:
        """Take the next token; the END token is never passed."""
        token = self.tokens[self.index]
        if token.kind is not TokenKind.END:
            self.index += 1
        return token

    def at_operator(self, text: str) -> bool:
        """Tell whether the next token is this operator."""
        token = self.tokens[self.index]
        return token.kind is TokenKind.OPERATOR and token.text == text

    def at_word(self, text: str) -> bool:
        """Tell whether the next token is this word."""
        token = self.tokens[self.index]
        return token.kind is TokenKind.NAME and token.text == text

    def skip_operator(self, text: str) -> bool:
        """Take the operator if it comes next."""
        if self.at_operator(text):
            self.index += 1
            return True
        return False

    def expect_operator(self, *allowed: str) -> Token:
        """Take one of the operators, or fail."""
        token = self.token
        if token.kind is not TokenKind.OPERATOR or token.text not in allowed:
            self.fail(" | ".join(allowed))
        self.index += 1
        return token

    def expect_word(self, word: str) -> None:
        """Take the keyword, or fail."""
        if not self.at_word(word):
            self.fail(word)
        self.index += 1

    def fail(self, expected: str) -> NoReturn:
        """Refuse the next token, naming what was expected instead."""
        token = self.token
        found = self.text[token.start : token.end][:40]
        vi_found, en_found = (
            ("biểu thức đã hết", "the expression ends")
            if token.kind is TokenKind.END
            else (f"gặp “{found}”", f'found "{found}"')
        )
        vi_expected = _EXPECTED_VI.get(expected, expected)
        vi = f"cần {vi_expected} nhưng {vi_found}."
        raise syntax_error(self.text, token.start, expected, vi, f"expected {expected}, {en_found}.")

    def too_deep(self, at: int) -> FeelSyntaxError:
        """Make the error for an expression that is nested beyond the bound."""
        maximum = self.limits.depth
        return syntax_error(
            self.text,
            at,
            "flatter expression",
            f"biểu thức lồng nhau quá {maximum} tầng.",
            f"the expression is nested more than {maximum} levels deep.",
        )

    # -- grammar

    def finish(self, node: Node) -> Node:
        """Check that everything was read and that the tree is not too deep."""
        if self.token.kind is not TokenKind.END:
            self.fail("operator")
        # Every node has a token of its own, so a text of few tokens cannot be deep.
        if len(self.tokens) > self.limits.depth and measure_depth(node) > self.limits.depth:
            raise self.too_deep(0)
        return node

    def expression(self, power: int = 0) -> Node:
        """Read an expression whose operators all bind tighter than or equal to `power`."""
        self._nesting += 1
        if self._nesting > self.limits.depth:
            raise self.too_deep(self.token.start)
        node = continue_with(self, self._prefix(), power)
        self._nesting -= 1
        return node

    def _prefix(self) -> Node:
        token = self.token
        kind = token.kind
        if kind is TokenKind.NAME:
            return self._word(token)
        if kind is TokenKind.OPERATOR:
            prefix = self.grammar.prefix_operators.get(token.text)
            if prefix is None:
                self.fail("expression")
            self.index += 1
            return prefix(self, token)
        if kind is TokenKind.END:
            self.fail("expression")
        self.index += 1
        if kind is TokenKind.NUMBER:
            value = number_from_text(token.text)
            if value is None:
                self.index -= 1
                self.fail("number")
            return Literal(value, at=token.start)
        if kind is TokenKind.STRING:
            return Literal(token.text, at=token.start)
        return AtLiteral(token.text, at=token.start) if kind is TokenKind.AT else Name(token.text, at=token.start)

    def _word(self, token: Token) -> Node:
        """Read a keyword's construct, or a name."""
        prefix = self.grammar.prefix_words.get(token.text)
        if (prefix is None and token.text not in RESERVED) or self.known.match(self.tokens, self.index):
            return Name(self.name(), at=token.start)
        if prefix is None:
            self.fail("expression")
        self.index += 1
        return prefix(self, token)

    def name(self, *, member: bool = False) -> str:
        """Read a name: the longest of a known one and of plain words that stand together."""
        token = self.token
        if token.kind is TokenKind.QUOTED_NAME:
            self.index += 1
            return token.text
        if token.kind is not TokenKind.NAME:
            self.fail("name")
        if self.tokens[self.index + 1].kind not in _NAME_GOES_ON and not self.known.may_begin(token.text):
            self.index += 1
            return token.text
        name, length = plain_name(self.tokens, self.index, self.text)
        known = self.known.match(self.tokens, self.index, member=member)
        if known is not None and known[1] >= length:
            name, length = known
        self.index += length
        return name
