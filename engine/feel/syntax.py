"""The syntax tree. Operators of one level are kept in one node (`a + b - c` is one Chain), so that a long
expression is a wide tree and not a deep one.

Two trees are equal when they mean the same; the position `at` (offset in the text) does not count.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.feel.types import FeelType
from engine.feel.values import FeelValue


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""

    at: int = field(default=0, compare=False, kw_only=True)

    def children(self) -> Iterator["Node"]:
        """Give the nodes directly below this one."""
        yield from ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean or null."""

    value: FeelValue


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """An `@"…"` literal."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a function by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.member`."""

    base: Node
    member: str

    def children(self) -> Iterator[Node]:
        yield self.base


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`."""

    base: Node
    condition: Node

    def children(self) -> Iterator[Node]:
        yield self.base
        yield self.condition


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)`; `names` has one name for each argument when they are named."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None

    def children(self) -> Iterator[Node]:
        yield self.function
        yield from self.arguments


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node

    def children(self) -> Iterator[Node]:
        yield self.operand


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """`first op operand op operand …` of one level: `+ -`, `* /` or `**`, read from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def children(self) -> Iterator[Node]:
        yield self.first
        for _, operand in self.rest:
            yield operand


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """`a and b and …` or `a or b or …`."""

    operator: str
    operands: tuple[Node, ...]

    def children(self) -> Iterator[Node]:
        yield from self.operands


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` with `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node

    def children(self) -> Iterator[Node]:
        yield self.left
        yield self.right


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node

    def children(self) -> Iterator[Node]:
        yield self.value
        yield self.low
        yield self.high


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, test …)`."""

    value: Node
    tests: tuple[Node, ...]

    def children(self) -> Iterator[Node]:
        yield self.value
        yield from self.tests


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    feel_type: FeelType

    def children(self) -> Iterator[Node]:
        yield self.value


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if c then a else if d then b else otherwise`, flat: one pair of condition and result a branch."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    def children(self) -> Iterator[Node]:
        for condition, result in self.branches:
            yield condition
            yield result
        yield self.otherwise


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in domain`, or `name in domain..last`."""

    name: str
    domain: Node
    last: Node | None = None

    def children(self) -> Iterator[Node]:
        yield self.domain
        if self.last is not None:
            yield self.last


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for x in xs, y in ys return body`."""

    iterations: tuple[Iteration, ...]
    body: Node

    def children(self) -> Iterator[Node]:
        yield from self.iterations
        yield self.body


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some x in xs satisfies body` (or `every`)."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    body: Node

    def children(self) -> Iterator[Node]:
        yield from self.iterations
        yield self.body


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[a, b, …]`."""

    items: tuple[Node, ...]

    def children(self) -> Iterator[Node]:
        yield from self.items


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value, …}`; an entry sees the ones before it."""

    entries: tuple[tuple[str, Node], ...]

    def children(self) -> Iterator[Node]:
        for _, value in self.entries:
            yield value


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[a..b]` with either end open; an endpoint of None is infinite, as in `(< 10)`."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool

    def children(self) -> Iterator[Node]:
        if self.start is not None:
            yield self.start
        if self.end is not None:
            yield self.end


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(a, b: type) body`; without a body it is external, which is not supported."""

    parameters: tuple[tuple[str, FeelType], ...]
    body: Node | None

    def children(self) -> Iterator[Node]:
        if self.body is not None:
            yield self.body


@dataclass(frozen=True, slots=True)
class UnaryComparison(Node):
    """A test such as `< 10` or `!= "a"` on a value that stands elsewhere."""

    operator: str
    operand: Node

    def children(self) -> Iterator[Node]:
        yield self.operand


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The cell of a decision table: tests on `?`; no test at all (`-`) accepts everything."""

    tests: tuple[Node, ...]
    negated: bool

    def children(self) -> Iterator[Node]:
        yield from self.tests


def measure_depth(root: Node) -> int:
    """Give the greatest number of nodes on a path from the root; iterations of one loop count as nested."""
    deepest = 0
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        below = depth + (len(node.iterations) if isinstance(node, (For, Quantified)) else 1)
        waiting.extend((child, below) for child in node.children())
    return deepest
