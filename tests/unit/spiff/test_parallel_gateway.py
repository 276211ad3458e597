from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def test_a_join_waits_for_every_branch_and_loses_no_update() -> None:
    model = d.process(
        d.start(),
        d.parallel("split"),
        d.parallel("join"),
        d.user_task("a"),
        d.user_task("b"),
        d.script_task("sa", "n", "=n + 1"),
        d.user_task("z"),
        d.path("start", "split", "a", "sa", "join", "z"),
        d.path("split", "b", "join"),
    )
    desk = Desk(model, {"n": 0})
    assert desk.open == ["a", "b"]
    desk.complete("a")
    assert desk.open == ["b"]
    assert desk.elements == ("b", "join")
    desk.complete("b")
    assert desk.open == ["z"]
    assert desk.variables == {"n": 1}
    assert desk.story().count("ElementActivated join") == 1


def loop() -> bytes:
    return d.process(
        d.start(),
        d.exclusive("again"),
        d.parallel("split"),
        d.parallel("join"),
        d.user_task("a"),
        d.user_task("b"),
        d.user_task("z"),
        d.exclusive("gate", "out"),
        d.end(),
        d.path("start", "again", "split", "a", "join", "z", "gate"),
        d.path("split", "b", "join"),
        d.flow("gate", "again", "=tiep"),
        d.flow("gate", "end", flow_id="out"),
    )


def test_a_join_in_a_loop_is_right_in_every_round_whatever_the_order() -> None:
    desk = Desk(loop())
    for number in range(12):
        first, second = ("a", "b") if number % 2 else ("b", "a")
        desk.complete(first)
        assert desk.open == [second]
        desk.complete(second)
        assert desk.open == ["z"]
        desk.complete("z", tiep=number < 11)
    assert desk.outcome == "completed"


def test_two_flows_from_the_same_gateway_count_as_two() -> None:
    model = d.process(
        d.start(),
        d.parallel("split"),
        d.parallel("join"),
        d.user_task("z"),
        d.path("start", "split"),
        d.flow("split", "join", flow_id="one"),
        d.flow("split", "join", flow_id="two"),
        d.path("join", "z"),
    )
    assert Desk(model).open == ["z"]


def surplus() -> bytes:
    """Two tokens come through `merge` to the join's first flow, and two tasks feed its second."""
    return d.process(
        d.start(),
        d.parallel("split"),
        d.exclusive("merge"),
        d.exclusive("merge_b"),
        d.parallel("join"),
        d.user_task("a"),
        d.user_task("b"),
        d.user_task("z"),
        d.end(),
        d.path("start", "split", "merge", "join", "z", "end"),
        d.flow("split", "merge", flow_id="second"),
        d.path("split", "a", "merge_b", "join"),
        d.path("split", "b", "merge_b"),
    )


def test_tokens_beyond_one_a_flow_wait_for_the_next_round() -> None:
    desk = Desk(surplus())
    desk.complete("a")
    assert desk.open == ["b", "z"]
    assert "join" in desk.elements
    desk.complete("b")
    assert desk.open == ["z", "z"]
    desk.complete("z")
    desk.complete("z")
    assert desk.outcome == "completed"


def stuck() -> bytes:
    return d.process(
        d.start(),
        d.exclusive("x", "x-a"),
        d.user_task("a"),
        d.user_task("b"),
        d.parallel("join"),
        d.user_task("z"),
        d.path("start", "x"),
        d.flow("x", "a"),
        d.flow("x", "b", "=b"),
        d.path("a", "join", "z"),
        d.path("b", "join"),
    )


def test_a_join_that_nothing_can_complete_any_more_is_an_incident_not_silence() -> None:
    desk = Desk(stuck(), {"b": False})
    desk.complete("a")
    incident = desk.incident_at("join")
    assert incident.error_type == "JOIN_CANNOT_FIRE"
    assert "b-join" in incident.message.vi
    desk.retry("join")
    assert desk.story() == ["IncidentCleared", "IncidentRaised join"]
    desk.cancel()
    assert desk.outcome == "terminated"


def test_a_stuck_join_that_is_fed_after_all_goes_on() -> None:
    """A non-interrupting event keeps a task alive, so the join is not stuck while that task may still feed it."""
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.boundary("bell", "a", d.timer("timeDuration", "PT1H"), interrupting=False),
        d.parallel("join"),
        d.user_task("z"),
        d.path("start", "a", "join", "z"),
        d.path("bell", "join"),
    )
    desk = Desk(model)
    desk.fire("bell")
    assert not desk.incidents
    desk.complete("a")
    assert desk.open == ["z"]
    lonely = Desk(model)
    lonely.complete("a")
    assert lonely.incident_at("join").element_instance_key in lonely.active


def test_joins_of_a_sub_process_count_for_themselves() -> None:
    def body(prefix: str) -> str:
        return d.sub_process(
            prefix,
            d.start(f"{prefix}s"),
            d.parallel(f"{prefix}p"),
            d.user_task(f"{prefix}1"),
            d.user_task(f"{prefix}2"),
            d.parallel(f"{prefix}j"),
            d.path(f"{prefix}s", f"{prefix}p", f"{prefix}1", f"{prefix}j"),
            d.path(f"{prefix}p", f"{prefix}2", f"{prefix}j"),
        )

    model = d.process(
        d.start(),
        d.parallel("split"),
        d.exclusive("in"),
        body("u"),
        d.path("start", "split", "in", "u"),
        d.flow("split", "in", flow_id="more"),
    )
    desk = Desk(model)
    assert desk.open == ["u1", "u1", "u2", "u2"]
    firsts = [key for key, task in desk.tasks.items() if task.element_id == "u1"]
    for key in firsts:
        desk.complete_key(key, {})
    assert desk.open == ["u2", "u2"]
    desk.complete("u2")
    desk.complete("u2")
    assert desk.outcome == "completed"
    assert desk.scopes == {INSTANCE: {}}
