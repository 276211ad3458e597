"""Write what Camunda 8 would say into a foreign file's tree, and note for the designer what was done."""

from lxml import etree

from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import BPMN, bpmn, zeebe
from engine.untrusted_xml import Node


class Rewriting:
    """One foreign file on its way: the notes for its designer, and how to add to it."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def note(self, code: str, node: Node, vi: str, en: str) -> None:
        """Tell the designer what became of something at `node`; it does not stand in the way."""
        self._findings.note(code, node, vi, en)

    def refuse(self, code: str, node: Node, vi: str, en: str) -> None:
        """Tell the designer what cannot be taken over exactly and must be mended."""
        self._findings.add(code, node, vi, en)

    def ignore(self, node: Node, name: str) -> None:
        """Note that an attribute or element of the other engine has no meaning here."""
        owner = local_name(node)
        self.note(
            "ignored",
            node,
            f"“{name}” của “{owner}” không có nghĩa trong hệ thống này và được bỏ qua.",
            f"“{name}” of “{owner}” has no meaning here and is ignored.",
        )


def extend(node: Node, tag: str, /, **attributes: str | None) -> Node:
    """Add an extension element of Camunda 8 to a BPMN element; attributes that are None are left out."""
    holder = next(node.iterchildren(bpmn("extensionElements")), None)
    if holder is None:
        holder = _made(node, bpmn("extensionElements"))
        node.insert(0, holder)
    return _added(holder, zeebe(tag), attributes, node)


def add(parent: Node, tag: str, /, **attributes: str | None) -> Node:
    """Add a child to an extension element of Camunda 8."""
    return _added(parent, zeebe(tag), attributes, parent)


def add_bpmn(parent: Node, tag: str, /, **attributes: str | None) -> Node:
    """Add a BPMN child."""
    return _added(parent, bpmn(tag), attributes, parent)


def holds_bpmn(node: Node, name: str) -> bool:
    """Tell whether a BPMN child of this name is there."""
    return next(node.iterchildren(f"{{{BPMN}}}{name}"), None) is not None


def _added(parent: Node, tag: str, attributes: dict[str, str | None], like: Node) -> Node:
    made = _made(like, tag)
    for key, value in attributes.items():
        if value is not None:
            made.set(key, value)
    parent.append(made)
    return made


def _made(like: Node, tag: str) -> Node:
    """Make an element that findings place where `like` stands."""
    made: Node = etree.Element(tag)
    made.sourceline = like.sourceline
    return made
