"""References written as qualified names: what they lead to stands in the same file under the name alone."""

from engine.spiff.namespaces import BPMN
from engine.untrusted_xml import Node

_QUALIFIED = ("messageRef", "errorRef", "escalationRef", "signalRef", "itemRef", "calledElement")


def drop_prefixes(root: Node) -> None:
    """Take the prefix off references to what this file declares itself."""
    declared = {node.get("id") for node in root.iter(f"{{{BPMN}}}*")}
    for node in root.iter(f"{{{BPMN}}}*"):
        for name in _QUALIFIED:
            written = node.get(name, "")
            bare = written.rpartition(":")[2]
            if written != bare and written not in declared and bare in declared:
                node.set(name, bare)
