"""Processes that are no nest of blocks: random graphs with jumps back, and their interpreter.

The interpreter knows BPMN's rules for tokens and nothing of the engine: a task and an event take each token by itself,
a parallel gateway one from each way in, an inclusive gateway what can still arrive (BPMN 2.0.2 §13.4.3), an end nothing
more. At an event-based gateway the first event takes the token on.
"""

from collections import Counter
from collections.abc import Iterable
from random import Random

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.stateful.spiff.graph_drawing import boundary_of, draw_graph, target_of, work_of
from tests.stateful.spiff.random_graph import (
    CATCH,
    END,
    EXCLUSIVE,
    INCLUSIVE,
    PARALLEL,
    RACE,
    TASK,
    TERMINATE,
    WAITING,
    Node,
    random_nodes,
)

MOST_TOKENS = 40
Way = tuple[int, int]  # the number of a node and which of its ways out; -1: its boundary event's


class Graph(Block):
    """An unstructured sub-process. A gateway chooses by how many tasks have been completed in it so far."""

    def __init__(self, rng: Random) -> None:
        self.nodes = random_nodes(rng)
        self.into: dict[int, list[Way]] = {number: [] for number in range(len(self.nodes))}
        for number, node in enumerate(self.nodes):
            for way, target in enumerate(node.out):
                self.into[target].append((number, way))
            if node.boundary is not None:
                self.into[node.boundary].append((number, -1))

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("gr")
        xml = draw_graph(plan, self.id, self.nodes)
        self.fired = {boundary_of(node): (number, -1) for number, node in enumerate(self.nodes)}
        for number, node in enumerate(self.nodes):
            if node.kind == RACE:
                self.fired |= {target_of(node, way): (number, way) for way in range(len(node.out))}
        return self.id, self.id, xml

    # what must be seen

    def begin(self) -> bool:
        self.completed = 0
        self.tokens: Counter[int] = Counter()  # where they wait for the world
        self.arrived: Counter[Way] = Counter()  # at gateways that wait for more
        return self._run([0])

    def open(self) -> list[Step]:
        if not self.tokens:  # only joins are left that nothing comes to any more
            return [Step("stuck", self.nodes[number].id) for number in {self._target(way) for way in self.arrived}]
        return [step for number in self.tokens.elements() for step in self._waiting_at(self.nodes[number])]

    def _waiting_at(self, node: Node) -> list[Step]:
        if node.kind == CATCH:
            return [Step("fire", node.id)]
        if node.kind == RACE:
            return [Step("fire", target_of(node, way)) for way in range(len(node.out))]
        work = Step("call" if node.look == "callActivity" else "complete", work_of(node))
        if node.boundary is None:
            return [work]
        full = self.tokens.total() > MOST_TOKENS  # an event that only multiplies: no more of that
        return [work, Step("held" if full and not node.interrupting else "fire", boundary_of(node))]

    def step(self, step: Step) -> bool:
        if step.element_id in self.fired:
            way = self.fired[step.element_id]
            if way[1] != -1 or self.nodes[way[0]].interrupting:
                self._leave(way[0])
            return self._run([way])
        number = next(n for n in self.tokens.elements() if work_of(self.nodes[n]) == step.element_id)
        self._leave(number)
        self.completed += self.nodes[number].kind == TASK
        return self._run([*self._every_true(number)])

    def _leave(self, number: int) -> None:
        self.tokens[number] -= 1
        self.tokens += Counter()

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
            if node.kind in WAITING:
                self.tokens[number] += 1
            elif node.kind == PARALLEL:
                moving += self._gathered(number, way)
            elif node.kind == INCLUSIVE and len(self.into[number]) > 1 and not isinstance(way, int):
                self.arrived[way] += 1
            elif node.kind != END:
                moving += self._every_true(number)
        return not self.tokens and not self.arrived

    def _gathered(self, number: int, way: Way | int) -> list[Way]:
        """Take one token from each way into a parallel gateway once each has one."""
        if not isinstance(way, int):
            self.arrived[way] += 1
            if any(not self.arrived[other] for other in self.into[number]):
                return []
            self._take(self.into[number])
        return self._every_true(number)

    def _take(self, ways: Iterable[Way]) -> None:
        self.arrived.subtract(ways)
        self.arrived += Counter()

    def _every_true(self, number: int) -> list[Way]:
        """Give the ways by which a token leaves: all, or those whose condition holds, else the default."""
        node = self.nodes[number]
        if not node.asks:
            return [(number, way) for way in range(len(node.out))]
        chosen = [(number, way) for way in range(1, len(node.out)) if self._holds(node, way)]
        return (chosen[:1] if node.kind == EXCLUSIVE else chosen) or [(number, 0)]

    def _holds(self, node: Node, way: int) -> bool:
        if node.kind == EXCLUSIVE:
            return self.completed // node.divisor % len(node.out) == way
        return self.completed // (node.divisor * way) % 2 == 1

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
