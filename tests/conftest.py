"""What every test layer shares: the fixtures of the modules named below, and how tests are ordered.

Layer rules live in each layer's own conftest.
"""

import gc

import pytest
from hypothesis import settings

from api.cli import GARBAGE_THRESHOLDS

# The inner loop looks less far than `make test` does; tests that say how many examples they need keep them.
settings.register_profile("fast", max_examples=25)

# As the product runs: a process that has loaded all tests looks through a million objects each time otherwise.
gc.set_threshold(*GARBAGE_THRESHOLDS)

pytest_plugins = ("tests.services", "tests.office", "tests.mail_room", "tests.scopes", "tests.softhsm")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a stage that repeats others on another server run each test once."""
    parser.addoption("--once", action="store_true", help="run each test with its first parameters only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the modules that have slow tests: of several processes none shall work alone at the end."""
    if config.getoption("once"):
        kept: dict[str, pytest.Item] = {}
        for item in items:
            kept.setdefault(item.nodeid.partition("[")[0], item)
        config.hook.pytest_deselected(items=[*set(items).difference(kept.values())])
        items[:] = kept.values()
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was loaded, which stays until the end."""
    gc.collect()
    gc.freeze()
