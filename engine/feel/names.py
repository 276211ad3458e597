"""Which words make a name: the names that an expression may use, by the tokens they are written with.

FEEL lets names contain spaces, operators and keywords (`days in weekend`, `Date-Time`). A name that consists of words
only is found without being declared; any other must be known: a built-in, one handed to the parser, or one that the
expression itself introduces.
"""

from collections.abc import Iterable

from engine.feel.errors import FeelSyntaxError
from engine.feel.normalform import normal_name
from engine.feel.tokens import Token, TokenKind, tokenize

# Words that end a name that nobody declared. `not` is a built-in; `of`, `external` and `date` may stand in names.
RESERVED = frozenset(
    {"and", "or", "in", "between", "then", "else", "return", "satisfies", "if", "for", "some", "every", "function",
     "true", "false", "null"}
)  # fmt: skip


class KnownNames:
    """Names of more than one token, by their first token; the longest match wins.

    `functions` are names that are called: one with a keyword in it counts only before a parenthesis, so that
    `date and time` can also mean two variables.
    """

    __slots__ = ("_by_first", "_functions", "_outer")

    def __init__(
        self, names: Iterable[str] = (), outer: "KnownNames | None" = None, *, functions: bool = False
    ) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._outer = outer
        self._functions = functions
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; a name of one word needs no entry."""
        name = normal_name(name)
        words = _words(name)
        if len(words) < 2:
            return
        entries = self._by_first.setdefault(words[0], [])
        if all(existing != words for existing, _ in entries):
            entries.append((words, name))
            entries.sort(key=lambda entry: -len(entry[0]))

    def may_begin(self, word: str) -> bool:
        """Tell whether any name begins with this token."""
        return word in self._by_first or (self._outer is not None and self._outer.may_begin(word))

    def match(self, tokens: list[Token], at: int, *, member: bool = False) -> tuple[str, int] | None:
        """Find the longest known name that starts at token `at`; gives it and its number of tokens.

        After a dot (`member`) a name of the outer table is not meant.
        """
        own = self._match(tokens, at)
        outer = None if self._outer is None or member else self._outer.match(tokens, at)
        if own is None or (outer is not None and outer[1] > own[1]):
            return outer
        return own

    def _match(self, tokens: list[Token], at: int) -> tuple[str, int] | None:
        for words, name in self._by_first.get(tokens[at].text, ()):
            end = at + len(words)
            if end < len(tokens) and all(
                tokens[index].text == word and tokens[index].kind is not TokenKind.STRING
                for index, word in enumerate(words, start=at)
            ):
                if self._functions and tokens[end].text != "(" and not RESERVED.isdisjoint(words):
                    continue
                return name, len(words)
        return None


def plain_name(tokens: list[Token], at: int, text: str) -> tuple[str, int]:
    """Join the words from token `at` on that nothing but a name can hold; gives the name and its number of tokens."""
    last = at
    while True:
        following = tokens[last + 1]
        if following.kind is TokenKind.NAME:
            if following.text in RESERVED or (following.text == "instance" and tokens[last + 2].text == "of"):
                break
        elif following.kind is not TokenKind.NUMBER or not following.text.isdigit():
            break
        last += 1
    if last == at:
        return tokens[at].text, 1
    return join_words(tokens, at, last, text), last - at + 1


def join_words(tokens: list[Token], first: int, last: int, text: str) -> str:
    """Write the tokens as one name, with one space where the text has any space or comment."""
    parts = [text[tokens[first].start : tokens[first].end]]
    for index in range(first + 1, last + 1):
        if tokens[index].start > tokens[index - 1].end:
            parts.append(" ")
        parts.append(text[tokens[index].start : tokens[index].end])
    return normal_name("".join(parts))


def _words(name: str) -> tuple[str, ...]:
    try:
        return tuple(token.text for token in tokenize(name)[:-1])
    except FeelSyntaxError:
        return ()  # it can still be written in backticks
