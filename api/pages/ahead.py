"""What still lies ahead of a case: the steps of people that its model can reach from where it stands.

Read off the model's flows; no condition is evaluated, since answers still to come decide it. A step behind a choice
carries the words of the way that leads to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from engine.model.definition import Definition, Element, Flow

_SHOWN: Final = frozenset({"userTask", "receiveTask"})
_CHOICES: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
_BOUNDARY: Final = "boundaryEvent"
_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAhead:
    """A step that a case may still reach; `way` is the nearest named choice before it, None when none decides."""

    element: Element
    sure: bool  # no choice lies between here and there
    way: Flow | None


def steps_ahead(definition: Definition, active: Iterable[str]) -> tuple[StepAhead, ...]:
    """Give the steps of people after the elements `active`, nearest first, without these themselves.

    Ways out of boundary events are left out: they are for what goes differently.
    """
    leaving: dict[str, list[Flow]] = {}
    for flow in definition.flows.values():
        leaving.setdefault(flow.source_id, []).append(flow)
    here = [element_id for element_id in dict.fromkeys(active) if element_id in definition.elements]
    queue: list[StepAhead] = [StepAhead(element=definition.elements[one], sure=True, way=None) for one in here]
    seen = {*here}
    found: list[StepAhead] = []
    for step in queue:  # grows while it is walked: breadth first
        chosen = step.element.type in _CHOICES and len(leaving.get(step.element.id, ())) > 1
        for flow in _out(definition, leaving, step.element):
            target = definition.elements.get(flow.target_id)
            if target is None or target.id in seen or step.element.type == _BOUNDARY:
                continue
            seen.add(target.id)
            way = flow if chosen and flow.name else step.way
            reached = StepAhead(element=target, sure=step.sure and not chosen, way=way)
            queue.append(reached)
            inside = [one for one in definition.elements.values() if _starts(one, target)]
            queue += [StepAhead(element=one, sure=reached.sure, way=way) for one in inside]
            if target.type in _SHOWN:
                found.append(reached)
    return tuple(found[:_MOST])


def _out(definition: Definition, leaving: dict[str, list[Flow]], element: Element) -> list[Flow]:
    """Give the flows out of an element; an end inside a sub-process leads on from that sub-process."""
    flows = leaving.get(element.id, [])
    if flows or element.type == _BOUNDARY or element.parent_id is None:
        return flows
    return _out(definition, leaving, definition.elements[element.parent_id])


def _starts(element: Element, parent: Element) -> bool:
    return element.parent_id == parent.id and element.type == "startEvent"
