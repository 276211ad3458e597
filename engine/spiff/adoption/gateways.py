"""Gateways of the other engine: a flow without a condition out of an inclusive gateway is always taken."""

from engine.spiff.adoption.rewriting import Rewriting, add_bpmn, holds_bpmn
from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node


def adopt_inclusive(root: Node, rewriting: Rewriting) -> None:
    """Write `true` as the condition of every flow out of one that has none and is not the default."""
    gateways = {node.get("id"): node for node in root.iter(bpmn("inclusiveGateway"))}
    leaving: dict[str, list[Node]] = {}
    for flow in root.iter(bpmn("sequenceFlow")):
        if flow.get("sourceRef") in gateways:
            leaving.setdefault(flow.get("sourceRef"), []).append(flow)
    for key, flows in leaving.items():
        default = gateways[key].get("default")
        for flow in flows if len(flows) > 1 else ():  # a single flow needs no condition
            if flow.get("id") != default and not holds_bpmn(flow, "conditionExpression"):
                add_bpmn(flow, "conditionExpression").text = "=true"
                rewriting.note(
                    "always_taken",
                    flow,
                    f"Luồng “{flow.get('id')}” không có điều kiện nên luôn được đi.",
                    f"Flow “{flow.get('id')}” has no condition and is always taken.",
                )
