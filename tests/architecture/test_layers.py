"""Imports go down only, and each outside library is spoken to in one place."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.conftest import Source

# Library → the only places of the product that may import it.
PLACES = {
    "SpiffWorkflow": ("engine/spiff/",),
    "sqlmodel": ("engine/store/",),
    # Operations write Core statements on the store's tables; mappings and sessions stay in the store.
    "sqlalchemy": ("engine/store/", "engine/operations/"),
    "sqlalchemy.orm": ("engine/store/",),
    "alembic": ("engine/store/",),
    "minio": ("engine/store/objects.py",),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/",),
    "pydantic_settings": ("api/settings.py",),
}


def test_the_layer_contracts_hold(root: Path) -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("library", PLACES)
def test_a_library_is_imported_in_its_place_only(library: str, product: tuple[Source, ...]) -> None:
    strangers = [
        source.name
        for source in product
        if not source.name.startswith(PLACES[library])
        and any(name == library or name.startswith(f"{library}.") for name in source.imported)
    ]
    assert strangers == []


def test_feel_imports_nothing_of_the_project(product: tuple[Source, ...]) -> None:
    wrong = {
        source.name: name
        for source in product
        if source.name.startswith("engine/feel/")
        for name in source.imported
        if name.split(".")[0] in {"api", "engine"} and not name.startswith("engine.feel")
    }
    assert wrong == {}


def test_the_product_imports_no_test_and_no_bench(product: tuple[Source, ...]) -> None:
    wrong = [source.name for source in product if any(n.split(".")[0] in {"tests", "bench"} for n in source.imported)]
    assert wrong == []
