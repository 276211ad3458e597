"""Which tests stay together when several processors share a run: those of a module, and those that say otherwise.

What costs more to prepare than to look at stays on one processor; what takes minutes is shared out test by test.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# One filled Office serves all journeys of a processor: a second one takes longer than half of them. The last test of
# petitions asks which flows the others travelled.
TOGETHER = ("tests/e2e/journeys/", "tests/processes/don_thu/")
# A module of minutes would be at work alone when all others are done.
APART = ("tests/e2e/test_every_page.py",)


class Scopes(LoadScopeScheduling):
    """Hand modules to processors in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scopes | None:
    """Answer `--dist=loadscope` with our scopes."""
    return Scopes(config, log) if config.getvalue("dist") == "loadscope" else None
