"""Functions: boxed definitions and calls, business knowledge models, decision services, and the bound on recursion."""

from decimal import Decimal

import pytest

from engine.dmn import evaluate, evaluate_service
from engine.errors import LimitExceeded
from tests.unit.dmn import drawing as d

FEE = d.knowledge("tính phí", "số:number giá:number", d.literal("số * giá"))


def called(*bindings: tuple[str, str], function: str = "tính phí") -> str:
    drawn = "".join(f'<binding><parameter name="{name}"/>{d.literal(text)}</binding>' for name, text in bindings)
    return f"<invocation>{d.literal(function)}{drawn}</invocation>"


def codes(parts: str) -> list[str]:
    return [warning.code for warning in d.decide(parts).warnings]


def test_a_knowledge_model_is_called_from_feel_by_position_and_by_name() -> None:
    assert d.decide(FEE + d.decision(d.literal("tính phí(2, 3)"), "knowledge:tính phí")).value == 6
    assert d.decide(FEE + d.decision(d.literal("tính phí(giá: 4, số: 3)"), "knowledge:tính phí")).value == 12


def test_a_boxed_invocation_binds_by_name() -> None:
    parts = FEE + d.decision(called(("giá", "5"), ("số", "2")), "knowledge:tính phí")
    assert d.decide(parts).value == 10


def test_what_is_not_required_is_not_in_sight() -> None:
    assert d.decide(FEE + d.decision(d.literal("tính phí(2, 3)"))).value is None


def test_an_argument_of_another_type_makes_the_call_null() -> None:
    parts = FEE + d.decision(d.literal('tính phí("2", 3)'), "knowledge:tính phí")
    assert (d.decide(parts).value, codes(parts)) == (None, ["argument_conversion"])


def test_arguments_are_converted_where_dmn_does_so() -> None:
    assert d.decide(FEE + d.decision(d.literal("tính phí([2], 3)"), "knowledge:tính phí")).value == 6


def test_wrong_arguments_of_a_call_are_told() -> None:
    assert codes(FEE + d.decision(d.literal("tính phí(2)"), "knowledge:tính phí")) == ["argument_count"]
    assert codes(FEE + d.decision(called(("tiền", "5")), "knowledge:tính phí")) == ["argument_name"]
    assert codes(FEE + d.decision(called(("số", "5"), function="không có"), "knowledge:tính phí"))[-1] == "no_function"
    assert codes(d.decision(called(("số", "5"), function="1 + 1"))) == ["not_a_function"]


def test_built_in_functions_are_called_by_boxed_invocations() -> None:
    assert d.decide(d.decision(called(("list", "[1, 2]"), function="sum"))).value == 3


def test_a_result_of_another_type_is_null() -> None:
    wrong = d.knowledge("f", "a", d.literal("a"), type_ref="string")
    assert d.decide(wrong + d.decision(d.literal("f(1)"), "knowledge:f")).value is None
    assert d.decide(wrong + d.decision(d.literal('f("x")'), "knowledge:f")).value == "x"


def test_a_function_type_tells_the_type_of_the_result() -> None:
    item = '<itemDefinition name="tF"><functionItem outputTypeRef="string"><parameters name="a" typeRef="Any"/>'
    parts = f"{item}</functionItem></itemDefinition>" + d.knowledge("f", "a", d.literal("a"), type_ref="tF")
    assert d.decide(parts + d.decision(d.literal("f(1)"), "knowledge:f")).value is None
    assert d.decide(parts + d.decision(d.literal('f("x")'), "knowledge:f")).value == "x"


def test_a_boxed_function_keeps_the_scope_it_was_made_in() -> None:
    function = f"<functionDefinition>{d.formal('x:number')}{d.literal('x + thêm')}</functionDefinition>"
    entries = d.entry("thêm", d.literal("100")) + d.entry("f", function) + d.entry("", d.literal("f(1)"))
    assert d.decide(d.decision(f"<context>{entries}</context>")).value == 101


def test_functions_may_recur() -> None:
    body = d.literal("if n <= 1 then 1 else n * f(n - 1)")
    factorial = d.knowledge("f", "n:number", body)
    assert d.decide(factorial + d.decision(d.literal("f(20)"), "knowledge:f")).value == Decimal(2432902008176640000)
    function = f"<functionDefinition>{d.formal('n')}{body}</functionDefinition>"
    entries = d.entry("f", function) + d.entry("", d.literal("f(5)"))
    assert d.decide(d.decision(f"<context>{entries}</context>")).value == 120


@pytest.mark.parametrize("body", ["f(n + 1)", "1 + f(n + 1)", "[f(n), f(n)]"])
def test_endless_recursion_ends_with_a_reason(body: str) -> None:
    parts = d.knowledge("f", "n", d.literal(body)) + d.decision(d.literal("f(1)"), "knowledge:f")
    with pytest.raises(LimitExceeded) as refusal:
        d.decide(parts)
    assert refusal.value.text.vi.startswith("Dừng tính")
    assert refusal.value.details == {"limit": "frames"}


SERVICE = (
    d.data("số", "number")
    + d.decision(d.literal("2"), id="giá", type_ref="number")
    + d.decision(d.literal("số * giá"), "input:số", "decision:giá", id="phí")
    + d.decision(d.literal("phí + 1"), "decision:phí", id="tổng")
    + '<decisionService id="ds" name="dịch vụ"><outputDecision href="#tổng"/><encapsulatedDecision href="#phí"/>'
    + '<inputDecision href="#giá"/><inputData href="#số"/></decisionService>'
)


def test_a_service_takes_input_data_then_input_decisions() -> None:
    parts = SERVICE + d.decision(d.literal("dịch vụ(3, 10)"), "knowledge:ds")
    assert d.decide(parts).value == 31
    named = SERVICE + d.decision(d.literal("dịch vụ(giá: 10, số: 3)"), "knowledge:ds")
    assert d.decide(named).value == 31


def test_a_service_is_called_from_outside() -> None:
    model = d.model(SERVICE)
    result = evaluate_service(model, "ds", d.values({"số": 3, "giá": 10}))
    assert result.value == 31
    assert [trace.decision_id for trace in result.decisions] == ["phí", "tổng"]
    assert evaluate(model, "tổng", d.values({"số": 3})).value == 7


def test_a_service_with_several_outputs_gives_a_context() -> None:
    parts = SERVICE.replace(
        '<outputDecision href="#tổng"/>', '<outputDecision href="#tổng"/><outputDecision href="#phí"/>'
    )
    assert evaluate_service(d.model(parts), "ds", d.values({"số": 3, "giá": 10})).value == {"tổng": 31, "phí": 30}


def test_a_service_refuses_an_argument_of_another_type() -> None:
    parts = SERVICE + d.decision(d.literal('dịch vụ("ba", 10)'), "knowledge:ds")
    assert (d.decide(parts).value, codes(parts)) == (None, ["argument_conversion"])
