"""What still lies ahead of a case: the steps of people that its model can reach from where it stands.

Read off the model's flows; no condition is evaluated, since answers still to come decide it. A step that one way out of
a choice leads to, and no other, carries the words of that way. What only a way back leads to, as when a document is
returned, is not ahead.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.model.definition import Definition, Element, Flow

_SHOWN: Final = frozenset({"userTask", "receiveTask"})
_CHOICES: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
_BOUNDARY: Final = "boundaryEvent"
_MOST: Final = 20
_HERE: Final = ""  # stands before the elements where the case is
Graph = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAhead:
    """A step that a case may still reach; `way` is the nearest named choice that leads there, None when none does."""

    element: Element
    sure: bool  # no choice must fall a certain way for it
    way: Flow | None
    choice: Element | None  # what `way` answers


def steps_ahead(definition: Definition, active: Iterable[str], done: Collection[str] = ()) -> tuple[StepAhead, ...]:
    """Give the steps of people after the elements `active` in the order of the model, without those in `done`.

    Ways out of boundary events are left out: they are for what goes differently.
    """
    standing = [one for one in dict.fromkeys(active) if one in definition.elements]
    inside = {definition.elements[one].parent_id for one in standing}
    here = [one for one in standing if one not in inside]  # a sub-process stands where its inner steps do
    graph = _graph(definition, here)
    order = _in_order(graph)
    before = _dominators(graph, order)
    hidden = {*here, *done}
    behind = _behind(definition, here)
    if not _following(definition, graph) <= behind:  # else going back is the way on, as after mending what came back
        hidden |= behind
    shown = [one for one in order if one not in hidden and _is_step(definition, one)]
    return tuple(_ahead(definition, before, one) for one in shown[:_MOST])


def _ahead(definition: Definition, before: Mapping[str, str], element_id: str) -> StepAhead:
    ways = [flow for flow in _chosen(definition, before, element_id) if flow.name]
    sure = next(_chosen(definition, before, element_id), None) is None
    way = ways[0] if ways else None
    choice = definition.elements[way.source_id] if way is not None else None
    return StepAhead(element=definition.elements[element_id], sure=sure, way=way, choice=choice)


def _following(definition: Definition, graph: Graph) -> set[str]:
    """Give the steps that may come next, without one of another between."""
    found: set[str] = set()
    seen = {_HERE, *graph[_HERE]}
    waiting = [one for start in graph[_HERE] for one in graph[start]]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if _is_step(definition, at):
            found.add(at)
        else:
            waiting += graph[at]
    return found


def _behind(definition: Definition, here: list[str]) -> frozenset[str]:
    """Give what stands before `here` in the order of the model from its start: only ways back lead there."""
    starts = [one.id for one in definition.elements.values() if one.type == "startEvent" and one.parent_id is None]
    rank = {node: position for position, node in enumerate(_in_order(_graph(definition, starts)))}
    if not all(one in rank for one in here):
        return frozenset()
    first = min((rank[one] for one in here), default=0)
    return frozenset(node for node, position in rank.items() if position < first)


def _chosen(definition: Definition, before: Mapping[str, str], element_id: str) -> Iterator[Flow]:
    """Give the ways out of choices that every path from here to the element takes, the nearest first."""
    at = element_id
    while at != _HERE:
        at = before[at]
        flow = definition.flows.get(at)
        if flow is not None and definition.elements[flow.source_id].type in _CHOICES:
            several = sum(other.source_id == flow.source_id for other in definition.flows.values()) > 1
            if several:
                yield flow


def _is_step(definition: Definition, element_id: str) -> bool:
    return element_id in definition.elements and definition.elements[element_id].type in _SHOWN


def _graph(definition: Definition, here: list[str]) -> Graph:
    """Give what follows what; flows are nodes too, so that a way can be seen to lead somewhere."""
    leaving: dict[str, list[Flow]] = {}
    for flow in definition.flows.values():
        leaving.setdefault(flow.source_id, []).append(flow)
    starts: dict[str, list[str]] = {}
    for one in definition.elements.values():
        if one.type == "startEvent" and one.parent_id is not None:
            starts.setdefault(one.parent_id, []).append(one.id)
    graph: dict[str, tuple[str, ...]] = {_HERE: tuple(here)}
    for element in definition.elements.values():
        entered = starts.get(element.id) if element.id not in here else None
        graph[element.id] = tuple(entered or (flow.id for flow in _out(definition, leaving, element)))
    for flow in definition.flows.values():
        graph[flow.id] = (flow.target_id,) if flow.target_id in definition.elements else ()
    return graph


def _out(definition: Definition, leaving: Mapping[str, list[Flow]], element: Element) -> list[Flow]:
    """Give the flows out of an element; an end inside a sub-process leads on from that sub-process."""
    if element.type == _BOUNDARY:
        return []
    flows = leaving.get(element.id, [])
    if flows or element.parent_id is None:
        return flows
    return _out(definition, leaving, definition.elements[element.parent_id])


def _in_order(graph: Graph) -> list[str]:
    """Give what can be reached, each after what leads to it, ways back aside (reversed postorder)."""
    seen, finished = {_HERE}, []
    stack = [(_HERE, reversed(graph[_HERE]))]
    while stack:
        at, following = stack[-1]
        unseen = next((one for one in following if one not in seen), None)
        if unseen is None:
            finished.append(at)
            stack.pop()
        else:
            seen.add(unseen)
            stack.append((unseen, reversed(graph[unseen])))
    return finished[::-1]


def _dominators(graph: Graph, order: list[str]) -> Mapping[str, str]:
    """Give for each node the nearest one that every path from here to it passes (Cooper, Harvey and Kennedy, 2001)."""
    rank = {node: position for position, node in enumerate(order)}
    entering: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for one in graph[node]:
            entering[one].append(node)
    before = {_HERE: _HERE}
    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            nearest = _common(before, rank, [one for one in entering[node] if one in before])
            changed = changed or before.get(node) != nearest
            before[node] = nearest
    return before


def _common(before: Mapping[str, str], rank: Mapping[str, int], nodes: list[str]) -> str:
    found = nodes[0]
    for other in nodes[1:]:
        node = other
        while found != node:
            if rank[found] > rank[node]:
                found = before[found]
            else:
                node = before[node]
    return found
