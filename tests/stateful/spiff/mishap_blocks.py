"""What is thrown in the random processes and who catches it: errors and escalations of events, jobs and calls."""

from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.unit.spiff import drawing as d

# What a called case was given it would give back as it was, over what has changed meanwhile.
CALLED = d.zeebe("calledElement", processId="con", propagateAllParentVariables="false")


class Mishap(Block):
    """A sub-process with a branch that throws: what is caught leads to another block.

    `kind`: an `error`; an escalation that `stops` the sub-process, that begins a side branch `beside` it, or that
    `passes` because nobody catches it; or `nothing`. `thrower`: an `event` after a task, a `job` (errors only) or a
    called case (`call`); `deep`: it stands in a further sub-process whose own boundary event catches something else.
    `inside`: an event sub-process catches and not a boundary event.
    """

    def __init__(
        self, block: Block, other: Block, *, kind: str, thrower: str, by_code: bool, deep: bool, inside: bool
    ) -> None:
        self.block, self.other = block, other
        self.kind, self.by_code, self.deep, self.inside = kind, by_code, deep, inside
        self.thrown_by = "event" if thrower == "job" and kind != "error" else thrower
        self.inner, self.handler = Space(), Space()

    # drawing

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = ("x", "xs", "xp", "xt", "xe", "xm")
        self.id, begin, split, self.thrower, finish, meet = (plan.name(name) for name in names)
        before = len(plan.messages)
        first, last, xml = self.block.draw(plan)
        # An escalation inside that passes there would be caught here by an event that catches any.
        self.by_code = self.by_code or any('id="p_' in drawn for drawn in plan.messages[before:])
        branch_id, branch = self._thrower(plan)
        caught = self._catch(plan, meet)
        body = d.sub_process(
            self.id,
            d.start(begin),
            d.parallel(split),
            d.end(finish),
            xml,
            branch,
            d.path(begin, split, first),
            d.path(split, branch_id),
            d.path(last, finish),
            caught if self.inside else "",
        )
        parts = [body, d.exclusive(meet), d.path(self.id, meet), "" if self.inside else caught]
        return self.id, meet, "".join(parts)

    def _thrower(self, plan: Plan) -> tuple[str, str]:
        over = plan.name("xo")
        code, definition = f"{'p' if self.kind == 'passes' else 'c'}_{self.id}", ""
        self.thrown = f"{'error' if self.kind == 'error' else 'escalation'}:{code.upper()}"
        if self.kind == "error":
            plan.messages.append(d.error(code, code.upper()))
            definition = d.error_event(code)
        elif self.kind != "nothing":
            plan.messages.append(d.escalation(code, code.upper()))
            definition = d.escalation_event(code)
        if self.thrown_by == "call":
            branch = d.element("callActivity", self.thrower, d.extensions(CALLED)) + d.end(over)
        elif self.thrown_by == "job":
            branch = d.service_task(self.thrower) + d.end(over)
        else:
            at_end = self.kind == "error" or plan.random.random() < 0.5
            branch = d.user_task(self.thrower)
            branch += d.end_event(over, definition) if at_end else d.throw(over, definition)
        branch += d.path(self.thrower, over)
        return self._wrapped(plan, branch) if self.deep else (self.thrower, branch)

    def _wrapped(self, plan: Plan, branch: str) -> tuple[str, str]:
        around, begin, event, over, wrong = (plan.name(name) for name in ("y", "ys", "yb", "ye", "y_wrong"))
        is_error = self.kind == "error"
        plan.messages.append(d.error(wrong, wrong) if is_error else d.escalation(wrong, wrong))
        inside = d.sub_process(around, d.start(begin), branch, d.path(begin, self.thrower))
        catch = d.boundary(event, around, d.error_event(wrong) if is_error else d.escalation_event(wrong))
        return around, inside + catch + d.end(over) + d.path(event, over)

    def _catch(self, plan: Plan, meet: str) -> str:
        if self.kind in {"nothing", "passes"}:
            return ""
        event, over, reference = plan.name("xb"), plan.name("xn"), f"c_{self.id}" if self.by_code else ""
        definition = d.error_event(reference) if self.kind == "error" else d.escalation_event(reference)
        stops = self.kind != "beside"
        if stops:
            first, last, xml = self.other.draw(plan)
        else:
            self.side = first = last = plan.name("xh")
            xml = d.user_task(self.side)
        if self.inside:
            parts = [xml, d.end(over), d.path(f"{event}_s", first), d.path(last, over)]
            return d.event_sub_process(event, definition, *parts, interrupting=stops)
        boundary = d.boundary(event, self.id, definition, interrupting=stops) + xml + d.path(event, first)
        return boundary + (d.path(last, meet) if stops else d.end(over) + d.path(last, over))

    # what must be seen

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(self.inner)
        self.other.settle(self.handler if self.inside else space)

    def begin(self) -> bool:
        self.inner.sides.clear()
        self.handler.sides.clear()
        self.diverted = self.branch_done = False
        self.told = 0
        self.done = self.block.begin()
        return False

    def open(self) -> list[Step]:
        sides = [Step("complete", side) for side in [*self.inner.sides, *self.handler.sides]]
        if self.diverted:
            return ([] if self.done else self.other.open()) + sides
        return ([] if self.done else self.block.open()) + self._branch() + sides

    def _branch(self) -> list[Step]:
        if self.branch_done:
            return []
        steps = [Step("call" if self.thrown_by == "call" else "complete", self.thrower)]
        throws = self.thrown_by != "event" and self.kind != "nothing" and self.told < 2
        return steps + ([Step("throw", self.thrower, more=self.thrown)] if throws else [])

    def step(self, step: Step) -> bool:
        if step.element_id in self.handler.sides:
            self.handler.sides.remove(step.element_id)
        elif step.element_id in self.inner.sides:
            self.inner.sides.remove(step.element_id)
        elif self.diverted:
            self.done = self.other.step(step)
        elif step.element_id == self.thrower:
            self._throw_or_end(step)
        else:
            self.done = self.block.step(step)
        return self._is_over()

    def _throw_or_end(self, step: Step) -> None:
        throws = step.what == "throw" or self.thrown_by == "event"
        self.branch_done = step.what != "throw"
        self.told += step.what == "throw"
        if throws and self.kind in {"error", "stops"}:
            self.diverted = self.branch_done = True
            self.inner.sides.clear()
            self.done = self.other.begin()
        elif throws and self.kind == "beside":
            (self.inner if self.inside else self.space).sides.append(self.side)

    def _is_over(self) -> bool:
        return self.done and self.branch_done and not self.inner.sides and not self.handler.sides


class Troubled(Block):
    """A job or a call with a boundary event for the error or the escalation that comes out of it."""

    def __init__(self, other: Block, *, call: bool, kind: str, by_code: bool) -> None:
        self.other, self.call, self.by_code = other, call, by_code
        self.kind = kind if call else "error"  # error, stops, beside

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id, event, over, meet = (plan.name(name) for name in ("t", "tb", "tn", "tm"))
        code, is_error, beside = f"c_{self.id}", self.kind == "error", self.kind == "beside"
        plan.messages.append(d.error(code, code.upper()) if is_error else d.escalation(code, code.upper()))
        self.thrown = f"{'error' if is_error else 'escalation'}:{code.upper()}"
        reference = code if self.by_code else ""
        definition = d.error_event(reference) if is_error else d.escalation_event(reference)
        called = d.element("callActivity", self.id, d.extensions(CALLED))
        parts = [called if self.call else d.service_task(self.id), d.exclusive(meet), d.path(self.id, meet)]
        parts.append(d.boundary(event, self.id, definition, interrupting=not beside))
        if beside:
            self.side = plan.name("th")
            parts += [d.user_task(self.side), d.end(over), d.path(event, self.side, over)]
        else:
            first, last, xml = self.other.draw(plan)
            parts += [xml, d.path(event, first), d.path(last, meet)]
        return self.id, meet, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.other.settle(space)

    def begin(self) -> bool:
        self.diverted, self.told = False, 0
        return False

    def open(self) -> list[Step]:
        if self.diverted:
            return self.other.open()
        throw = [Step("throw", self.id, more=self.thrown)] if self.told < 2 else []
        return [Step("call" if self.call else "complete", self.id), *throw]

    def step(self, step: Step) -> bool:
        if self.diverted:
            return self.other.step(step)
        if step.what != "throw":
            return True
        self.told += 1
        if self.kind == "beside":
            self.space.sides.append(self.side)
            return False
        self.diverted = True
        return self.other.begin()
