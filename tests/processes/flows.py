"""Which sequence flows of the shipped processes a run has travelled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lxml import etree

from tests.office import shipped

_FLOW = "{http://www.omg.org/spec/BPMN/20100524/MODEL}sequenceFlow"


def flows_of(process: str) -> frozenset[str]:
    """Give the ids of all sequence flows in the shipped model of `process`."""
    [model] = [resource for resource in shipped(process) if resource.name.endswith(".bpmn")]
    return frozenset(str(flow.get("id")) for flow in etree.fromstring(model.content).iter(_FLOW))


class Flows:
    """The flows travelled so far, by process."""

    def __init__(self) -> None:
        self._travelled: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, process: str, travelled: Iterable[str]) -> None:
        """Record flows of one process."""
        self._travelled[process].update(travelled)

    def travelled(self) -> dict[str, list[str]]:
        """Give the flows of each process, in plain lists."""
        return {process: sorted(flows) for process, flows in self._travelled.items()}

    def missing(self, process: str) -> frozenset[str]:
        """Give the flows that nobody has travelled."""
        return flows_of(process) - self._travelled[process]

    def report(self) -> Iterator[str]:
        """Give a line of coverage for each process."""
        for process in sorted(self._travelled):
            every, missing = flows_of(process), self.missing(process)
            tail = f"; not travelled: {', '.join(sorted(missing))}" if missing else ""
            yield f"{process}: {len(every) - len(missing)} of {len(every)} sequence flows travelled{tail}"
