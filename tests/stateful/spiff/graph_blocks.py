"""Processes that are no nest of blocks: random graphs of tasks and gateways with jumps back, and their interpreter.

The interpreter knows BPMN's rules for tokens and nothing of the engine: a task takes each token by itself, a parallel
gateway one from each way in, an inclusive gateway what can still arrive (BPMN 2.0.2 §13.4.3), an end nothing more.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.unit.spiff import drawing as d

TASK, EXCLUSIVE, PARALLEL, INCLUSIVE, END, TERMINATE = "task", "exclusive", "parallel", "inclusive", "end", "terminate"
MOST_TOKENS = 40


@dataclass(slots=True)
class Node:
    """A flow node, with its ways out in the order of their conditions; the first one is the default."""

    kind: str
    out: list[int] = field(default_factory=list)  # numbers of the nodes that the ways lead to
    divisor: int = 1
    boundary: int | None = None  # where a boundary event on the task leads
    interrupting: bool = True
    id: str = ""

    def every_way(self) -> list[int]:
        return [*self.out, *([] if self.boundary is None else [self.boundary])]


Way = tuple[int, int]  # the number of a node and which of its ways out; -1: its boundary event's


class Graph(Block):
    """An unstructured sub-process. A gateway chooses by how many tasks have been completed in it so far."""

    def __init__(self, rng: Random) -> None:
        self.nodes = _random_nodes(rng)
        self.into: dict[int, list[Way]] = {number: [] for number in range(len(self.nodes))}
        for number, node in enumerate(self.nodes):
            for way, target in enumerate(node.out):
                self.into[target].append((number, way))
            if node.boundary is not None:
                self.into[node.boundary].append((number, -1))

    # drawing

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id, begin, zero = (plan.name(prefix) for prefix in ("gr", "gb", "gz"))
        self.variable = f"n_{self.id}"
        for node in self.nodes:
            node.id = plan.name("g")
        self.events = {number: f"{node.id}_b" for number, node in enumerate(self.nodes) if node.boundary is not None}
        parts = [d.start(begin), d.script_task(zero, self.variable, "=0"), d.path(begin, zero, self.nodes[0].id)]
        for number in range(len(self.nodes)):
            parts += self._drawn(plan, number)
        return self.id, self.id, d.sub_process(self.id, *parts)

    def _drawn(self, plan: Plan, number: int) -> list[str]:
        node = self.nodes[number]
        default = f"{node.id}_0"
        counted = d.io_mapping(d.outputs(**{self.variable: f"={self.variable} + 1"}))
        draw: dict[str, Callable[[], str]] = {
            TASK: lambda: d.user_task(node.id, counted),
            EXCLUSIVE: lambda: d.exclusive(node.id, default),
            PARALLEL: lambda: d.parallel(node.id),
            INCLUSIVE: lambda: d.inclusive(node.id, default),
            END: lambda: d.end(node.id),
            TERMINATE: lambda: d.terminate_end(node.id),
        }
        parts = [draw[node.kind]()]
        for way, target in enumerate(node.out):
            asked = way > 0 and node.kind in {EXCLUSIVE, INCLUSIVE}
            condition = f"={self._written(node, way)}" if asked else None
            parts.append(d.flow(node.id, self.nodes[target].id, condition, flow_id=f"{node.id}_{way}"))
        if node.boundary is not None:
            event = self.events[number]
            plan.messages.append(d.message(f"m_{event}", f"m_{event}"))
            definition = d.message_event(f"m_{event}")
            parts.append(d.boundary(event, node.id, definition, interrupting=node.interrupting))
            parts.append(d.flow(event, self.nodes[node.boundary].id))
        return parts

    def _written(self, node: Node, way: int) -> str:
        if node.kind == EXCLUSIVE:
            return f"modulo(floor({self.variable} / {node.divisor}), {len(node.out)}) = {way}"
        return f"modulo(floor({self.variable} / {node.divisor * way}), 2) = 1"

    def _holds(self, node: Node, way: int) -> bool:
        if node.kind == EXCLUSIVE:
            return self.completed // node.divisor % len(node.out) == way
        return self.completed // (node.divisor * way) % 2 == 1

    # what must be seen

    def begin(self) -> bool:
        self.completed = 0
        self.tokens: Counter[int] = Counter()  # at tasks
        self.arrived: Counter[Way] = Counter()  # at gateways that wait for more
        return self._run([0])

    def open(self) -> list[Step]:
        if not self.tokens:  # only joins are left that nothing comes to any more
            return [Step("stuck", self.nodes[number].id) for number in {self._target(way) for way in self.arrived}]
        steps = [Step("complete", self.nodes[number].id) for number in self.tokens.elements()]
        waiting = [number for number in self.tokens.elements() if number in self.events]
        full = self.tokens.total() > MOST_TOKENS  # an event that only multiplies: no more of that
        return steps + [
            Step("held" if full and not self.nodes[number].interrupting else "fire", self.events[number])
            for number in waiting
        ]

    def step(self, step: Step) -> bool:
        if step.what == "complete":
            number = next(n for n in self.tokens.elements() if self.nodes[n].id == step.element_id)
            self._leave(number)
            self.completed += 1
            return self._run([*self._ways(number, range(len(self.nodes[number].out)))])
        number = next(n for n, event in self.events.items() if event == step.element_id)
        if self.nodes[number].interrupting:
            self._leave(number)
        return self._run([(number, -1)])

    def _leave(self, number: int) -> None:
        self.tokens[number] -= 1
        self.tokens += Counter()

    def _ways(self, number: int, chosen: Iterable[int]) -> list[Way]:
        return [(number, way) for way in chosen]

    def _target(self, way: Way) -> int:
        node = self.nodes[way[0]]
        target = node.boundary if way[1] == -1 else node.out[way[1]]
        assert target is not None
        return target

    def _run(self, moving: list[Way | int]) -> bool:
        """Move tokens until all of them wait; tell whether none is left."""
        while moving or (moving := self._joined()):
            way = moving.pop(0)
            number = way if isinstance(way, int) else self._target(way)
            node = self.nodes[number]
            if node.kind == TERMINATE:
                self.tokens.clear()
                self.arrived.clear()
                return True
            if node.kind == TASK:
                self.tokens[number] += 1
            elif node.kind == EXCLUSIVE:
                chosen = next((way for way in range(1, len(node.out)) if self._holds(node, way)), 0)
                moving += self._ways(number, [chosen])
            elif node.kind == PARALLEL:
                moving += self._gathered(number, way)
            elif node.kind == INCLUSIVE and len(self.into[number]) > 1 and not isinstance(way, int):
                self.arrived[way] += 1
            elif node.kind == INCLUSIVE:
                moving += self._every_true(number)
        return not self.tokens and not self.arrived

    def _gathered(self, number: int, way: Way | int) -> list[Way]:
        """Take one token from each way into a parallel gateway once each has one."""
        if not isinstance(way, int):
            self.arrived[way] += 1
            if any(not self.arrived[other] for other in self.into[number]):
                return []
            self._take(self.into[number])
        return self._ways(number, range(len(self.nodes[number].out)))

    def _take(self, ways: Iterable[Way]) -> None:
        self.arrived.subtract(ways)
        self.arrived += Counter()

    def _every_true(self, number: int) -> list[Way]:
        node = self.nodes[number]
        return self._ways(number, [way for way in range(1, len(node.out)) if self._holds(node, way)] or [0])

    def _joined(self) -> list[Way | int]:
        """Let one inclusive gateway go on for which nothing more can arrive; give the ways it leaves by."""
        for number, node in enumerate(self.nodes):
            filled = [way for way in self.into[number] if self.arrived[way]]
            if node.kind == INCLUSIVE and filled and self._nothing_more(number, filled):
                self._take(filled)
                return [*self._every_true(number)]
        return []

    def _nothing_more(self, gateway: int, filled: list[Way]) -> bool:
        empty = [way for way in self.into[gateway] if way not in filled]
        places = set(self.tokens) | {self._target(way) for way in self.arrived} - {gateway}
        return not any(
            self._leads(place, empty, gateway) and not self._leads(place, filled, gateway) for place in places
        )

    def _leads(self, start: int, ways: list[Way], gateway: int) -> bool:
        """Tell whether a token at a node can come along one of the ways without passing the gateway."""
        sources = {number for number, _ in ways}
        seen, waiting = {start}, [start]
        while waiting:
            number = waiting.pop()
            if number in sources:
                return True
            for target in self.nodes[number].every_way():
                if target not in seen and target != gateway:
                    seen.add(target)
                    waiting.append(target)
        return False


def _random_nodes(rng: Random) -> list[Node]:
    """Make a graph: every node is reached, and every way back leads to a task, so that nothing turns for ever."""
    size = rng.randint(4, 12)
    kinds = rng.choices([TASK, EXCLUSIVE, PARALLEL, END, TERMINATE], [50, 18, 27, 4, 1], k=size - 1)
    nodes = [Node(TASK), *map(Node, kinds[1:]), Node(END)]
    inner = [number for number in range(1, size - 1) if nodes[number].kind == PARALLEL]
    if inner and rng.random() < 0.4:  # one of them, so that none waits for another
        nodes[rng.choice(inner)].kind = INCLUSIVE
    for number, node in enumerate(nodes):
        if node.kind in {END, TERMINATE}:
            continue
        count = 1 if node.kind == TASK and rng.random() < 0.85 else rng.randint(1 + (node.kind == EXCLUSIVE), 3)
        node.out = [_target(rng, nodes, number) for _ in range(count)]
        node.divisor = rng.randint(1, 3)
        if node.kind == TASK and rng.random() < 0.2:
            node.boundary, node.interrupting = _target(rng, nodes, number), rng.random() < 0.6
    return _reached(nodes)


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
