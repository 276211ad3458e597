"""Gateways of the other engine: a flow without a condition out of an inclusive gateway is always taken."""

from engine.spiff.adoption.rewriting import Rewriting, add_bpmn, holds_bpmn
from engine.spiff.findings import Node
from engine.spiff.namespaces import bpmn


def adopt_inclusive(gateway: Node, rewriting: Rewriting) -> None:
    """Write `true` as the condition of every flow that has none and is not the default."""
    key, default = gateway.get("id"), gateway.get("default")
    flows = [flow for flow in gateway.getparent().iterchildren(bpmn("sequenceFlow")) if flow.get("sourceRef") == key]
    if len(flows) < 2:
        return
    for flow in flows:
        if flow.get("id") != default and not holds_bpmn(flow, "conditionExpression"):
            add_bpmn(flow, "conditionExpression").text = "=true"
            rewriting.note(
                "always_taken",
                flow,
                f"Luồng “{flow.get('id')}” không có điều kiện nên luôn được đi.",
                f"Flow “{flow.get('id')}” has no condition and is always taken.",
            )
