"""Ends that the other engine leaves out: a path that leads no further ends there (BPMN 2.0.2 §10.5.1)."""

from engine.spiff.adoption.rewriting import add_bpmn, holds_bpmn
from engine.spiff.elements.ad_hoc_setting import is_ad_hoc
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node

_OPEN_ENDED = ("startEvent", "boundaryEvent", "intermediateCatchEvent")


def draw_ends(root: Node) -> None:
    """Draw an end event behind every event that leads nowhere; other elements may be the last of a path as they are."""
    left = {flow.get("sourceRef") for flow in root.iter(bpmn("sequenceFlow"))}
    events = [event for name in _OPEN_ENDED for event in root.iter(bpmn(name)) if event.get("id") not in left]
    for event in events:
        # A link's throw and a compensation's handler lead on by other means than flows.
        if local_name(event) == "boundaryEvent" and holds_bpmn(event, "compensateEventDefinition"):
            continue
        key, scope = event.get("id"), event.getparent()
        if is_ad_hoc(scope):
            continue  # has no end events
        add_bpmn(scope, "endEvent", id=f"{key}_end")
        add_bpmn(scope, "sequenceFlow", id=f"{key}_to_end", sourceRef=key, targetRef=f"{key}_end")
