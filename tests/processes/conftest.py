"""Shipped processes, driven as their users do: over HTTP, with the worker's own code, on real PostgreSQL and S3.

The run prints, for each process, how many of its sequence flows were travelled.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from engine.operations import Engine
from tests.integration.api.conftest import Served, logs, serve, served, settings
from tests.office import MovingClock
from tests.processes.driving import Driver
from tests.processes.flows import Flows

__all__ = ["logs", "serve", "served", "settings"]


class Node(Protocol):
    """One of several processes of a run, as pytest-xdist tells of it."""

    config: pytest.Config


_FLOWS = pytest.StashKey[Flows]()


@pytest.fixture(scope="session")
def flows(pytestconfig: pytest.Config) -> Flows:
    """Give the record of the flows that this run travelled."""
    return pytestconfig.stash.setdefault(_FLOWS, Flows())


@pytest.fixture
def drive(
    served: Served,
    engine: Engine,
    clock: MovingClock,
    flows: Flows,
) -> Iterator[Callable[..., Driver]]:
    """Give a function that deploys a shipped process, and those that it calls, and hands out its driver."""
    drivers: list[Driver] = []

    def make(process: str, *calls: str) -> Driver:
        driver = Driver(process, *calls, served=served, engine=engine, clock=clock)
        drivers.append(driver)
        return driver

    yield make
    for driver in drivers:
        for process, travelled in driver.flows_taken().items():
            flows.add(process, travelled)
        driver.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what one of several processes travelled to the one that tells."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["flows"] = session.config.stash.get(_FLOWS, Flows()).travelled()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Node) -> None:
    """Put together what the processes of a run travelled."""
    told = node.config.stash.setdefault(_FLOWS, Flows())
    for process, travelled in getattr(node, "workeroutput", {}).get("flows", {}).items():
        told.add(process, travelled)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the coverage of every process that was driven."""
    travelled = config.stash.get(_FLOWS, Flows())
    for line in travelled.report():
        terminalreporter.write_line(line)
