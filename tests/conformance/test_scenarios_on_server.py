"""Scenarios on the product itself: through engine/operations, over PostgreSQL.

Every sixth, and those where the product does more than the runtime; HOIDONG_SCENARIOS_ON_SERVER=all plays all.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.embedded import PostgresServer
from engine.clock import Clock
from engine.operations import Engine, EngineSettings
from engine.store import Database, DatabaseSettings
from tests.conformance.scenario.element_table import every_scenario
from tests.conformance.scenario.reading import Scenario
from tests.conformance.scenario.server import Server, plays_on_server
from tests.office import NO_OBJECTS, SECRET, MovingClock
from tests.services import fresh_database

# Where the product does more than the runtime: it keeps messages, brings signals around and starts called cases.
ALWAYS = frozenset({"messages", "buffered_messages", "signals", "call_activity"})
EVERY = 1 if os.environ.get("HOIDONG_SCENARIOS_ON_SERVER") == "all" else 6
PLAYED = [(path, scenario) for path, scenario in every_scenario() if plays_on_server(scenario)]
CHOSEN = [found for place, found in enumerate(PLAYED) if found[0].stem in ALWAYS or place % EVERY == 0]


def _name(value: object) -> str | None:
    if isinstance(value, Path):
        return value.stem
    return value.title.replace(" ", "-") if isinstance(value, Scenario) else None


@pytest.fixture(scope="module")
def product(postgres_server: PostgresServer, office_template: str) -> Iterator[Server]:
    """Give an engine over one database for all scenarios."""
    for url in fresh_database(postgres_server, office_template):
        clock = MovingClock()
        database = Database(DatabaseSettings(url=url), clock=Clock(read=clock))
        engine = Engine(database, NO_OBJECTS, EngineSettings(secret=SECRET))
        yield Server(engine, clock)
        engine.close()


@pytest.fixture
def server(product: Server) -> Server:
    """Give the server without a process, a decision or a case."""
    product.empty()
    return product


@pytest.mark.parametrize(("path", "scenario"), CHOSEN, ids=_name)
def test_scenario(path: Path, scenario: Scenario, server: Server) -> None:
    server.play(scenario)
