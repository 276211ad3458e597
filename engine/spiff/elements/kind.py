"""The record that registers one kind of BPMN element: what it may carry, how it is read, what runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.spiff.reading import Reading
from engine.untrusted_xml import Node

Reader = Callable[[Node, Reading], object]


AD_HOC = "adHocSubProcess"
SUB_PROCESSES = frozenset({"subProcess", "transaction", AD_HOC})  # kinds with flow nodes inside
EVENT_SUB_PROCESS = "eventSubProcess"  # how the visits of a sub-process that an event starts are told apart (Camunda 8)
INNER_INSTANCE = "adHocSubProcessInnerInstance"  # one activation of an element inside an ad-hoc sub-process (Camunda 8)


def inner_instance_id(ad_hoc_id: str) -> str:
    """Name the activations inside an ad-hoc sub-process as Camunda 8 does; no XML id can be this name."""
    return f"{ad_hoc_id}#innerInstance"


def nothing(_node: Node, _reading: Reading) -> object:
    """Read nothing: the kind has no settings."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind that executes faithfully.

    `extensions`, `attributes` and `children` are all that it may carry besides what every element may (id, name,
    documentation, properties, incoming, outgoing). `waits` tells whether boundary events may attach.
    """

    tag: str
    spec: type[Any]
    read: Reader = nothing
    extensions: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    inputs: bool = False
    outputs: bool = False
    waits: bool = False
    max_incoming: int | None = None
    min_outgoing: int = 0
    max_outgoing: int | None = None

    @property
    def is_activity(self) -> bool:
        """Tell whether it is a task, sub-process or call: these may have conditional flows and a default flow."""
        return self.tag in {*SUB_PROCESSES, "callActivity"} or self.tag.lower().endswith("task")
