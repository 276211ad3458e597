"""From the bytes of a BPMN file to process models, or to everything that must be mended in it.

Refuses whatever would not execute exactly as drawn. Holds no state; safe to call from any thread.
"""

from collections.abc import Mapping
from dataclasses import replace

from engine.model.decision import Binding
from engine.model.definition import Definition, Element, Flow, StartTrigger
from engine.model.limits import RuntimeLimits
from engine.spiff.adoption.adopt import adopt
from engine.spiff.details import ConditionSetting, ConditionStart, Details, Listener, OutFlow
from engine.spiff.elements.ad_hoc_setting import is_ad_hoc
from engine.spiff.elements.business_rule_task import DecisionWork
from engine.spiff.elements.call_activity import CallWork
from engine.spiff.elements.kind import EVENT_SUB_PROCESS, INNER_INSTANCE, inner_instance_id
from engine.spiff.elements.loop_setting import read_loop
from engine.spiff.elements.registry import KINDS
from engine.spiff.event_checks import check_codes, check_start_names
from engine.spiff.findings import Findings, local_name
from engine.spiff.lanes import Lanes, read_lanes
from engine.spiff.listener_settings import END, START, read_listeners
from engine.spiff.namespaces import bpmn
from engine.spiff.process_model import ProcessModel
from engine.spiff.reading import Reading, child
from engine.spiff.spec_parser import build_specs
from engine.spiff.start_checks import is_event_sub_process
from engine.spiff.structure import Graph, check_graphs, check_ids, check_size, read_graphs
from engine.spiff.vocabulary import RESERVED, check_vocabulary, is_executable
from engine.spiff.xml_source import read_tree
from engine.untrusted_xml import Node

DECLARED = ("error", "escalation", "signal")  # events that stand at the root of a file and are referred to


def parse(xml: bytes, *, resource: str, limits: RuntimeLimits) -> tuple[ProcessModel, ...]:
    """Give a model of every executable process in a BPMN file, in the order of the file.

    `resource` is the file's name for messages. Raises DefinitionError with all findings (code, text in both languages,
    element id and line) when anything in the file is broken, unknown or not executed faithfully.
    """
    root = read_tree(xml, resource=resource, limits=limits)
    findings = Findings(resource)
    check_size(root, limits, findings)
    findings.raise_any()  # what follows may cost by the square of a file's elements
    foreign = adopt(root, findings)
    check_vocabulary(root, findings)
    check_ids(root, findings)
    messages = {node.get("id"): node for node in root.iterchildren(bpmn("message"))}
    declared = {node.get("id"): node for name in DECLARED for node in root.iterchildren(bpmn(name))}
    processes = [node for node in root.iterchildren(bpmn("process")) if is_executable(node)]
    if not processes and not len(findings):
        findings.add(
            "no_executable_process",
            root,
            "Tệp không có quy trình nào được đánh dấu chạy được (isExecutable=true).",
            "The file has no process marked executable (isExecutable=true).",
        )
    prepared = []
    for process in processes:
        reading = Reading(findings=findings, messages=messages, declared=declared, foreign=foreign)
        lanes = read_lanes(process, reading)
        reading = replace(reading, lane_groups=lanes.groups)
        graphs = read_graphs(process)
        check_graphs(graphs, findings, foreign=foreign)
        _check_names(graphs, findings)
        reading.check_properties(process)
        listeners = _listeners(process, reading)
        prepared.append((process, graphs, _read_details(graphs, lanes, reading), listeners, reading))
    findings.raise_any()
    models = tuple(_model(*found) for found in prepared)
    return (replace(models[0], notes=findings.notes), *models[1:])


def _check_names(graphs: list[Graph], findings: Findings) -> None:
    """Refuse the ids that SpiffWorkflow keeps for task specs of its own."""
    for graph in graphs:
        for key, node in graph.nodes.items():
            if key in RESERVED or key.endswith(inner_instance_id("")):
                findings.add(
                    "reserved_id",
                    node,
                    f"Mã “{key}” dành riêng cho bộ máy; hãy đổi mã phần tử này.",
                    f"The id “{key}” is kept by the engine; give this element another id.",
                )


def _read_details(graphs: list[Graph], lanes: Lanes, reading: Reading) -> dict[str, Details]:
    details: dict[str, Details] = {}
    for graph in graphs:
        own = {key: _details(key, node, graph, lanes, reading) for key, node in graph.nodes.items()}
        for host, attached in graph.attached.items():
            if host in own:
                own[host] = replace(own[host], boundaries=tuple(own[key] for key in attached))
                check_codes(own[host].boundaries, graph.nodes, reading.findings)
        details.update(own)
        if is_ad_hoc(graph.holder):
            details |= _inner_instance(graph.holder, lanes)
    _check_event_starts(graphs, details, reading.findings)
    starts = {key: node for key, node in graphs[0].nodes.items() if local_name(node) == "startEvent"}
    check_start_names([details[key].work for key in starts], starts, reading.findings)
    return details


def _inner_instance(ad_hoc: Node, lanes: Lanes) -> dict[str, Details]:
    """Give the details of the activations inside an ad-hoc sub-process, which no file shows."""
    ad_hoc_id = ad_hoc.get("id")
    key = inner_instance_id(ad_hoc_id)
    element = Element(
        id=key,
        type=INNER_INSTANCE,
        name=ad_hoc.get("name") or "",
        lane=lanes.names.get(ad_hoc_id),
        parent_id=ad_hoc_id,
    )
    return {key: Details(element=element)}


def _check_event_starts(graphs: list[Graph], details: Mapping[str, Details], findings: Findings) -> None:
    """Check what the event sub-processes of one scope catch, side by side."""
    beside: dict[str, dict[str, Node]] = {}
    for graph in graphs:
        if is_event_sub_process(graph.holder):
            scope = beside.setdefault(graph.holder.getparent().get("id"), {})
            scope.update((key, node) for key, node in graph.nodes.items() if local_name(node) == "startEvent")
    for starts in beside.values():
        check_codes([details[key] for key in starts], starts, findings)


def _details(key: str, node: Node, graph: Graph, lanes: Lanes, reading: Reading) -> Details:
    kind = KINDS[local_name(node)]
    inputs, outputs = reading.mappings(node, "input"), reading.mappings(node, "output")
    for direction, found, allowed in (("input", inputs, kind.inputs), ("output", outputs, kind.outputs)):
        if found and not allowed:
            reading.findings.add(
                "unsupported_extension",
                node,
                f"“{kind.tag}” không có ánh xạ {'vào' if direction == 'input' else 'ra'} (zeebe:{direction}).",
                f"“{kind.tag}” takes no {direction} mappings (zeebe:{direction}).",
            )
    is_top = local_name(graph.holder) == "process"
    starting, ending = _listeners(node, reading)
    return Details(
        element=Element(
            id=key,
            type=EVENT_SUB_PROCESS if is_event_sub_process(node) else kind.tag,
            name=node.get("name") or "",
            lane=lanes.names.get(key),
            parent_id=None if is_top else graph.holder.get("id"),
            form=reading.form(node),
            properties=reading.properties(node),
        ),
        work=kind.read(node, reading),
        loop=read_loop(node, reading) if kind.is_activity else None,
        inputs=inputs,
        outputs=outputs,
        incoming=tuple(flow.get("id") for flow in graph.incoming.get(key, ())),
        flows=tuple(_out_flow(flow, reading) for flow in graph.outgoing.get(key, ())),
        default_flow=node.get("default"),
        starting=starting,
        ending=ending,
        interrupting=node.get("cancelActivity", node.get("isInterrupting", "true")) == "true",
        keeps_result=reading.foreign and kind.tag != "callActivity",
    )


def _listeners(node: Node, reading: Reading) -> tuple[tuple[Listener, ...], tuple[Listener, ...]]:
    """Give the execution listeners for the start and for the end."""
    found = read_listeners(node, reading)
    return tuple(one for one in found if one.event == START), tuple(one for one in found if one.event == END)


def _out_flow(flow: Node, reading: Reading) -> OutFlow:
    condition = child(flow, "conditionExpression")
    formula = None
    if condition is not None:
        flow_id = flow.get("id")
        formula = reading.formula(
            condition, condition.text, f"Điều kiện của luồng “{flow_id}”", f"The condition of flow “{flow_id}”"
        )
    return OutFlow(id=flow.get("id"), target_id=flow.get("targetRef"), condition=formula)


def _model(
    process: Node,
    graphs: list[Graph],
    details: dict[str, Details],
    listeners: tuple[tuple[Listener, ...], tuple[Listener, ...]],
    reading: Reading,
) -> ProcessModel:
    spec, subprocess_specs = build_specs(process, details)
    starts = [key for key, node in graphs[0].nodes.items() if local_name(node) == "startEvent"]
    plain = next((key for key in starts if details[key].work is None), None)
    version_tag = reading.extension(process, "versionTag")
    definition = Definition(
        process_id=process.get("id"),
        name=process.get("name") or process.get("id"),
        version_tag=None if version_tag is None else version_tag.get("value"),
        has_plain_start=plain is not None,
        starts=tuple(trigger for key in starts for trigger in [_trigger(details[key])] if trigger is not None),
        start_form=None if plain is None else details[plain].element.form,
        elements={key: found.element for key, found in details.items()},
        flows={
            flow.get("id"): Flow(
                id=flow.get("id"),
                name=flow.get("name") or "",
                source_id=flow.get("sourceRef"),
                target_id=flow.get("targetRef"),
                properties=reading.properties(flow),
            )
            for graph in graphs
            for flow in graph.flows
        },
        properties=reading.properties(process),
        decisions=tuple(found.work.reference for found in details.values() if isinstance(found.work, DecisionWork)),
        binds_processes=any(
            isinstance(found.work, CallWork) and found.work.binding is Binding.DEPLOYMENT for found in details.values()
        ),
    )
    conditions = {key: found.work for key, found in details.items() if isinstance(found.work, ConditionSetting)}
    return ProcessModel(
        definition=definition,
        spec=spec,
        subprocess_specs=subprocess_specs,
        conditions=conditions,
        condition_starts={
            key: work for key in starts for work in [details[key].work] if isinstance(work, ConditionStart)
        },
        starting=listeners[0],
        ending=listeners[1],
        has_conditions_in_items=any(_stands_in_items(key, details) for key in conditions),
    )


def _trigger(start: Details) -> StartTrigger | None:
    """Give what starts a case at a start event; None at a plain one."""
    if isinstance(start.work, ConditionStart):
        return start.work.trigger
    return start.work if isinstance(start.work, StartTrigger) else None


def _stands_in_items(key: str, details: Mapping[str, Details]) -> bool:
    """Tell whether a sub-process around an element repeats."""
    around = details[key].element.parent_id
    while around is not None:
        if details[around].loop is not None:
            return True
        around = details[around].element.parent_id
    return False
