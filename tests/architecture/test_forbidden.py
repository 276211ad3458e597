"""What may stand nowhere, or in one place only."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.conftest import Source

# The unit of work commits; migrations run before there is one.
COMMITTERS = {"engine/store/transaction.py", "engine/store/migrate.py"}
VAGUE_NAME = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)\.py$")
# Written apart so that this file does not find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
# Names of package registries and of places on one machine: a clone elsewhere must not meet them.
HOSTS = re.compile(r"pypi\.org|pythonhosted|npmjs|proxy\.golang|deb\.debian")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/\w")
TEXT_SUFFIXES = {
    *(".py", ".md", ".toml", ".txt", ".yml", ".yaml", ".sh", ".json", ".js", ".css", ".html"),
    *(".bpmn", ".form", ".dmn", ".po", ".cfg", ".ini", ""),
}


def calls(source: Source, name: str) -> bool:
    """Tell whether `source` calls something named `name`, as an attribute."""
    return any(access.called and access.name == name for access in source.accesses)


@pytest.fixture(scope="module")
def tracked(root: Path) -> dict[Path, str]:
    """Give the text files that are part of the repository, with what stands in them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    paths = [root / name for name in listed.split("\0") if name]
    return {
        path.relative_to(root): path.read_text(encoding="utf-8")
        for path in paths
        if path.suffix in TEXT_SUFFIXES and path.is_file()
    }


def test_only_the_unit_of_work_commits(product: tuple[Source, ...]) -> None:
    wrong = [source.name for source in product if source.name not in COMMITTERS and calls(source, "commit")]
    assert wrong == []


def test_nothing_sleeps(sources: tuple[Source, ...]) -> None:
    wrong = [
        f"{source.name}:{access.line}"
        for source in sources
        for access in source.accesses
        if access.name == "sleep" and access.owner in {"time", "asyncio", "anyio"}
    ]
    assert wrong == []


def test_nothing_is_left_unfinished(tracked: dict[Path, str]) -> None:
    wrong = [
        f"{path}: {found.group()}"
        for path, text in tracked.items()
        if path.suffix in {".py", ".js", ".html", ".sh", ".css"} and (found := UNFINISHED.search(text))
    ]
    assert wrong == []


def test_file_names_say_what_is_inside(sources: tuple[Source, ...]) -> None:
    assert [source.name for source in sources if VAGUE_NAME.search(source.name)] == []


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE], ids=["registries", "machine paths"])
def test_no_address_of_the_workplace(pattern: re.Pattern[str], tracked: dict[Path, str], root: Path) -> None:
    here = Path(__file__).relative_to(root)
    wrong = [
        f"{path}: {found.group()}" for path, text in tracked.items() if path != here and (found := pattern.search(text))
    ]
    assert wrong == []
