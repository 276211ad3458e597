"""Ad-hoc sub-processes: bounds, hostile input, what is saved. Their behaviour stands in scenarios/ad_hoc.yaml."""

import json
from typing import Any

import pytest

from engine.errors import Conflict, DefinitionError, InputRejected, LimitExceeded, NotFound
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.limits import RuntimeLimits
from engine.spiff import model_catches, parse
from tests.conformance.scenario.notation import bpmn
from tests.unit.spiff.desk import Desk

FEW = RuntimeLimits(active_elements=6)


def hoc(*inside: Any, **settings: Any) -> bytes:
    return bpmn([{"adHocSubProcess": "hoc", "inside": [{"userTask": "a"}, *inside], **settings}, "start -> hoc -> z"])


def key_of(desk: Desk, element_id: str) -> int:
    return next(key for key, found in desk.active.items() if found == element_id)


def begin(*ids: str, **variables: Any) -> AdHocResult:
    return AdHocResult(activations=tuple(Activation(element_id=found, variables=variables) for found in ids))


def test_more_activations_than_may_live_are_an_incident_where_it_begins() -> None:
    desk = Desk(hoc(activate="=todo"), {"todo": ["a"] * 3}, limits=FEW)
    assert desk.incident_at("hoc").error_type == "LIMIT_EXCEEDED"
    desk.set_variables(desk.instance, todo=["a"] * 2)
    desk.retry("hoc")
    assert desk.open == ["a", "a"]


def test_more_activations_than_may_live_are_refused_later_and_change_nothing() -> None:
    desk = Desk(hoc(activate='=["a"]'), limits=FEW)
    desk.activate_key(key_of(desk, "hoc"), begin("a"))
    before = desk.saved
    with pytest.raises(LimitExceeded):
        desk.activate_key(key_of(desk, "hoc"), begin("a"))
    assert json.dumps(desk.restored().document()) == before


@pytest.mark.parametrize(
    ("key", "wanted", "error"),
    [
        ("hoc", begin("a", "a"), InputRejected),
        ("hoc", begin("hoc"), InputRejected),
        ("hoc", begin("hoc#innerInstance"), InputRejected),
        ("hoc", begin("x" * 100_000), InputRejected),
        ("hoc", begin("a", text="x" * 2_000_000), LimitExceeded),
        ("hoc", begin("a", text="\ud800"), InputRejected),
        ("a", begin("a"), NotFound),
        ("hoc#innerInstance", begin("a"), NotFound),
    ],
)
def test_what_cannot_be_begun_changes_nothing(key: str, wanted: AdHocResult, error: type[Exception]) -> None:
    desk = Desk(hoc(activate='=["a"]'))
    before = desk.saved
    with pytest.raises(error) as refusal:
        desk.activate_key(key_of(desk, key), wanted)
    assert len(str(refusal.value)) < 1000
    assert json.dumps(desk.restored().document()) == before


def test_nothing_begins_where_the_case_is_over() -> None:
    desk = Desk(hoc(activate='=["a"]'))
    key = key_of(desk, "hoc")
    desk.complete("a")
    with pytest.raises(NotFound):
        desk.activate_key(key, begin("a"))


def test_a_result_is_refused_where_nothing_can_be_decided() -> None:
    desk = Desk(hoc(activate='=["a"]'))
    with pytest.raises(InputRejected):
        desk.complete_key(desk.key_of_work("a"), {}, begin("a"))
    assert desk.open == ["a"]


def test_a_job_that_has_been_answered_waits_no_more() -> None:
    desk = Desk(hoc(job="agent"))
    key = desk.key_of_work("hoc")
    desk.complete_key(key, {}, begin("a"))
    with pytest.raises(Conflict):
        desk.complete_key(key, {}, begin("a"))


def test_a_collection_that_somebody_broke_is_an_incident() -> None:
    desk = Desk(hoc(activate='=["a"]', gather="results", gatherFrom="=1"))
    desk.set_variables(key_of(desk, "hoc"), results="none")
    desk.complete("a")
    assert desk.incident_at("hoc#innerInstance").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(key_of(desk, "hoc"), results=[0])
    desk.retry("hoc#innerInstance")
    assert desk.variables["results"] == [0, 1]


def test_finished_activations_leave_nothing_in_the_document() -> None:
    desk = Desk(hoc(enough="=false"))
    sizes = []
    for _ in range(30):
        desk.activate_key(key_of(desk, "hoc"), begin("a"))
        desk.complete("a")
        sizes.append(len(desk.saved))
    assert max(sizes) - min(sizes) <= 2  # only the last key grows


def test_an_endless_round_of_activations_meets_the_bound_on_steps() -> None:
    inside = [{"scriptTask": "s", "script": "=1", "result": "n"}, "s -> s"]
    desk = Desk(hoc(*inside, {"task": "t"}, "t -> s", activate='=["t"]'), limits=RuntimeLimits(steps_per_command=500))
    assert {found.error_type for found in desk.incidents.values()} == {"LIMIT_EXCEEDED"}


@pytest.mark.parametrize("suffix", ["#innerInstance", "x#innerInstance"])
def test_no_file_may_take_the_name_of_activations(suffix: str) -> None:
    with pytest.raises(DefinitionError) as refusal:
        parse(hoc().replace(b'id="a"', f'id="{suffix}"'.encode()), resource="t.bpmn", limits=RuntimeLimits())
    assert "reserved_id" in {found.code for found in refusal.value.findings}


def test_nested_ones_are_bounded() -> None:
    process: list[Any] = [{"userTask": "a"}]
    for level in range(31):
        inner = "a" if level == 0 else f"hoc{level - 1}"
        process = [{"adHocSubProcess": f"hoc{level}", "activate": f'=["{inner}"]', "inside": process}]
    with pytest.raises(DefinitionError):
        Desk(bpmn([*process, "start -> hoc30"]))
    deep = Desk(bpmn([*process[0]["inside"], "start -> hoc29"]))
    assert deep.open == ["a"]
    deep.cancel()
    assert deep.outcome == "terminated"


def test_the_callers_model_knows_what_catches_around_an_activation() -> None:
    inside = [{"callActivity": "c", "call": "other"}]
    event = {"eventSubProcess": "es", "inside": [{"startEvent": "s", "error": "E1"}, "s -> e"]}
    (model,) = parse(hoc(*inside, event), resource="t.bpmn", limits=RuntimeLimits())
    assert model_catches(model, "c", "E1")
    assert not model_catches(model, "c", "E2")
