"""A timer whose moment is meant to be null never fires; one whose moment cannot be worked out is an incident."""

import pytest

from engine.feel import HostFunction
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk

FUNCTIONS = {"han": HostFunction("han", ("rule",), lambda _rule: None)}  # as of a rule that is switched off
ASKS = d.timer("timeDate", '=if true then han("A") else han("B")')


def drawn(definition: str) -> bytes:
    return d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", definition, interrupting=False),
        d.end("ket"),
        d.end("nhac"),
        d.path("start", "a", "ket"),
        d.path("b", "nhac"),
    )


def test_work_goes_on_without_a_boundary_timer_that_is_switched_off() -> None:
    desk = Desk(drawn(ASKS), functions=FUNCTIONS)
    assert (desk.open, desk.waits, desk.incidents) == (["a"], {}, {})
    desk.complete("a")
    assert desk.outcome == "completed"


def test_an_event_sub_process_that_is_switched_off_never_starts() -> None:
    beside = d.event_sub_process("ev", ASKS, d.user_task("t"), d.path("ev_s", "t"))
    desk = Desk(d.process(d.start(), d.user_task("a"), beside, d.path("start", "a")), functions=FUNCTIONS)
    assert (desk.open, desk.waits, desk.incidents) == (["a"], {}, {})


@pytest.mark.parametrize("moment", ["=khong_co", "=han(khong_co) + 1", '="mai"'])
def test_a_moment_that_cannot_be_worked_out_is_an_incident(moment: str) -> None:
    desk = Desk(drawn(d.timer("timeDate", moment)), functions=FUNCTIONS)
    assert [one.element_id for one in desk.incidents.values()] == ["a"]


def test_a_token_that_waits_for_such_a_timer_alone_is_an_incident() -> None:
    waits = d.process(d.start(), d.catch("c", ASKS), d.end("ket"), d.path("start", "c", "ket"))
    desk = Desk(waits, functions=FUNCTIONS)
    [incident] = desk.incidents.values()
    assert incident.element_id == "c"
