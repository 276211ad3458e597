"""An Office with one task whose form names a draft, and the programs that people edit it in."""

from collections.abc import Callable, Iterator

import pytest

from engine.model.actor import Actor
from engine.operations import Engine
from tests.integration.api.conftest import Served, logs, serve, served, settings, sign_in_clock
from tests.integration.editing.drafting import OANH, Drafting, begin
from tests.integration.pages.desk import desk
from tests.integration.secrecy.conftest import log

__all__ = ["log", "logs", "serve", "served", "settings", "sign_in_clock"]


@pytest.fixture
def drafting(engine: Engine, served: Served, actor: Callable[[str], Actor]) -> Iterator[Drafting]:
    """Give a case at the step where its drafter mends the draft, and the drafter's desk."""
    with desk(served, OANH) as drafter:
        yield begin(engine, actor(OANH), served, drafter)
