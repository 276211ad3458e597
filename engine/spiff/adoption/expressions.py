"""Translate the simple part of the Unified Expression Language into FEEL: `${amount > 10 && !urgent}`.

Names, properties, literals, comparisons, arithmetic, and, or, not, empty, and text around expressions. Method calls
and everything that needs Java are refused: `untranslated` is given for them, and nothing is guessed.
"""

import re
from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 4000
DEEPEST: Final = 50
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>!+\-*/%().?:\[\]]))"
)
_PART: Final = re.compile(r"[#$]\{([^{}]*)\}")
_WORDS: Final = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||"}
_BINARY: Final = {
    "||": (1, "or"),
    "&&": (2, "and"),
    "==": (3, "="),
    "!=": (3, "!="),
    "<": (4, "<"),
    ">": (4, ">"),
    "<=": (4, "<="),
    ">=": (4, ">="),
    "+": (5, "+"),
    "-": (5, "-"),
    "*": (6, "*"),
    "/": (6, "/"),
}
_COMPARING: Final = frozenset({3, 4})
# What the other engine counts while an activity repeats, and its name in Camunda 8, where only the completion condition
# knows it.
_COUNTS: Final = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}
_COUNTER: Final = "loopCounter"  # of an item: the other engine counts from 0, Camunda 8 from 1
_RESERVED: Final = frozenset({"div", "mod", "instanceof", "execution", "task"})


class Untranslated(Exception):
    """The expression says something that has no exact equal in FEEL."""


def is_expression(text: str) -> bool:
    """Tell whether `text` holds an expression of the other engine."""
    return "${" in text or "#{" in text


def translated(text: str, *, counting: bool = False) -> str:
    """Give a FEEL expression without `=` for a text with expressions in it; raises Untranslated.

    `counting` tells that it stands where the instances of a repeated activity are counted.
    """
    if len(text) > LONGEST:
        raise Untranslated
    whole = _PART.fullmatch(text.strip())
    if whole is not None:
        return _feel(whole.group(1), counting=counting)
    pieces, at = [], 0
    for part in _PART.finditer(text):
        if part.start() > at:
            pieces.append(_quoted(text[at : part.start()]))
        pieces.append(f"string({_feel(part.group(1), counting=counting)})")
        at = part.end()
    if at == 0 or is_expression(text[at:]):
        raise Untranslated
    if at < len(text):
        pieces.append(_quoted(text[at:]))
    return " + ".join(pieces)


def value_of(text: str) -> str:
    """Give a setting as Camunda 8 writes it: `=FEEL` for an expression, plain text as it is; raises Untranslated."""
    return f"={translated(text)}" if is_expression(text) else text


def variable(name: str) -> str:
    """Give a FEEL expression for a variable of the other engine."""
    return f"({_COUNTER} - 1)" if name == _COUNTER else name


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


@dataclass(slots=True)
class _Parser:
    tokens: list[tuple[str, str]]
    counting: bool
    at: int = 0
    depth: int = field(default=0)
    compares: bool = field(default=False)  # the expression read last is a comparison without brackets

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise Untranslated
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise Untranslated

    def expression(self, power: int = 0) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Untranslated
        left, compares = self.operand(), False
        while (found := _BINARY.get(self.peek())) and found[0] > power:
            self.take()
            left = f"{left} {found[1]} {self.expression(found[0])}"
            compares = found[0] in _COMPARING
            if compares and (self.compares or _BINARY.get(self.peek(), (0,))[0] in _COMPARING):
                raise Untranslated  # a comparison of a comparison reads otherwise in FEEL
        self.depth -= 1
        self.compares = compares
        return left

    def operand(self) -> str:
        kind, text = self.take()
        if kind == "number":
            return text
        if kind == "text":
            return _quoted(re.sub(r"\\(.)", r"\1", text[1:-1]))
        if text in ("!", "not", "-", "(", "empty"):
            return self.prefixed(text)
        if kind == "name":
            return self.path(text)
        raise Untranslated

    def prefixed(self, sign: str) -> str:
        if sign in ("!", "not"):
            return f"not({self.expression(4)})"
        if sign == "-":
            return f"-{self.expression(6)}"
        if sign == "empty":
            inner = self.expression(6)
            listed = f"if {inner} instance of list<Any> then count({inner}) = 0 else false"
            return f'({inner} = null or (if {inner} instance of string then {inner} = "" else {listed}))'
        inner = self.expression()
        self.expect(")")
        return f"({inner})"

    def path(self, name: str) -> str:
        if name in ("true", "false", "null"):
            return name
        if name in _RESERVED or (name in _COUNTS and not self.counting):
            raise Untranslated
        path = _COUNTS.get(name) or variable(name)
        while self.peek() == ".":
            self.take()
            kind, part = self.take()
            if kind != "name":
                raise Untranslated
            path += f".{part}"
        if self.peek() in ("(", "["):
            raise Untranslated
        return path


def _feel(expression: str, *, counting: bool) -> str:
    tokens: list[tuple[str, str]] = []
    at = 0
    while expression[at:].strip():
        found = _TOKEN.match(expression, at)
        if found is None:
            raise Untranslated
        kind = str(found.lastgroup)
        text = found.group(kind)
        if kind == "name" and text in _WORDS:
            kind, text = "sign", _WORDS[text]
        tokens.append((kind, text))
        at = found.end()
    parser = _Parser(tokens, counting)
    result = parser.expression()
    if parser.at != len(tokens):
        raise Untranslated
    return result
