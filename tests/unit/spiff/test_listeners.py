"""Execution listeners: bounds, refusals, what is saved. Their behaviour stands in scenarios/listeners.yaml."""

import json
from typing import Any

import pytest

from engine.errors import Conflict, InputRejected, LimitExceeded
from engine.model.ad_hoc import AdHocResult
from engine.model.limits import RuntimeLimits
from tests.conformance.scenario.notation import bpmn
from tests.unit.spiff.desk import Desk


def listened(*listeners: Any, **settings: Any) -> bytes:
    return bpmn([{"userTask": "a", "listen": list(listeners), **settings}, "start -> a -> z"])


def test_what_a_listener_gives_has_the_bounds_of_all_variables() -> None:
    desk = Desk(listened({"start": "s"}), limits=RuntimeLimits(variable_bytes=100))
    before = desk.saved
    with pytest.raises(LimitExceeded):
        desk.complete("a", text="x" * 200)
    with pytest.raises(InputRejected):
        desk.complete("a", text="\ud800")
    with pytest.raises(InputRejected):
        desk.complete_key(desk.key_of_work("a"), {}, AdHocResult())
    assert json.dumps(desk.restored().document()) == before
    desk.complete("a")
    assert list(desk.tasks)


def test_a_listener_that_is_done_is_not_done_again() -> None:
    desk = Desk(listened({"start": "s"}, assignee="=who"))
    key = desk.key_of_work("a")
    desk.complete("a")
    assert desk.incidents
    with pytest.raises(Conflict):
        desk.restored().complete(key, {})


def test_nothing_but_its_listeners_waits_before_a_process_begins() -> None:
    desk = Desk(bpmn([{"listen": [{"start": "open"}]}, "start -> a -> end"]))
    for element_id in ("a", "start"):
        with pytest.raises(StopIteration):
            desk.key_of_work(element_id)
    with pytest.raises(Conflict):
        desk.restored().throw_error(desk.instance, "E1", {})
    desk.complete_key(desk.instance, {})
    with pytest.raises(Conflict):
        desk.restored().complete(desk.instance, {})
    with pytest.raises(Conflict):
        desk.restored().retry(desk.instance)


def test_listeners_in_a_loop_leave_nothing_in_the_document() -> None:
    loop = ["start -> g -> a -> h", {"exclusiveGateway": "g"}, {"exclusiveGateway": "h"}, {"h -> g": "=more"}]
    desk = Desk(
        bpmn([{"userTask": "a", "listen": [{"start": "s"}, {"end": "e"}]}, *loop, {"h -> end": "default"}]),
        {"more": True},
    )
    sizes = []
    for _ in range(30):
        for _ in range(3):
            desk.complete("a")
        sizes.append(len(desk.saved))
    assert max(sizes) - min(sizes) <= 1  # only the key grows
    assert set(desk.scopes) == {desk.instance}


def test_many_listeners_are_called_one_after_another() -> None:
    desk = Desk(listened(*({"start": f"s{number}"} for number in range(300))))
    for number in range(300):
        (job,) = desk.jobs.values()
        assert job.job_type == f"s{number}"
        desk.complete("a")
    assert not desk.jobs
    assert list(desk.tasks)
