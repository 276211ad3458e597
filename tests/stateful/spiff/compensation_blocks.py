"""Compensation for the random processes: tasks side by side, then all of them undone, the latest first."""

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.unit.spiff import drawing as d


class Undone(Block):
    """A sub-process with some tasks, each with a handler, and a compensation event that undoes those that are done."""

    def __init__(self, count: int, *, at_end: bool) -> None:
        self.count = count
        self.at_end = at_end

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = [plan.name(prefix) for prefix in ("us", "ub", "up", "uj", "ut", "ue")]
        self.id, begin, split, join, throw, finish = names
        self.handlers = {plan.name("w"): plan.name("h") for _ in range(self.count)}
        parts = [d.start(begin), d.parallel(split), d.parallel(join), d.path(begin, split), d.path(join, throw)]
        for task, handler in self.handlers.items():
            parts += [d.user_task(task), d.undone_by(task, handler), d.path(split, task, join)]
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
