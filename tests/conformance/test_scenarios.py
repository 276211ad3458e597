"""Every scenario, straight in memory and with save and restore before every step (docs/howto/scenarios.md)."""

from pathlib import Path

import pytest

from tests.conformance.scenario.acting import play
from tests.conformance.scenario.reading import FOLDER, Scenario, read_file

FILES = sorted(FOLDER.glob("*.yaml"))
SCENARIOS = [(path, scenario) for path in FILES for scenario in read_file(path) if scenario.in_memory]


def _name(value: object) -> str | None:
    if isinstance(value, Path):
        return value.stem
    return value.title.replace(" ", "-") if isinstance(value, Scenario) else None


@pytest.mark.parametrize("straight", [True, False], ids=["straight", "restored"])
@pytest.mark.parametrize(("path", "scenario"), SCENARIOS, ids=_name)
def test_scenario(path: Path, scenario: Scenario, straight: bool) -> None:
    play(scenario, straight=straight)


def test_titles_are_told_apart() -> None:
    titles = [scenario.title for _, scenario in SCENARIOS]
    assert len(set(titles)) == len(titles)
