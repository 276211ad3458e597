"""Check how compensation stands in the graph. Reads XML only, runs nothing."""

from collections.abc import Sequence

from engine.spiff.elements.compensation import (
    FOR_COMPENSATION,
    compensates,
    is_compensation_boundary,
    is_event_started_node,
    is_undoing,
)
from engine.spiff.elements.kind import SUB_PROCESSES
from engine.spiff.elements.loop_setting import LOOPS
from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import child, children
from engine.untrusted_xml import Node


def check_compensation_flows(
    node: Node, incoming: int, outgoing: int, boundaries: Sequence[str], findings: Findings
) -> None:
    """Note flows of a compensation boundary event, and flows or boundary events of a handler."""
    if is_compensation_boundary(node) and outgoing:
        findings.add(
            "flow_not_allowed",
            node,
            "Sự kiện biên bù hoàn không có luồng ra; nó nối (association) tới bước bù hoàn.",
            "A compensation boundary event has no outgoing flow; it is associated with its handler.",
        )
    if node.get(FOR_COMPENSATION, "false") != "false" and (incoming or outgoing or boundaries):
        findings.add(
            "compensation_handler",
            node,
            "Bước bù hoàn không có luồng vào, luồng ra hay sự kiện biên: chỉ sự kiện bù hoàn gọi tới.",
            "A compensation handler has no flows and no boundary events: only compensation begins it.",
        )


def check_reach(holder: Node, nodes: Sequence[Node], findings: Findings) -> None:
    """Note what is not executed: a throw that reaches into a repeated sub-process.

    BPMN undoes what completed inside a sub-process too, unless the sub-process has a handler of its own. An event
    sub-process undoes what completed around it.
    """
    throws = [
        definition
        for node in nodes
        if local_name(node) in {"intermediateThrowEvent", "endEvent"}
        for definition in (child(node, "compensateEventDefinition"), child(node, "cancelEventDefinition"))
        if definition is not None
    ]
    if is_event_started_node(holder):
        _check_own_handlers(nodes, throws, findings)
        nodes = [node for _, node in children(holder.getparent())]
    for definition in throws:
        named = definition.get("activityRef")
        repeated = [found for node in nodes if named in {None, node.get("id")} for found in _repeated_inside(node)]
        if repeated:
            findings.add(
                "compensation_reach",
                definition,
                f"Sự kiện bù hoàn chưa với tới bước bên trong tiểu quy trình lặp “{repeated[0].get('id')}” đã xong. "
                "Hãy gắn bước bù hoàn cho cả tiểu quy trình, hoặc chỉ rõ activityRef.",
                f"Compensation does not reach inside the completed repeated sub-process “{repeated[0].get('id')}” yet. "
                "Give the sub-process a handler of its own, or name an activityRef.",
            )


def _check_own_handlers(nodes: Sequence[Node], throws: Sequence[Node], findings: Findings) -> None:
    """Note an event sub-process that throws compensation and has activities of its own that could be undone."""
    if throws and any(is_compensation_boundary(node) for node in nodes):
        findings.add(
            "compensation_reach",
            throws[0],
            "Bù hoàn ném từ tiểu quy trình sự kiện là bù hoàn phần bao quanh nó; các bước của chính nó không được có "
            "sự kiện biên bù hoàn.",
            "Compensation thrown in an event sub-process undoes what is around it; its own activities have no "
            "compensation boundary events then.",
        )


def _repeated_inside(node: Node) -> list[Node]:
    """Give the repeated sub-processes, from this node inwards, in which something would have to be undone."""
    if local_name(node) not in SUB_PROCESSES or _has_handler(node):
        return []
    if any(child(node, loop) is not None for loop in LOOPS):
        handlers = any(is_compensation_boundary(found) for found in node.iter(bpmn("boundaryEvent")))
        return [node] if handlers or any(is_undoing(found) for found in node.iter(bpmn("subProcess"))) else []
    return [found for _, inner in children(node) for found in _repeated_inside(inner)]


def _has_handler(node: Node) -> bool:
    return any(compensates(found, node.get("id")) for _, found in children(node.getparent()))


def handlers_of(holder: Node, event: Node) -> list[str]:
    """Give what a compensation boundary event is associated with; nothing for any other element."""
    if not is_compensation_boundary(event):
        return []
    return [
        found.get("targetRef")
        for found in holder.iterchildren(bpmn("association"))
        if found.get("sourceRef") == event.get("id")
    ]
