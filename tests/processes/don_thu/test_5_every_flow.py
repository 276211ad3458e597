"""P25: the tests of this folder together travel every sequence flow."""

from tests.processes.flows import Flows
from tests.processes.petitions import (
    OVERSIGHT,
    PROCESS,
)


def test_every_sequence_flow_was_travelled(flows: Flows) -> None:
    """Stand last in this file: it judges what the scenarios above have travelled."""
    assert flows.missing(PROCESS) == frozenset()
    assert flows.missing(OVERSIGHT) == frozenset()
    assert flows.missing("diem_nong") == frozenset()
