"""Event-based gateway: waits for the events of all its targets at once; the first one decides the way.

The waits belong to the gateway's token. The chosen target is entered with what its event brought and is done at once.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway as SpiffEventBasedGateway
from SpiffWorkflow.specs.base import TaskSpec

from engine.feel import FeelValue
from engine.spiff.details import OutFlow
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.waits import Wait, plan_wait


class EventBasedGateway(ElementSpec, SpiffEventBasedGateway):
    """Exclusive event-based gateway (BPMN 2.0.2 §10.6.6, §13.4.4)."""

    def connect(self, child: Any) -> None:
        """Connect a target and leave its event with it: SpiffWorkflow would move it here, out of the target."""
        TaskSpec.connect(self, child)

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Plan the wait of each target."""
        specs = self._wf_spec.task_specs
        return [
            plan_wait(token.case, specs[flow.target_id].details, view, token.enclosing_key)
            for flow in self.details.flows
        ]

    def act(self, token: Token, prepared: object) -> bool:
        """Open all waits."""
        assert isinstance(prepared, list)  # noqa: S101 - made above
        for wait in prepared:
            assert isinstance(wait, Wait)  # noqa: S101 - made above
            token.case.open_wait(token, wait)
        return False

    def choose_flows(self, token: Token, outputs: Mapping[str, FeelValue]) -> tuple[OutFlow, ...]:
        """Leave towards the target whose event came."""
        return tuple(flow for flow in self.details.flows if flow.target_id == token.chosen)[:1]

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        for target in my_task.children:
            target.payload = my_task.payload


KINDS = (
    Kind(
        tag="eventBasedGateway",
        spec=EventBasedGateway,
        attributes=frozenset({"gatewayDirection"}),
        min_outgoing=2,
    ),
)
