"""Compensation for the random processes: tasks side by side, then all of them undone, the latest first."""

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.unit.spiff import drawing as d


class Undone(Block):
    """A sub-process with some tasks, each with a handler, and a compensation event that undoes those that are done.

    `inside`: the tasks stand in a sub-process of their own, which has completed by then.
    """

    def __init__(self, count: int, *, at_end: bool, inside: bool) -> None:
        self.count = count
        self.at_end = at_end
        self.inside = inside

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = [plan.name(prefix) for prefix in ("us", "ub", "up", "uj", "ut", "ue", "ui", "un")]
        self.id, begin, split, join, throw, finish, inner, begin_inner = names
        self.handlers = {plan.name("w"): plan.name("h") for _ in range(self.count)}
        parts = [d.parallel(split), d.parallel(join)]
        for task, handler in self.handlers.items():
            parts += [d.user_task(task), d.undone_by(task, handler), d.path(split, task, join)]
        if self.inside:
            held = d.sub_process(inner, d.start(begin_inner), d.path(begin_inner, split), *parts)
            parts = [held, d.path(begin, inner, throw)]
        else:
            parts.append(d.path(begin, split) + d.path(join, throw))
        parts.append(d.start(begin))
        if self.at_end:
            parts.append(d.end_event(throw, d.compensation()))
        else:
            parts += [d.throw(throw, d.compensation()), d.end(finish), d.path(throw, finish)]
        return self.id, self.id, d.sub_process(self.id, *parts)

    def begin(self) -> bool:
        self.todo = list(self.handlers)
        self.done: list[str] = []
        return False

    def open(self) -> list[Step]:
        if self.todo:
            return [Step("complete", task) for task in self.todo]
        return [Step("complete", self.handlers[self.done[-1]])]

    def step(self, step: Step) -> bool:
        if self.todo:
            self.todo.remove(step.element_id)
            self.done.append(step.element_id)
        else:
            assert step.element_id == self.handlers[self.done.pop()]
        return not self.todo and not self.done


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
