"""Which files are foreign, and how their own extensions are named."""

from engine.spiff.findings import local_name, namespace
from engine.spiff.namespaces import BPMN, ZEEBE
from engine.untrusted_xml import Node

# Extensions of one meaning in four names: Operaton and Activiti are relatives of Camunda 7.
DIALECTS = (
    "http://operaton.org/schema/1.0/bpmn",
    "http://camunda.org/schema/1.0/bpmn",
    "http://activiti.org/bpmn",
    "http://www.operaton.com/fox",
    "http://www.camunda.com/fox",
)


def is_foreign(root: Node) -> bool:
    """Tell whether a BPMN file says nothing in Camunda 8's words, so that it was drawn for another engine."""
    if namespace(root) != BPMN or ZEEBE in root.nsmap.values():
        return False
    return not any(isinstance(node.tag, str) and namespace(node) == ZEEBE for node in root.iter())


def take(node: Node, name: str) -> str | None:
    """Take an attribute of the other engine off a node and give it, None when it is absent or blank.

    What nobody takes is told as ignored in the end.
    """
    written = [node.attrib.pop(f"{{{dialect}}}{name}", None) for dialect in DIALECTS]
    return next((text.strip() for text in written if text is not None and text.strip()), None)


def take_elements(node: Node, name: str) -> list[Node]:
    """Take the extension elements of this name off a BPMN element and give them."""
    found = [
        entry
        for holder in node.iterchildren(f"{{{BPMN}}}extensionElements")
        for entry in holder.iterchildren()
        if namespace(entry) in DIALECTS and local_name(entry) == name
    ]
    for entry in found:
        entry.getparent().remove(entry)
    return found


def says(node: Node, name: str) -> bool:
    """Tell whether a BPMN element has an extension element of Camunda 8 of this name."""
    holders = node.iterchildren(f"{{{BPMN}}}extensionElements")
    return any(next(holder.iterchildren(f"{{{ZEEBE}}}{name}"), None) is not None for holder in holders)
