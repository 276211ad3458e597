import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from tests.conformance.scenario.notation import bpmn
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def with_throw(throw: str, *more: str) -> bytes:
    return d.process(
        d.start(),
        d.user_task("a"),
        d.user_task("b"),
        d.undone_by("a", "bo_a"),
        d.undone_by("b", "bo_b"),
        throw,
        d.user_task("z"),
        d.path("start", "a", "b", "t", "z"),
        *more,
    )


ALL = with_throw(d.throw("t", d.compensation()))


def test_handlers_run_one_after_another_the_latest_first() -> None:
    desk = Desk(ALL)
    desk.complete("a")
    assert desk.open == ["b"]
    desk.complete("b")
    assert desk.open == ["bo_b"]
    desk.complete("bo_b", b_bo=True)
    assert desk.open == ["bo_a"]
    desk.complete("bo_a")
    assert desk.open == ["z"]
    assert desk.variables == {"b_bo": True}
    desk.complete("z")
    assert desk.outcome == "completed"


def test_one_activity_alone() -> None:
    desk = Desk(with_throw(d.throw("t", d.compensation("a"))))
    desk.complete("a")
    desk.complete("b")
    assert desk.open == ["bo_a"]
    desk.complete("bo_a")
    assert desk.open == ["z"]


def test_what_has_not_completed_is_not_undone_and_nothing_is_undone_twice() -> None:
    xml = d.process(
        d.start(),
        d.exclusive("lai"),
        d.user_task("a"),
        d.undone_by("a", "bo_a"),
        d.throw("t", d.compensation()),
        d.exclusive("nua", "thoi"),
        d.end(),
        d.path("start", "lai", "t", "a", "nua"),
        d.flow("nua", "lai", "=tiep"),
        d.flow("nua", "end", flow_id="thoi"),
    )
    desk = Desk(xml, {"tiep": True})
    assert desk.open == ["a"]
    desk.complete("a")
    assert desk.open == ["bo_a"]
    desk.complete("bo_a")
    assert desk.open == ["a"]
    desk.complete("a", tiep=False)
    assert desk.outcome == "completed"


def test_each_round_of_a_loop_is_undone() -> None:
    loop = d.standard_loop("=loopCounter < 2")
    xml = d.process(
        d.start(),
        d.repeated(d.user_task("a"), loop),
        d.exclusive("lai"),
        d.user_task("b"),
        d.undone_by("b", "bo_b"),
        d.undone_by("a", "bo_a"),
        d.exclusive("nua", "xong"),
        d.end_event("t", d.compensation()),
        d.path("start", "a", "lai", "b", "nua"),
        d.flow("nua", "lai", "=tiep"),
        d.flow("nua", "t", flow_id="xong"),
    )
    desk = Desk(xml, {})
    desk.complete("a")
    desk.complete("a")
    desk.complete("b", tiep=True)
    desk.complete("b", tiep=False)
    done = []
    while desk.open:
        done.extend(desk.open)
        desk.complete(desk.open[0])
    assert done == ["bo_b", "bo_b", "bo_a"]
    assert desk.outcome == "completed"


def test_an_end_event_in_a_sub_process_undoes_what_completed_there() -> None:
    inner = d.sub_process(
        "sub",
        d.start("s"),
        d.user_task("a"),
        d.undone_by("a", "bo_a"),
        d.end_event("t", d.compensation()),
        d.path("s", "a", "t"),
    )
    desk = Desk(d.process(d.start(), inner, d.user_task("z"), d.path("start", "sub", "z")))
    desk.complete("a")
    assert desk.open == ["bo_a"]
    desk.complete("bo_a")
    assert desk.open == ["z"]


def test_a_sub_process_is_undone_by_its_own_handler() -> None:
    inner = d.sub_process("a", d.start("s"), d.user_task("u"), d.undone_by("u", "bo_u"), d.path("s", "u"))
    xml = d.process(
        d.start(), inner, d.undone_by("a", "bo_a"), d.throw("t", d.compensation()), d.path("start", "a", "t")
    )
    desk = Desk(xml)
    desk.complete("u")
    assert desk.open == ["bo_a"]


def test_scripts_can_be_undone_too() -> None:
    script = d.script_task("bo_a", "x", "=x - 1").replace(
        "<bpmn:scriptTask ", '<bpmn:scriptTask isForCompensation="true" ', 1
    )
    xml = d.process(
        d.start(),
        d.script_task("a", "x", "=x + 1"),
        d.boundary("ev", "a", d.compensation()),
        script,
        d.element("association", "as", sourceRef="ev", targetRef="bo_a"),
        d.end_event("t", d.compensation()),
        d.path("start", "a", "t"),
    )
    desk = Desk(xml, {"x": 5})
    assert desk.outcome == "completed"
    assert desk.variables == {"x": 5}
    assert desk.happened(e.ElementCompleted) == ["start", "a", "bo_a", "t"]


def test_cancelling_in_the_middle_takes_the_handler_away() -> None:
    desk = Desk(ALL)
    desk.complete("a")
    desk.complete("b")
    desk.cancel()
    assert desk.outcome == "terminated"


REACHING = d.process(
    d.start(),
    d.repeated(
        d.sub_process("sub", d.start("s"), d.user_task("u"), d.undone_by("u", "bo_u"), d.path("s", "u")),
        d.multi_instance(),
    ),
    d.throw("t", d.compensation()),
    d.path("start", "sub", "t"),
)
LONE = d.process(d.start(), d.user_task("a"), d.boundary("ev", "a", d.compensation()), d.path("start", "a"))


ALL_THROWN = d.throw("t", d.compensation())
NOT_WAITING = d.throw("t", '<bpmn:compensateEventDefinition waitForCompletion="false"/>')
GUARDED_HANDLER = d.boundary("x", "bo_a", d.timer("timeDuration", "PT1H")) + d.path("x", "z")
FROM_INSIDE = d.element(
    "subProcess",
    "ev",
    d.element("startEvent", "s", d.message_event("m"))
    + d.user_task("v")
    + d.undone_by("v", "bo_v")
    + d.end_event("x", d.compensation())
    + d.path("s", "v", "x"),
    triggeredByEvent="true",
)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (REACHING, "compensation_reach"),
        (with_throw(ALL_THROWN, FROM_INSIDE), "compensation_reach"),
        (LONE, "compensation_handler"),
        (with_throw(d.throw("t", d.compensation("z"))), "compensation_activity"),
        (with_throw(NOT_WAITING), "unsupported_attribute"),
        (with_throw(ALL_THROWN, d.path("b", "bo_b")), "compensation_handler"),
        (with_throw(ALL_THROWN, d.path("undo_a", "z")), "flow_not_allowed"),
        (with_throw(ALL_THROWN, GUARDED_HANDLER), "compensation_handler"),
    ],
)
def test_what_would_not_be_executed_faithfully_is_refused(xml: bytes, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Desk(xml)
    assert code in {finding.code for finding in caught.value.findings}


def test_what_is_kept_for_undoing_is_bounded() -> None:
    inside = ["start_in -> a", {"eventSubProcess": "es", "inside": [{"startEvent": "s", "compensate": True}, "s -> u"]}]
    loop = ["start -> g -> sp -> h", {"exclusiveGateway": "g"}, {"exclusiveGateway": "h"}, {"h -> g": "=true"}]
    sub_process = {"subProcess": "sp", "input": {"x": f'="{"x" * 100}"'}, "inside": inside}
    desk = Desk(bpmn([sub_process, *loop, {"h -> z": "default"}]), limits=RuntimeLimits(variables_bytes=500))
    rounds = 0
    while not desk.incidents:
        desk.complete("a")
        rounds += 1
    assert rounds == 5
    assert desk.incident_at("sp").error_type == "LIMIT_EXCEEDED"
    desk.cancel()
