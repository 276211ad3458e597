"""When a timer starts cases of a process: at a moment, after a while, or again and again; written as one text.

A repetition is ISO 8601 or cron. Its text says all there is to keep: in ISO 8601 always the next moment and how often
it still comes, while cron names no first moment and no end.
"""

from dataclasses import replace
from datetime import datetime

from engine.feel import FeelError, Host, compile_expression
from engine.model.definition import StartTrigger
from engine.spiff.feel_json import short_name, text_of
from engine.spiff.moments import next_time, read_cycle, read_moment, read_span


def evaluate_start(trigger: StartTrigger, host: Host) -> StartTrigger | None:
    """Give a start with the name or time that its expression gives now, where no variable exists yet (Camunda 8).

    None when the expression gives nothing usable or costs too much; a static one was checked when the model was read.
    """
    if not trigger.name.startswith("="):
        return trigger
    try:
        value = compile_expression(trigger.name[1:]).evaluate({}, host=host).value
    except FeelError:
        return None
    if trigger.kind != "timer":
        name = short_name(value)
        return None if name is None else replace(trigger, name=name)
    text = text_of(value)
    return replace(trigger, name=text) if text is not None and is_timer_text(trigger.timer, text) else None


def is_timer_text(kind: str, text: str) -> bool:
    """Tell whether a text can stand in a timer of this kind: timeDate, timeDuration, timeCycle."""
    if kind == "timeDate":
        return read_moment(text, "UTC") is not None
    if kind == "timeDuration":
        return read_span(text) is not None
    cycle = read_cycle(text)
    return cycle is not None and (cycle.start is None or read_moment(cycle.start, "UTC") is not None)


def first_start(text: str, now: datetime, timezone: str) -> tuple[datetime, str]:
    """Give the first moment (aware UTC) and the text to keep; `text` was checked when the model was read."""
    cycle = read_cycle(text)
    if cycle is None:
        span = read_span(text)
        moment = now if span is None else span.after(now, timezone)
        return read_moment(text, timezone) or moment, text
    first = read_moment(cycle.start or "", timezone) or cycle.span.after(now, timezone)
    return first, _repetition(cycle.repetitions, first, cycle.span_text)


def next_start(text: str, due: datetime, now: datetime, timezone: str) -> tuple[datetime, str] | None:
    """Give the first moment after `due` that is later than `now`, and its text; None when `due` was the last."""
    cycle = read_cycle(text)
    if cycle is None or cycle.repetitions == 1:
        return None
    following = next_time(cycle.span_text, due, now, timezone)
    if following is None:
        return None
    return following, _repetition(max(cycle.repetitions - 1, -1), following, cycle.span_text)


def _repetition(count: int, moment: datetime, span: str) -> str:
    if not span.startswith("P"):  # cron
        return span
    return f"R{'' if count < 0 else count}/{moment.isoformat()}/{span}"
