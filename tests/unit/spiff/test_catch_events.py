from datetime import UTC, datetime

import pytest

from engine.errors import Conflict
from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, MONDAY, Desk


def waiting_for(definition: str, *extension: str, around: str = "") -> bytes:
    return d.process(
        d.start(), d.catch("c", definition, *extension), d.end(), d.path("start", "c", "end"), around=around
    )


LETTER = d.message("m", "van_ban_den")


@pytest.mark.parametrize(
    ("kind", "value", "due_at"),
    [
        ("timeDate", "2026-02-01T08:00:00", datetime(2026, 2, 1, 1, tzinfo=UTC)),
        ("timeDate", "2026-02-01", datetime(2026, 1, 31, 17, tzinfo=UTC)),
        ("timeDate", '=date and time("2026-02-01T00:00:00Z")', datetime(2026, 2, 1, tzinfo=UTC)),
        ("timeDate", "=ngay", datetime(2026, 2, 1, 1, tzinfo=UTC)),
        ("timeDuration", "P1DT2H", datetime(2026, 1, 6, 3, tzinfo=UTC)),
        ("timeDuration", "P1M", datetime(2026, 2, 5, 1, tzinfo=UTC)),
        ("timeDuration", '=duration("PT90M")', datetime(2026, 1, 5, 2, 30, tzinfo=UTC)),
        ("timeDuration", "=cho", datetime(2026, 1, 5, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_timer_is_reported_with_its_moment_and_fires_once(kind: str, value: str, due_at: datetime) -> None:
    desk = Desk(waiting_for(d.timer(kind, value)), {"ngay": "2026-02-01T08:00:00", "cho": "PT30S"})
    wait = desk.wait_of("c")
    assert isinstance(wait, e.TimerScheduled)
    assert wait.due_at == due_at
    assert desk.elements == ("c",)
    desk.fire("c")
    assert desk.outcome == "completed"
    assert desk.story()[0] == "WaitClosed"
    with pytest.raises(Conflict):
        desk.restored().trigger(wait.wait_key, {})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("timeDate", "=5"),
        ("timeDate", '="mai"'),
        ("timeDuration", "=khong_co"),
        ("timeDuration", '="3 ngày"'),
        ("timeDuration", '=-duration("PT1H")'),
    ],
)
def test_a_bad_moment_is_an_incident(kind: str, value: str) -> None:
    desk = Desk(waiting_for(d.timer(kind, value)))
    assert desk.incident_at("c").error_type == "EXTRACT_VALUE_ERROR"
    assert not desk.waits


def test_a_duration_beyond_the_calendar_is_an_incident() -> None:
    desk = Desk(waiting_for(d.timer("timeDuration", "P9000Y")))
    assert desk.incident_at("c").error_type == "EXTRACT_VALUE_ERROR"


def test_a_message_is_reported_with_its_key_and_brings_variables() -> None:
    desk = Desk(waiting_for(d.message_event("m"), around=LETTER), {"ma": "HS-7"})
    wait = desk.wait_of("c")
    assert isinstance(wait, e.SubscriptionOpened)
    assert (wait.message_name, wait.correlation_key) == ("van_ban_den", "HS-7")
    desk.fire("c", noi_dung="Phúc đáp")
    assert desk.outcome == "completed"
    assert desk.variables == {"ma": "HS-7", "noi_dung": "Phúc đáp"}


def test_a_number_correlates_by_its_digits_and_a_name_may_be_an_expression() -> None:
    desk = Desk(waiting_for(d.message_event("m"), around=d.message("m", '="den_" + loai')), {"ma": 12, "loai": "cv"})
    wait = desk.wait_of("c")
    assert isinstance(wait, e.SubscriptionOpened)
    assert (wait.message_name, wait.correlation_key) == ("den_cv", "12")


@pytest.mark.parametrize("key", ["=khong_co", '=""', "=true", "=[1]", "=long", r'="a\u0000"'])
def test_a_correlation_key_that_is_none_is_an_incident(key: str) -> None:
    desk = Desk(waiting_for(d.message_event("m"), around=d.message("m", "van_ban", key)), {"long": "a" * 301})
    incident = desk.incident_at("c")
    assert incident.error_type == "EXTRACT_VALUE_ERROR"
    assert not desk.waits
    desk.set_variables(INSTANCE, khong_co="HS-1")
    if key == "=khong_co":
        assert "khong_co" in incident.message.vi
        desk.retry("c")
        assert desk.elements == ("c",)
        assert len(desk.waits) == 1


def test_a_receive_task_waits_for_its_message() -> None:
    model = d.process(d.start(), d.receive_task("r", "m"), d.end(), d.path("start", "r", "end"), around=LETTER)
    desk = Desk(model, {"ma": "HS-7"})
    assert desk.open == []
    desk.fire("r", ok=True)
    assert desk.outcome == "completed"
    assert desk.variables["ok"] is True


def test_output_mappings_select_from_a_message() -> None:
    mapping = d.io_mapping(d.outputs(so="=van_ban.so"))
    desk = Desk(waiting_for(d.message_event("m"), mapping, around=LETTER), {"ma": "HS-7"})
    desk.fire("c", van_ban={"so": 12, "rac": "x"})
    assert desk.variables == {"ma": "HS-7", "so": 12}


def test_completing_a_catch_event_like_a_task_is_a_conflict() -> None:
    desk = Desk(waiting_for(d.timer("timeDuration", "PT1H")))
    (key,) = desk.active
    with pytest.raises(Conflict):
        desk.restored().complete(key, {})


def test_the_clock_is_read_when_the_token_arrives() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.catch("c", d.timer("timeDuration", "PT1H")),
        d.path("start", "a", "c"),
    )
    desk = Desk(model)
    desk.pass_time(days=2)
    desk.complete("a")
    wait = desk.wait_of("c")
    assert isinstance(wait, e.TimerScheduled)
    assert (wait.due_at - MONDAY).total_seconds() == 2 * 86400 + 3600
