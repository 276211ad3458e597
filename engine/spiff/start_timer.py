"""When a timer starts cases of a process: at a moment, or again and again; written as one ISO 8601 text.

The text of a repetition always names its next moment and how often it still comes, so that nothing else is to be kept.
"""

from datetime import datetime

from engine.spiff.moments import read_cycle, read_moment


def first_start(text: str, now: datetime, timezone: str) -> tuple[datetime, str]:
    """Give the first moment (aware UTC) and the text to keep; `text` was checked when the model was read."""
    cycle = read_cycle(text)
    moment = read_moment(text if cycle is None else cycle.start or "", timezone)
    if cycle is None:
        return moment or now, text
    first = moment or cycle.span.after(now, timezone)
    return first, _repetition(cycle.repetitions, first, cycle.span_text)


def next_start(text: str, due: datetime, timezone: str) -> tuple[datetime, str] | None:
    """Give the moment after `due` and its text, counted from `due`; None when it was the last."""
    cycle = read_cycle(text)
    if cycle is None or cycle.repetitions == 1:
        return None
    try:
        following = cycle.span.after(due, timezone)
    except OverflowError:
        return None
    return following, _repetition(max(cycle.repetitions - 1, -1), following, cycle.span_text)


def _repetition(count: int, moment: datetime, span: str) -> str:
    return f"R{'' if count < 0 else count}/{moment.isoformat()}/{span}"
