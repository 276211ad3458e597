"""Random graphs of flow nodes with jumps back: every node is reached, and every way back leads to a task."""

from dataclasses import dataclass, field
from random import Random

TASK, CATCH, RACE, INSTANT = "task", "catch", "race", "instant"
EXCLUSIVE, PARALLEL, INCLUSIVE, END, TERMINATE = "exclusive", "parallel", "inclusive", "end", "terminate"
LAST = frozenset({END, TERMINATE})
WAITING = frozenset({TASK, CATCH, RACE})  # kinds at which a token waits for the world
_WEIGHTS = {TASK: 46, CATCH: 7, RACE: 7, INSTANT: 4, EXCLUSIVE: 14, PARALLEL: 25, END: 4, TERMINATE: 1}


@dataclass(slots=True)
class Node:
    """A flow node, with its ways out in the order of their conditions; the first one is the default."""

    kind: str
    out: list[int] = field(default_factory=list)  # numbers of the nodes that the ways lead to
    look: str = "userTask"  # the element that a task is drawn as; a sub-process holds one task
    asks: bool = False  # conditions choose among the ways out: every true one, an exclusive gateway the first
    divisor: int = 1
    boundary: int | None = None  # where a boundary event on the task leads
    interrupting: bool = True
    id: str = ""

    def every_way(self) -> list[int]:
        return [*self.out, *([] if self.boundary is None else [self.boundary])]


def random_nodes(rng: Random) -> list[Node]:
    """Make a graph whose only circles go through a task, so that nothing turns for ever."""
    size = rng.randint(4, 12)
    kinds = rng.choices([*_WEIGHTS], [*_WEIGHTS.values()], k=size - 1)
    nodes = [Node(TASK), *map(Node, kinds[1:]), Node(END)]
    inner = [node for node in nodes[1:-1] if node.kind == PARALLEL]
    for node in rng.sample(inner, min(len(inner), rng.choice([0, 0, 1, 1, 2, 3]))):
        node.kind = INCLUSIVE
    for number, node in enumerate(nodes):
        if node.kind not in LAST:
            _furnish(rng, nodes, number)
    return _reached(nodes)


def _furnish(rng: Random, nodes: list[Node], number: int) -> None:
    node = nodes[number]
    branches = node.kind not in {TASK, CATCH, INSTANT} or rng.random() < 0.15
    count = rng.randint(2 if node.kind in {EXCLUSIVE, RACE} else 1, 3) if branches else 1
    node.out = [_target(rng, nodes, number) for _ in range(count)]
    node.divisor = rng.randint(1, 3)
    node.asks = count > 1 and (
        node.kind in {EXCLUSIVE, INCLUSIVE} or (node.kind in {TASK, INSTANT} and rng.random() < 0.5)
    )
    if node.kind == TASK:
        node.look = rng.choices(["userTask", "serviceTask", "callActivity", "subProcess"], [6, 2, 1, 2])[0]
        if rng.random() < 0.2:
            node.boundary, node.interrupting = _target(rng, nodes, number), rng.random() < 0.6


def _target(rng: Random, nodes: list[Node], number: int) -> int:
    back = [earlier for earlier in range(number + 1) if nodes[earlier].kind == TASK]
    return rng.choice(back) if back and rng.random() < 0.2 else rng.randint(number + 1, min(number + 4, len(nodes) - 1))


def _reached(nodes: list[Node]) -> list[Node]:
    reached, waiting = {0}, [0]
    while waiting:
        for target in nodes[waiting.pop()].every_way():
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    place = {number: new for new, number in enumerate(sorted(reached))}
    for number in reached:
        node = nodes[number]
        node.out = [place[target] for target in node.out]
        node.boundary = None if node.boundary is None else place[node.boundary]
    return [nodes[number] for number in sorted(reached)]
