"""Check how events stand in the graph: what an event-based gateway leads to. Reads XML only, runs nothing."""

from collections.abc import Iterable, Mapping, Sequence

from engine.model.definition import StartTrigger
from engine.spiff.details import Details, ErrorSetting, EscalationSetting
from engine.spiff.elements.loop_setting import LOOPS
from engine.spiff.findings import Findings, local_name
from engine.spiff.reading import child, children
from engine.untrusted_xml import Node

_HOLDERS = frozenset({"subProcess", "transaction", "adHocSubProcess", "callActivity"})
_CATCHING = frozenset(
    {"timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "conditionalEventDefinition"}
)


def check_event_gateway(
    gateway: Node,
    outgoing: Sequence[Node],
    nodes: Mapping[str, Node],
    attached: Mapping[str, Sequence[str]],
    *,
    findings: Findings,
) -> None:
    """Note every target that is no catch event or receive task, or has boundary events (BPMN 2.0.2 §10.6.6)."""
    for flow in outgoing:
        target = nodes.get(flow.get("targetRef"))
        if target is None:
            continue
        if not _catches(target):
            findings.add(
                "event_gateway_target",
                gateway,
                "Sau cổng theo sự kiện phải là sự kiện nhận (hẹn giờ, thông điệp, tín hiệu, điều kiện) hoặc bước nhận; "
                f"“{target.get('id')}” không phải.",
                "An event-based gateway leads to catch events (timer, message, signal, condition) or receive tasks; "
                f"“{target.get('id')}” is none.",
            )
        elif attached.get(target.get("id")):
            findings.add(
                "boundary_not_allowed",
                target,
                "Bước nhận sau cổng theo sự kiện không được có sự kiện biên: khi vào bước thì thông điệp đã tới.",
                "A receive task after an event-based gateway has no boundary events: its message has come by then.",
            )


def check_codes(catchers: Iterable[Details], nodes: Mapping[str, Node], findings: Findings) -> None:
    """Note catch events side by side that catch the same error or escalation: only one of them could ever be taken."""
    seen: set[tuple[type, str | None]] = set()
    for catcher in catchers:
        if not isinstance(catcher.work, (ErrorSetting, EscalationSetting)):
            continue
        what = (type(catcher.work), catcher.work.code)
        if what in seen:
            findings.add(
                "caught_twice",
                nodes[catcher.element.id],
                f"Đã có sự kiện khác ở cùng chỗ bắt mã “{catcher.work.code or 'bất kỳ'}”. Hãy giữ lại một.",
                f"Another event at the same place catches code “{catcher.work.code or 'any'}” already. Keep one.",
            )
        seen.add(what)


def check_start_names(triggers: Iterable[object], nodes: Mapping[str, Node], findings: Findings) -> None:
    """Note start events of a process that wait for the same message or signal: it would begin several cases at once."""
    seen: set[tuple[str, str]] = set()
    for trigger in triggers:
        if not isinstance(trigger, StartTrigger) or trigger.kind == "timer":
            continue
        if (trigger.kind, trigger.name) in seen:
            findings.add(
                "caught_twice",
                nodes[trigger.element_id],
                f"Đã có sự kiện bắt đầu khác của quy trình chờ “{trigger.name}”. Hãy giữ lại một.",
                f"Another start event of the process waits for “{trigger.name}” already. Keep one.",
            )
        seen.add((trigger.kind, trigger.name))


def check_escalation_host(boundary: Node, host: Node, findings: Findings) -> None:
    """Note an escalation boundary event on an activity inside which nothing can be thrown."""
    if child(boundary, "escalationEventDefinition") is not None and local_name(host) not in _HOLDERS:
        findings.add(
            "boundary_not_allowed",
            boundary,
            "Sự kiện biên bắt báo cáo vượt cấp chỉ gắn vào tiểu quy trình: chỉ bên trong đó mới ném được.",
            "An escalation boundary event belongs on a sub-process: only inside one an escalation can be thrown.",
        )


def check_link(node: Node, incoming: int, outgoing: int, findings: Findings) -> None:
    """Note a flow out of a link that throws or into one that catches: the link itself is the way."""
    if child(node, "linkEventDefinition") is None:
        return
    tag = local_name(node)
    if (tag == "intermediateThrowEvent" and outgoing) or (tag == "intermediateCatchEvent" and incoming):
        findings.add(
            "flow_not_allowed",
            node,
            "Sự kiện ném liên kết không có luồng ra, sự kiện nhận liên kết không có luồng vào.",
            "A link that throws has no outgoing flow, one that catches no incoming flow.",
        )


def link_catches(holder: Node, name: str) -> list[Node]:
    """Give the link catch events of this link name directly in a process or sub-process."""
    return [
        node
        for tag, node in children(holder)
        if tag == "intermediateCatchEvent"
        for definition in [child(node, "linkEventDefinition")]
        if definition is not None and (definition.get("name") or "").strip() == name
    ]


def link_targets(node: Node) -> list[str]:
    """Give the ids of the events that a link throw event goes on at."""
    definition = child(node, "linkEventDefinition")
    if definition is None or local_name(node) != "intermediateThrowEvent":
        return []
    return [found.get("id") for found in link_catches(node.getparent(), (definition.get("name") or "").strip())]


def _catches(node: Node) -> bool:
    tag = local_name(node)
    if tag == "intermediateCatchEvent":
        return any(name in _CATCHING for name, _ in children(node))
    return tag == "receiveTask" and not any(name in LOOPS for name, _ in children(node))
