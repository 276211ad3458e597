"""Throwing a signal: everybody who waits for its name catches it (BPMN 2.0.2 §10.5.1, broadcast).

The case's own waits are fired here and now; the host brings the signal to all others, after this command.
"""

from dataclasses import dataclass

from engine.model.events import SignalThrown
from engine.model.json_value import Variables
from engine.spiff.case import too_many_tokens
from engine.spiff.details import SignalSetting
from engine.spiff.elements.event_codes import read_signal
from engine.spiff.firing import adds_token, check_fire, fire
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.spiff.waits import required_text
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrow:
    """The signal that an event throws."""

    name: Value

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out the name, and check that all waits of the case for it may fire."""
        case = token.case
        name = required_text(case, self.name, view)
        case.load_every_item()  # any of them may wait for the signal
        awaited = _awaited(token, name)
        for key in awaited:
            check_fire(case, key, {})
        more = sum(adds_token(case, key) for key in awaited)
        if case.live_count + more > case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        return name

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Tell the host, and fire the case's own waits; one may take others away, or this very token."""
        assert isinstance(prepared, str)  # noqa: S101 - made above
        case = token.case
        case.emit(
            SignalThrown(
                element_instance_key=token.key,
                element_id=token.task_spec.name,
                signal_name=prepared,
                variables=dict(variables),
            )
        )
        for key in _awaited(token, prepared):
            if key in case.by_wait:
                fire(case, key, variables)


def _awaited(token: Token, name: str) -> list[int]:
    """Give the case's open waits for a signal, oldest first."""
    return sorted(key for key, waiting in token.case.by_wait.items() if waiting.waits[key].signal_name == name)


def read_signal_throw(definition: Node, reading: Reading) -> SignalThrow | None:
    """Read the thrown signal."""
    signal: SignalSetting | None = read_signal(definition, reading)
    return None if signal is None else SignalThrow(name=signal.name)
