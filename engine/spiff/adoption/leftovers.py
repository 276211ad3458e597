"""What remains of the other engine after everything with a meaning here was translated: noted and left out."""

from engine.spiff.adoption.dialect import DIALECTS
from engine.spiff.adoption.rewriting import Rewriting
from engine.spiff.findings import local_name, namespace
from engine.spiff.namespaces import BPMN, INERT, XSI, ZEEBE
from engine.untrusted_xml import Node

_PICTURES = frozenset({*INERT, XSI})
# BPMN's own attributes and elements that describe and do not execute, here or anywhere.
_ATTRIBUTES = frozenset(
    {
        "expressionLanguage",
        "typeLanguage",
        "implementation",
        "operationRef",
        "operationRefs",
        "supportedInterfaceRefs",
        "scriptFormat",
        "definitionalCollaborationRef",
        "partnerEntityRef",
        "partnerRoleRef",
        "interfaceRef",
        "endPointRef",
        "auditing",
        "monitoring",
        "ioBinding",
        "evaluatesToTypeRef",
        "strict",
    }
)
_ELEMENTS = frozenset(
    {
        "ioSpecification",
        "auditing",
        "monitoring",
        "import",
        "interface",
        "resource",
        "relationship",
        "resourceRole",
        "rendering",
        "supports",
        "ioBinding",
        "correlationProperty",
        "correlationSubscription",
        "correlationKey",
        "conversation",
        "conversationLink",
        "conversationAssociation",
        "messageFlowAssociation",
        "participantAssociation",
        "partnerEntity",
        "partnerRole",
        "endPoint",
        "operationRef",
        "signalEventDefinitionRef",
        "inputSet",
        "outputSet",
        "dataInput",
        "dataOutput",
    }
)


def drop_leftovers(root: Node, rewriting: Rewriting) -> None:
    """Take out of the tree what nobody here reads, each kind at each element with one note."""
    for node in list(root.iter(f"{{{BPMN}}}*")):
        if node is not root and node.getparent() is None:
            continue
        if node is not root and local_name(node) in _ELEMENTS:
            _drop(node, rewriting)
            continue
        _drop_attributes(node, rewriting)
        for found in list(node):
            space = namespace(found)
            if space not in {BPMN, ZEEBE} and space not in _PICTURES:
                owner = node.getparent() if local_name(node) == "extensionElements" else node
                rewriting.ignore(node if owner is None else owner, local_name(found))
                node.remove(found)


def drop_dialect(root: Node, rewriting: Rewriting) -> None:
    """Note and leave out attributes of Camunda 7 and its relatives in a file that speaks Camunda 8's words."""
    for node in root.iter(f"{{{BPMN}}}*"):
        for qualified in list(node.attrib):
            space, _, name = qualified.rpartition("}")
            if space.lstrip("{") in DIALECTS:
                del node.attrib[qualified]
                rewriting.ignore(node, name)


def _drop(node: Node, rewriting: Rewriting) -> None:
    parent = node.getparent()
    rewriting.ignore(parent, local_name(node))
    parent.remove(node)


def _drop_attributes(node: Node, rewriting: Rewriting) -> None:
    for qualified in list(node.attrib):
        space, _, name = qualified.rpartition("}")
        space = space.lstrip("{")
        if (space and space != ZEEBE and space not in _PICTURES) or (not space and name in _ATTRIBUTES):
            del node.attrib[qualified]
            rewriting.ignore(node, name)
