"""What every test layer shares: the fixtures of the modules named below, and how tests are ordered.

Layer rules live in each layer's own conftest.
"""

import pytest
from hypothesis import settings

# The inner loop looks less far than `make test` does; tests that say how many examples they need keep them.
settings.register_profile("fast", max_examples=25)

pytest_plugins = ("tests.services", "tests.office", "tests.mail_room")


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
