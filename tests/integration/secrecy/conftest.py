"""The secrecy walk: the same server as the API's tests, a hidden denunciation in it, and what the product logs."""

import io
import logging
from collections.abc import Iterator

import pytest

from tests.integration.api.conftest import logs, serve, served, settings

__all__ = ["log", "logs", "serve", "served", "settings"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give what the product logs, without what the tests' own clients say."""
    root, written = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(root.handlers[0].formatter)
    handler.addFilter(lambda record: record.name.partition(".")[0] in ("api", "engine", "hoidong", "uvicorn"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)
