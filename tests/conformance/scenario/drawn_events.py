"""Draw the events of the scenario notation: each setting's event definition, and the roots that it refers to."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.unit.spiff import drawing as d

ANY = "any"
TIMES = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}


class Roots:
    """What stands beside the process: messages, signals, errors and escalations, each drawn once."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, ...], str] = {}
        self._ids: dict[tuple[str, ...], str] = {}

    @property
    def xml(self) -> str:
        """All of them."""
        return "".join(self._drawn.values())

    def message(self, setting: object) -> str:
        """Give the id of a message written as its name, or as `{name, key}`."""
        of = setting if isinstance(setting, Mapping) else {"name": setting}
        name, key = str(of["name"]), of.get("key")
        return self._root(("message", name, str(key)), lambda root: _message(root, name, key))

    def named(self, tag: str, attribute: str, name: str) -> str:
        """Give the id of a signal, an error or an escalation."""
        return self._root((tag, name), lambda root: d.element(tag, root, **{attribute: name}))

    def _root(self, what: tuple[str, ...], draw: Any) -> str:
        if what not in self._ids:
            self._ids[what] = f"root_{len(self._ids) + 1}"
            self._drawn[what] = draw(self._ids[what])
        return self._ids[what]


def _message(root: str, name: str, key: object) -> str:
    return d.element("message", root, name=name) if key is None else d.message(root, name, str(key))


def _timer(setting: Mapping[str, str], _roots: Roots) -> str:
    ((kind, value),) = setting.items()
    return d.timer(TIMES[kind], str(value))


def _error(setting: object, roots: Roots) -> str:
    return d.error_event("" if setting == ANY else roots.named("error", "errorCode", str(setting)))


def _escalation(setting: object, roots: Roots) -> str:
    return d.escalation_event("" if setting == ANY else roots.named("escalation", "escalationCode", str(setting)))


def _signal(setting: object, roots: Roots) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{roots.named("signal", "name", str(setting))}"/>'


def _conditional(setting: object, _roots: Roots) -> str:
    of = setting if isinstance(setting, Mapping) else {"condition": setting}
    words = {"variableNames": "names", "variableEvents": "changes"}
    return d.condition(str(of["condition"]), **{name: str(of[word]) for name, word in words.items() if word in of})


EVENTS: Mapping[str, Callable[[Any, Roots], str]] = {
    "timer": _timer,
    "message": lambda setting, roots: d.message_event(roots.message(setting)),
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
    "conditional": _conditional,
    "link": lambda setting, _: d.link_event(str(setting)),
    "terminate": lambda _, __: "<bpmn:terminateEventDefinition/>",
    "cancel": lambda _, __: "<bpmn:cancelEventDefinition/>",
    "compensate": lambda setting, _: d.compensation("" if setting is True else str(setting)),
}
EVENT_TAGS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
