import pytest

from engine.errors import Conflict, DefinitionError
from engine.model import events as e
from engine.model.calls import ProcessCall, process_not_found
from engine.model.limits import RuntimeLimits
from engine.spiff import model_catches
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


class Shelf:
    """Processes by id, and what was asked for."""

    def __init__(self, **keys: int) -> None:
        self.keys = keys
        self.asked: list[ProcessCall] = []

    def caller_catches(self, error_code: str) -> bool:
        return error_code == "caught-outside"

    def find(self, call: ProcessCall) -> int:
        self.asked.append(call)
        if call.process_id not in self.keys:
            raise process_not_found(call)
        return self.keys[call.process_id]


def calling(*extension: str, around: str = "", more: str = "", **of: str) -> bytes:
    called = d.zeebe("calledElement", **({"processId": "con"} | of))
    activity = d.element("callActivity", "goi", d.extensions(called, *extension))
    return d.process(d.start(), activity, d.user_task("z"), d.path("start", "goi", "z"), more, around=around)


def given(desk: Desk) -> dict[str, object]:
    (call,) = desk.calls.values()
    return dict(call.variables)


def test_it_waits_for_the_called_case_and_takes_its_variables() -> None:
    shelf = Shelf(con=42)
    desk = Desk(calling(), {"so": 1}, calls=shelf)
    (call,) = desk.calls.values()
    assert (call.element_id, call.definition_key, call.variables) == ("goi", 42, {"so": 1})
    assert [(asked.binding, asked.version_tag) for asked in shelf.asked] == [("latest", None)]
    assert desk.open == []
    desk.end_call("goi", so=2, kq="xong")
    assert desk.open == ["z"]
    assert desk.variables == {"so": 2, "kq": "xong"}


def test_the_process_may_be_computed_and_bound() -> None:
    shelf = Shelf(con_a=1)
    Desk(
        calling(processId='="con_" + loai', bindingType="versionTag", versionTag="v1"),
        {"loai": "a"},
        calls=shelf,
    )
    assert shelf.asked == [ProcessCall(process_id="con_a", binding=shelf.asked[0].binding, version_tag="v1")]
    assert shelf.asked[0].binding == "versionTag"


def test_only_mapped_variables_pass_when_the_model_says_so() -> None:
    mapping = d.io_mapping(d.inputs(x="=so * 2"))
    desk = Desk(calling(mapping, propagateAllParentVariables="false"), {"so": 4, "kin": True}, calls=Shelf(con=1))
    assert given(desk) == {"x": 8}
    both = Desk(calling(mapping), {"so": 4, "kin": True}, calls=Shelf(con=1))
    assert given(both) == {"x": 8, "so": 4, "kin": True}


def test_nothing_comes_back_when_the_model_says_so() -> None:
    desk = Desk(calling(propagateAllChildVariables="false"), {"so": 1}, calls=Shelf(con=1))
    desk.end_call("goi", so=5)
    assert desk.variables == {"so": 1}


def test_output_mappings_choose_what_comes_back() -> None:
    mapping = d.io_mapping(d.outputs(tong="=a + b"))
    desk = Desk(calling(mapping, propagateAllChildVariables="false"), {}, calls=Shelf(con=1))
    desk.end_call("goi", a=1, b=2)
    assert desk.variables == {"tong": 3}


def test_a_missing_process_is_an_incident_that_can_be_retried() -> None:
    shelf = Shelf()
    desk = Desk(calling(), {}, calls=shelf)
    incident = desk.incident_at("goi")
    assert incident.error_type == "CALLED_ELEMENT_ERROR"
    assert "con" in incident.message.vi
    shelf.keys["con"] = 7
    desk.retry("goi")
    assert [call.definition_key for call in desk.calls.values()] == [7]
    desk.end_call("goi")
    assert desk.open == ["z"]


@pytest.mark.parametrize("process_id", ["=null", "=1", '=""', "=x"])
def test_an_id_that_is_none_is_an_incident(process_id: str) -> None:
    desk = Desk(calling(processId=process_id), {}, calls=Shelf(con=1))
    assert desk.incident_at("goi").error_type == "CALLED_ELEMENT_ERROR"


def test_a_host_without_processes_has_none_to_call() -> None:
    assert Desk(calling(), {}).incident_at("goi").error_type == "CALLED_ELEMENT_ERROR"


def test_an_interrupted_call_is_withdrawn() -> None:
    boundary = d.boundary("b", "goi", d.message_event("m")) + d.user_task("khac") + d.path("b", "khac")
    desk = Desk(calling(around=d.message("m", "rut"), more=boundary), {"ma": "1"}, calls=Shelf(con=1))
    desk.fire("b")
    assert desk.open == ["khac"]
    assert not desk.calls


def test_cancelling_the_case_withdraws_the_call() -> None:
    desk = Desk(calling(), {}, calls=Shelf(con=1))
    desk.cancel()
    assert not desk.calls
    assert any(isinstance(event, e.CallCanceled) for event in desk.events)


def test_what_the_called_case_gives_may_be_too_much() -> None:
    desk = Desk(calling(), {}, calls=Shelf(con=1), limits=RuntimeLimits(variable_bytes=50))
    desk.end_call("goi", x="a" * 60)
    assert desk.incident_at("goi").error_type == "LIMIT_EXCEEDED"
    desk.limits = RuntimeLimits()
    desk.retry("goi")
    assert desk.open == ["z"]
    assert desk.variables == {"x": "a" * 60}


def test_a_call_can_neither_be_completed_like_a_task_nor_end_twice() -> None:
    desk = Desk(calling(), {}, calls=Shelf(con=1))
    (key,) = desk.calls
    with pytest.raises(Conflict):
        desk.restored().complete(key, {})
    desk.end_call("goi")
    with pytest.raises(Conflict):
        desk.restored().end_call(key, {})


def test_an_error_that_the_caller_catches_ends_the_called_case() -> None:
    error = d.element("error", "err", errorCode="caught-outside", name="L")
    throw = d.element("endEvent", "x", '<bpmn:errorEventDefinition errorRef="err"/>')
    model = d.process(
        d.start(),
        d.parallel("p"),
        d.user_task("a"),
        d.user_task("b"),
        throw,
        d.path("start", "p", "a", "x"),
        d.path("p", "b"),
        around=error,
    )
    desk = Desk(model, {}, calls=Shelf())
    desk.complete("a")
    assert desk.outcome == "terminated"
    assert [event.error_code for event in desk.events if isinstance(event, e.ErrorLeft)] == ["caught-outside"]
    job = Desk(d.process(d.start(), d.service_task("j"), d.path("start", "j")), {}, calls=Shelf())
    assert not job.throw("j", "other")
    assert job.throw("j", "caught-outside", y=1)
    assert job.outcome == "terminated"


def test_the_caller_catches_at_the_call_or_leaves_with_the_error_too() -> None:
    caught = d.element("error", "err", errorCode="L1", name="L")
    definition = '<bpmn:errorEventDefinition errorRef="err"/>'
    boundary = d.boundary("b", "goi", definition) + d.user_task("khac") + d.path("b", "khac")
    desk = Desk(calling(around=caught, more=boundary), {}, calls=Shelf(con=1))
    desk.take_error("goi", "L1", ly_do="x")
    assert desk.open == ["khac"]
    assert desk.variables == {"ly_do": "x"}
    plain = Desk(calling(), {}, calls=Shelf(con=1))
    plain.take_error("goi", "caught-outside")
    assert plain.outcome == "terminated"
    assert model_catches(desk.parse(), "goi", "L1")
    assert not model_catches(desk.parse(), "goi", "L2")
    assert not model_catches(plain.parse(), "goi", "L1")


def test_an_error_that_nobody_catches_any_more_is_an_incident_of_the_call() -> None:
    desk = Desk(calling(), {}, calls=Shelf(con=1))
    desk.take_error("goi", "L1")
    for _ in range(2):
        assert (desk.incident_at("goi").error_type, desk.calls, desk.outcome) == ("UNHANDLED_ERROR_EVENT", {}, None)
        desk.retry("goi")
    desk.cancel()
    assert desk.outcome == "terminated"


def test_one_call_for_each_item() -> None:
    called = d.zeebe("calledElement", processId="con")
    activity = d.repeated(
        d.element("callActivity", "goi", d.extensions(called)),
        d.multi_instance(inputElement="dv", outputCollection="kq", outputElement="=tra_loi"),
    )
    desk = Desk(d.process(d.start(), activity, d.path("start", "goi")), {"ds": ["A", "B"]}, calls=Shelf(con=1))
    assert [call.variables["dv"] for call in desk.calls.values()] == ["A", "B"]
    desk.end_call("goi", tra_loi=1)
    desk.end_call("goi", tra_loi=2)
    assert desk.outcome == "completed"
    assert desk.scopes[INSTANCE]["kq"] == [1, 2]


@pytest.mark.parametrize(
    ("of", "code"),
    [
        ({"processId": ""}, "missing_setting"),
        ({"bindingType": "newest"}, "invalid_setting"),
        ({"bindingType": "versionTag"}, "missing_setting"),
        ({"versionTag": "v1"}, "invalid_setting"),
        ({"propagateAllChildVariables": "yes"}, "invalid_setting"),
        ({"processId": "=1 +"}, "feel_invalid"),
    ],
)
def test_broken_settings_are_refused(of: dict[str, str], code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Desk(calling(**of), {})
    assert code in {finding.code for finding in caught.value.findings}


GONE_OUT = d.escalation("qua_han", "QUA_HAN")


def escalating(*, interrupting: bool) -> bytes:
    boundary = d.boundary("b", "goi", d.escalation_event("qua_han"), interrupting=interrupting)
    return calling(around=GONE_OUT, more=boundary + d.user_task("h") + d.path("b", "h"))


@pytest.mark.parametrize("straight", [False, True])
def test_an_escalation_that_nobody_catches_leaves_the_case_which_goes_on(straight: bool) -> None:
    throw = d.throw("nem", d.escalation_event("qua_han"), d.io_mapping(d.inputs(so_ngay="=3")))
    xml = d.process(d.start(), throw, d.user_task("a"), d.path("start", "nem", "a"), around=GONE_OUT)
    desk = Desk(xml, straight=straight)
    assert [(left.element_id, left.escalation_code, left.variables) for left in desk.left] == [
        ("nem", "QUA_HAN", {"so_ngay": 3})
    ]
    assert desk.open == ["a"]


@pytest.mark.parametrize("straight", [False, True])
def test_an_escalation_of_the_called_case_reaches_the_boundary_of_the_call(straight: bool) -> None:
    desk = Desk(escalating(interrupting=False), calls=Shelf(con=1), straight=straight)
    (key,) = desk.calls
    desk.take_escalation_key(key, "QUA_HAN", {"so_ngay": 3})
    desk.take_escalation_key(key, "KHAC", {})
    assert desk.open == ["h"]
    assert desk.variables == {"so_ngay": 3}
    assert [left.escalation_code for left in desk.left] == ["KHAC"]  # further out, if there is anybody
    desk.end_call("goi")
    assert desk.open == ["h", "z"]


def test_an_interrupting_boundary_ends_the_call() -> None:
    desk = Desk(escalating(interrupting=True), calls=Shelf(con=1))
    (key,) = desk.calls
    desk.take_escalation_key(key, "QUA_HAN", {})
    assert desk.open == ["h"]
    assert not desk.calls
    with pytest.raises(Conflict):
        desk.restored().take_escalation(key, "QUA_HAN", {})
