"""Compensation for the random processes: tasks side by side, then all of them undone, the latest first."""

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.unit.spiff import drawing as d

WAYS = ("beside", "one", "inside", "own", "whole", "whole_and_inside")


class Undone(Block):
    """A sub-process with some tasks, each with a handler, and a compensation event that undoes those that are done.

    `way`: the tasks stand `beside` the event, or it names `one` of them; or they stand in a completed sub-process,
    which is undone by what is `inside`, by its `own` handler, or as a `whole` by its event sub-process, which may then
    undo what is inside.
    """

    def __init__(self, count: int, *, at_end: bool, way: str) -> None:
        self.count = count
        self.at_end = at_end
        self.way = way

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = [plan.name(prefix) for prefix in ("us", "ub", "up", "uj", "ut", "ue", "ui", "ua")]
        self.id, begin, split, join, throw, finish, inner, self.all = names
        self.handlers = {plan.name("w"): plan.name("h") for _ in range(self.count)}
        self.named = next(iter(self.handlers))
        parts = [d.parallel(split), d.parallel(join)]
        for task, handler in self.handlers.items():
            parts += [d.user_task(task), d.undone_by(task, handler), d.path(split, task, join)]
        if self.way in {"beside", "one"}:
            parts.append(d.path(begin, split) + d.path(join, throw))
        else:
            parts = [self._around(plan, inner, split, parts), d.path(begin, inner, throw)]
        parts.append(d.start(begin))
        definition = d.compensation(self.named if self.way == "one" else "")
        if self.at_end:
            parts.append(d.end_event(throw, definition))
        else:
            parts += [d.throw(throw, definition), d.end(finish), d.path(throw, finish)]
        return self.id, self.id, d.sub_process(self.id, *parts)

    def _around(self, plan: Plan, inner: str, split: str, parts: list[str]) -> str:
        begin, event, again = plan.name("un"), plan.name("uv"), plan.name("ux")
        own = d.undone_by(inner, self.all) if self.way == "own" else ""
        if self.way.startswith("whole"):
            last = d.end_event(again, d.compensation()) if self.way == "whole_and_inside" else d.end(again)
            flow = d.path(f"{event}_s", self.all, again)
            parts.append(d.event_sub_process(event, d.compensation(), d.user_task(self.all), last, flow))
        return d.sub_process(inner, d.start(begin), d.path(begin, split), *parts) + own

    # what must be seen

    def begin(self) -> bool:
        self.todo = list(self.handlers)
        self.done: list[str] = []
        self.to_undo: list[str] = []
        return False

    def open(self) -> list[Step]:
        return [Step("complete", task) for task in self.todo or self.to_undo[:1]]

    def step(self, step: Step) -> bool:
        if not self.todo:
            assert step.element_id == self.to_undo.pop(0)
            return not self.to_undo
        self.todo.remove(step.element_id)
        self.done.append(step.element_id)
        if not self.todo:
            self.to_undo = self._handlers()
        return False

    def _handlers(self) -> list[str]:
        each = [self.handlers[task] for task in reversed(self.done)]
        if self.way == "one":
            return [self.handlers[self.named]]
        if self.way in {"own", "whole"}:
            return [self.all]
        return [self.all, *each] if self.way == "whole_and_inside" else each


class GivenUp(Block):
    """A transaction with some tasks, each with a handler, one more that cancelling takes away, and a cancel end."""

    def __init__(self, count: int) -> None:
        self.count = count

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = [plan.name(prefix) for prefix in ("gs", "gb", "gp", "gj", "gc", "ge", "go", "gn")]
        self.id, begin, split, join, cancel, event, self.other, self.idle = names
        self.handlers = {plan.name("w"): plan.name("h") for _ in range(self.count)}
        parts = [d.start(begin), d.parallel(split), d.parallel(join), d.path(begin, split), d.path(join, cancel)]
        for task, handler in self.handlers.items():
            parts += [d.user_task(task), d.undone_by(task, handler), d.path(split, task, join)]
        definition = "<bpmn:cancelEventDefinition/>"
        parts += [d.end_event(cancel, definition), d.user_task(self.idle), d.path(split, self.idle)]
        around = [d.boundary(event, self.id, definition), d.user_task(self.other), d.path(event, self.other)]
        return self.id, self.other, d.element("transaction", self.id, "".join(parts)) + "".join(around)

    def begin(self) -> bool:
        self.todo = list(self.handlers)
        self.done: list[str] = []
        self.left = False
        self.beside = [self.idle]
        return False

    def open(self) -> list[Step]:
        if self.todo:
            return [Step("complete", task) for task in [*self.todo, *self.beside]]
        return [Step("complete", self.other if self.left else self.handlers[self.done[-1]])]

    def step(self, step: Step) -> bool:
        if self.left:
            return True
        if step.element_id in self.beside:
            self.beside.clear()
        elif self.todo:
            self.todo.remove(step.element_id)
            self.done.append(step.element_id)
        else:
            assert step.element_id == self.handlers[self.done.pop()]
            self.left = not self.done
        return False
