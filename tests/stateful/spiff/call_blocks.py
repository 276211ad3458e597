"""Call activities for the random processes: the called case is outside, and ends when the world says so."""

from engine.model.calls import ProcessCall
from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.unit.spiff import drawing as d


class AnyProcess:
    """A host that has whatever process is called."""

    def find(self, _call: ProcessCall) -> int:
        return 1

    def caller_catches(self, _error_code: str) -> bool:
        return False


class Call(Block):
    """A call activity."""

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("ca")
        called = d.extensions(d.zeebe("calledElement", processId="con"))
        return self.id, self.id, d.element("callActivity", self.id, called)

    def begin(self) -> bool:
        return False

    def open(self) -> list[Step]:
        return [Step("call", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        return True
