"""The element table of docs/semantics.md: its rows and scenarios come from the code, what is said of an element stays.

    python -m tests.conformance.scenario.element_table [--check]

writes the page anew, and prints one JSON line: how many scenarios and cells there are, and which cells have none.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from lxml import etree

from tests.conformance.scenario.cells import FLOW, cells, cells_in
from tests.conformance.scenario.notation import bpmn
from tests.conformance.scenario.reading import FOLDER, Scenario, read_file

PAGE = Path(__file__).parents[3] / "docs" / "semantics.md"
_HEAD = "| Element | Behaviour here | Scenarios |\n|---|---|---|\n"
_TABLE = re.compile(r"^\| Element \|.*?\n(?=\n|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `(\w+)` \| (.+) \| [^|]* \|$", re.MULTILINE)

Covered = Mapping[str, Mapping[str, int]]  # cell → file → number of scenarios that are about it


def every_scenario() -> list[tuple[Path, Scenario]]:
    """Give all scenarios with their files."""
    return [(path, scenario) for path in sorted(FOLDER.glob("*.yaml")) for scenario in read_file(path)]


def cells_shown(scenario: Scenario) -> set[str]:
    """Give the cells that a scenario's own models show."""
    processes = [scenario.of.get("process", ()), *(other["process"] for other in scenario.of.get("processes", ()))]
    return set().union(*(cells_in(etree.fromstring(bpmn(process))) for process in processes))


def covered(scenarios: Iterable[tuple[Path, Scenario]]) -> Covered:
    """Count the scenarios that say they are about a cell, by file; a refusal shows nothing of what it does."""
    found: dict[str, dict[str, int]] = {}
    for path, scenario in scenarios:
        if scenario.refused is not None:
            continue
        for cell in dict.fromkeys(scenario.covers):
            by_file = found.setdefault(cell, {})
            by_file[path.stem] = by_file.get(path.stem, 0) + 1
    return found


def render(page: str, by_cell: Covered) -> str:
    """Give the page with a table as the code and the scenarios have it now."""
    told = dict(_ROW.findall(page))
    rows = [_row(tag, told.get(tag, ""), found, by_cell) for tag, found in _in_order(told)]
    return _TABLE.sub(lambda _: _HEAD + "".join(rows), page, count=1)


def told_elements(page: str) -> dict[str, str]:
    """Give what the page says of each element."""
    return dict(_ROW.findall(page))


def _in_order(told: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    """Keep the order of the page; what is new stands at the end, before the flows."""
    known = cells()
    tags = [tag for tag in told if tag in known] + [tag for tag in known if tag not in told]
    tags.sort(key=lambda tag: tag == FLOW)
    return [(tag, known[tag]) for tag in tags]


def _row(tag: str, behaviour: str, found: tuple[str, ...], by_cell: Covered) -> str:
    files: dict[str, list[str]] = {}
    for cell in found:
        for name in by_cell.get(cell, {}):
            files.setdefault(name, []).append(cell)
    links = ", ".join(f"[{name}](../tests/conformance/scenarios/{name}.yaml)" for name in sorted(files))
    return f"| `{tag}` | {behaviour} | {links} |\n"


def main() -> int:
    """Write the page, or with `--check` only tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="write nothing")
    check = options.parse_args().check
    scenarios = every_scenario()
    by_cell, known = covered(scenarios), [cell for found in cells().values() for cell in found]
    if not check:
        PAGE.write_text(render(PAGE.read_text(encoding="utf-8"), by_cell), encoding="utf-8")
    bare = [cell for cell in known if cell not in by_cell]
    line = {"suite": "scenarios", "total": len(scenarios), "cells": len(known), "without": bare}
    print(json.dumps(line))  # noqa: T201 - the line is the result
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main())
