"""docs/semantics.md tells of every element that executes, of none that does not, and names tests that exist."""

import re
from pathlib import Path

from engine.spiff.elements.registry import KINDS

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (test_\w+\.py) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "semantics.md").read_text(encoding="utf-8"))


def test_the_table_has_exactly_the_elements_that_execute() -> None:
    assert sorted(tag for tag, _, _ in ROWS) == sorted([*KINDS, "sequenceFlow"])


def test_the_tests_that_it_names_exist() -> None:
    missing = {name for _, _, name in ROWS if not (Path(__file__).parent / name).is_file()}
    assert not missing
