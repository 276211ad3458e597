"""Embedded and event sub-process: a scope with tokens of its own; left when the last of them is gone."""

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask

from engine.spiff.case import SubCase, too_many_tokens
from engine.spiff.details import Details
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.compensation import undo_next
from engine.spiff.elements.kind import Kind
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token


class SubProcess(ElementSpec, SubWorkflowTask):
    """Runs the elements inside it."""

    space_type: ClassVar[type[SubCase]] = SubCase

    def __init__(self, wf_spec: Any, bpmn_id: str, *, details: Details, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, details=details, subworkflow_spec=bpmn_id, **kwargs)

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Check that one more token may live."""
        check_room(token, 1)
        return None

    def act(self, token: Token, prepared: object) -> bool:
        """Open the scope, even without mappings, and put a token before the inner start event."""
        self.open_scope(token, {})
        payload, token.payload = token.payload, None
        token.case.create_subprocess(token, self.spec).begin(payload=payload)
        return False

    def enter(self, token: Token) -> bool:
        """Begin inside; a completed one that is undone begins with the handler of what completed in it last."""
        if not token.undoing:
            return super().enter(token)
        check_room(token, 1)
        token.case.activate(token)
        token.phase = Phase.WAIT
        self.open_scope(token, {})
        token.case.create_subprocess(token, self.spec)
        undo_next(token)
        return False

    def leave(self, token: Token) -> None:
        """Leave as any activity; one that was undone gives nothing and goes nowhere."""
        if token.undoing:
            self.close(token)
        else:
            super().leave(token)


def check_room(token: Token, count: int) -> None:
    """Raise LimitExceeded when this many more tokens may not live."""
    if token.case.live_count + count > token.case.limits.active_elements:
        raise too_many_tokens(token.case.limits.active_elements)


KINDS = (
    Kind(
        tag="subProcess",
        spec=SubProcess,
        attributes=frozenset({"triggeredByEvent"}),
        inputs=True,
        outputs=True,
        waits=True,
    ),
    Kind(tag="transaction", spec=SubProcess, inputs=True, outputs=True, waits=True),
)
