"""Error end event: throws a BPMN error to the nearest catch event outwards, in a called case also to its caller.

An error that nobody catches is an incident.
"""

from dataclasses import dataclass

from engine.model.json_value import Variables
from engine.spiff.catchers import Catcher, error_catcher, leave_with_error
from engine.spiff.elements.event_codes import read_error_code
from engine.spiff.failure import unhandled
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.spiff.waits import required_text
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorThrow:
    """The error that an end event throws."""

    code: Value

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out the code and find who catches it."""
        code = required_text(token.case, self.code, view)
        catcher = error_catcher(token.workflow, code)
        if catcher is None and token.case.calls.caller_catches(code):
            return code
        if catcher is None:
            raise unhandled(code)
        return catcher

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Let the catch event take the error, and with it the activity around this end event."""
        if isinstance(prepared, str):
            leave_with_error(token.case, prepared, variables)
            return
        assert isinstance(prepared, Catcher)  # noqa: S101 - made above
        prepared.enter(variables)


def read_error_throw(definition: Node, reading: Reading) -> ErrorThrow | None:
    """Read the thrown error."""
    code = read_error_code(definition, reading)
    return None if code is None else ErrorThrow(code=code)
