"""Escalation events: thrown to the nearest catch event outwards; one that nobody catches passes unheard (BPMN §10.5.6).

Only an interrupting catch event takes the thrower away; else both go on.
"""

from dataclasses import dataclass

from engine.model.json_value import Variables
from engine.spiff.case import too_many_tokens
from engine.spiff.catchers import Catcher, escalation_catcher
from engine.spiff.elements.event_codes import read_escalation_code
from engine.spiff.findings import Node
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.spiff.waits import required_text


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationThrow:
    """The escalation that an event throws."""

    code: Value

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out the code and who catches it."""
        case = token.case
        catcher = escalation_catcher(token.workflow, required_text(case, self.code, view))
        if catcher is not None and not catcher.details.interrupting and case.live_count >= case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        return catcher

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Let the catch event take it, if there is one."""
        if isinstance(prepared, Catcher):
            prepared.enter(variables)


def read_escalation_throw(definition: Node, reading: Reading) -> EscalationThrow | None:
    """Read the thrown escalation."""
    code = read_escalation_code(definition, reading)
    return None if code is None else EscalationThrow(code=code)
