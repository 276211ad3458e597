"""Circles in a graph of requirements, found without recursion. Knows nothing of decisions."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node")


def find_cycle(edges: Mapping[Node, Sequence[Node]]) -> tuple[Node, ...] | None:
    """Give the nodes of one circle in order, or None when there is none; a target without edges ends a way."""
    done: set[Node] = set()
    for start in edges:
        path: list[Node] = []
        on_path: set[Node] = set()
        waiting: list[tuple[Node, bool]] = [(start, False)]
        while waiting:
            node, is_left = waiting.pop()
            if is_left:
                path.pop()
                on_path.discard(node)
                done.add(node)
                continue
            if node in on_path:
                return tuple(path[path.index(node) :])
            if node in done or node not in edges:
                continue
            path.append(node)
            on_path.add(node)
            waiting.append((node, True))
            waiting.extend((target, False) for target in edges[node])
    return None
