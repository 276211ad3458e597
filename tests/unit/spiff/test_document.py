"""The token document: small, readable by a new process, never trusted blindly."""

import json
from typing import Any

import pytest

from engine.errors import EngineError
from engine.model.events import UserTaskCreated
from engine.spiff import Execution
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

LOOP = d.process(
    d.start(),
    d.exclusive("again"),
    d.user_task("u"),
    d.exclusive("gate", "out"),
    d.end(),
    d.path("start", "again", "u", "gate"),
    d.flow("gate", "again", "=tiep"),
    d.flow("gate", "end", flow_id="out"),
)


def test_it_stays_small_however_long_a_case_runs() -> None:
    desk = Desk(LOOP, {"tiep": True})
    sizes = set()
    for _ in range(60):
        desk.complete("u")
        sizes.add(len(desk.saved))
    assert sizes == {len('{"format": 1, "tokens": [{"e": "u", "p": "W", "k": 7000000000000000}], "size": 13}')}


def test_it_keeps_nothing_of_a_finished_case() -> None:
    desk = Desk(LOOP, {"tiep": False})
    desk.complete("u")
    assert json.loads(desk.saved) == {"format": 1, "tokens": [], "size": 13, "done": True}
    assert desk.restored().finished


def test_saving_what_was_restored_gives_the_same() -> None:
    model = d.process(
        d.start(),
        d.parallel("p"),
        d.sub_process("sub", d.start("s"), d.user_task("u", d.io_mapping(d.inputs(x="=1"))), d.path("s", "u")),
        d.boundary("b", "sub", d.timer("timeCycle", "R5/PT1H"), interrupting=False),
        d.boundary("c", "sub", d.message_event("m")),
        d.user_task("a"),
        d.parallel("j"),
        d.exclusive("x"),
        d.end(),
        d.path("start", "p", "sub", "j"),
        d.path("p", "a", "j"),
        d.flow("p", "j"),
        d.path("p", "x"),
        d.flow("x", "end", "=null"),
        d.path("b", "end"),
        d.path("c", "end"),
        around=d.message("m", "ten"),
    )
    desk = Desk(model, {"ma": "HS-1"})
    desk.fire("b")
    execution = desk.restored()
    assert json.loads(json.dumps(execution.document())) == json.loads(desk.saved)
    assert execution.events == ()
    assert execution.active_elements() == desk.elements


def restore(desk: Desk, document: dict[str, Any]) -> Execution:
    return Execution.restore(
        desk.parse(),
        instance_key=INSTANCE,
        keys=desk.new_key,
        host=desk.host,
        limits=desk.limits,
        document=document,
        variables={},
    )


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"format": 2, "tokens": []},
        {"format": 1},
        {"format": 1, "tokens": [{"e": "khong_co", "p": "W", "k": 1}]},
        {"format": 1, "tokens": [{"e": "u", "p": "?", "k": 1}]},
        {"format": 1, "tokens": [{"e": "u", "p": "W", "k": 1, "o": 5}]},
        {"format": 1, "tokens": [{"e": "u", "p": "W", "k": 1, "w": [{"k": 1}]}]},
        {"format": 1, "tokens": [5]},
    ],
)
def test_a_document_that_does_not_fit_is_refused_with_a_stable_code(document: dict[str, Any]) -> None:
    with pytest.raises(EngineError) as refusal:
        restore(Desk(LOOP, {"tiep": True}), document)
    assert refusal.value.stable_code == "token_document_unreadable"


def test_many_cases_share_one_model_and_never_change_it() -> None:
    desk = Desk(LOOP, {"tiep": True})
    model = desk.parse()
    before = {name: (list(spec._inputs), list(spec._outputs)) for name, spec in model.spec.task_specs.items()}

    def begin(key: int) -> Execution:
        return Execution.start(
            model, instance_key=key, keys=desk.new_key, host=desk.host, limits=desk.limits, variables={"tiep": True}
        )

    first, second = begin(1), begin(2)
    (task,) = [event for event in first.events if isinstance(event, UserTaskCreated)]
    first.complete(task.element_instance_key, {"tiep": False})
    assert first.finished
    assert not second.finished
    assert {name: (list(spec._inputs), list(spec._outputs)) for name, spec in model.spec.task_specs.items()} == before


def test_neither_the_order_of_keys_nor_the_names_of_data_matter() -> None:
    model = d.process(
        d.start(),
        d.event_gateway("g"),
        d.catch("c", d.message_event("m")),
        d.catch("k", d.timer("timeDuration", "PT1H")),
        d.user_task("u", d.io_mapping(d.inputs(typename="=typename"))),
        d.path("start", "g", "c", "u"),
        d.path("g", "k"),
        around=d.message("m", "ten"),
    )
    desk = Desk(model, {"ma": "1", "typename": {"typename": "Task", "id": 1}})
    desk.saved = json.dumps(json.loads(desk.saved), sort_keys=True)
    desk.fire("c", format=9)
    desk.saved = json.dumps(json.loads(desk.saved), sort_keys=True)
    desk.complete("u")
    assert desk.outcome == "completed"
    assert desk.variables == {"ma": "1", "typename": {"typename": "Task", "id": 1}, "format": 9}
