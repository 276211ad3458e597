import pytest

from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


@pytest.mark.parametrize("tag", ["task", "manualTask"])
def test_the_case_does_not_wait_for_it(tag: str) -> None:
    mapping = d.extensions(d.io_mapping(d.inputs(a="=1"), d.outputs(b="=a + 1")))
    model = d.process(d.start(), d.element(tag, "x", mapping), d.end(), d.path("start", "x", "end"))
    desk = Desk(model)
    assert desk.outcome == "completed"
    assert desk.variables == {"b": 2}
