"""Elements that no path leads to: the other engine lets them stand and never reaches them."""

from engine.spiff.adoption.rewriting import Rewriting
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.structure import Graph, read_graphs, unreached
from engine.untrusted_xml import Node


def drop_unreached(process: Node, rewriting: Rewriting) -> None:
    """Take them out of the model, each with a note."""
    graphs = read_graphs(process)
    for graph in reversed(graphs):
        if any(local_name(node) == "startEvent" for node in graph.nodes.values()):
            _drop(graph, rewriting)


def _drop(graph: Graph, rewriting: Rewriting) -> None:
    gone = {key: graph.nodes[key] for key in unreached(graph)}
    for flow in graph.flows:
        if flow.get("sourceRef") in gone or flow.get("targetRef") in gone:
            graph.holder.remove(flow)
    for key, node in gone.items():
        rewriting.note(
            "never_reached",
            node,
            f"Không có đường nào tới “{key}” nên bước này không bao giờ được làm; đã bỏ khi đọc.",
            f"No path leads to “{key}”, so it is never done; it was left out when the file was read.",
        )
        graph.holder.remove(node)
    for reference in list(graph.holder.iter(bpmn("flowNodeRef"))) if gone else ():
        if (reference.text or "").strip() in gone:
            reference.getparent().remove(reference)
