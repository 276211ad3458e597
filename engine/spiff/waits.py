"""Plan and keep what a token waits for: timers, messages and signals, which the host holds, and conditions.

Planning evaluates and may fail; a planned wait is then opened without any chance of failure.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import FeelValue, FeelWarning
from engine.model.events import Event, SignalAwaited, SubscriptionOpened, TimerScheduled, WaitKind
from engine.spiff.details import (
    ConditionSetting,
    Details,
    EventStart,
    MessageSetting,
    SignalSetting,
    TimerSetting,
)
from engine.spiff.failure import EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.feel_json import short_name, text_of
from engine.spiff.moments import next_time, read_cycle, read_moment, read_span
from engine.spiff.scopes import ScopeView
from engine.spiff.values import Value

if TYPE_CHECKING:
    from engine.spiff.case import Case


class NothingDue(ModelFailure):
    """A timer's moment is null without a warning: none is meant, as by a rule that is switched off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One timer or subscription of a token. `key` is given when it opens.

    A repeating timer says in `span` how far apart it fires, or in cron when, and in `remaining` how often still (−1:
    for ever).
    """

    event_id: str
    key: int = 0
    due_at: datetime | None = None
    span: str | None = None
    remaining: int = 1
    message_name: str = ""
    correlation_key: str = ""
    signal_name: str = ""
    is_condition: bool = False  # the case itself asks after each change of its variables; the host knows nothing of it

    @property
    def kind(self) -> WaitKind:
        """Tell what it waits for."""
        if self.due_at is not None:
            return WaitKind.TIMER
        return WaitKind.SIGNAL if self.signal_name else WaitKind.MESSAGE

    def opened(self, element_instance_key: int) -> Event | None:
        """Give the event that reports this wait to the host; None when only the case itself can end it."""
        if self.is_condition:
            return None
        if self.due_at is not None:
            return TimerScheduled(
                wait_key=self.key,
                element_instance_key=element_instance_key,
                element_id=self.event_id,
                due_at=self.due_at,
            )
        if self.signal_name:
            return SignalAwaited(
                wait_key=self.key,
                element_instance_key=element_instance_key,
                element_id=self.event_id,
                signal_name=self.signal_name,
            )
        return SubscriptionOpened(
            wait_key=self.key,
            element_instance_key=element_instance_key,
            element_id=self.event_id,
            message_name=self.message_name,
            correlation_key=self.correlation_key,
        )


def is_awaited(details: Details) -> bool:
    """Tell whether an event comes from outside and is waited for; others are found when something throws them."""
    return isinstance(details.work, (TimerSetting, MessageSetting, SignalSetting, ConditionSetting))


def plan_wait(case: "Case", details: Details, view: ScopeView, enclosing_key: int) -> Wait:
    """Work out when or for what an event waits; raise ModelFailure when its expressions give nothing usable.

    A timer and a message's name are evaluated in the scope of the activity, the correlation key of a boundary event in
    the scope around it (Camunda 8: the activity's own variables do not correlate its boundary).
    """
    setting = details.work
    if isinstance(setting, TimerSetting):
        return _plan_timer(case, details.element.id, setting, view)
    if isinstance(setting, SignalSetting):
        return Wait(event_id=details.element.id, signal_name=required_text(case, setting.name, view))
    if isinstance(setting, ConditionSetting):
        setting.condition.evaluate(view, case.evaluator)  # what passes the bounds of FEEL is an incident here
        return Wait(event_id=details.element.id, is_condition=True)
    if isinstance(setting, MessageSetting):
        is_boundary = details.element.type == "boundaryEvent"
        correlation_view = case.scopes.view(enclosing_key) if is_boundary else view
        name = required_text(case, setting.name, view)
        return Wait(
            event_id=details.element.id,
            message_name=name,
            correlation_key=required_text(case, setting.correlation_key, correlation_view),
        )
    raise TypeError(details.element.type)


def plan_waits(case: "Case", events: Iterable[Details], view: ScopeView, enclosing_key: int) -> tuple[Wait, ...]:
    """Plan the events that may come beside other work, as `plan_wait` does.

    A timer whose moment is meant to be null never fires: work goes on without it.
    """
    planned: list[Wait] = []
    for event in events:
        if is_awaited(event):
            with suppress(NothingDue):
                planned.append(plan_wait(case, event, view, enclosing_key))
    return tuple(planned)


def plan_event_starts(case: "Case", starts: Iterable[EventStart], view: ScopeView, scope_key: int) -> tuple[Wait, ...]:
    """Plan the waits of the event sub-processes that may start in a scope, as `plan_waits` does."""
    return plan_waits(case, [found.start for found in starts], view, scope_key)


def next_occurrence(wait: Wait, now: datetime, timezone: str) -> Wait | None:
    """Give the wait that follows a fired one of a non-interrupting event, or None when it was the last.

    A timer goes on from the moment it was due, so it never drifts. After a time with nobody there it has fired once for
    all that it missed, and counts that as one.
    """
    if wait.due_at is None:
        return replace(wait, key=0)
    if wait.span is None or wait.remaining == 1:
        return None
    due_at = next_time(wait.span, wait.due_at, now, timezone)
    if due_at is None:
        return None
    return Wait(event_id=wait.event_id, due_at=due_at, span=wait.span, remaining=max(wait.remaining - 1, -1))


def _plan_timer(case: "Case", event_id: str, setting: TimerSetting, view: ScopeView) -> Wait:
    value, warnings = setting.value.evaluate(view, case.evaluator)
    text = text_of(value)
    try:
        wait = _timer_from_text(case, event_id, setting.kind, text) if text is not None else None
    except OverflowError:
        wait = None
    if wait is None:
        is_meant = value is None and not warnings
        raise _unusable(setting.value, value, warnings, NothingDue if is_meant else ModelFailure)
    return wait


def _timer_from_text(case: "Case", event_id: str, kind: str, text: str) -> Wait | None:
    now, timezone = case.now(), case.evaluator.host.timezone
    if kind == "timeDate":
        moment = read_moment(text, timezone)
        return None if moment is None else Wait(event_id=event_id, due_at=moment)
    if kind == "timeDuration":
        span = read_span(text)
        return None if span is None else Wait(event_id=event_id, due_at=span.after(now, timezone))
    cycle = read_cycle(text)
    if cycle is None:
        return None
    first = read_moment(cycle.start, timezone) if cycle.start else cycle.span.after(now, timezone)
    if first is None:
        return None
    return Wait(event_id=event_id, due_at=first, span=cycle.span_text, remaining=cycle.repetitions)


def required_text(case: "Case", source: Value, view: ScopeView) -> str:
    """Evaluate to a text that is not empty; a number counts as its digits."""
    value, warnings = source.evaluate(view, case.evaluator)
    name = short_name(format(value, "f") if isinstance(value, Decimal) else value)
    if name is not None:
        return name
    raise _unusable(source, value, warnings)


def _unusable(
    source: Value, value: FeelValue, warnings: tuple[FeelWarning, ...], failure: type[ModelFailure] = ModelFailure
) -> ModelFailure:
    got = "null" if value is None else type(value).__name__
    return failure(
        EXTRACT_VALUE_ERROR,
        f"{source.about.vi} ({source.shown}) không cho giá trị dùng được (nhận được {got}).",
        f"{source.about.en} ({source.shown}) does not give a usable value (got {got}).",
        warnings,
    )
