"""Check how events stand in the graph: what an event-based gateway leads to. Reads XML only, runs nothing."""

from collections.abc import Iterable, Mapping, Sequence

from engine.spiff.details import Details, ErrorSetting
from engine.spiff.findings import Findings, Node, local_name
from engine.spiff.reading import children

_CATCHING = frozenset({"timerEventDefinition", "messageEventDefinition", "signalEventDefinition"})


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
                f"Sau cổng theo sự kiện phải là sự kiện nhận (hẹn giờ, thông điệp, tín hiệu) hoặc bước nhận; "
                f"“{target.get('id')}” không phải.",
                "An event-based gateway leads to catch events (timer, message, signal) and receive tasks only; "
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
    """Note catch events side by side that catch the same error: only one of them could ever be taken."""
    seen: set[tuple[type, str | None]] = set()
    for catcher in catchers:
        if not isinstance(catcher.work, ErrorSetting):
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


def _catches(node: Node) -> bool:
    tag = local_name(node)
    if tag == "intermediateCatchEvent":
        return any(name in _CATCHING for name, _ in children(node))
    return tag == "receiveTask"
