"""Which files are foreign, and how their own extensions are named."""

from collections.abc import Iterator

from engine.spiff.findings import Node, local_name, namespace
from engine.spiff.namespaces import BPMN, ZEEBE

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


def own(node: Node, name: str) -> str | None:
    """Give an attribute of the other engine, None when it is absent or blank."""
    for dialect in DIALECTS:
        written = node.get(f"{{{dialect}}}{name}")
        if written is not None and written.strip():
            return str(written.strip())
    return None


def own_elements(node: Node, name: str) -> Iterator[Node]:
    """Give the extension elements of this name at a BPMN element."""
    for holder in node.iterchildren(f"{{{BPMN}}}extensionElements"):
        for found in holder.iterchildren():
            if namespace(found) in DIALECTS and local_name(found) == name:
                yield found
