"""Read a DMN file's bytes into its `definitions`, bounded, with all names in normal form C."""

from lxml import etree

from engine.dmn.limits import ModelLimits
from engine.dmn.namespaces import VERSIONS, is_dmn, local_name
from engine.feel import normal_name
from engine.untrusted_xml import Node, parse_model, refusal


def read_tree(xml: bytes, *, resource: str, limits: ModelLimits) -> Node:
    """Parse `xml` and give its `definitions`; raise DefinitionError with one finding when it cannot be trusted or read.

    Attributes, among them all names, come in normal form C.
    """
    root = parse_model(xml, resource=resource, most_bytes=limits.bytes)
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            node.set(key, normal_name(value))
    if local_name(root) != "definitions" or not is_dmn(root):
        raise refusal(
            "not_dmn",
            resource,
            f"Tệp không phải mô hình DMN ({', '.join(VERSIONS.values())}).",
            f"The file is not a DMN model ({', '.join(VERSIONS.values())}).",
            root.sourceline,
        )
    count = sum(1 for _ in root.iter(etree.Element))
    if count > limits.elements:
        raise refusal(
            "model_too_many_elements",
            resource,
            f"Mô hình có {count} phần tử, vượt giới hạn {limits.elements}. Hãy tách thành nhiều tệp.",
            f"The model has {count} elements, more than the limit of {limits.elements}. Split it.",
        )
    return root
