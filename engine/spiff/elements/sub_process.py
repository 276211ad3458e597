"""Embedded and event sub-process: a scope with tokens of its own; left when the last of them is gone."""

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.specs.defaults import SubWorkflowTask

from engine.errors import LimitExceeded, Text
from engine.spiff.case import SubCase, too_many_tokens
from engine.spiff.details import Details
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.compensation import kept_bytes, undo_next
from engine.spiff.elements.kind import Kind
from engine.spiff.json_size import size_of
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
        """Begin inside; a completed one that is undone begins with the handler of what completed in it last.

        One with a compensation event sub-process begins with that, and with the variables that it had at its end.
        """
        if not token.undoing:
            return super().enter(token)
        check_room(token, 1)
        token.case.activate(token)
        token.phase = Phase.WAIT
        self.open_scope(token, token.payload or {})
        space, token.payload = token.case.create_subprocess(token, self.spec), None
        own = space.spec.undone_by
        if own is None:
            undo_next(token)
        else:
            space.completed_work, token.to_undo = (token.to_undo or [])[::-1], None
            spec = space.spec.task_specs[own.element_id]
            spec._update(space.task_tree.arrive(spec))
        return False

    def leave(self, token: Token) -> None:
        """Leave as any activity; one that was undone gives nothing and goes nowhere."""
        if token.undoing:
            self.close(token)
            return
        if token.case.subprocess_specs[self.spec].undone_by is not None:
            token.kept = token.case.scopes.local(token.key)
            check_kept(token)
        super().leave(token)


def check_kept(token: Token) -> None:
    """Raise LimitExceeded when what completed sub-processes keep to be undone would pass the bound of variables."""
    case, bound = token.case, token.case.limits.variables_bytes
    kept = size_of(dict(token.kept or {})) + sum(kept_bytes(space.completed_work) for space in case.spaces())
    if kept > bound:
        raise LimitExceeded(
            Text(
                vi=f"Dữ liệu giữ lại để bù hoàn các tiểu quy trình đã xong vượt giới hạn {bound} byte.",
                en=f"What is kept to undo completed sub-processes passes the limit of {bound} bytes.",
            )
        )


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
