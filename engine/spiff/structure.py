"""Check the graph of a process: ids, flows, gateways, boundaries, reachability. Reads XML only, runs nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.model.limits import RuntimeLimits
from engine.spiff.compensation_checks import check_compensation_flows, check_reach, handlers_of
from engine.spiff.elements.ad_hoc_setting import activatable, is_ad_hoc
from engine.spiff.elements.compensation import is_compensation_boundary
from engine.spiff.elements.kind import SUB_PROCESSES
from engine.spiff.elements.registry import KINDS
from engine.spiff.event_checks import check_escalation_host, check_event_gateway, check_link, link_targets
from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import BPMN
from engine.spiff.reading import child, children
from engine.spiff.start_checks import check_event_sub_process, check_starts, is_event_sub_process
from engine.untrusted_xml import Node


@dataclass(slots=True)
class Graph:
    """The flow nodes and sequence flows of one process or embedded sub-process, by id, in the order of the file."""

    holder: Node
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Node] = field(default_factory=list)
    outgoing: dict[str, list[Node]] = field(default_factory=dict)
    incoming: dict[str, list[Node]] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)  # boundary events by the activity they hang on
    refused: set[str] = field(default_factory=set)  # ids of elements that the allow-list turned away


MAX_NESTING = 30
_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def _check_nesting(graphs: Sequence[Graph], findings: Findings) -> None:
    """Note sub-processes inside more than `MAX_NESTING` others: each level takes a share of the interpreter's stack."""
    levels = {graph.holder.get("id"): 0 for graph in graphs[:1]}
    for graph in graphs[1:]:
        level = levels.get(graph.holder.getparent().get("id"), 0) + 1
        levels[graph.holder.get("id")] = level
        if level == MAX_NESTING + 1:
            findings.add(
                "nested_too_deeply",
                graph.holder,
                f"Tiểu quy trình lồng nhau quá {MAX_NESTING} tầng. Hãy vẽ gọn lại.",
                f"Sub-processes are nested more than {MAX_NESTING} levels deep. Draw them flatter.",
            )


def read_graphs(process: Node) -> list[Graph]:
    """Give the graph of a process and of every embedded sub-process inside it, outer ones first."""
    graphs, holders = [], [process]
    for holder in holders:
        graph = Graph(holder)
        for name, found in children(holder):
            if name == "sequenceFlow":
                graph.flows.append(found)
                graph.outgoing.setdefault(found.get("sourceRef"), []).append(found)
                graph.incoming.setdefault(found.get("targetRef"), []).append(found)
            elif name in KINDS and found.get("id"):
                graph.nodes.setdefault(found.get("id"), found)
                if name == "boundaryEvent":
                    graph.attached.setdefault(found.get("attachedToRef"), []).append(found.get("id"))
                if name in SUB_PROCESSES:
                    holders.append(found)
            elif found.get("id"):
                graph.refused.add(found.get("id"))
        graphs.append(graph)
    return graphs


def check_ids(root: Node, findings: Findings) -> None:
    """Note flow nodes, flows and processes without an id, and ids that occur twice among BPMN elements."""
    seen: set[str] = set()
    for node in root.iter(f"{{{BPMN}}}*"):
        name, element_id = local_name(node), node.get("id")
        if element_id is None or not element_id.strip():
            if name in KINDS or name in {"process", "sequenceFlow", "message"}:
                findings.add("missing_id", node, f"“{name}” thiếu mã (id).", f"“{name}” has no id.")
        elif element_id in seen:
            findings.add(
                "duplicate_id",
                node,
                f"Mã “{element_id}” bị trùng. Mỗi phần tử cần một mã riêng.",
                f"Id “{element_id}” occurs twice. Each element needs its own.",
            )
        else:
            seen.add(element_id)


def check_size(root: Node, limits: RuntimeLimits, findings: Findings) -> None:
    """Note a file with too many flow nodes and flows."""
    counted = {*KINDS, "sequenceFlow"}
    count = sum(1 for node in root.iter(f"{{{BPMN}}}*") if local_name(node) in counted)
    if count > limits.model_elements:
        findings.add(
            "model_too_many_elements",
            root,
            f"Mô hình có {count} phần tử, vượt giới hạn {limits.model_elements}. Hãy tách thành nhiều quy trình.",
            f"The model has {count} elements, more than the limit of {limits.model_elements}. Split it.",
        )


def check_graphs(graphs: Sequence[Graph], findings: Findings, *, foreign: bool = False) -> None:
    """Check every graph of one process; other engines (`foreign`) let an event-based gateway have one event only."""
    _check_nesting(graphs, findings)
    for graph in graphs:
        check_starts(graph.holder, graph.nodes.values(), findings)
        _check_flows(graph, findings)
        for element_id, node in graph.nodes.items():
            _check_degree(graph, element_id, node, findings, foreign=foreign)
            _check_boundary(graph, node, findings)
            flows = [*graph.incoming.get(element_id, ()), *graph.outgoing.get(element_id, ())]
            check_event_sub_process(node, flows, graph.attached.get(element_id, ()), findings)
            check_link(node, len(graph.incoming.get(element_id, ())), len(graph.outgoing.get(element_id, ())), findings)
            if local_name(node) == "eventBasedGateway":
                leaving = graph.outgoing.get(element_id, ())
                check_event_gateway(node, leaving, graph.nodes, graph.attached, findings=findings)
        check_reach(graph.holder, list(graph.nodes.values()), findings)
        _check_reachable(graph, findings)


def _check_flows(graph: Graph, findings: Findings) -> None:
    for flow in graph.flows:
        for end in ("sourceRef", "targetRef"):
            if flow.get(end) not in graph.nodes and flow.get(end) not in graph.refused:
                findings.add(
                    "dangling_flow",
                    flow,
                    f"Luồng “{flow.get('id')}” nối tới phần tử không có trong cùng cấp: {flow.get(end)}. Hãy nối lại.",
                    f"Flow “{flow.get('id')}” leads to an element that is not at its level: {flow.get(end)}.",
                )
        source = graph.nodes.get(flow.get("sourceRef"))
        if child(flow, "conditionExpression") is not None and source is not None and not _may_choose(source):
            findings.add(
                "condition_not_at_gateway",
                flow,
                "Điều kiện chỉ đặt trên luồng ra của cổng loại trừ, cổng bao hàm hoặc việc. Hãy thêm cổng ở đây.",
                "A condition belongs on a flow out of an exclusive or inclusive gateway or an activity.",
            )


def _may_choose(node: Node) -> bool:
    kind = KINDS[local_name(node)]
    return kind.tag in _CHOOSING or kind.is_activity


def _check_degree(graph: Graph, element_id: str, node: Node, findings: Findings, *, foreign: bool) -> None:
    kind = KINDS[local_name(node)]
    count_out = len(graph.outgoing.get(element_id, ()))
    count_in = len(graph.incoming.get(element_id, ()))
    if kind.max_incoming is not None and count_in > kind.max_incoming:
        findings.add(
            "flow_not_allowed", node, "Phần tử này không được có luồng vào.", "This element may have no incoming flow."
        )
    least = int(not is_compensation_boundary(node)) if kind.tag == "boundaryEvent" else kind.min_outgoing
    check_compensation_flows(node, count_in, count_out, graph.attached.get(element_id, ()), findings)
    if count_out < (min(least, 1) if foreign else least):
        findings.add("flow_missing", node, "Phần tử này thiếu luồng ra.", "This element lacks an outgoing flow.")
    if kind.max_outgoing == 0 and count_out:
        findings.add(
            "flow_not_allowed", node, "Phần tử này không được có luồng ra.", "This element may have no outgoing flow."
        )
    if kind.tag in _CHOOSING or kind.is_activity:
        _check_choice(graph, element_id, node, findings)


def _check_choice(graph: Graph, element_id: str, node: Node, findings: Findings) -> None:
    flows, default = graph.outgoing.get(element_id, []), node.get("default")
    # Flows without a condition leave an activity side by side; beside a default flow BPMN does not say what they mean.
    needs_conditions = len(flows) > 1 and (default is not None or local_name(node) in _CHOOSING)
    if default is not None and default not in {flow.get("id") for flow in flows}:
        findings.add(
            "dangling_default",
            node,
            f"Luồng mặc định “{default}” không đi ra từ đây.",
            f"The default flow “{default}” does not leave this element.",
        )
    for flow in flows:
        has_condition = child(flow, "conditionExpression") is not None
        if needs_conditions and flow.get("id") != default and not has_condition:
            findings.add(
                "condition_missing",
                flow,
                f"Luồng “{flow.get('id')}” ra khỏi cổng rẽ nhánh cần điều kiện FEEL, hoặc đặt làm luồng mặc định.",
                f"Flow “{flow.get('id')}” needs a FEEL condition, or make it the default.",
            )
        if flow.get("id") == default and has_condition:
            findings.add(
                "condition_on_default",
                flow,
                f"Luồng mặc định “{flow.get('id')}” không được có điều kiện. Hãy bỏ điều kiện.",
                f"The default flow “{flow.get('id')}” may have no condition. Remove it.",
            )


def _check_boundary(graph: Graph, node: Node, findings: Findings) -> None:
    if local_name(node) != "boundaryEvent":
        return
    host = graph.nodes.get(node.get("attachedToRef"))
    if host is None:
        findings.add(
            "dangling_boundary",
            node,
            "Sự kiện biên chưa gắn vào bước nào (attachedToRef).",
            "The boundary event is attached to nothing (attachedToRef).",
        )
    elif not KINDS[local_name(host)].waits and not is_compensation_boundary(node):
        findings.add(
            "boundary_not_allowed",
            node,
            f"“{local_name(host)}” không chờ nên sự kiện biên không bao giờ xảy ra. Hãy gắn vào bước có chờ.",
            f"“{local_name(host)}” never waits, so its boundary event could never fire. Attach it to one that waits.",
        )
    else:
        check_escalation_host(node, host, findings)
    if node.get("cancelActivity", "true") not in {"true", "false"}:
        findings.add(
            "unsupported_attribute",
            node,
            "cancelActivity chỉ nhận true hoặc false.",
            "cancelActivity is either true or false.",
        )


def unreached(graph: Graph) -> tuple[str, ...]:
    """Give the elements that no path leads to from a start event (or from an event sub-process).

    In an ad-hoc sub-process what can be begun counts as a start.
    """
    begun = {node.get("id") for node in activatable(graph.holder)} if is_ad_hoc(graph.holder) else set()
    starts = [
        key
        for key, node in graph.nodes.items()
        if local_name(node) == "startEvent" or is_event_sub_process(node) or key in begun
    ]
    if not starts:
        return ()
    seen: set[str] = set()
    open_ids = list(starts)
    while open_ids:
        key = open_ids.pop()
        if key in seen:
            continue
        seen.add(key)
        open_ids.extend(_next_ids(graph, key))
        open_ids.extend(graph.attached.get(key, ()))
        if key in graph.nodes:
            open_ids.extend(handlers_of(graph.holder, graph.nodes[key]))
            open_ids.extend(link_targets(graph.nodes[key]))
    return tuple(key for key in graph.nodes if key not in seen)


def _check_reachable(graph: Graph, findings: Findings) -> None:
    for key in unreached(graph):
        findings.add(
            "unreachable",
            graph.nodes[key],
            f"Không có đường nào từ sự kiện bắt đầu tới “{key}”. Hãy nối lại hoặc xóa.",
            f"No path leads from the start event to “{key}”. Connect or delete it.",
        )


def _next_ids(graph: Graph, key: str) -> Iterator[str]:
    return (flow.get("targetRef") for flow in graph.outgoing.get(key, ()))
