"""Errors that are named without being declared: the other engine takes the name for the code."""

from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node


def declare_errors(root: Node) -> None:
    """Declare every error that an event names and the file does not declare."""
    declared = {error.get("id") for error in root.iterchildren(bpmn("error"))}
    for definition in list(root.iter(bpmn("errorEventDefinition"))):
        name = definition.get("errorRef")
        if name and name not in declared:
            declared.add(name)
            error = root.makeelement(bpmn("error"), {"id": name, "errorCode": name})
            error.sourceline = definition.sourceline
            root.insert(0, error)
