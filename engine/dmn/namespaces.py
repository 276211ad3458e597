"""The XML namespaces of DMN 1.1 to 1.6, and how to look at an element by its local name."""

from collections.abc import Iterator

from engine.untrusted_xml import Node

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def local_name(node: Node) -> str:
    """Give an element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def is_dmn(node: Node) -> bool:
    """Tell whether an element belongs to DMN, not to a tool's extension or the drawing."""
    return str(node.tag).rpartition("}")[0].lstrip("{") in VERSIONS


def children(node: Node, *names: str) -> Iterator[Node]:
    """Give the DMN elements directly inside `node`; those named `names`, or all."""
    for found in node:
        if is_dmn(found) and (not names or local_name(found) in names):
            yield found


def child(node: Node, *names: str) -> Node | None:
    """Give the first DMN element of one of these names directly inside `node`."""
    return next(children(node, *names), None)


def name_of(node: Node, attribute: str = "name") -> str:
    """Read a name: runs of white space count as one space."""
    return " ".join((node.get(attribute) or "").split())


def text_of(node: Node | None) -> str:
    """Read the `text` inside an expression or cell; empty when there is none."""
    found = None if node is None else child(node, "text")
    return "" if found is None else (found.text or "").strip()
