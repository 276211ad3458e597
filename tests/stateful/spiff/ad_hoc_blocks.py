"""Ad-hoc sub-processes for the random processes: what has begun, what ends them, what a worker decides."""

import copy
from dataclasses import replace

from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.unit.spiff import drawing as d

MOST_ACTIVATIONS = 4  # beyond those that are listed
NUMBER = "activation"  # the variable by which activations are told apart; one that is listed has none and counts as 0


class AdHoc(Block):
    """Blocks of which some begin with the sub-process and others when they are asked for, more than once each.

    `rule`: it is over after the `last` activation; after so many (`enough`), which takes the others away or lets them
    end (`kept`); or when its `worker` says so, who is asked at the beginning and after each activation.
    """

    def __init__(self, ways: list[Block], *, listed: int, rule: str, enough: int) -> None:
        self.ways, self.listed = ways, 0 if rule == "worker" else listed
        self.rule, self.enough = rule, enough

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("hoc")
        drawn = [way.draw(plan) for way in self.ways]
        self.firsts = [first for first, _, _ in drawn]
        counted = {"outputCollection": f"v_{self.id}", "outputElement": "=1"}
        names = ", ".join(f'"{first}"' for first in self.firsts[: self.listed])
        settings, condition, attributes = d.zeebe("adHoc", activeElementsCollection=f"=[{names}]", **counted), "", {}
        if self.rule == "worker":
            settings = d.zeebe("taskDefinition", type="agent") + d.zeebe("adHoc", **counted)
        if self.rule in {"enough", "kept"}:
            condition = f"<bpmn:completionCondition>=count(v_{self.id}) &gt;= {self.enough}</bpmn:completionCondition>"
        if self.rule == "kept":
            attributes["cancelRemainingInstances"] = "false"
        inside = d.extensions(settings) + "".join(xml for _, _, xml in drawn) + condition
        return self.id, self.id, d.element("adHocSubProcess", self.id, inside, **attributes)

    def settle(self, space: Space) -> None:
        super().settle(space)
        for way in self.ways:
            way.settle(space)

    # what must be seen

    def begin(self) -> bool:
        self.asked, self.begun, self.ended = self.rule == "worker", 0, 0
        self.fulfilled = self.over = False
        self.running: dict[tuple[int, str], Block] = {}
        return self._activate([(0, first) for first in self.firsts[: self.listed]])

    def open(self) -> list[Step]:
        inside = [
            replace(step, item=(number, *step.item)) for (number, _), way in self.running.items() for step in way.open()
        ]
        if self.fulfilled or self.begun >= MOST_ACTIVATIONS:
            more = [Step("full", self.id)]
        else:
            more = [Step("activate", self.id, more=f"more:{self._next(first)}") for first in self.firsts]
        return inside + more + (self._decisions() if self.asked else [])

    def _decisions(self) -> list[Step]:
        possible = ["enough"]
        if self.running:
            possible += ["nothing", "kept"]
        if self.begun < MOST_ACTIVATIONS:
            possible += [f"{how}:{self._next(self.firsts[0])}" for how in ("more", "instead")]
        return [Step("decide", self.id, more=more) for more in possible]

    def _next(self, first: str) -> str:
        return f"{self.begun + 1}:{first}"

    def step(self, step: Step) -> bool:
        if step.item:
            return self._step_inside(step)
        how, _, asked = step.more.partition(":")
        if step.what == "decide":
            self.asked = False
            self.fulfilled = how in {"enough", "kept"}
            if how in {"enough", "instead"}:
                self.running.clear()
            self.over = self.fulfilled and not self.running
        if not asked:
            return self.over
        self.begun += 1
        return self._activate([(self.begun, asked.partition(":")[2])])

    def _step_inside(self, step: Step) -> bool:
        number, *rest = step.item
        inner = replace(step, item=tuple(rest))
        place = next(place for place, way in self.running.items() if place[0] == number and inner in way.open())
        if self.running[place].step(inner):
            self._end(place)
        return self.over

    def _activate(self, places: list[tuple[int, str]]) -> bool:
        new = {place: copy.deepcopy(self.ways[self.firsts.index(place[1])]) for place in places}
        self.running |= new
        for place, way in new.items():
            if place in self.running and way.begin():
                self._end(place)
        return self.over

    def _end(self, place: tuple[int, str]) -> None:
        del self.running[place]
        self.ended += 1
        if self.rule in {"enough", "kept"} and self.ended >= self.enough:
            self.fulfilled = True
            if self.rule == "enough":
                self.running.clear()
        elif self.rule == "worker" and not self.fulfilled:
            self.asked = True
        self.over = not self.running and (self.fulfilled or self.rule == "last")
