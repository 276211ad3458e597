"""Each cell of the element table is played by a scenario that is about it, and docs/semantics.md tells so."""

import re
from pathlib import Path

import pytest

from tests.conformance.scenario.cells import cells
from tests.conformance.scenario.element_table import (
    PAGE,
    cells_shown,
    covered,
    every_scenario,
    render,
    told_elements,
)
from tests.conformance.scenario.reading import read_scenario, read_text

SCENARIOS = every_scenario()
CELLS = {cell for found in cells().values() for cell in found}
_TEST = re.compile(r"\]\(([^)]+)\): ([^;|]+)")  # a file and the name of a test in it
WRITE = "write it anew: .venv/bin/python -m tests.conformance.scenario.element_table"


def test_each_cell_has_a_scenario() -> None:
    by_cell = covered(SCENARIOS)
    assert sorted(CELLS - by_cell.keys()) == []


def test_each_scenario_is_about_cells_that_exist() -> None:
    assert [scenario.title for _, scenario in SCENARIOS if not scenario.covers] == []
    assert sorted({cell for _, scenario in SCENARIOS for cell in scenario.covers} - CELLS) == []


def test_a_scenario_shows_what_it_is_about() -> None:
    played = [scenario for _, scenario in SCENARIOS if scenario.refused is None]
    missing = {scenario.title: set(scenario.covers) - cells_shown(scenario) for scenario in played}
    assert {title: found for title, found in missing.items() if found} == {}


def test_there_are_at_least_three_hundred() -> None:
    assert len(SCENARIOS) >= 300


def test_the_page_has_the_table_that_the_code_makes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == render(page, covered(SCENARIOS)), WRITE


def test_the_page_says_something_of_each_element() -> None:
    told = told_elements(PAGE.read_text(encoding="utf-8"))
    assert sorted(told) == sorted(cells())
    assert [tag for tag, behaviour in told.items() if len(behaviour) < 10] == []


@pytest.mark.parametrize(
    ("process", "shown"),
    [
        ("[start -> a, {boundaryEvent: b, on: a, signal: x, interrupting: false}, b -> c]", "userTask boundary"),
        (
            "[start -> a, {boundaryEvent: b, on: a, signal: x, interrupting: false}, b -> c]",
            "boundaryEvent signal non-interrupting",
        ),
        ("[{startEvent: s, message: m}, s -> a]", "startEvent message"),
        (
            "[start -> a, {eventSubProcess: e, inside: [{startEvent: s, timer: {duration: PT1H}}, s -> b]}]",
            "eventSubProcess timer",
        ),
        ("[{userTask: a, each: =x, sequential: true, output: {y: =z}}, start -> a]", "userTask sequential"),
        ("[{userTask: a, each: =x, sequential: true, output: {y: =z}}, start -> a]", "userTask output"),
        ("[start -> a, {a -> b: =x}, {a -> c: default}]", "sequenceFlow default"),
        ("[start -> a, {a -> b: =x}, {a -> c: default}]", "sequenceFlow conditional"),
        ("[start -> end]", "endEvent"),
    ],
)
def test_cells_are_read_from_the_model(process: str, shown: str) -> None:
    scenario = read_scenario(read_text(f"{{scenario: t, process: {process}, then: {{waiting: []}}}}"))
    found = cells_shown(scenario)
    assert shown in found
    assert found <= CELLS


def test_a_flow_out_of_a_gateway_is_no_cell_of_its_own() -> None:
    scenario = read_scenario(
        read_text("{scenario: t, process: [{exclusiveGateway: g}, start -> g, {g -> a: =x}], then: {waiting: []}}")
    )
    assert cells_shown(scenario) == {"startEvent", "exclusiveGateway", "userTask"}


def test_the_tests_of_what_spiffworkflow_does_otherwise_are_there() -> None:
    told = _TEST.findall(PAGE.read_text(encoding="utf-8").partition("does otherwise")[2])
    assert len(told) > 30
    missing = [name for path, name in told if not _holds(PAGE.parent / path, name.strip())]
    assert missing == []


def _holds(path: Path, name: str) -> bool:
    text = path.read_text(encoding="utf-8")
    return f"- scenario: {name}\n" in text or f"def {name}(" in text
