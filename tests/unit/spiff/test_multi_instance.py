from typing import Any

import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

ALL: dict[str, Any] = {"inputElement": "muc", "outputCollection": "kq", "outputElement": "=y"}


CARDINALITY = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>{}</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def repeated(activity: str, loop: str, *more: str, around: str = "") -> bytes:
    return d.process(
        d.start(), d.repeated(activity, loop), d.user_task("z"), d.path("start", "a", "z"), *more, around=around
    )


def keys(desk: Desk, element_id: str) -> list[int]:
    waiting: list[tuple[int, e.UserTaskCreated | e.JobCreated]] = [*desk.tasks.items(), *desk.jobs.items()]
    return [key for key, work in waiting if work.element_id == element_id]


def numbered(desk: Desk, element_id: str) -> dict[int, int]:
    """Give the keys of the open work at an element by loop counter."""
    return {int(desk.scopes[key]["loopCounter"]): key for key in keys(desk, element_id)}  # type: ignore[arg-type]


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("draw", [d.user_task, d.service_task])
def test_each_item_has_its_own_variables_and_the_results_keep_the_order(draw: object, sequential: bool) -> None:
    assert callable(draw)
    desk = Desk(repeated(draw("a"), d.multi_instance(sequential=sequential, **ALL)), {"ds": ["x", "y", "z"], "y": 0})
    assert desk.open == (["a"] if sequential else ["a", "a", "a"])
    for number in (1, 2, 3) if sequential else (3, 1, 2):
        key = numbered(desk, "a")[number]
        assert desk.scopes[key] == {"loopCounter": number, "muc": "xyz"[number - 1], "y": None}
        desk.complete_key(key, {"y": number * 10})
    assert desk.open == ["z"]
    assert desk.variables == {"ds": ["x", "y", "z"], "y": 0, "kq": [10, 20, 30]}
    assert set(desk.scopes) == {INSTANCE}
    assert not desk.items.states


@pytest.mark.parametrize("sequential", [False, True])
def test_an_empty_collection_is_passed_through(sequential: bool) -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance(sequential=sequential, **ALL)), {"ds": []})
    assert desk.open == ["z"]
    assert desk.variables == {"ds": [], "kq": []}


def test_the_body_and_its_items_are_element_instances_of_the_same_element() -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance()), {"ds": [1, 2]})
    body, *items = [event for event in desk.events if isinstance(event, e.ElementActivated) and event.element_id == "a"]
    assert (body.element_type, body.scope_key) == ("multiInstanceBody", INSTANCE)
    assert [(item.element_type, item.scope_key) for item in items] == [("userTask", body.element_instance_key)] * 2


def test_mappings_belong_to_each_item() -> None:
    mapping = d.io_mapping(d.inputs(doi="=muc * 2"), d.outputs(y="=doi + them"))
    desk = Desk(repeated(d.user_task("a", mapping), d.multi_instance(**ALL)), {"ds": [1, 2]})
    for number, key in numbered(desk, "a").items():
        assert desk.scopes[key]["doi"] == number * 2
        desk.complete_key(key, {"them": 5})
    assert desk.variables == {"ds": [1, 2], "kq": [7, 9]}


def test_scripts_run_at_once_and_collect() -> None:
    desk = Desk(repeated(d.script_task("a", "y", "=muc * muc"), d.multi_instance("=for i in 1..4 return i", **ALL)), {})
    assert desk.open == ["z"]
    assert desk.variables == {"kq": [1, 4, 9, 16]}


@pytest.mark.parametrize("sequential", [False, True])
def test_a_sub_process_for_each_item(sequential: bool) -> None:
    inner = d.sub_process(
        "a", d.start("s"), d.user_task("u"), d.script_task("k", "y", "=muc + n"), d.path("s", "u", "k")
    )
    desk = Desk(repeated(inner, d.multi_instance(sequential=sequential, **ALL)), {"ds": [1, 2], "n": 0})
    while "u" in desk.open:
        desk.complete("u", n=100)
    assert desk.open == ["z"]
    assert desk.variables == {"ds": [1, 2], "n": 100, "kq": [101, 102]}


def test_the_completion_condition_takes_the_other_items_away() -> None:
    until = "=numberOfCompletedInstances = 2 and numberOfActiveInstances = 2 and numberOfInstances = 4"
    desk = Desk(repeated(d.user_task("a"), d.multi_instance(until=until, **ALL)), {"ds": [1, 2, 3, 4]})
    desk.complete_key(numbered(desk, "a")[3], {"y": "ba"})
    assert desk.open == ["a"] * 3
    desk.complete_key(numbered(desk, "a")[1], {"y": "mot"})
    assert desk.open == ["z"]
    assert desk.variables["kq"] == ["mot", None, "ba", None]
    assert desk.happened(e.ElementTerminated) == ["a", "a"]


def test_the_completion_condition_sees_the_results_and_the_item() -> None:
    until = '=muc > 0 and list contains(kq, "khong")'
    desk = Desk(repeated(d.user_task("a"), d.multi_instance(sequential=True, until=until, **ALL)), {"ds": [1, 2, 3]})
    desk.complete("a", y="co")
    desk.complete("a", y="khong")
    assert desk.open == ["z"]
    assert desk.variables["kq"] == ["co", "khong", None]


def test_a_condition_that_is_no_truth_value_is_an_incident_of_the_item() -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance(until="=xong")), {"ds": [1, 2]})
    desk.complete_key(numbered(desk, "a")[1], {})
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(INSTANCE, xong=True)
    desk.retry("a")
    assert desk.open == ["z"]


def test_an_interrupting_boundary_event_takes_the_whole_body() -> None:
    around = d.message("m", "rut")
    desk = Desk(
        repeated(
            d.user_task("a"),
            d.multi_instance(),
            d.boundary("b", "a", d.message_event("m")),
            d.user_task("khac"),
            d.path("b", "khac"),
            around=around,
        ),
        {"ds": [1, 2, 3], "ma": "1"},
    )
    assert len(desk.waits) == 1
    desk.complete_key(numbered(desk, "a")[2], {})
    desk.fire("b")
    assert desk.open == ["khac"]
    assert not desk.items.states


def test_boundary_timers_inside_an_item_fire_for_that_item() -> None:
    inner = d.sub_process(
        "a",
        d.start("s"),
        d.user_task("u"),
        d.boundary("b", "u", d.timer("timeDuration", "PT1H")),
        d.script_task("k", "y", '="muon " + string(muc)'),
        d.path("s", "u"),
        d.path("b", "k"),
    )
    desk = Desk(repeated(inner, d.multi_instance(**ALL)), {"ds": [1, 2]})
    desk.fire("b")
    desk.fire("b")
    assert desk.variables["kq"] == ["muon 1", "muon 2"]


@pytest.mark.parametrize("ds", [None, "x", 3, {"a": 1}])
def test_what_is_no_list_is_an_incident_that_can_be_retried(ds: object) -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance()), {"ds": ds})  # type: ignore[dict-item]
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(INSTANCE, ds=[1])
    desk.retry("a")
    assert desk.open == ["a"]


def test_a_million_items_are_an_incident() -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance("=for i in 1..1000000 return i")), {})
    assert desk.incident_at("a").error_type == "LIMIT_EXCEEDED"
    few = Desk(
        repeated(d.user_task("a"), d.multi_instance()), {"ds": [1, 2, 3]}, limits=RuntimeLimits(multi_instance_items=2)
    )
    assert "2" in few.incident_at("a").message.vi


def test_a_completion_reads_and_writes_its_own_item_only() -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance(**ALL)), {"ds": [*range(200)]})
    size, before = len(desk.saved), desk.items.read
    desk.complete_key(numbered(desk, "a")[77], {"y": 1})
    assert desk.items.read == before + 1
    assert len(desk.saved) <= size + 2 < 200


def test_nested_bodies() -> None:
    inner = d.repeated(
        d.user_task("u"), d.multi_instance("=muc", inputElement="o", outputCollection="r", outputElement="=o * he_so")
    )
    outer = d.sub_process("a", d.start("s"), inner, d.path("s", "u"))
    loop = d.multi_instance(inputElement="muc", outputCollection="kq", outputElement="=r")
    desk = Desk(repeated(outer, loop), {"ds": [[1, 2], [], [3]], "he_so": 10})
    assert desk.open == ["u", "u", "u"]
    while "u" in desk.open:
        desk.complete_key(keys(desk, "u")[-1], {})
    assert desk.open == ["z"]
    assert desk.variables["kq"] == [[10, 20], [], [30]]


def test_cancel_takes_items_that_nobody_has_touched() -> None:
    desk = Desk(repeated(d.user_task("a"), d.multi_instance()), {"ds": [1, 2, 3]})
    desk.cancel()
    assert desk.outcome == "terminated"


@pytest.mark.parametrize("count", ["3", "=n", "=n + 0"])
def test_a_mere_number_of_items(count: str) -> None:
    desk = Desk(repeated(d.user_task("a"), CARDINALITY.format(count)), {"n": 3})
    assert sorted(numbered(desk, "a")) == [1, 2, 3]


@pytest.mark.parametrize("count", ["=-1", "=1.5", '="x"', "=null", "=999999999", "99999999"])
def test_no_number_of_items_or_too_many_are_an_incident(count: str) -> None:
    desk = Desk(repeated(d.user_task("a"), CARDINALITY.format(count)), {})
    assert desk.incident_at("a").error_type in {"EXTRACT_VALUE_ERROR", "LIMIT_EXCEEDED"}


def test_receive_tasks_wait_for_a_message_each() -> None:
    around = d.message("m", "rut", "=string(muc)")
    desk = Desk(repeated(d.receive_task("a", "m"), d.multi_instance(**ALL), around=around), {"ds": [1, 2]})
    keys_waited = {wait.correlation_key for wait in desk.waits.values() if isinstance(wait, e.SubscriptionOpened)}
    assert keys_waited == {"1", "2"}
    desk.fire("a", y="t1")
    desk.fire("a", y="t2")
    assert desk.variables["kq"] == ["t1", "t2"]


@pytest.mark.parametrize(
    ("loop", "code"),
    [
        ("<bpmn:multiInstanceLoopCharacteristics/>", "missing_setting"),
        (d.multi_instance("ds"), "feel_expected"),
        (d.multi_instance(outputCollection="kq"), "missing_setting"),
        (d.multi_instance(outputElement="=y"), "missing_setting"),
        (d.multi_instance(inputElement="1x"), "invalid_variable_name"),
        (d.multi_instance(until="xong"), "feel_expected"),
        (
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality>"
            + d.extensions(d.zeebe("loopCharacteristics", inputCollection="=ds"))
            + "</bpmn:multiInstanceLoopCharacteristics>",
            "missing_setting",
        ),
        (CARDINALITY.format("nhiều"), "invalid_setting"),
        (CARDINALITY.format(" "), "invalid_setting"),
    ],
)
def test_broken_settings_are_refused(loop: str, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Desk(repeated(d.user_task("a"), loop), {"ds": []})
    assert code in {finding.code for finding in caught.value.findings}
