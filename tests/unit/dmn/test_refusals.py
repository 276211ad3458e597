"""What cannot be deployed: each finding has a code, both texts, the element and its line."""

import pytest

from engine.dmn import ModelLimits, evaluate, parse, parse_files
from engine.errors import DefinitionError, Finding
from tests.unit.dmn import drawing as d


def findings(xml: bytes, limits: ModelLimits | None = None) -> tuple[Finding, ...]:
    with pytest.raises(DefinitionError) as refusal:
        parse(xml, resource="thu.dmn", limits=limits or ModelLimits())
    found = refusal.value.findings
    assert all(finding.text.vi and finding.text.en and finding.resource == "thu.dmn" for finding in found)
    return found


def codes(xml: bytes) -> list[str]:
    return [finding.code for finding in findings(xml)]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"", "xml_invalid"),
        (b"<definitions", "xml_invalid"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "xml_doctype"),
        (b"<definitions/>", "not_dmn"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "not_dmn"),
        ("<definitions/>".encode("utf-16"), "xml_invalid"),
        (b"<a>" * 5_000, "xml_invalid"),
    ],
)
def test_files_that_cannot_be_trusted_or_read(xml: bytes, code: str) -> None:
    assert codes(xml) == [code]


def test_files_beyond_their_bounds() -> None:
    xml = d.file(d.data("a"), d.data("b"))
    assert findings(xml, ModelLimits(bytes=10))[0].code == "model_too_large"
    assert findings(xml, ModelLimits(elements=3))[0].code == "model_too_many_elements"
    nested = "<list>" * 40 + "</list>" * 40
    assert "nested_too_deeply" in codes(d.file(d.decision(nested)))


def test_broken_feel_is_told_with_its_element_and_line() -> None:
    xml = d.file("", "", d.decision('<literalExpression id="e1"><text>1 +</text></literalExpression>'))
    (finding,) = findings(xml)
    assert (finding.code, finding.element_id, finding.line) == ("feel_invalid", "e1", 4)
    assert "dòng 1" in finding.text.vi


def test_broken_cells_and_types_are_told_all_at_once() -> None:
    drawn = d.table(
        d.input_clause("n +", "tKhông", allowed="1 +"),
        d.output_clause(allowed="1,, 2", default="+"),
        "> => 1 +",
        policy="PRIORITY",
    )
    found = codes(d.file(d.decision(drawn)))
    assert sorted(set(found)) == ["feel_invalid", "unknown_type"]
    assert found.count("feel_invalid") == 5  # two of six stand at one place and say the same


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (d.decision("<decisionTable/>"), "no_output"),
        (d.decision(d.table("", d.output_clause(), "=> 1", policy="BEST")), "hit_policy"),
        (d.decision(d.table("", d.output_clause(), "=> 1", policy="COLLECT", aggregation="AVG")), "aggregation"),
        (d.decision(d.table(d.input_clause("1"), d.output_clause(), "=> 1")), "cell_count"),
        (d.decision('<relation><column name="a"/><row/></relation>'), "cell_count"),
        (d.decision("<invocation><binding/></invocation>"), "missing_parameter"),
        (d.decision("<conditional><if/></conditional>"), "expression_missing"),
        (d.decision("<dance/>"), "unsupported_element"),
        (d.decision('<functionDefinition kind="Java"/>'), "external_function"),
        (d.decision(d.literal("1").replace(">", ' expressionLanguage="urn:js">', 1)), "unsupported_language"),
        (d.decision(d.literal("1"), "decision:x"), "dangling_reference"),
        (d.decision(d.literal("1"), "knowledge:d"), "dangling_reference"),
        (d.decision(d.literal("1"), "decision:d"), "requirement_cycle"),
        (d.data("a") + d.data("a"), "duplicate_id"),
        (d.data("a") + d.data("a").replace('id="a"', 'id="b"'), "duplicate_name"),
        ('<inputData id="a"/>', "missing_name"),
        ('<decisionService id="s" name="s"/>', "no_output"),
        ('<itemDefinition name="A"><typeRef>A</typeRef></itemDefinition>', "type_cycle"),
        ('<itemDefinition name="A"><typeRef>B</typeRef></itemDefinition>', "unknown_type"),
        ('<import name="x" namespace="urn:khác"/>', "import_missing"),
    ],
)
def test_structures_that_do_not_work(part: str, code: str) -> None:
    found = findings(d.file(part))
    assert code in [finding.code for finding in found]
    assert all(finding.line for finding in found)


def test_requirements_in_a_circle_name_every_decision() -> None:
    parts = (d.decision(d.literal("1"), f"decision:{after}", id=before) for before, after in ("ab", "bc", "ca"))
    (finding,) = findings(d.file(*parts))
    assert {"a", "b", "c"} <= set(finding.text.vi.replace(".", "").split())


def test_leniently_a_broken_expression_spoils_only_itself() -> None:
    parts = d.decision(d.literal("1 +"), id="hỏng") + d.decision(d.literal("2"), id="lành")
    model = d.model(parts, lenient=True)
    assert [finding.code for finding in model.findings] == ["feel_invalid"]
    assert (evaluate(model, "hỏng", {}).value, evaluate(model, "lành", {}).value) == (None, 2)
    with pytest.raises(DefinitionError):
        d.model(parts + d.decision(d.literal("1"), "decision:x", id="x"), lenient=True)


def test_files_that_import_each_other_in_a_circle() -> None:
    first = d.file('<import name="b" namespace="urn:b"/>', namespace="urn:a")
    second = d.file('<import name="a" namespace="urn:a"/>', namespace="urn:b")
    with pytest.raises(DefinitionError) as refusal:
        parse_files({"a.dmn": first, "b.dmn": second})
    assert [finding.code for finding in refusal.value.findings] == ["import_cycle"]


def test_at_most_200_findings_are_kept() -> None:
    parts = (d.decision(d.literal("1 +"), id=f"d{number}") for number in range(300))
    assert len(findings(d.file(*parts))) == 200
