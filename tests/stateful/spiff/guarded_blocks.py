"""Activities with boundary events for the random processes, with their oracle."""

from tests.stateful.spiff.blocks import Block, Plan, Space, Step, Switch
from tests.unit.spiff import drawing as d


class Guarded(Block):
    """An activity with a boundary event.

    Interrupting: the event leads to another task, and both ways meet. Not interrupting: it begins a side branch with a
    task of its own; a message, a signal and a cron timer may come again and again, another timer fires once, a
    condition at each change while it holds.
    """

    def __init__(self, host: Block, *, interrupting: bool, trigger: str) -> None:
        self.host = host
        host.must_be_activity = True
        self.interrupting = interrupting
        self.trigger, self.switch = trigger, Switch()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        first, last, xml = self.host.draw(plan)
        self.event, self.other, meet = plan.name("b"), plan.name("o"), plan.name("bm")
        definition = triggered(plan, self.trigger, self.event, span="PT2H", cron="0 0 8 * * MON-FRI")
        parts = [
            xml,
            d.boundary(self.event, first, definition, interrupting=self.interrupting),
            d.user_task(self.other),
            d.exclusive(meet),
            d.path(last, meet),
            d.path(self.event, self.other),
        ]
        if self.interrupting:
            parts.append(d.path(self.other, meet))
        else:
            finish, end = quiet_end(plan)
            parts += [end, d.path(self.other, finish)]
        return first, meet, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.host.settle(space)

    def begin(self) -> bool:
        self.armed = True
        self.diverted = False
        done = self.host.begin()
        if self.switch.count:
            self._fire()
        return done

    @property
    def event_step(self) -> Step:
        return Step("set" if self.trigger == "condition" else "fire", self.event)

    def open(self) -> list[Step]:
        if self.diverted:
            return [Step("complete", self.other)]
        return self.host.open() + ([self.event_step] if self.armed else [])

    def step(self, step: Step) -> bool:
        if self.diverted:
            return True
        if step == self.event_step:
            self.switch.count += step.what == "set"
            self._fire()
            return False
        return self.host.step(step)

    def _fire(self) -> None:
        if self.interrupting:
            self.diverted = True
        else:
            self.armed = self.trigger != "timer"
            self.space.sides.append(self.other)


def triggered(plan: Plan, trigger: str, event_id: str, *, span: str, cron: str) -> str:
    """Draw what an event waits for: a timer (once after `span`, or by `cron`), a condition, a signal or a message."""
    if trigger == "timer":
        return d.timer("timeDuration", span)
    if trigger == "cron":
        return d.timer("timeCycle", cron)
    if trigger == "condition":
        return Switch.condition(event_id)
    name = f"{trigger}_{event_id}"
    if trigger == "signal":
        plan.messages.append(d.signal(name, name))
        return d.signal_event(name)
    plan.messages.append(d.message(name, name))
    return d.message_event(name)


def quiet_end(plan: Plan) -> tuple[str, str]:
    """Draw an end that nobody hears: a plain one, a signal that nobody awaits or an escalation that nobody catches."""
    finish = plan.name("be")
    kind = plan.random.choice(["plain", "plain", "signal", "escalation"])
    if kind == "signal":
        plan.messages.append(d.signal(f"g_{finish}", f"g_{finish}"))
        return finish, d.end_event(finish, d.signal_event(f"g_{finish}"))
    if kind == "escalation":
        plan.messages.append(d.escalation(f"p_{finish}", f"P_{finish.upper()}"))
        return finish, d.end_event(finish, d.escalation_event(f"p_{finish}"))
    return finish, d.end(finish)
