import pytest

from engine.errors import DefinitionError
from engine.model import events as e
from engine.model.limits import RuntimeLimits
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def looped(activity: str, loop: str) -> bytes:
    return d.process(d.start(), d.repeated(activity, loop), d.user_task("z"), d.path("start", "a", "z"))


def test_it_repeats_while_the_condition_holds_and_counts_the_rounds() -> None:
    desk = Desk(looped(d.user_task("a"), d.standard_loop("=con_thieu")), {})
    for number in (1, 2, 3):
        (key,) = desk.tasks
        assert desk.scopes[key] == {"loopCounter": number}
        desk.complete("a", con_thieu=number < 3)
        assert len(desk.items.states) == (1 if number < 3 else 0)
    assert desk.open == ["z"]
    assert desk.variables == {"con_thieu": False}
    assert set(desk.scopes) == {INSTANCE}


def test_tested_before_it_may_not_run_at_all() -> None:
    xml = looped(d.user_task("a"), d.standard_loop("=loopCounter < n", before=True))
    assert Desk(xml, {"n": 0}).open == ["z"]
    desk = Desk(xml, {"n": 1})
    assert desk.open == ["a"]
    desk.complete("a")
    assert desk.open == ["z"]


def test_tested_after_it_runs_once_at_least() -> None:
    desk = Desk(looped(d.user_task("a"), d.standard_loop("=false")), {})
    assert desk.open == ["a"]
    desk.complete("a")
    assert desk.open == ["z"]


def test_the_maximum_ends_it() -> None:
    xml = looped(d.script_task("a", "n", "=n + 1"), d.standard_loop("=true", maximum="7"))
    desk = Desk(xml, {"n": 0})
    assert desk.open == ["z"]
    assert desk.variables["n"] == 7


def test_a_loop_without_end_meets_the_bound_on_steps() -> None:
    xml = looped(d.script_task("a", "n", "=n + 1"), d.standard_loop("=true"))
    desk = Desk(xml, {"n": 0}, limits=RuntimeLimits(steps_per_command=100))
    assert desk.incident_at("a").error_type == "LIMIT_EXCEEDED"
    assert len(desk.items.states) == 1


@pytest.mark.slow
def test_ten_thousand_rounds() -> None:
    xml = looped(d.script_task("a", "n", "=n + 1"), d.standard_loop("=n < 9000"))
    assert Desk(xml, {"n": 0}).variables["n"] == 9000


def test_a_condition_that_is_no_truth_value_is_an_incident() -> None:
    desk = Desk(looped(d.user_task("a"), d.standard_loop("=nua")), {})
    desk.complete("a")
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"
    desk.set_variables(INSTANCE, nua=False)
    desk.retry("a")
    assert desk.open == ["z"]


def test_a_sub_process_is_a_round_as_a_whole() -> None:
    inner = d.sub_process("a", d.start("s"), d.user_task("u"), d.path("s", "u"))
    desk = Desk(looped(inner, d.standard_loop("=loopCounter < 2")), {})
    desk.complete("u")
    assert desk.open == ["u"]
    desk.complete("u")
    assert desk.open == ["z"]
    assert [event.element_type for event in desk.events if isinstance(event, e.ElementActivated)] == ["userTask"]


@pytest.mark.parametrize(
    ("loop", "code"),
    [
        ("<bpmn:standardLoopCharacteristics/>", "missing_setting"),
        (d.standard_loop("x"), "feel_expected"),
        (d.standard_loop("=x", maximum="0"), "invalid_setting"),
        (d.standard_loop("=x", maximum="-1"), "invalid_setting"),
        (d.standard_loop("=x", maximum="9" * 5000), "invalid_setting"),
        (d.standard_loop("=x") + d.multi_instance(), "several_loops"),
    ],
)
def test_broken_settings_are_refused(loop: str, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Desk(looped(d.user_task("a"), loop), {"ds": []})
    assert code in {finding.code for finding in caught.value.findings}
