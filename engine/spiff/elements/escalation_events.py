"""Escalation events: thrown to the nearest catch event outwards; one that nobody catches passes unheard (BPMN §10.5.6).

Only an interrupting catch event takes the thrower away; else both go on. Out of a called case it goes to the caller.
"""

from dataclasses import dataclass

from engine.model.events import EscalationLeft
from engine.model.json_value import Variables
from engine.spiff.case import too_many_tokens
from engine.spiff.catchers import Catcher, escalation_catcher
from engine.spiff.elements.event_codes import read_escalation_code
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.spiff.waits import required_text
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationThrow:
    """The escalation that an event throws."""

    code: Value

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out the code and who catches it."""
        case = token.case
        code = required_text(case, self.code, view)
        catcher = escalation_catcher(token.workflow, code)
        if catcher is not None and not catcher.details.interrupting and case.live_count >= case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        return code, catcher

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Let the catch event take it, if there is one in the case; else let it leave the case."""
        assert isinstance(prepared, tuple)  # noqa: S101 - made above
        code, catcher = prepared
        if isinstance(catcher, Catcher):
            catcher.enter(variables)
            return
        token.case.emit(
            EscalationLeft(
                element_instance_key=token.key,
                element_id=token.task_spec.name,
                escalation_code=code,
                variables=dict(variables),
            )
        )


def read_escalation_throw(definition: Node, reading: Reading) -> EscalationThrow | None:
    """Read the thrown escalation."""
    code = read_escalation_code(definition, reading)
    return None if code is None else EscalationThrow(code=code)
