from datetime import timedelta

import pytest

from engine.errors import Conflict
from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import MONDAY, Desk

STOP = d.message("m", "huy")


def guarded(definition: str, *extension: str, interrupting: bool, host: str | None = None) -> bytes:
    return d.process(
        d.start(),
        host or d.user_task("a"),
        d.boundary("b", "a", definition, *extension, interrupting=interrupting),
        d.user_task("h"),
        d.user_task("z"),
        d.end("end_z"),
        d.end("end_h"),
        d.path("start", "a", "z", "end_z"),
        d.path("b", "h", "end_h"),
        around=STOP,
    )


def due(desk: Desk) -> float:
    wait = desk.wait_of("b")
    assert isinstance(wait, e.TimerScheduled)
    return (wait.due_at - MONDAY).total_seconds() / 3600


def test_an_interrupting_timer_takes_the_task_away() -> None:
    desk = Desk(guarded(d.timer("timeDuration", "PT4H"), interrupting=True))
    assert desk.story()[-2:] == ["UserTaskCreated a", "TimerScheduled b"]
    desk.fire("b")
    assert desk.story()[:7] == [
        "WaitClosed",
        "UserTaskCanceled",
        "ElementTerminated a",
        "ElementActivated b",
        "ElementCompleted b",
        "SequenceFlowTaken b-h",
        "ElementActivated h",
    ]
    assert desk.open == ["h"]
    assert not desk.waits


def test_completing_the_task_closes_its_timer() -> None:
    desk = Desk(guarded(d.timer("timeDuration", "PT4H"), interrupting=True))
    wait = desk.wait_of("b")
    desk.complete("a")
    assert desk.story()[0] == "WaitClosed"
    assert desk.open == ["z"]
    with pytest.raises(Conflict):
        desk.restored().trigger(wait.wait_key, {})


def test_a_non_interrupting_timer_leaves_the_task_and_fires_once() -> None:
    desk = Desk(guarded(d.timer("timeDuration", "PT4H"), interrupting=False))
    desk.fire("b")
    assert desk.open == ["a", "h"]
    assert not desk.waits
    desk.complete("h")
    assert desk.open == ["a"]
    desk.complete("a")
    desk.complete("z")
    assert desk.outcome == "completed"


def test_a_cycle_fires_as_often_as_it_says_at_exact_distances() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "R3/PT24H"), interrupting=False))
    seen = []
    while desk.waits:
        seen.append(due(desk))
        desk.pass_time(hours=24.1)  # noticed late: the distance stays
        desk.fire("b")
    assert seen == [24, 48, 72]
    assert desk.open == ["a", "h", "h", "h"]


@pytest.mark.parametrize(
    ("cycle", "next_due"),
    [("R3/PT24H", 96), ("R/P1D", 96), ("0 0 9 * * *", 73), ("R/2026-01-06T08:00:00/P1M", 24 * 32)],
)
def test_after_a_time_with_nobody_there_a_cycle_fires_once(cycle: str, next_due: float) -> None:
    desk = Desk(guarded(d.timer("timeCycle", cycle), interrupting=False))
    desk.pass_time(days=3)
    desk.fire("b")
    assert desk.open == ["a", "h"]
    assert due(desk) == next_due


def test_a_cron_cycle_fires_by_the_clock_of_the_office_until_the_task_is_done() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "0 0 9 * * MON-FRI"), interrupting=False))
    seen = []
    for _ in range(6):
        seen.append(due(desk))
        desk.now = MONDAY + timedelta(hours=seen[-1])
        desk.fire("b")
    assert seen == [1, 25, 49, 73, 97, 169]
    desk.complete("a")
    assert not desk.waits


def test_a_cycle_may_be_worked_out_from_data() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "=lich"), interrupting=False), {"lich": "@daily"})
    assert due(desk) == 16


def test_an_endless_cycle_goes_on_until_the_task_is_done() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "R/PT1H"), interrupting=False))
    for hour in range(1, 6):
        assert due(desk) == hour
        desk.fire("b")
    desk.complete("a")
    assert not desk.waits


def test_a_cycle_may_begin_at_a_moment_and_be_an_expression() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "=chu_ky"), interrupting=False), {"chu_ky": "R2/2026-01-05T10:00:00/P1D"})
    assert due(desk) == 2
    desk.fire("b")
    assert due(desk) == 26
    desk.fire("b")
    assert not desk.waits


@pytest.mark.parametrize("value", ["=1", '="PT1H"', '="R/PT0S"', '="0 0 9 * *"'])
def test_a_bad_cycle_is_an_incident(value: str) -> None:
    desk = Desk(guarded(d.timer("timeCycle", value), interrupting=False))
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"
    assert desk.open == []


def test_a_message_boundary_brings_its_variables() -> None:
    desk = Desk(guarded(d.message_event("m"), interrupting=True), {"ma": "HS-1"})
    desk.fire("b", ly_do="rút đơn")
    assert desk.open == ["h"]
    assert desk.variables == {"ma": "HS-1", "ly_do": "rút đơn"}


def test_a_non_interrupting_message_comes_again_under_a_new_wait() -> None:
    desk = Desk(guarded(d.message_event("m"), interrupting=False), {"ma": "HS-1"})
    first = desk.wait_of("b")
    desk.fire("b", lan=1)
    second = desk.wait_of("b")
    assert first.wait_key != second.wait_key
    assert isinstance(second, e.SubscriptionOpened)
    assert second.correlation_key == "HS-1"
    with pytest.raises(Conflict):
        desk.restored().trigger(first.wait_key, {})
    desk.fire("b", lan=2)
    assert desk.open == ["a", "h", "h"]
    assert desk.variables["lan"] == 2


def test_its_output_mapping_selects_from_the_message() -> None:
    mapping = d.io_mapping(d.outputs(ly_do="=don.ly_do"))
    desk = Desk(guarded(d.message_event("m"), mapping, interrupting=True), {"ma": "HS-1"})
    desk.fire("b", don={"ly_do": "rút", "rac": 1})
    assert desk.variables == {"ma": "HS-1", "ly_do": "rút"}


def test_the_correlation_key_is_read_outside_the_activity() -> None:
    host = d.user_task("a", d.io_mapping(d.inputs(ma='="trong"')))
    desk = Desk(guarded(d.message_event("m"), interrupting=True, host=host), {"ma": "ngoài"})
    wait = desk.wait_of("b")
    assert isinstance(wait, e.SubscriptionOpened)
    assert wait.correlation_key == "ngoài"


def test_a_timer_sees_the_activitys_own_variables() -> None:
    host = d.user_task("a", d.io_mapping(d.inputs(cho='="PT3H"')))
    assert due(Desk(guarded(d.timer("timeDuration", "=cho"), interrupting=True, host=host))) == 3


def test_a_job_is_cancelled_too() -> None:
    desk = Desk(guarded(d.timer("timeDuration", "PT1H"), interrupting=True, host=d.service_task("a")))
    desk.fire("b")
    assert "JobCanceled" in desk.story()
    assert not desk.jobs


def test_a_sub_process_is_taken_away_with_all_inside() -> None:
    host = d.sub_process(
        "a",
        d.start("s"),
        d.parallel("p"),
        d.user_task("i1", d.io_mapping(d.inputs(x="=1"))),
        d.sub_process("deep", d.start("ds"), d.user_task("i2"), d.path("ds", "i2")),
        d.path("s", "p", "i1"),
        d.path("p", "deep"),
    )
    desk = Desk(guarded(d.timer("timeDuration", "PT1H"), interrupting=True, host=host))
    assert desk.open == ["i1", "i2"]
    desk.fire("b")
    assert desk.open == ["h"]
    terminated = desk.happened(e.ElementTerminated)
    assert terminated == ["i1", "i2", "deep", "a"]
    desk.complete("h")
    assert desk.outcome == "completed"


def test_an_event_on_a_task_with_an_incident_clears_the_incident() -> None:
    host = d.user_task("a", d.io_mapping(d.outputs(y="=function(q) q")))
    desk = Desk(guarded(d.timer("timeDuration", "PT1H"), interrupting=True, host=host))
    desk.complete("a")
    assert desk.incident_at("a").error_type == "IO_MAPPING_ERROR"
    desk.fire("b")
    assert desk.open == ["h"]
    assert "UserTaskCanceled" not in desk.story()


def test_two_events_on_one_task_both_wait() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("b", "a", d.timer("timeDuration", "PT1H"), interrupting=False),
        d.boundary("c", "a", d.message_event("m")),
        d.user_task("h"),
        d.path("start", "a"),
        d.path("b", "h"),
        d.path("c", "h"),
        around=STOP,
    )
    desk = Desk(model, {"ma": "1"})
    desk.fire("b")
    desk.fire("c")
    assert desk.open == ["h", "h"]
    assert not desk.waits


def test_a_timer_that_repeats_by_months_keeps_the_wall_clock() -> None:
    desk = Desk(guarded(d.timer("timeCycle", "R2/P1M"), interrupting=False))
    assert due(desk) * timedelta(hours=1) == timedelta(days=31)
    desk.fire("b")
    assert due(desk) * timedelta(hours=1) == timedelta(days=59)
