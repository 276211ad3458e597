"""Call activities for the random processes: the called case is outside, and ends when the world says so."""

from tests.stateful.spiff.blocks import Block, Plan, Step
from tests.stateful.spiff.mishap_blocks import CALLED
from tests.unit.spiff import drawing as d


class Call(Block):
    """A call activity."""

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("ca")
        return self.id, self.id, d.element("callActivity", self.id, d.extensions(CALLED, self.extension))

    def begin(self) -> bool:
        return False

    def open(self) -> list[Step]:
        return [Step("call", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        return True
