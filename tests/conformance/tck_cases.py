"""Test cases of the DMN TCK: read from its XML, with expected values as FEEL values. Judges nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree

from engine.feel import FeelValue, compile_expression

Node: TypeAlias = Any  # an lxml element

TCK = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_CONVERSIONS = {
    "date": compile_expression("date(text)"),
    "dateTime": compile_expression("date and time(text)"),
    "time": compile_expression("time(text)"),
    "duration": compile_expression("duration(text)"),
    "dayTimeDuration": compile_expression("duration(text)"),
    "yearMonthDuration": compile_expression("duration(text)"),
}
_NUMBERS = frozenset({"decimal", "double", "float", "integer", "int", "long", "short"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A result node: which decision it is about, and what must come out."""

    name: str
    value: FeelValue
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case: its inputs by name, what is invoked when that is no decision, and its result nodes."""

    id: str
    inputs: dict[str, FeelValue]
    invocable: str | None
    results: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One file of cases and the model it is about."""

    path: Path
    model: str
    cases: tuple[Case, ...]


def read_files(folder: Path) -> Iterator[CaseFile]:
    """Read every file of test cases below `folder`."""
    for path in sorted(folder.rglob("*.xml")):
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        if root.tag == f"{TCK}testCases":
            cases = tuple(_case(node) for node in root.iterfind(f"{TCK}testCase"))
            yield CaseFile(path=path, model=(root.findtext(f"{TCK}modelName") or "").strip(), cases=cases)


def _case(node: Node) -> Case:
    return Case(
        id=node.get("id"),
        inputs={found.get("name"): value_of(found) for found in node.iterfind(f"{TCK}inputNode")},
        invocable=node.get("invocableName"),
        results=tuple(
            Expected(
                name=found.get("name"),
                value=value_of(found.find(f"{TCK}expected")),
                is_error=found.get("errorResult") == "true",
            )
            for found in node.iterfind(f"{TCK}resultNode")
        ),
    )


def value_of(holder: Node) -> FeelValue:
    """Read the value inside an element: a list, a context of components, or a simple value by its XML schema type."""
    if holder is None:
        return None
    items = holder.find(f"{TCK}list")
    if items is not None:
        if items.get(f"{_XSI}nil") == "true":
            return None
        return [value_of(item) for item in items.iterfind(f"{TCK}item")]
    components = holder.findall(f"{TCK}component")
    if components:
        return {found.get("name"): value_of(found) for found in components}
    return _simple(holder.find(f"{TCK}value"))


def _simple(node: Node) -> FeelValue:
    if node is None or node.get(f"{_XSI}nil") == "true":
        return None
    text, kind = node.text or "", (node.get(f"{_XSI}type") or "string").rpartition(":")[2]
    if kind == "string":
        return text
    if kind == "boolean":
        return text.strip() in {"true", "1"}
    if kind in _NUMBERS:
        try:
            return Decimal(text.strip())
        except InvalidOperation:
            return text
    # What we cannot read must not count as an expected null: as text it equals no date.
    value = _CONVERSIONS[kind].evaluate({"text": text.strip()}).value
    return text if value is None else value
