"""What the rules of the tree share: the files that belong to the project, read and parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "api", "tests", "bench")
GENERATED = {"node_modules", "build", "__pycache__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file of the project; `name` is its path from the root."""

    name: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)

    @property
    def is_test(self) -> bool:
        return self.name.startswith(("tests/", "bench/"))

    def imported(self) -> Iterator[str]:
        """Yield the full name of every module that the file imports, wherever in it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield node.module


@cache
def _sources() -> tuple[Source, ...]:
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not GENERATED.intersection(path.relative_to(ROOT).parts):
                text = path.read_text(encoding="utf-8")
                name = path.relative_to(ROOT).as_posix()
                found.append(Source(name=name, text=text, tree=ast.parse(text, filename=name)))
    return tuple(found)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> tuple[Source, ...]:
    """Give every Python file of the project."""
    return _sources()


@pytest.fixture(scope="session")
def product(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Give the Python files that are delivered."""
    return tuple(source for source in sources if not source.is_test)
