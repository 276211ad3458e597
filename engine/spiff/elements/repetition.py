"""What every repeated activity has in common: a body around the activity, and a space where its items are at work.

The body is entered and left like any element: its flows and boundary events are those of the activity. An item is the
activity itself, without flows, in a scope of its own. Items that no command touches stay where the host keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine.feel import FeelValue, FeelWarning
from engine.model.json_value import Variables
from engine.spiff.case import TokenSpace, too_many_tokens
from engine.spiff.details import Details
from engine.spiff.document import load_item
from engine.spiff.elements.base import ElementSpec
from engine.spiff.failure import EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.tokens import Phase, Token
from engine.spiff.values import Value

BODY = "multiInstanceBody"
COUNTER = "loopCounter"  # from 1, as Camunda 8 counts


class Repetition(TokenSpace, BpmnSubWorkflow):
    """The items of one body: counted here, one by one in memory only when something happens to them."""

    def __init__(self, owner: Token, items_spec: Any) -> None:
        self.owner = self.host = owner
        self.scope_key = owner.key
        self.total = self.started = self.completed = 0
        super().__init__(items_spec, parent_task_id=owner.id, top_workflow=owner.case, deserializing=True)
        self._plant()

    @property
    def parent_workflow(self) -> Any:
        """The space that the body stands in."""
        return self.host.workflow

    @property
    def counts(self) -> tuple[int, int, int]:
        """Total, started and completed items, as they are kept."""
        return self.total, self.started, self.completed

    @property
    def active(self) -> int:
        """The number of items that have begun and are not done."""
        return self.started - self.completed

    def begin_item(self, index: int, variables: Variables) -> None:
        """Put a token before the activity, with the item's variables in a scope of its own."""
        case, spec = self.top_workflow, self.host.task_spec.item_spec
        token = self.task_tree.arrive(spec)
        token.index = index
        case.activate(token)
        case.scopes.open(token.key, self.scope_key, item_key=token.key)
        token.is_scope = True
        case.scopes.set_local(token.key, {COUNTER: index + 1, **variables})
        self.started += 1
        spec._update(token)

    def before_leaving(self, token: Token, outputs: Mapping[str, FeelValue]) -> None:
        """Work out what the end of an item means; may raise ModelFailure; changes nothing of the case."""
        token.outcome = self.host.task_spec.judge(self, token, outputs)

    def _task_completed_notify(self, token: Token) -> None:
        self.discard(token)
        self.completed += 1
        self.host.task_spec.item_done(self, token)

    def load_all(self) -> None:
        """Bring every live item into memory."""
        case = self.top_workflow
        for item in case.items.every(self.scope_key):
            load_item(case, self, item)

    def end(self) -> None:
        """Take away the items that still live and let the body be left."""
        if self.active:
            self.load_all()
            for token in self.live():
                self.top_workflow.terminate(token)
            self.started = self.completed
        self.host.phase = Phase.LEAVE
        self.host._ready()


class Repeating(ElementSpec):
    """The body of a repeated activity. `items` is a spec that holds nothing but the activity."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, details: Details, items: Any, **kwargs: Any) -> None:
        own = replace(
            details, element=replace(details.element, type=BODY), inputs=(), outputs=(), starting=(), ending=()
        )
        super().__init__(wf_spec, bpmn_id, details=own, **kwargs)
        self.items = items
        self.item_spec = items.task_specs[bpmn_id]

    # What a way to repeat says of its own -------------------------------------------------------------------------

    def judge(self, space: Repetition, token: Token, outputs: Mapping[str, FeelValue]) -> object:
        """Say what the end of an item means, given what its output mappings made; may raise ModelFailure."""
        raise NotImplementedError

    def item_done(self, space: Repetition, token: Token) -> None:
        """Go on after an item: another one, the end, or nothing yet."""
        raise NotImplementedError

    # What all ways share ------------------------------------------------------------------------------------------

    def open_space(self, token: Token, counts: Sequence[int] = (0, 0, 0)) -> Repetition:
        """Make the space for the items of a body, or bring it back with its `counts`: total, started, completed."""
        space = Repetition(token, self.items)
        space.total, space.started, space.completed = counts
        token.case.subprocesses[token.id] = space
        token.case.live_count += space.active - 1  # its root is no token
        return space

    def check_room(self, token: Token, count: int) -> None:
        """Raise LimitExceeded when this many more tokens may not live."""
        case = token.case
        if case.live_count + count > case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)

    def close(self, token: Token) -> None:
        """Forget the items too."""
        super().close(token)
        token.case.subprocesses.pop(token.id, None)
        token.case.items.close_body(token.key)


def items_spec(element_id: str) -> Any:
    """Make the empty spec that the activity is put into."""
    return BpmnProcessSpec(name=element_id, description=element_id)


def item_details(details: Details) -> Details:
    """Give what the activity keeps for itself: neither flows nor boundary events, which are the body's."""
    return replace(details, flows=(), incoming=(), boundaries=(), default_flow=None, loop=None)


def truth(value: FeelValue, source: Value, warnings: Sequence[FeelWarning]) -> bool:
    """Give a condition's answer; one that is neither true nor false is a failure, never a no."""
    if value is True or value is False:
        return value
    about = source.about
    raise ModelFailure(
        EXTRACT_VALUE_ERROR,
        f"{about.vi} ({source.shown}) không cho kết quả đúng hay sai.",
        f"{about.en} ({source.shown}) is neither true nor false.",
        warnings,
    )
