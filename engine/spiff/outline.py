"""Read a BPMN file as its parts and their settings, for people who review or compare models; nothing is executed.

Pictures (BPMN DI) and tools' own settings are left out: who only moves a box changes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.model.limits import RuntimeLimits
from engine.model.outline import Part
from engine.spiff.findings import local_name, namespace
from engine.spiff.namespaces import BPMN, INERT
from engine.spiff.xml_source import read_tree
from engine.untrusted_xml import Node

_PARTS: Final = frozenset(
    {
        *("process", "participant", "lane", "sequenceFlow", "transaction", "callActivity", "task"),
        *("message", "error", "signal", "escalation", "textAnnotation", "dataObjectReference", "dataStoreReference"),
    }
)
_ENDINGS: Final = ("Task", "Event", "Gateway", "ubProcess")
# Folders: they say nothing beside what they hold.
_FOLDERS: Final = frozenset({"extensionElements", "properties", "ioMapping", "taskHeaders"})
_LEFT_OUT: Final = frozenset({"incoming", "outgoing", "flowNodeRef", "laneSet", "childLaneSet"})
# Entries of lists: the attribute that names one, and the one that holds its value.
_ENTRIES: Final = {
    "property": ("name", "value"),
    "header": ("key", "value"),
    "input": ("target", "source"),
    "output": ("target", "source"),
}


def outline(xml: bytes, *, resource: str, limits: RuntimeLimits) -> Mapping[str, Part]:
    """Give the parts of a model by id, in the order of the file; raises DefinitionError for a file that is no XML."""
    root = read_tree(xml, resource=resource, limits=limits)
    lanes: dict[str, str] = {}
    for lane in root.iter(f"{{{BPMN}}}lane"):
        for reference in lane.findall(f"{{{BPMN}}}flowNodeRef"):
            lanes[(reference.text or "").strip()] = lane.get("id", "")
    parts = (_part(node, lanes) for node in root.iter() if _is_part(node))
    return {part.id: part for part in parts}


def _is_part(node: Node) -> bool:
    if not isinstance(node.tag, str) or namespace(node) != BPMN or not node.get("id"):
        return False
    name = local_name(node)
    return name in _PARTS or name.endswith(_ENDINGS)


def _part(node: Node, lanes: Mapping[str, str]) -> Part:
    own = {"id", "name"}
    return Part(
        id=node.get("id"),
        kind=local_name(node),
        name=" ".join((node.get("name") or "").split()),
        lane=lanes.get(node.get("id")),
        settings={path: value for path, value in _settings(node, "") if path not in own},
    )


def _settings(node: Node, path: str) -> Iterator[tuple[str, str]]:
    """Give everything that `node` says, without what parts inside it say themselves."""
    for name, value in node.attrib.items():
        if not name.startswith("{") and not (path and name == "id"):
            yield f"{path}@{name}" if path else name, value
    text = (node.text or "").strip()
    if path and text:
        yield path, text
    for child in node:
        if isinstance(child.tag, str) and not _is_part(child) and not _is_left_out(child):
            yield from _inner(child, path)


def _is_left_out(node: Node) -> bool:
    return namespace(node) in INERT or local_name(node) in _LEFT_OUT


def _inner(node: Node, path: str) -> Iterator[tuple[str, str]]:
    name = local_name(node)
    if name in _FOLDERS:
        yield from _settings(node, path)
        return
    step = f"{path}/{name}" if path else name
    named_by, valued_by = _ENTRIES.get(name, (None, None))
    if named_by is None or valued_by is None:
        yield from _settings(node, step)
    else:
        yield f"{step}[{node.get(named_by, '')}]", node.get(valued_by, "")
