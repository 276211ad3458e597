from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def test_a_process_runs_from_start_to_end_in_one_command() -> None:
    desk = Desk(d.process(d.start(), d.end(), d.path("start", "end")), {"so": 1})
    assert desk.outcome == "completed"
    assert desk.story() == [
        "ElementActivated start",
        "ElementCompleted start",
        "SequenceFlowTaken start-end",
        "ElementActivated end",
        "ElementCompleted end",
        "ProcessCompleted",
        "VariableSet so",
    ]
    assert desk.variables == {"so": 1}


def test_events_name_the_flow_and_the_enclosing_scope() -> None:
    desk = Desk(d.process(d.start(), d.end(), d.path("start", "end")))
    activated = next(event for event in desk.events if isinstance(event, e.ElementActivated))
    assert (activated.element_type, activated.scope_key) == ("startEvent", INSTANCE)
    taken = next(event for event in desk.events if isinstance(event, e.SequenceFlowTaken))
    assert (taken.source_id, taken.target_id) == ("start", "end")


def test_an_element_without_a_way_out_ends_its_token() -> None:
    desk = Desk(d.process(d.start(), d.user_task("a"), d.path("start", "a")))
    desk.complete("a")
    assert desk.outcome == "completed"


def two_branches(*ends: str) -> bytes:
    return d.process(
        d.start(),
        d.parallel("split"),
        d.user_task("a"),
        d.user_task("b"),
        *ends,
        d.path("start", "split", "a", "end_a"),
        d.path("split", "b", "end_b"),
    )


def test_a_case_ends_when_its_last_token_does() -> None:
    desk = Desk(two_branches(d.end("end_a"), d.end("end_b")))
    desk.complete("a")
    assert desk.outcome is None
    desk.complete("b")
    assert desk.outcome == "completed"


def test_a_terminate_end_takes_all_other_tokens_away() -> None:
    desk = Desk(two_branches(d.terminate_end("end_a"), d.end("end_b")))
    desk.complete("a")
    assert desk.outcome == "completed"
    assert "ElementTerminated b" in desk.story()
    assert desk.story().count("UserTaskCanceled") == 1


def test_a_terminate_end_in_a_sub_process_ends_only_that() -> None:
    inner = d.sub_process(
        "sub",
        d.start("s"),
        d.parallel("split"),
        d.user_task("a"),
        d.user_task("b"),
        d.terminate_end("end_a"),
        d.end("end_b"),
        d.path("s", "split", "a", "end_a"),
        d.path("split", "b", "end_b"),
    )
    desk = Desk(d.process(d.start(), inner, d.user_task("z"), d.end(), d.path("start", "sub", "z", "end")))
    desk.complete("a")
    assert desk.open == ["z"]
