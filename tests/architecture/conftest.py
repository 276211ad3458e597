"""What the rules of the tree share: the files that belong to the project, read and parsed once."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("engine", "api", "tests", "bench")
GENERATED = {"node_modules", "build", "__pycache__"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function, wherever in its file; `lines` counts its docstring too."""

    name: str
    line: int
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A place that names an attribute; `owner` is the plain name before the dot, if it is one."""

    owner: str | None
    name: str
    line: int
    called: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file of the project and what the rules look at; `name` is its path from the root.

    Not its tree: the trees of all files keep the garbage collector busy for longer than reading them takes.
    """

    name: str
    lines: int
    functions: tuple[Function, ...] = field(repr=False)
    accesses: tuple[Access, ...] = field(repr=False)
    imported: frozenset[str] = field(repr=False)  # the full name of every module that it imports, wherever in it

    @property
    def is_test(self) -> bool:
        return self.name.startswith(("tests/", "bench/"))


def _read(path: Path) -> Source:
    name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    functions: list[Function] = []
    attributes: list[ast.Attribute] = []
    called: set[int] = set()
    imported: set[str] = set()
    for node in ast.walk(ast.parse(text, filename=name)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                functions.append(Function(name=node.name, line=node.lineno, lines=lines))
            case ast.Call(func=ast.Attribute() as function):
                called.add(id(function))
            case ast.Attribute():
                attributes.append(node)
            case ast.Import():
                imported.update(alias.name for alias in node.names)
            case ast.ImportFrom(level=0, module=str() as module):
                imported.add(module)
    return Source(
        name=name,
        lines=text.count("\n"),
        functions=tuple(functions),
        accesses=tuple(_access(node, called=id(node) in called) for node in attributes),
        imported=frozenset(imported),
    )


def _access(node: ast.Attribute, *, called: bool) -> Access:
    owner = node.value.id if isinstance(node.value, ast.Name) else None
    return Access(owner=owner, name=node.attr, line=node.lineno, called=called)


def _paths(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        # Not entered at all: the packages of the web bundle alone are thousands of folders.
        folders[:] = sorted(set(folders) - GENERATED)
        yield from (Path(parent, name) for name in sorted(names) if name.endswith(".py"))


@cache
def _sources() -> tuple[Source, ...]:
    return tuple(_read(path) for folder in FOLDERS for path in _paths(ROOT / folder))


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
