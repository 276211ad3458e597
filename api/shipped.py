"""Where the files that come with the product lie: models, forms, seed data, wherever it is installed."""

from importlib.util import find_spec
from pathlib import Path


def shipped_folder(package: str) -> Path:
    """Give the folder of `package` (`bpmn`, `forms`, `engine.seed` …); raises FileNotFoundError when it is missing."""
    # Not importlib.resources: folders without Python files are namespace packages, which have no single path there.
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(next(iter(found.submodule_search_locations)))
