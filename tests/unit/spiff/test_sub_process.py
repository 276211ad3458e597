from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

MAPPED = d.process(
    d.start(),
    d.sub_process(
        "sub",
        d.start("s"),
        d.user_task("u"),
        d.script_task("k", "x", "=x + 1"),
        d.end("e"),
        d.path("s", "u", "k", "e"),
        extension=d.extensions(d.io_mapping(d.inputs(x="=n * 2"), d.outputs(ket_qua="=x + trong"))),
    ),
    d.user_task("z"),
    d.path("start", "sub", "z"),
)


def test_it_has_variables_of_its_own_and_gives_only_what_its_mapping_says() -> None:
    desk = Desk(MAPPED, {"n": 5})
    (sub_key,) = [key for key, element in desk.active.items() if element == "sub"]
    assert desk.scopes[sub_key] == {"x": 10}
    desk.set_variables(sub_key, trong=7)
    desk.complete("u", ngoai=1)
    assert desk.open == ["z"]
    assert desk.variables == {"n": 5, "ngoai": 1, "ket_qua": 18}
    assert set(desk.scopes) == {INSTANCE}


def test_inner_elements_name_the_sub_process_as_their_scope() -> None:
    desk = Desk(MAPPED, {"n": 5})
    activated = {event.element_id: event for event in desk.events if isinstance(event, e.ElementActivated)}
    assert activated["u"].scope_key == activated["sub"].element_instance_key
    assert activated["sub"].scope_key == INSTANCE


def test_without_mappings_variables_go_through_to_the_process() -> None:
    model = d.process(
        d.start(),
        d.sub_process("sub", d.start("s"), d.user_task("u"), d.path("s", "u")),
        d.end(),
        d.path("start", "sub", "end"),
    )
    desk = Desk(model)
    desk.complete("u", so=3)
    assert desk.outcome == "completed"
    assert desk.variables == {"so": 3}


def test_a_failing_output_mapping_waits_and_a_retry_leaves() -> None:
    model = d.process(
        d.start(),
        d.sub_process(
            "sub",
            d.start("s"),
            d.user_task("u"),
            d.path("s", "u"),
            extension=d.extensions(d.io_mapping(d.outputs(y="=if xong then 1 else function(a) a"))),
        ),
        d.end(),
        d.path("start", "sub", "end"),
    )
    desk = Desk(model, {"xong": False})
    desk.complete("u")
    assert desk.incident_at("sub").error_type == "IO_MAPPING_ERROR"
    assert desk.elements == ("sub",)
    desk.set_variables(INSTANCE, xong=True)
    desk.retry("sub")
    assert desk.outcome == "completed"
    assert desk.variables["y"] == 1


def test_a_sub_process_that_ends_at_once_is_passed_through() -> None:
    model = d.process(
        d.start(),
        d.sub_process("sub", d.start("s"), d.end("e"), d.path("s", "e")),
        d.end(),
        d.path("start", "sub", "end"),
    )
    assert Desk(model).outcome == "completed"


def test_five_levels_deep() -> None:
    inner = d.user_task("u")
    first = "u"
    for level in range(5):
        inner = d.sub_process(f"sub{level}", d.start(f"s{level}"), inner, d.path(f"s{level}", first))
        first = f"sub{level}"
    desk = Desk(d.process(d.start(), inner, d.path("start", first)))
    assert desk.elements == ("sub4", "sub3", "sub2", "sub1", "sub0", "u")
    desk.complete("u", a=1)
    assert desk.outcome == "completed"
    assert desk.variables == {"a": 1}
