"""The compiler's own state: which names are in scope, which slots they have, how heavy a part is.

A name is resolved once, here: to a slot, to a member of the item that a filter looks at, or to the context handed in.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from engine.feel.builtins import BUILTINS
from engine.feel.hosting import host_function
from engine.feel.places import Place
from engine.feel.runtime import Code, Frame
from engine.feel.syntax import Literal, Name, Negate, Node
from engine.feel.values import FeelFunction, FeelValue

Handler: TypeAlias = Callable[["Compiler", Any], Code]
INPUT = "?"  # the value that unary tests look at
ITEM = "item"


class Compiled(NamedTuple):
    """A compiled tree: its code, how many slots a frame needs, and the names that it takes from outside."""

    code: Code
    slots: int
    names: frozenset[str]
    possible_names: frozenset[str]
    calls: frozenset[str]


@dataclass(frozen=True, slots=True)
class Local:
    """Names that live in slots: parameters, loop variables, entries of a context literal."""

    slots: dict[str, int]


@dataclass(frozen=True, slots=True)
class Item:
    """The item that a filter looks at, in a slot: its members are in scope, if it is a context."""

    slot: int


class Binding(NamedTuple):
    """Where a name may be found: first in the items of the filters around it, then in a slot or outside."""

    items: tuple[int, ...]
    slot: int | None


_OUTSIDE = Binding((), None)


class Compiler:
    """Compiles one expression; the handlers call back into it for their children."""

    def __init__(self, handlers: Mapping[type[Node], Handler], text: str) -> None:
        self._handlers = handlers
        self._text = text
        self._scopes: list[Local | Item] = []
        self._slots = 0
        self._names: set[str] = set()
        self._possible: set[str] = set()
        self._calls: set[str] = set()
        self.weight = 0

    def compile_root(self, tree: Node) -> Compiled:
        """Compile the whole tree."""
        code = self.compile(tree)
        return Compiled(code, self._slots, frozenset(self._names), frozenset(self._possible), frozenset(self._calls))

    def compile(self, node: Node) -> Code:
        """Compile one node; every node weighs one step."""
        self.weight += 1
        return self._handlers[type(node)](self, node)

    def compile_weighed(self, node: Node) -> tuple[Code, int]:
        """Compile a node that will run many times; gives its weight in steps as well."""
        before = self.weight
        code = self.compile(node)
        return code, self.weight - before

    def place(self, node: Node) -> Place:
        """Give the place of a node, for warnings."""
        return self._text, node

    def outside_name(self, node: Node) -> str | None:
        """Give the name of a variable that can only come from outside, else None."""
        return node.name if type(node) is Name and not self._scopes else None

    def new_slot(self) -> int:
        """Reserve a slot."""
        self._slots += 1
        return self._slots - 1

    @contextmanager
    def scope(self, scope: Local | Item) -> Iterator[None]:
        """Bring names into scope for the nodes compiled inside."""
        self._scopes.append(scope)
        try:
            yield
        finally:
            self._scopes.pop()

    def bind(self, name: str) -> Binding:
        """Resolve a name and note it when it may come from outside."""
        if not self._scopes and name != INPUT:
            self._names.add(name)
            return _OUTSIDE
        items: list[int] = []
        for scope in reversed(self._scopes):
            if isinstance(scope, Item):
                items.append(scope.slot)
                if name == ITEM:
                    return Binding(tuple(items), scope.slot)
            elif name in scope.slots:
                return Binding(tuple(items), scope.slots[name])
        if name != INPUT:
            (self._possible if items else self._names).add(name)
        return Binding(tuple(items), None)

    def bind_function(self, name: str) -> Binding:
        """Resolve a name that is called; a built-in's name is not noted as one from outside."""
        names, possible = set(self._names), set(self._possible)
        binding = self.bind(name)
        if binding.slot is None:
            self._names, self._possible = names, possible
            if name not in BUILTINS:
                self._calls.add(name)
        return binding


def read_slot(slot: int) -> Code:
    """Make the code that reads a slot."""

    def code(frame: Frame) -> FeelValue:
        return frame.slots[slot]

    return code


def constant(value: FeelValue) -> Code:
    """Make the code that gives a constant."""

    def code(_frame: Frame) -> FeelValue:
        return value

    return code


def constant_of(node: Node) -> FeelValue:
    """Give the value of a literal or of a negated number, else None."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negate) and isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        return -node.operand.value if node.operand.value else node.operand.value
    return None


def function_outside(frame: Frame, name: str) -> FeelFunction | None:
    """Find a function that is no variable of the expression: in the context, at the host, among the built-ins."""
    value = frame.variables.get(name)
    if isinstance(value, FeelFunction):
        return value
    return host_function(frame.run, name) or BUILTINS.get(name)
