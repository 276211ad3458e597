"""Inclusive gateway: leaves by every flow whose condition is true; joins exactly the tokens that can still arrive."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway as SpiffInclusiveGateway

from engine.feel import FeelValue
from engine.spiff.details import OutFlow
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.conditions import every_true_flow
from engine.spiff.elements.kind import Kind
from engine.spiff.elements.link_events import LinkThrow
from engine.spiff.tokens import Token


class InclusiveGateway(ElementSpec, SpiffInclusiveGateway):
    """Collects tokens while they can still come; the case asks `is_complete` when nothing else can move."""

    def choose_flows(self, token: Token, outputs: Mapping[str, FeelValue]) -> tuple[OutFlow, ...]:
        """Leave by all flows with a true condition, else by the default flow."""
        return every_true_flow(token, outputs)

    def _update_hook(self, my_task: Token) -> bool | None:
        if len(self.details.incoming) == 1:
            return True
        space = my_task.workflow
        waiting = space.joins.get(self.name)
        if waiting is not None:
            waiting.arrived.extend(my_task.arrived)
            space.discard(my_task)
        else:
            my_task._set_state(TaskState.WAITING)
            space.joins[self.name] = my_task
        return None

    def is_complete(self, token: Token) -> bool:
        """Tell whether the waiting join may fire (BPMN 2.0.2 §13.4.3).

        A token elsewhere is waited for when a path leads from it, not through this gateway, to a way in that is still
        empty, and none to a way in that already holds a token.
        """
        filled = set(token.arrived)
        others = {other.task_spec.name for other in token.workflow.live()} - {self.name}
        empty = set(self.details.incoming) - filled
        if not others or not empty:
            return True
        before = _edges(self._wf_spec)
        blocking = others & _upstream(before, empty, self.name)
        return not blocking or not blocking - _upstream(before, filled, self.name)

    def fire(self, token: Token) -> None:
        """Take one token from each way in that holds any; tokens beyond that wait for the next round."""
        space = token.workflow
        surplus = list(token.arrived)
        for flow_id in set(surplus):
            surplus.remove(flow_id)
        del space.joins[self.name]
        token.arrived = []
        token.case.clear_incident(token)
        if surplus:
            rest = space.task_tree.arrive(self)
            rest.arrived = surplus
            rest._set_state(TaskState.WAITING)
            space.joins[self.name] = rest
        token._ready()


def _edges(wf_spec: Any) -> dict[str, list[tuple[str, str]]]:
    """Give for each element the ways into it: the flow's id and the element that the way comes from."""
    before: dict[str, list[tuple[str, str]]] = {}
    for name, spec in wf_spec.task_specs.items():
        if spec.bpmn_id is None:
            continue
        for flow in spec.details.flows:
            before.setdefault(flow.target_id, []).append((flow.id, name))
        if isinstance(spec.details.work, LinkThrow):
            before.setdefault(spec.details.work.target_id, []).append(("", name))
        for boundary in spec.details.boundaries:
            before.setdefault(boundary.element.id, []).append(("", name))
    return before


def _upstream(before: dict[str, list[tuple[str, str]]], flow_ids: set[str], gateway: str) -> set[str]:
    """Give the elements from which a path leads to one of these ways into the gateway without visiting it before."""
    found: set[str] = set()
    waiting = [source for flow_id, source in before[gateway] if flow_id in flow_ids]
    while waiting:
        name = waiting.pop()
        if name == gateway or name in found:
            continue
        found.add(name)
        waiting.extend(source for _, source in before.get(name, ()))
    return found


KINDS = (
    Kind(
        tag="inclusiveGateway",
        spec=InclusiveGateway,
        attributes=frozenset({"default", "gatewayDirection"}),
    ),
)
