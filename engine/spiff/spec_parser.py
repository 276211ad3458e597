"""Build SpiffWorkflow's specs with its own parser, element by element instead of along the flows.

The stock parser follows flows recursively and dies at some 500 elements in a row; ours makes all elements first, then
connects them, so its depth is that of the nested sub-processes only. Every setting comes checked from `Details`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition

from engine.spiff.details import CompensationStart, Details, EventStart
from engine.spiff.elements.ad_hoc import InnerInstance
from engine.spiff.elements.ad_hoc_setting import is_ad_hoc
from engine.spiff.elements.kind import EVENT_SUB_PROCESS, INNER_INSTANCE, SUB_PROCESSES, inner_instance_id
from engine.spiff.elements.registry import BODIES, KINDS
from engine.spiff.elements.repetition import item_details, items_spec
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import children
from engine.spiff.start_checks import is_event_sub_process
from engine.untrusted_xml import Node

_SPACES = frozenset({*SUB_PROCESSES, EVENT_SUB_PROCESS, INNER_INSTANCE})
_EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "receiveTask",
        "eventBasedGateway",
    }
)


class ElementParser(TaskParser):
    """Makes one task spec and follows no flow."""

    def parse_node(self) -> Any:
        """Make the spec of this element from what was read of it."""
        tag = local_name(self.node)
        more: dict[str, Any] = {"event_definition": NoneEventDefinition()} if tag in _EVENTS else {}
        details = self.process_parser.parser.details[self.bpmn_id]
        more["bpmn_name"] = self.node.get("name")
        if tag in SUB_PROCESSES:
            self.process_parser.parser.create_parser(self.node)
        space = self.process_parser.space_of(self.node)
        if details.loop is None:
            return self.spec_class(space, self.bpmn_id, details=details, **more)
        items = items_spec(self.bpmn_id)
        self.spec_class(items, self.bpmn_id, details=item_details(details), **more)
        body = BODIES[type(details.loop)]
        return body(space, self.bpmn_id, details=details, items=items, bpmn_name=more["bpmn_name"])


class SpaceSpec(BpmnProcessSpec):
    """A process or sub-process, with the event sub-processes that may start in it."""

    event_starts: tuple[EventStart, ...] = ()

    @property
    def undone_by(self) -> EventStart | None:
        """The compensation event sub-process, if there is one."""
        return next((found for found in self.event_starts if isinstance(found.start.work, CompensationStart)), None)


class SpecParser(ProcessParser):
    """Makes all elements of one process or sub-process, then connects them.

    The elements of an ad-hoc sub-process stand in a space of their own, of which each activation has one; in the space
    of the sub-process itself stand its activations and its event sub-processes.
    """

    def _parse(self) -> None:
        self.spec = self.inner = SpaceSpec(name=self.bpmn_id, description=self.get_name())
        if is_ad_hoc(self.node):
            name = inner_instance_id(self.bpmn_id)
            self.inner = self.parser.inner_specs[name] = SpaceSpec(name=name, description=name)
            InnerInstance(self.spec, name, details=self.parser.details[name])
        self.add_tasks()

    def space_of(self, node: Node) -> SpaceSpec:
        """Give the space that an element stands in."""
        return self.spec if is_event_sub_process(node) else self.inner

    def add_tasks(self) -> None:
        """Make each element, join start and end to SpiffWorkflow's own, then draw the flows."""
        details: Mapping[str, Details] = self.parser.details
        for name, node in children(self.node):
            if name in KINDS:
                self.parse_node(node)
        self.spec.event_starts = tuple(
            EventStart(element_id=node.get("id"), start=details[start.get("id")])
            for name, node in children(self.node)
            if is_event_sub_process(node)
            for start in node.iterchildren(bpmn("startEvent"))
        )
        specs = self.inner.task_specs
        for element_id, spec in list(specs.items()):
            if element_id not in details:
                continue
            kind = details[element_id].element.type
            if kind == "startEvent":
                self.spec.start.connect(spec)
            elif kind == "endEvent":
                spec.connect(self.spec.end)
            for flow in details[element_id].flows:
                spec.connect(specs[flow.target_id])


class ModelParser(BpmnParser):
    """SpiffWorkflow's parser with our element kinds only; it is handed processes that were checked before."""

    PROCESS_PARSER_CLASS = SpecParser
    OVERRIDE_PARSER_CLASSES: ClassVar = {bpmn(tag): (ElementParser, kind.spec) for tag, kind in KINDS.items()}

    def __init__(self, details: Mapping[str, Details]) -> None:
        super().__init__()
        self.details = details
        self.inner_specs: dict[str, SpaceSpec] = {}  # of the activations inside ad-hoc sub-processes

    def get_document_lanes(self, _root: Node) -> dict[str, str]:
        """Leave lanes to our own reading."""
        return {}


def build_specs(process: Node, details: Mapping[str, Details]) -> tuple[Any, dict[str, Any]]:
    """Give the spec of a checked process and those of its sub-processes by id."""
    parser = ModelParser(details)
    parser.create_parser(process)
    process_id = process.get("id")
    spec = parser.get_spec(process_id)
    subprocess_specs: dict[str, Any] = {}
    waiting: list[Iterable[Any]] = [spec.task_specs.values()]
    while waiting:
        for task_spec in waiting.pop():
            if task_spec.bpmn_id is not None and details[task_spec.name].element.type in _SPACES:
                inner = parser.inner_specs.get(task_spec.name) or parser.get_spec(task_spec.name)
                subprocess_specs[task_spec.name] = inner
                waiting.append(inner.task_specs.values())
    return spec, subprocess_specs
