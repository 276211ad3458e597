"""Whole models: versions of the format, requirement graphs, imports, names with signs, and what results tell."""

import json
from decimal import Decimal

import pytest

from engine.dmn import evaluate, evaluate_service, parse, parse_files, result_json
from engine.dmn.namespaces import VERSIONS
from engine.errors import LimitExceeded, NotFound
from engine.feel import Limits
from tests.unit.dmn import drawing as d


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_the_format_is_read(version: str) -> None:
    xml = d.file(d.data("a", "number"), d.decision(d.literal("a + 1"), "input:a"), version=version)
    model = parse(xml, resource="thu.dmn")
    assert model.definitions.version == VERSIONS[version]
    assert evaluate(model, "d", d.values({"a": 1})).value == 2


def test_types_with_a_prefix_of_older_versions() -> None:
    assert d.decide(d.data("a", "feel:number") + d.decision(d.literal("a"), "input:a"), {"a": "1"}).value is None


def test_a_decision_uses_the_decisions_it_requires_and_tells_them_in_order() -> None:
    parts = (
        d.data("n")
        + d.decision(d.literal("n * 2"), "input:n", id="gấp đôi")
        + d.decision(d.literal("gấp đôi + 1"), "decision:gấp đôi", id="thêm một")
        + d.decision(d.literal("gấp đôi + thêm một"), "decision:thêm một", "decision:gấp đôi")
    )
    result = d.decide(parts, {"n": 5})
    assert result.value == 21
    assert [(trace.name, trace.value) for trace in result.decisions] == [("gấp đôi", 10), ("thêm một", 11), ("d", 21)]


def test_warnings_stand_with_the_decision_they_come_from() -> None:
    parts = d.decision(d.literal("1 / 0"), id="a") + d.decision(d.literal("[a, 1 + null]"), "decision:a")
    result = d.decide(parts)
    assert [[warning.code for warning in trace.warnings] for trace in result.decisions] == [
        ["divide_by_zero"],
        ["operand"],
    ]
    assert len(result.warnings) == 2


def test_a_missing_input_is_null_and_told() -> None:
    result = d.decide(d.data("n") + d.decision(d.literal("n"), "input:n"))
    assert (result.value, [warning.code for warning in result.warnings]) == (None, ["input_missing"])


def test_names_with_signs_and_keywords_in_them() -> None:
    parts = d.data("Số-lượng (bản)") + d.data("phí và/hoặc thuế") + d.data("if only")
    parts += d.decision(
        d.literal("Số-lượng (bản) * 2 + phí và/hoặc thuế - if only"),
        *("input:Số-lượng (bản)", "input:phí và/hoặc thuế", "input:if only"),
    )
    assert d.decide(parts, {"Số-lượng (bản)": 3, "phí và/hoặc thuế": 10, "if only": 1}).value == 15


def test_digits_17_to_34_are_kept() -> None:
    parts = d.data("n") + d.decision(d.literal("n + 0.0000000000000000000000000000000001"), "input:n")
    assert d.decide(parts, {"n": Decimal("0.1")}).value == Decimal("0.1000000000000000000000000000000001")
    assert d.decide(d.decision(d.literal("1 / 3"))).value == Decimal("0.3333333333333333333333333333333333")


@pytest.mark.slow
def test_a_chain_of_5000_decisions_is_made() -> None:
    parts = [d.decision(d.literal("1"), id="x0")]
    for number in range(1, 5000):
        before = f"x{number - 1}"
        parts.append(d.decision(d.literal(f"{before} + 1"), f"decision:{before}", id=f"x{number}"))
    model = parse(d.file(*reversed(parts)), resource="chuoi.dmn")
    assert evaluate(model, "x4999", {}).value == 5000


def test_a_bound_of_the_host_ends_the_evaluation() -> None:
    model = d.model(d.decision(d.literal("count(for i in 1..1000 return i * 2)")))
    assert evaluate(model, "d", {}).value == 1000
    with pytest.raises(LimitExceeded) as refusal:
        evaluate(model, "d", {}, limits=Limits(steps=100))
    assert refusal.value.details == {"limit": "steps"}


def test_all_expressions_of_a_decision_share_one_budget() -> None:
    body = d.literal("count(for i in 1..1000 return i)")
    parts = [d.decision(body, id=f"x{number}") for number in range(5)]
    needs = [f"decision:x{number}" for number in range(5)]
    model = d.model(*parts, d.decision(d.literal("x0"), *needs))
    assert evaluate(model, "x0", {}, limits=Limits(steps=5_000)).value == 1000
    with pytest.raises(LimitExceeded):
        evaluate(model, "d", {}, limits=Limits(steps=5_000))


def test_what_is_not_there_is_not_found() -> None:
    model = d.model(d.data("a"))
    with pytest.raises(NotFound):
        evaluate(model, "a", {})
    with pytest.raises(NotFound):
        evaluate_service(model, "a", {})


def test_a_result_is_written_as_json() -> None:
    drawn = d.table(d.input_clause("ngày"), d.output_clause(), "- => 1.5")
    result = d.decide(d.data("ngày") + d.decision(drawn, "input:ngày"), {"ngày": "2026-03-01"})
    written = json.loads(json.dumps(result_json(result)))
    assert (written["value"], written["inputs"]) == (1.5, {"ngày": "2026-03-01"})
    (table,) = written["decisions"][0]["tables"]
    assert table["matched"] == [{"ruleId": "r1", "number": 1, "outputs": {"": 1.5}, "annotations": []}]


CHUNG = d.file(
    '<itemDefinition name="tSố"><typeRef>number</typeRef></itemDefinition>',
    d.data("năm", "tSố"),
    d.knowledge("gấp đôi", "x:tSố", d.literal("if x instance of tSố then x * 2 else null")),
    d.decision(d.literal("gấp đôi(năm)"), "input:năm", "knowledge:gấp đôi", id="mốc"),
    '<decisionService id="ds" name="dịch vụ"><outputDecision href="#mốc"/><inputData href="#năm"/></decisionService>',
    namespace="urn:chung",
)


def importing(logic: str, *needs: str, name: str = "Mẫu chung", type_ref: str = "") -> bytes:
    return d.file(f'<import name="{name}" namespace="urn:chung"/>', d.decision(logic, *needs, type_ref=type_ref))


def test_imported_elements_stand_under_the_name_of_the_import() -> None:
    logic = d.literal("Mẫu chung.mốc + Mẫu chung.năm + Mẫu chung.gấp đôi(1) + Mẫu chung.dịch vụ(5)")
    needs = ("decision:urn:chung#mốc", "input:urn:chung#năm", "knowledge:urn:chung#gấp đôi", "knowledge:urn:chung#ds")
    models = parse_files({"a.dmn": importing(logic, *needs, type_ref="Mẫu chung.tSố"), "chung.dmn": CHUNG})
    assert evaluate(models["a.dmn"], "d", d.values({"năm": 10})).value == 42
    assert evaluate(models["a.dmn"], "d", d.values({"Mẫu chung": {"năm": 10}})).value == 42


def test_an_import_without_a_name_needs_no_prefix() -> None:
    xml = importing(d.literal("mốc + 1"), "decision:urn:chung#mốc", name="")
    model = parse(xml, resource="a.dmn", imports={"urn:chung": parse(CHUNG, resource="chung.dmn")})
    assert evaluate(model, "d", d.values({"năm": 10})).value == 21


def test_a_boxed_invocation_of_an_imported_function() -> None:
    binding = f'<binding><parameter name="x"/>{d.literal("4")}</binding>'
    call = f"<invocation>{d.literal('Mẫu chung.gấp đôi')}{binding}</invocation>"
    models = parse_files({"chung.dmn": CHUNG, "a.dmn": importing(call, "knowledge:urn:chung#gấp đôi")})
    assert evaluate(models["a.dmn"], "d", {}).value == 8
