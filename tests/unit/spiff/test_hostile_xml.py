"""Broken and hostile files are refused quickly, with one clear finding."""

import time

import pytest

from engine.errors import DefinitionError
from engine.model.limits import RuntimeLimits
from engine.spiff import parse
from tests.unit.spiff import drawing as d

GOOD = d.process(d.start(), d.end(), d.path("start", "end"))
LAUGHS = (
    '<!DOCTYPE bomb [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def refusal(xml: bytes, **limits: int) -> str:
    with pytest.raises(DefinitionError) as refused:
        parse(xml, resource="xau.bpmn", limits=RuntimeLimits(**limits))
    (finding,) = refused.value.findings
    assert finding.resource == "xau.bpmn"
    assert finding.text.vi
    assert finding.text.en
    return finding.code


def after_declaration(text: str) -> bytes:
    head, rest = GOOD.decode().split("?>", 1)
    return f"{head}?>{text}{rest}".encode()


def test_the_good_file_passes() -> None:
    assert len(parse(GOOD, resource="tot.bpmn", limits=RuntimeLimits())) == 1


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (after_declaration(LAUGHS), "xml_doctype"),
        (after_declaration('<!DOCTYPE d SYSTEM "file:///etc/passwd">'), "xml_doctype"),
        (after_declaration('<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>'), "xml_doctype"),
        (GOOD.replace(b'id="start"', b'id="&x;"'), "xml_invalid"),
        (GOOD[:-10], "xml_invalid"),
        (b"", "xml_invalid"),
        (b"\x00\x01\x02", "xml_invalid"),
        (b"PK\x03\x04", "xml_invalid"),
        (b"{}", "xml_invalid"),
        (GOOD.decode().encode("utf-16"), "xml_invalid"),
        (GOOD.replace(b'id="start"', b'id="st\xff"'), "xml_invalid"),
        (GOOD.replace(b'name="', b'name="') + b"<more/>", "xml_invalid"),
        (GOOD.replace(b"xmlns:bpmn=", b"xmlns:other="), "xml_invalid"),
        (b"<html/>", "not_bpmn"),
        (b'<definitions xmlns="urn:other"/>', "not_bpmn"),
    ],
)
def test_broken_files(xml: bytes, code: str) -> None:
    assert refusal(xml) == code


def test_an_encoding_that_could_hide_a_doctype_is_not_believed() -> None:
    hidden = GOOD.replace(b'encoding="UTF-8"', b'encoding="UTF-7"')
    assert parse(hidden, resource="x.bpmn", limits=RuntimeLimits())
    declared = after_declaration(LAUGHS).decode().encode("utf-16-le")
    assert refusal(declared) == "xml_invalid"


def test_fifty_megabytes_are_refused_before_they_are_read() -> None:
    huge = GOOD + b" " * 50_000_000
    began = time.process_time()
    assert refusal(huge) == "model_too_large"
    assert time.process_time() - began < 0.5


def test_deep_nesting_is_refused() -> None:
    assert refusal(after_declaration("<a>" * 100_000)) == "xml_invalid"
    inner = d.user_task("u")
    for level in range(300):
        inner = d.sub_process(f"sub{level}", inner)
    assert refusal(d.process(inner)) == "xml_invalid"


def nested(levels: int) -> bytes:
    inner, first = d.user_task("u"), "u"
    for level in range(levels):
        inner = d.sub_process(f"sub{level}", d.start(f"s{level}"), inner, d.path(f"s{level}", first))
        first = f"sub{level}"
    return d.process(d.start(), inner, d.path("start", first))


def test_sub_processes_may_nest_so_deep_and_no_deeper() -> None:
    (model,) = parse(nested(30), resource="sau.bpmn", limits=RuntimeLimits())
    assert model.definition.elements["u"].parent_id == "sub0"
    assert refusal(nested(31)) == "nested_too_deeply"
    assert refusal(nested(200)) == "nested_too_deeply"


def test_a_long_attribute_is_bounded_by_the_file() -> None:
    assert refusal(GOOD.replace(b'id="start"', b'id="' + b"s" * 5_000_000 + b'"')) == "model_too_large"


def test_comments_and_instructions_are_dropped() -> None:
    commented = GOOD.replace(b"<bpmn:endEvent", b"<!-- <bpmn:callActivity/> --><?php echo 1 ?><bpmn:endEvent")
    assert parse(commented, resource="x.bpmn", limits=RuntimeLimits())


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert parse(b"\xef\xbb\xbf" + GOOD, resource="x.bpmn", limits=RuntimeLimits())
