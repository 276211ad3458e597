"""Give an id to what has none, and another one to what bears an id of the engine's own."""

from engine.spiff.elements.registry import KINDS
from engine.spiff.findings import local_name
from engine.spiff.namespaces import BPMN
from engine.spiff.vocabulary import RESERVED
from engine.untrusted_xml import Node

_NEEDED = frozenset({"process", "sequenceFlow", "message", *KINDS})
_REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "activityRef", "default")
_TEXTS = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})


def fill_ids(root: Node) -> None:
    """Name every element that needs an id by its kind and place in the file, the same at every reading."""
    taken = {node.get("id") for node in root.iter(f"{{{BPMN}}}*")}
    renamed: dict[str, str] = {}
    for number, node in enumerate(root.iter(f"{{{BPMN}}}*")):
        name, written = local_name(node), (node.get("id") or "").strip()
        if name not in _NEEDED or (written and written not in RESERVED):
            continue
        made = f"{name}_{number}"
        while made in taken:
            made += "_"
        taken.add(made)
        node.set("id", made)
        if written:
            renamed[written] = made
    if renamed:
        _follow(root, renamed)


def _follow(root: Node, renamed: dict[str, str]) -> None:
    """Let references follow the elements that got another id; pictures too."""
    for node in root.iter("*"):
        for name in (*_REFERENCES, "bpmnElement"):
            if node.get(name) in renamed:
                node.set(name, renamed[node.get(name)])
        if local_name(node) in _TEXTS and (node.text or "").strip() in renamed:
            node.text = renamed[node.text.strip()]
