"""The allow-list of elements and attributes outside flow nodes, and the walk that refuses everything else.

What a flow node may carry stands with its kind (`elements.registry`). Nothing is accepted that would be ignored
although it means something: either it executes, or it is a picture or a comment, or it is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.spiff.elements.kind import SUB_PROCESSES, Kind
from engine.spiff.elements.loop_setting import LOOPS
from engine.spiff.elements.registry import KINDS
from engine.spiff.findings import Findings, local_name, namespace
from engine.spiff.namespaces import BPMN, INERT, XSI, ZEEBE
from engine.spiff.refused import INSTEAD, UNKNOWN
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True)
class Shape:
    """What one element may carry: attributes without namespace, BPMN children, `zeebe:` extension elements."""

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()


def _shape(attributes: str = "", children: str = "", extensions: str = "") -> Shape:
    return Shape(frozenset(attributes.split()), frozenset(children.split()), frozenset(extensions.split()))


RESERVED = frozenset({"Root", "Start", "End"})  # ids of task specs that SpiffWorkflow makes for itself

_ARTIFACTS = "textAnnotation association group"
_DATA = "dataObject dataObjectReference dataStoreReference"
_NODES = " ".join(KINDS)
_EVERYWHERE = frozenset({"documentation", "extensionElements"})
_FLOW_NODE_CHILDREN = frozenset(
    {"incoming", "outgoing", "dataInputAssociation", "dataOutputAssociation", "property", *_EVERYWHERE}
)

_DEFINED_ELSEWHERE = _shape("errorCode escalationCode structureRef isCollection itemKind")

SHAPES: Mapping[str, Shape] = {
    "definitions": _shape(
        "targetNamespace exporter exporterVersion diagramRelationId",
        "process collaboration message category dataStore error escalation signal itemDefinition",
    ),
    "process": _shape(
        "isExecutable processType isClosed",
        f"laneSet sequenceFlow {_NODES} {_ARTIFACTS} {_DATA}",
        "versionTag userTaskForm executionListeners",
    ),
    "collaboration": _shape("isClosed", f"participant messageFlow {_ARTIFACTS}"),
    "participant": _shape("processRef", "participantMultiplicity"),
    "participantMultiplicity": _shape("minimum maximum"),
    "messageFlow": _shape("sourceRef targetRef messageRef"),
    "message": _shape("itemRef", "", "subscription"),
    "category": _shape("", "categoryValue"),
    "categoryValue": _shape("value"),
    "laneSet": _shape("", "lane"),
    "childLaneSet": _shape("", "lane"),
    "lane": _shape("", "flowNodeRef childLaneSet"),
    "sequenceFlow": _shape("sourceRef targetRef", "conditionExpression"),
    "conditionExpression": _shape(),
    "documentation": _shape("textFormat"),
    "textAnnotation": _shape("textFormat", "text"),
    "association": _shape("sourceRef targetRef associationDirection"),
    "group": _shape("categoryValueRef"),
    "dataObject": _shape("isCollection itemSubjectRef", "dataState"),
    "dataObjectReference": _shape("dataObjectRef itemSubjectRef", "dataState"),
    "dataStoreReference": _shape("dataStoreRef itemSubjectRef", "dataState"),
    "dataStore": _shape("capacity isUnlimited itemSubjectRef", "dataState"),
    "dataState": _shape(),
    "dataInputAssociation": _shape("", "sourceRef targetRef"),
    "dataOutputAssociation": _shape("", "sourceRef targetRef"),
    "property": _shape("itemSubjectRef"),
    "multiInstanceLoopCharacteristics": _shape(
        "isSequential", "completionCondition loopCardinality", "loopCharacteristics"
    ),
    "completionCondition": _shape(),
    "standardLoopCharacteristics": _shape("testBefore loopMaximum", "loopCondition"),
    "loopCardinality": _shape(),
    "loopCondition": _shape(),
    "compensateEventDefinition": _shape("activityRef waitForCompletion"),
    "cancelEventDefinition": _shape(),
    "timerEventDefinition": _shape("", "timeDate timeDuration timeCycle"),
    "messageEventDefinition": _shape("messageRef"),
    "signalEventDefinition": _shape("signalRef"),
    "conditionalEventDefinition": _shape("", "condition", "conditionalFilter"),
    "condition": _shape(),
    "errorEventDefinition": _shape("errorRef"),
    "escalationEventDefinition": _shape("escalationRef"),
    "linkEventDefinition": _shape("", "source target"),
    **dict.fromkeys(
        ("incoming", "outgoing", "flowNodeRef", "text", "sourceRef", "targetRef", "source", "target"), _shape()
    ),
    **dict.fromkeys(("timeDate", "timeDuration", "timeCycle", "terminateEventDefinition"), _shape()),
    **dict.fromkeys(("error", "escalation", "signal", "itemDefinition"), _DEFINED_ELSEWHERE),
}

# Extension elements: their attributes and children.
EXTENSIONS: Mapping[str, Shape] = {
    "userTask": _shape(),
    "assignmentDefinition": _shape("assignee candidateGroups candidateUsers"),
    "taskSchedule": _shape("dueDate followUpDate"),
    "priorityDefinition": _shape("priority"),
    "formDefinition": _shape("formId formKey bindingType versionTag"),
    "script": _shape("expression resultVariable"),
    "taskDefinition": _shape("type retries"),
    "calledDecision": _shape("decisionId resultVariable bindingType versionTag"),
    "taskHeaders": _shape("", "header"),
    "header": _shape("key value"),
    "subscription": _shape("correlationKey"),
    "executionListeners": _shape("", "executionListener"),
    "executionListener": _shape("eventType type retries", "taskHeaders"),
    "taskListeners": _shape("", "taskListener"),
    "taskListener": _shape("eventType type retries", "taskHeaders"),
    "conditionalFilter": _shape("variableNames variableEvents"),
    "adHoc": _shape("activeElementsCollection outputCollection outputElement"),
    "loopCharacteristics": _shape("inputCollection inputElement outputCollection outputElement"),
    "calledElement": _shape("processId bindingType versionTag propagateAllParentVariables propagateAllChildVariables"),
    "ioMapping": _shape("", "input output"),
    "input": _shape("source target"),
    "output": _shape("source target"),
    "properties": _shape("", "property"),
    "property": _shape("name value"),
    "versionTag": _shape("value"),
    "userTaskForm": _shape("id"),
}
# Attributes that other tools write out although they say only what BPMN takes for granted.
_DEFAULTS = frozenset(
    {
        ("startQuantity", "1"),
        ("completionQuantity", "1"),
        ("isForCompensation", "false"),
        ("parallelMultiple", "false"),
        ("instantiate", "false"),
        ("isInterrupting", "true"),
        ("isImmediate", "true"),
        ("processType", "None"),
        ("eventGatewayType", "Exclusive"),
        ("behavior", "All"),
        ("ordering", "Parallel"),
        ("method", "##Compensate"),
    }
)
# Attributes by which the modeler remembers an element template; what a template sets stands in extension elements.
_TEMPLATE = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})


def check_vocabulary(root: Node, findings: Findings) -> None:
    """Walk the file from its root and note everything that is not on the allow-list.

    Processes that are not executable (another organisation's pool) are pictures and are not walked.
    """
    if namespace(root) != BPMN or local_name(root) != "definitions":
        findings.add(
            "not_bpmn",
            root,
            "Tệp không phải mô hình BPMN 2.0 (thiếu phần tử gốc definitions).",
            "The file is no BPMN 2.0 model (its root is not definitions).",
        )
        return
    _check(root, SHAPES["definitions"], findings)


def is_executable(process: Node) -> bool:
    """Tell whether a process is marked executable (an XML boolean, false when absent)."""
    return process.get("isExecutable") in {"true", "1"}


def shape_of(kind: Kind) -> Shape:
    """Give what a flow node of this kind may carry."""
    own = {"executionListeners"} | ({"ioMapping"} if kind.inputs or kind.outputs else set())
    children = kind.children | _FLOW_NODE_CHILDREN
    if kind.tag in SUB_PROCESSES:
        children |= SHAPES["process"].children - {"laneSet"}
    if kind.is_activity and kind.tag != "transaction":
        children |= {*LOOPS}
    attributes = kind.attributes | {"default", "isForCompensation"} if kind.is_activity else kind.attributes
    return Shape(attributes, children, kind.extensions | own)


def _check(node: Node, shape: Shape, findings: Findings) -> None:
    _check_attributes(node, shape.attributes | {"id", "name"}, findings)
    for found in node:
        space, name = namespace(found), local_name(found)
        if space in INERT:
            continue
        if space != BPMN:
            _refuse(found, findings, "unknown_element")
        elif name == "extensionElements":
            _check_extensions(found, shape, findings)
        elif name == "process" and not is_executable(found):
            continue
        elif name not in shape.children and name not in _EVERYWHERE:
            _refuse(found, findings, "unsupported_element")
        else:
            kind = KINDS.get(name)
            _check(found, SHAPES[name] if kind is None else shape_of(kind), findings)


def _check_extensions(holder: Node, shape: Shape, findings: Findings) -> None:
    for found in holder:
        space, name = namespace(found), local_name(found)
        if space in INERT:
            continue
        if space != ZEEBE or name not in shape.extensions | {"properties"}:
            _refuse(found, findings, "unsupported_extension")
        else:
            _check_extension(found, EXTENSIONS[name], findings)


def _check_extension(node: Node, shape: Shape, findings: Findings) -> None:
    _check_attributes(node, shape.attributes, findings)
    for found in node:
        name = local_name(found)
        if namespace(found) != ZEEBE or name not in shape.children:
            _refuse(found, findings, "unsupported_extension")
        else:
            _check_extension(found, EXTENSIONS[name], findings)


def _check_attributes(node: Node, allowed: frozenset[str], findings: Findings) -> None:
    for qualified in node.attrib:
        space, _, name = qualified.rpartition("}")
        space = space.lstrip("{")
        if space == "" and (name in allowed or (name, node.get(qualified)) in _DEFAULTS):
            continue
        if space in INERT or space == XSI or (space == ZEEBE and name in _TEMPLATE):
            continue
        findings.add(
            "unsupported_attribute",
            node,
            f"Thuộc tính “{name}” của “{local_name(node)}” không được hỗ trợ. Hãy bỏ thuộc tính này.",
            f"Attribute “{name}” of “{local_name(node)}” is not supported. Remove it.",
        )


def _refuse(node: Node, findings: Findings, code: str) -> None:
    name = local_name(node)
    instead = INSTEAD.get(name, UNKNOWN)
    findings.add(
        code,
        node,
        f"“{name}” chưa được hỗ trợ ở vị trí này. {instead.vi}",
        f"“{name}” is not supported here yet. {instead.en}",
    )
