import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

CANCEL = "<bpmn:cancelEventDefinition/>"


def transaction(*parts: str, element_id: str = "giao_dich") -> str:
    return d.element("transaction", element_id, "".join(parts))


INSIDE = (
    d.start("s")
    + d.parallel("p")
    + d.user_task("a")
    + d.user_task("b")
    + d.user_task("c")
    + d.undone_by("a", "bo_a")
    + d.undone_by("b", "bo_b")
    + d.exclusive("x", "duoc")
    + d.end("e")
    + d.end_event("huy", CANCEL)
    + d.path("s", "p", "a", "b", "x")
    + d.path("p", "c")
    + d.flow("x", "huy", "=khong")
    + d.flow("x", "e", flow_id="duoc")
)
MODEL = d.process(
    d.start(),
    transaction(INSIDE),
    d.boundary("bien", "giao_dich", CANCEL),
    d.user_task("sau"),
    d.user_task("da_huy"),
    d.path("start", "giao_dich", "sau"),
    d.path("bien", "da_huy"),
)


def test_it_is_left_like_a_sub_process_when_nobody_cancels() -> None:
    desk = Desk(MODEL, {"khong": False})
    for task in ("a", "b", "c"):
        desk.complete(task)
    assert desk.open == ["sau"]


def test_cancelling_takes_all_away_undoes_what_is_done_and_leaves_by_the_boundary() -> None:
    desk = Desk(MODEL, {"khong": True})
    desk.complete("a")
    desk.complete("b")
    assert desk.open == ["bo_b"]
    assert "c" in desk.happened(e.ElementTerminated)
    desk.complete("bo_b")
    assert desk.open == ["bo_a"]
    desk.complete("bo_a")
    assert desk.open == ["da_huy"]
    assert {"huy", "giao_dich"} <= set(desk.happened(e.ElementTerminated))
    desk.complete("da_huy")
    assert desk.outcome == "completed"
    assert set(desk.scopes) == {INSTANCE}


def test_cancelling_with_nothing_to_undo() -> None:
    xml = d.process(
        d.start(),
        transaction(d.start("s"), d.end_event("huy", CANCEL), d.path("s", "huy")),
        d.boundary("bien", "giao_dich", CANCEL),
        d.end("het"),
        d.path("start", "giao_dich"),
        d.path("bien", "het"),
    )
    desk = Desk(xml)
    assert desk.outcome == "completed"
    assert "het" in desk.happened(e.ElementCompleted)


CANCEL_IN_SUB_PROCESS = d.sub_process("giao_dich", d.start("s"), d.end_event("huy", CANCEL), d.path("s", "huy"))
UNCAUGHT = transaction(d.start("s"), d.end_event("huy", CANCEL), d.path("s", "huy"))
PLAIN = transaction(d.start("s"), d.end("e"), d.path("s", "e"))


ON_A_TASK = d.boundary("x", "giao_dich", CANCEL) + d.path("x", "z")
NOT_INTERRUPTING = d.boundary("x", "giao_dich", CANCEL, interrupting=False) + d.path("x", "z")


@pytest.mark.parametrize(
    ("activity", "more", "code"),
    [
        (CANCEL_IN_SUB_PROCESS, "", "cancel_outside_transaction"),
        (UNCAUGHT, "", "cancel_outside_transaction"),
        (d.user_task("giao_dich"), ON_A_TASK, "cancel_outside_transaction"),
        (PLAIN, NOT_INTERRUPTING, "cancel_outside_transaction"),
        (d.repeated(PLAIN, d.multi_instance()), "", "unsupported_element"),
    ],
)
def test_what_makes_no_sense_is_refused(activity: str, more: str, code: str) -> None:
    xml = d.process(d.start(), activity, more, d.user_task("z"), d.path("start", "giao_dich", "z"))
    with pytest.raises(DefinitionError) as caught:
        Desk(xml, {"ds": []})
    assert code in {finding.code for finding in caught.value.findings}
