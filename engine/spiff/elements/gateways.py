"""Exclusive gateway (one way, by condition) and parallel gateway (all ways; waits for all ways in)."""

from collections.abc import Mapping

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway as SpiffExclusiveGateway
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway as SpiffParallelGateway

from engine.feel import FeelValue
from engine.spiff.details import OutFlow
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.conditions import flow_view, holds, no_way_out
from engine.spiff.elements.kind import Kind
from engine.spiff.tokens import Token


class ExclusiveGateway(ElementSpec, SpiffExclusiveGateway):
    """Takes the first flow, in the order of the file, whose condition is true, else the default flow."""

    def choose_flows(self, token: Token, outputs: Mapping[str, FeelValue]) -> tuple[OutFlow, ...]:
        """Evaluate the conditions in turn up to the first true one."""
        view = flow_view(token, outputs)
        default: tuple[OutFlow, ...] = ()
        for flow in self.details.flows:
            if flow.id == self.details.default_flow or flow.condition is None:
                default = (flow,)
            elif holds(flow, view, token):
                return (flow,)
        if self.details.flows and not default:
            raise no_way_out()
        return default


class ParallelGateway(ElementSpec, SpiffParallelGateway):
    """Counts tokens: fires when each way in holds one, takes one from each, keeps what is left (BPMN 2.0.2 §13.4.1).

    Counting, instead of looking back through the tree, is what makes a join inside a loop right in every round.
    """

    def _update_hook(self, my_task: Token) -> bool | None:
        space = my_task.workflow
        waiting = space.joins.pop(self.name, None)
        token = waiting or my_task
        arrived = [*token.arrived, *my_task.arrived] if waiting else list(my_task.arrived)
        missing = set(self.details.incoming) - set(arrived)
        if not missing:
            for flow_id in self.details.incoming:
                arrived.remove(flow_id)
        if missing:
            token.arrived = arrived
            token._set_state(TaskState.WAITING)
            space.joins[self.name] = token
            if waiting:
                space.discard(my_task)
            return None
        self._fire(token, my_task, arrived)
        return None

    def _fire(self, token: Token, latest: Token, surplus: list[str]) -> None:
        """Let the join go on with one token; tokens beyond one a flow wait for the next round."""
        token.arrived = []
        token.case.clear_incident(token)
        if surplus:
            latest.arrived = surplus
            latest._set_state(TaskState.WAITING)
            latest.workflow.joins[self.name] = latest
        elif latest is not token:
            latest.workflow.discard(latest)
        token._ready()


KINDS = (
    Kind(
        tag="exclusiveGateway",
        spec=ExclusiveGateway,
        attributes=frozenset({"default", "gatewayDirection"}),
    ),
    Kind(tag="parallelGateway", spec=ParallelGateway, attributes=frozenset({"gatewayDirection"})),
)
