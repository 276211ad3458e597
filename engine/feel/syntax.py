"""The syntax tree.

Operators of one level are kept in one node (`a + b - c` is one Chain), so that a long expression is a wide tree and
not a deep one.

Two trees are equal when they mean the same; the position `at` (offset in the text) does not count.

Nodes are immutable, which the type checker guards: at run time they are plain records, as the making of a frozen one
takes three times as long and parsing is mostly the making of nodes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

from engine.feel.types import FeelType
from engine.feel.values import FeelValue

Class = TypeVar("Class", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _record(cls: Class) -> Class:
    """Make a node's class."""
    return dataclass(slots=True)(cls)  # type: ignore[return-value] # the same class, with slots


@_record
class Node:
    """Any part of an expression."""

    at: int = field(default=0, compare=False, kw_only=True)


@_record
class Literal(Node):
    """A number, string, boolean or null."""

    value: FeelValue


@_record
class AtLiteral(Node):
    """An `@"…"` literal."""

    text: str


@_record
class Name(Node):
    """A variable, or a function by its name."""

    name: str


@_record
class Path(Node):
    """`base.member`."""

    base: Node
    member: str


@_record
class Filter(Node):
    """`base[condition]`."""

    base: Node
    condition: Node


@_record
class Call(Node):
    """`function(arguments)`; `names` has one name for each argument when they are named."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@_record
class Negate(Node):
    """`-operand`."""

    operand: Node


@_record
class Chain(Node):
    """`first op operand op operand …` of one level: `+ -`, `* /` or `**`, read from the left."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@_record
class Junction(Node):
    """`a and b and …` or `a or b or …`."""

    operator: str
    operands: tuple[Node, ...]


@_record
class Comparison(Node):
    """`left op right` with `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@_record
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@_record
class In(Node):
    """`value in test` or `value in (test, test …)`."""

    value: Node
    tests: tuple[Node, ...]


@_record
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    feel_type: FeelType


@_record
class If(Node):
    """`if c then a else if d then b else otherwise`, flat: one pair of condition and result a branch."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@_record
class Iteration(Node):
    """`name in domain`, or `name in domain..last`."""

    name: str
    domain: Node
    last: Node | None = None


@_record
class For(Node):
    """`for x in xs, y in ys return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@_record
class Quantified(Node):
    """`some x in xs satisfies body` (or `every`)."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    body: Node


@_record
class ListLiteral(Node):
    """`[a, b, …]`."""

    items: tuple[Node, ...]


@_record
class ContextLiteral(Node):
    """`{key: value, …}`; an entry sees the ones before it."""

    entries: tuple[tuple[str, Node], ...]


@_record
class RangeLiteral(Node):
    """`[a..b]` with either end open; an endpoint of None is infinite, as in `(< 10)`."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@_record
class FunctionLiteral(Node):
    """`function(a, b: type) body`; without a body it is external, which is not supported."""

    parameters: tuple[tuple[str, FeelType], ...]
    body: Node | None


@_record
class UnaryComparison(Node):
    """A test such as `< 10` or `!= "a"` on a value that stands elsewhere."""

    operator: str
    operand: Node


@_record
class UnaryTests(Node):
    """The cell of a decision table: tests on `?`; no test at all (`-`) accepts everything."""

    tests: tuple[Node, ...]
    negated: bool


_NONE: tuple[Node, ...] = ()
_CHILDREN: dict[type[Node], Callable[[Any], Iterable[Node]]] = {
    Path: lambda node: (node.base,),
    Filter: lambda node: (node.base, node.condition),
    Call: lambda node: (node.function, *node.arguments),
    Negate: lambda node: (node.operand,),
    Chain: lambda node: (node.first, *(operand for _, operand in node.rest)),
    Junction: lambda node: node.operands,
    Comparison: lambda node: (node.left, node.right),
    Between: lambda node: (node.value, node.low, node.high),
    In: lambda node: (node.value, *node.tests),
    InstanceOf: lambda node: (node.value,),
    If: lambda node: (*(part for branch in node.branches for part in branch), node.otherwise),
    Iteration: lambda node: (node.domain,) if node.last is None else (node.domain, node.last),
    For: lambda node: (*node.iterations, node.body),
    Quantified: lambda node: (*node.iterations, node.body),
    ListLiteral: lambda node: node.items,
    ContextLiteral: lambda node: [value for _, value in node.entries],
    RangeLiteral: lambda node: [endpoint for endpoint in (node.start, node.end) if endpoint is not None],
    FunctionLiteral: lambda node: () if node.body is None else (node.body,),
    UnaryComparison: lambda node: (node.operand,),
    UnaryTests: lambda node: node.tests,
}


def children(node: Node) -> Iterable[Node]:
    """Give the nodes directly below a node, in the order of the text."""
    below = _CHILDREN.get(type(node))
    return _NONE if below is None else below(node)


def measure_depth(root: Node) -> int:
    """Give the greatest number of nodes on a path from the root; iterations of one loop count as nested."""
    deepest = 0
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        below = depth + (len(node.iterations) if isinstance(node, (For, Quantified)) else 1)
        waiting.extend([(child, below) for child in children(node)])
    return deepest
