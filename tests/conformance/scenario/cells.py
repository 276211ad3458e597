"""The cells of the element table: each element that executes, in each way in which it may stand in a model.

They follow from the engine's own table of kinds, so a new element or event has cells that no scenario covers yet. A
cell is named by what a model shows: `boundaryEvent timer non-interrupting`, `userTask multiInstance`.
"""

from collections.abc import Iterator, Sequence

from engine.model.task_change import TaskEvent
from engine.spiff.elements.kind import SUB_PROCESSES, Kind
from engine.spiff.elements.registry import KINDS
from engine.spiff.findings import local_name
from engine.spiff.listener_settings import NO_START
from engine.spiff.namespaces import bpmn, zeebe
from engine.spiff.reading import child, children
from engine.spiff.vocabulary import shape_of
from engine.untrusted_xml import Node
from tests.conformance.scenario.notation import EVENT_SUB_PROCESS

FLOW, PROCESS = "sequenceFlow", "process"
LISTENERS = ("startListener", "endListener")
LOOPS = {"multiInstanceLoopCharacteristics": ("multiInstance", "sequential"), "standardLoopCharacteristics": ("loop",)}
_DEFINITION = "EventDefinition"
_ONLY_INSIDE = frozenset({"error", "escalation", "compensate"})  # start no process
_ALWAYS_INTERRUPTS = frozenset({"error", "cancel"})
_NEITHER = frozenset({"compensate"})  # waits for nothing


def cells() -> dict[str, tuple[str, ...]]:
    """Give the cells of every element, by its BPMN name; event sub-processes count among the start events."""
    found = {tag: tuple(_cells_of(kind)) for tag, kind in KINDS.items()}
    flows = tuple(f"{FLOW} {way}" for way in ("split", "conditional", "default"))
    return {**found, PROCESS: tuple(f"{PROCESS} {way}" for way in LISTENERS), FLOW: flows}


def cells_in(root: Node) -> set[str]:
    """Give the cells that a BPMN file shows."""
    shown: set[str] = set()
    for node in root.iter():
        if isinstance(node.tag, str) and local_name(node) in KINDS:
            shown.update(_shown(node))
        elif isinstance(node.tag, str) and local_name(node) == PROCESS:
            shown.update(f"{PROCESS} {way}" for way in _listeners(node))
    return shown | _shown_flows(root)


def _cells_of(kind: Kind) -> Iterator[str]:
    events = sorted(name.removesuffix(_DEFINITION) for name in kind.children if name.endswith(_DEFINITION))
    if kind.tag not in {"boundaryEvent", "intermediateCatchEvent"}:
        yield kind.tag
    for event in events:
        if kind.tag != "startEvent" or event not in _ONLY_INSIDE:
            yield f"{kind.tag} {event}"
        if kind.tag == "boundaryEvent" and event not in _ALWAYS_INTERRUPTS | _NEITHER:
            yield f"{kind.tag} {event} non-interrupting"
        if kind.tag == "startEvent":
            yield f"{EVENT_SUB_PROCESS} {event}"
            if event not in _ALWAYS_INTERRUPTS | _NEITHER:
                yield f"{EVENT_SUB_PROCESS} {event} non-interrupting"
    if kind.tag not in NO_START:
        yield f"{kind.tag} startListener"
    if not kind.tag.endswith("Gateway"):
        yield f"{kind.tag} endListener"
    if kind.is_activity:
        yield from _activity_cells(kind)


def _activity_cells(kind: Kind) -> Iterator[str]:
    if "taskListeners" in kind.extensions:
        yield from (f"{kind.tag} {event.value}Listener" for event in TaskEvent)
    if kind.waits:
        yield f"{kind.tag} boundary"
    for loop, ways in LOOPS.items():
        if loop in shape_of(kind).children:
            yield from (f"{kind.tag} {way}" for way in ways)
    if kind.inputs:
        yield f"{kind.tag} input"
    if kind.outputs:
        yield f"{kind.tag} output"


def _shown(node: Node) -> Iterator[str]:
    tag = local_name(node)
    names = [name for name, _ in children(node)]
    events = [name.removesuffix(_DEFINITION) for name in names if name.endswith(_DEFINITION)]
    gentle = "false" in {node.get("cancelActivity"), node.get("isInterrupting")}
    holder = node.getparent()
    starts_inside = tag == "startEvent" and local_name(holder) in SUB_PROCESSES
    head = EVENT_SUB_PROCESS if starts_inside and events else tag
    yield from (f"{head} {event}{' non-interrupting' if gentle else ''}" for event in events)
    if not events:
        yield tag
    if node.find(f"../{bpmn('boundaryEvent')}[@attachedToRef='{node.get('id')}']") is not None:
        yield f"{tag} boundary"
    yield from (f"{tag} {way}" for way in _ways(node, names))


def _ways(node: Node, names: Sequence[str]) -> Iterator[str]:
    for loop, ways in LOOPS.items():
        if loop in names:
            found = child(node, loop)
            yield ways[-1] if found is not None and found.get("isSequential", "false") == "true" else ways[0]
    yield from _listeners(node)
    mapping = node.find(f"{bpmn('extensionElements')}/{zeebe('ioMapping')}")
    if mapping is not None:
        yield from (name for name in ("input", "output") if mapping.find(zeebe(name)) is not None)


def _listeners(node: Node) -> Iterator[str]:
    for holder in ("executionListeners", "taskListeners"):
        for found in node.iterfind(f"{bpmn('extensionElements')}/{zeebe(holder)}/*"):
            yield f"{found.get('eventType')}Listener"


def _shown_flows(root: Node) -> set[str]:
    nodes = {node.get("id"): node for node in root.iter() if isinstance(node.tag, str)}
    by_source: dict[str, list[Node]] = {}
    for flow in root.iter(bpmn(FLOW)):
        by_source.setdefault(flow.get("sourceRef"), []).append(flow)
    shown = set()
    for source, leaving in by_source.items():
        if source not in nodes or local_name(nodes[source]).endswith("Gateway"):
            continue
        if len(leaving) > 1:
            shown.add(f"{FLOW} split")
        if nodes[source].get("default"):
            shown.add(f"{FLOW} default")
        if any(child(flow, "conditionExpression") is not None for flow in leaving):
            shown.add(f"{FLOW} conditional")
    return shown
