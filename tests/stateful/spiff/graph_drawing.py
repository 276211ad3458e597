"""Draw a random graph as a sub-process, with a variable that counts the tasks completed in it."""

from collections.abc import Callable, Mapping

from tests.stateful.spiff.blocks import Plan
from tests.stateful.spiff.mishap_blocks import CALLED
from tests.stateful.spiff.random_graph import (
    CATCH,
    END,
    EXCLUSIVE,
    INCLUSIVE,
    INSTANT,
    PARALLEL,
    RACE,
    TASK,
    TERMINATE,
    Node,
)
from tests.unit.spiff import drawing as d


def draw_graph(plan: Plan, graph_id: str, nodes: list[Node]) -> str:
    """Draw all nodes and flows; each node gets its id."""
    variable, begin, zero = f"n_{graph_id}", plan.name("gb"), plan.name("gz")
    for node in nodes:
        node.id = plan.name("g")
    parts = [d.start(begin), d.script_task(zero, variable, "=0"), d.path(begin, zero, nodes[0].id)]
    for node in nodes:
        parts += [_element(plan, node, variable), *_flows(nodes, node, variable)]
        if node.boundary is not None:
            event = boundary_of(node)
            plan.messages.append(d.message(f"m_{event}", f"m_{event}"))
            parts.append(d.boundary(event, node.id, d.message_event(f"m_{event}"), interrupting=node.interrupting))
            parts.append(d.flow(event, nodes[node.boundary].id))
    return d.sub_process(graph_id, *parts)


def boundary_of(node: Node) -> str:
    """Name the boundary event of a task."""
    return f"{node.id}_b"


def work_of(node: Node) -> str:
    """Name the element that a task's work stands at."""
    return f"{node.id}_t" if node.look == "subProcess" else node.id


def target_of(node: Node, way: int) -> str:
    """Name one of the events that an event-based gateway waits for."""
    return f"{node.id}_c{way}"


def _element(plan: Plan, node: Node, variable: str) -> str:
    default = f"{node.id}_0" if node.asks else None
    attributes = {"default": default} if default else {}
    counted = d.io_mapping(d.outputs(**{variable: f"={variable} + 1"}))
    draw: Mapping[str, Callable[[], str]] = {
        TASK: lambda: _task(node, counted, attributes),
        CATCH: lambda: d.catch(node.id, _awaited(plan, node.id)),
        RACE: lambda: _race(plan, node),
        INSTANT: lambda: d.element("manualTask", node.id, **attributes),
        EXCLUSIVE: lambda: d.exclusive(node.id, default),
        INCLUSIVE: lambda: d.inclusive(node.id, default),
        PARALLEL: lambda: d.parallel(node.id),
        END: lambda: d.end(node.id),
        TERMINATE: lambda: d.terminate_end(node.id),
    }
    return draw[node.kind]()


def _race(plan: Plan, node: Node) -> str:
    targets = [target_of(node, way) for way in range(len(node.out))]
    drawn = [d.catch(target, _awaited(plan, target)) + d.path(node.id, target) for target in targets]
    return d.event_gateway(node.id) + "".join(drawn)


def _task(node: Node, counted: str, attributes: dict[str, str]) -> str:
    if node.look == "subProcess":
        begin, end, work = f"{node.id}_s", f"{node.id}_e", work_of(node)
        inside = d.start(begin) + d.user_task(work) + d.end(end) + d.path(begin, work, end)
        return d.element("subProcess", node.id, d.extensions(counted) + inside, **attributes)
    settings = {
        "userTask": d.zeebe("userTask"),
        "serviceTask": d.zeebe("taskDefinition", type="work"),
        "callActivity": CALLED,
    }
    return d.element(node.look, node.id, d.extensions(settings[node.look], counted), **attributes)


def _awaited(plan: Plan, event_id: str) -> str:
    if plan.random.random() < 0.3:
        return d.timer("timeDuration", "PT1H")
    plan.messages.append(d.message(f"m_{event_id}", f"m_{event_id}"))
    return d.message_event(f"m_{event_id}")


def _flows(nodes: list[Node], node: Node, variable: str) -> list[str]:
    drawn = []
    for way, target in enumerate(node.out):
        source = target_of(node, way) if node.kind == RACE else node.id
        condition = f"={_written(node, way, variable)}" if node.asks and way > 0 else None
        drawn.append(d.flow(source, nodes[target].id, condition, flow_id=f"{node.id}_{way}"))
    return drawn


def _written(node: Node, way: int, variable: str) -> str:
    if node.kind == EXCLUSIVE:
        return f"modulo(floor({variable} / {node.divisor}), {len(node.out)}) = {way}"
    return f"modulo(floor({variable} / {node.divisor * way}), 2) = 1"
