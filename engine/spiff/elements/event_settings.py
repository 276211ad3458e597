"""Read what an event catches: exactly one definition of a kind that is caught there."""

from collections.abc import Callable, Mapping

from engine.spiff.details import TimerSetting
from engine.spiff.elements.cancel_boundary import read_cancel_catch
from engine.spiff.elements.compensation import read_compensation_catch
from engine.spiff.elements.conditional_events import read_condition
from engine.spiff.elements.event_codes import read_error_catch, read_escalation_catch, read_signal
from engine.spiff.elements.link_events import read_link_catch
from engine.spiff.findings import local_name
from engine.spiff.reading import Reading, children
from engine.spiff.start_timer import is_timer_text
from engine.untrusted_xml import Node

TIMER_KINDS = ("timeDate", "timeDuration", "timeCycle")
_EXAMPLES = {
    "timeDate": "2026-01-31T17:00:00+07:00",
    "timeDuration": "P2D, PT4H",
    "timeCycle": "R3/PT24H, R/P1D, 0 0 8 * * MON-FRI, @daily",
}


def read_event(node: Node, reading: Reading, *, may_repeat: bool) -> object:
    """Read the event's one definition; `may_repeat` tells whether a cycle makes sense there."""
    definitions = definitions_of(node)
    if len(definitions) != 1:
        reading.findings.add(
            "event_definition",
            node,
            "Sự kiện phải có đúng một định nghĩa, ví dụ hẹn giờ hoặc thông điệp.",
            "The event needs exactly one definition, for example timer or message.",
        )
        return None
    definition = definitions[0]
    if local_name(definition) == "timerEventDefinition":
        return _read_timer(definition, reading, may_repeat=may_repeat)
    read = _READERS.get(local_name(definition))
    return None if read is None else read(definition, reading)  # the allow-list has refused what has no reader


def definitions_of(node: Node) -> list[Node]:
    """Give the event definitions of an event."""
    return [found for name, found in children(node) if name.endswith("EventDefinition")]


def _read_message(definition: Node, reading: Reading) -> object:
    return reading.message(definition, definition.get("messageRef"))


_READERS: Mapping[str, Callable[[Node, Reading], object]] = {
    "messageEventDefinition": _read_message,
    "signalEventDefinition": read_signal,
    "conditionalEventDefinition": read_condition,
    "errorEventDefinition": read_error_catch,
    "escalationEventDefinition": read_escalation_catch,
    "linkEventDefinition": read_link_catch,
    "compensateEventDefinition": read_compensation_catch,
    "cancelEventDefinition": read_cancel_catch,
}


def _read_timer(definition: Node, reading: Reading, *, may_repeat: bool) -> TimerSetting | None:
    settings = [(name, found) for name, found in children(definition) if name in TIMER_KINDS]
    if len(settings) != 1 or not (settings[0][1].text or "").strip():
        reading.findings.add(
            "missing_setting",
            definition,
            "Sự kiện hẹn giờ phải có đúng một giá trị: ngày (timeDate), khoảng thời gian (timeDuration) "
            "hoặc lặp (timeCycle).",
            "A timer needs exactly one of: timeDate, timeDuration, timeCycle.",
        )
        return None
    kind, node = settings[0]
    # Other engines let a cycle stand where a timer fires once: at the first time of the cycle.
    if kind == "timeCycle" and not may_repeat and not reading.foreign:
        reading.findings.add(
            "unsupported_timer",
            node,
            "Hẹn giờ lặp lại (timeCycle) chỉ dùng cho sự kiện biên không ngắt. Hãy dùng timeDuration hoặc timeDate.",
            "A repeating timer (timeCycle) fits a non-interrupting boundary event only. Use timeDuration or timeDate.",
        )
        return None
    value = reading.content(node, "Thời điểm hẹn giờ", "The timer's moment")
    if value is None:
        return None
    if value.is_static and not is_timer_text(kind, value.text):
        reading.findings.add(
            "invalid_timer",
            node,
            f"Giá trị hẹn giờ “{value.shown}” không hợp lệ; ví dụ {_EXAMPLES[kind]}, "
            "hoặc biểu thức FEEL bắt đầu bằng “=”.",
            f"The timer value “{value.shown}” is not valid; write for example {_EXAMPLES[kind]}, "
            'or a FEEL expression beginning with "=".',
        )
        return None
    return TimerSetting(value=value, kind=kind)
