import pytest

from engine.errors import Conflict
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def test_everything_open_is_taken_away_and_said() -> None:
    model = d.process(
        d.start(),
        d.parallel("p"),
        d.user_task("a", d.io_mapping(d.inputs(x="=1"))),
        d.boundary("b", "a", d.timer("timeDuration", "PT1H")),
        d.service_task("s"),
        d.catch("c", d.message_event("m")),
        d.exclusive("x"),
        d.parallel("j"),
        d.sub_process("sub", d.start("ss"), d.user_task("u"), d.path("ss", "u")),
        d.path("start", "p", "a", "j"),
        d.path("p", "s"),
        d.path("p", "c"),
        d.path("p", "sub"),
        d.path("p", "x"),
        d.flow("x", "j", "=null"),
        d.flow("p", "j"),
        d.path("b", "s"),
        around=d.message("m", "m"),
    )
    desk = Desk(model, {"ma": "1"})
    assert set(desk.elements) == {"a", "s", "c", "sub", "x", "j", "u"}
    desk.cancel()
    assert desk.outcome == "terminated"
    assert desk.story()[-1] == "ProcessTerminated"
    with pytest.raises(Conflict):
        desk.restored().cancel()
    with pytest.raises(Conflict):
        desk.restored().complete(1, {})
    with pytest.raises(Conflict):
        desk.restored().trigger(1, {})


def test_a_finished_case_cannot_be_cancelled() -> None:
    desk = Desk(d.process(d.start(), d.end(), d.path("start", "end")))
    with pytest.raises(Conflict):
        desk.restored().cancel()
