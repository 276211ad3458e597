"""Read a BPMN file's bytes into an XML tree, bounded, with all names in normal form C. Knows nothing of BPMN."""

from lxml import etree

from engine.feel import normal_name
from engine.model.limits import RuntimeLimits
from engine.untrusted_xml import Node, parse_model


def read_tree(xml: bytes, *, resource: str, limits: RuntimeLimits) -> Node:
    """Parse `xml` and give its root element; raise DefinitionError with one finding when it cannot be trusted or read.

    Attributes, among them all names, come in normal form C; an expression reads its own names.
    """
    root = parse_model(xml, resource=resource, most_bytes=limits.model_bytes)
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            if not value.startswith("="):
                node.set(key, normal_name(value))
    return root
