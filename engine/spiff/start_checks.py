"""Check how processes and sub-processes start, and that event sub-processes stand by themselves. Reads XML only."""

from collections.abc import Iterable, Sequence

from engine.spiff.elements.ad_hoc_setting import check_ad_hoc, is_ad_hoc
from engine.spiff.elements.kind import SUB_PROCESSES
from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import children
from engine.untrusted_xml import Node

_LOOPS = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})


def is_event_sub_process(node: Node) -> bool:
    """Tell whether a flow node is a sub-process that an event starts."""
    return local_name(node) == "subProcess" and node.get("triggeredByEvent") == "true"


def check_starts(holder: Node, nodes: Iterable[Node], findings: Findings) -> None:
    """Note start events that are missing, too many or of the wrong kind for what they start."""
    if is_ad_hoc(holder):
        check_ad_hoc(holder, findings)
        return
    starts = [node for node in nodes if local_name(node) == "startEvent"]
    plain = [node for node in starts if not _is_triggered(node)]
    if not starts:
        findings.add("no_start_event", holder, "Chưa có sự kiện bắt đầu.", "There is no start event.")
    if is_event_sub_process(holder):
        for extra in [*plain, *[node for node in starts if _is_triggered(node)][1:]]:
            findings.add(
                "event_sub_process_start",
                extra,
                "Tiểu quy trình sự kiện có đúng một sự kiện bắt đầu, và sự kiện đó phải có điều kiện kích hoạt.",
                "An event sub-process has exactly one start event, and that one has a trigger.",
            )
    for extra in plain[1:]:
        findings.add(
            "several_start_events",
            extra,
            "Có nhiều sự kiện bắt đầu; chỉ giữ lại một sự kiện bắt đầu thường.",
            "There are several start events; keep one plain start event.",
        )
    for start in starts:
        _check_settings(holder, start, findings)


def check_event_sub_process(node: Node, flows: Sequence[Node], attached: Sequence[str], findings: Findings) -> None:
    """Note what an event sub-process cannot have: flows, boundary events, repetition."""
    if local_name(node) != "subProcess":
        return
    if node.get("triggeredByEvent", "false") not in {"true", "false"}:
        findings.add(
            "unsupported_attribute",
            node,
            "triggeredByEvent chỉ nhận true hoặc false.",
            "triggeredByEvent is either true or false.",
        )
    if not is_event_sub_process(node):
        return
    if flows or attached or any(name in _LOOPS for name, _ in children(node)):
        findings.add(
            "event_sub_process_alone",
            node,
            "Tiểu quy trình sự kiện không có luồng vào ra, sự kiện biên hay dấu lặp: chỉ sự kiện của nó bắt đầu nó.",
            "An event sub-process has no flows, boundary events or repetition: only its event starts it.",
        )


def _is_triggered(start: Node) -> bool:
    return any(name.endswith("EventDefinition") for name, _ in children(start))


def _check_settings(holder: Node, start: Node, findings: Findings) -> None:
    if start.get("isInterrupting", "true") not in {"true", "false"}:
        findings.add(
            "unsupported_attribute",
            start,
            "isInterrupting chỉ nhận true hoặc false.",
            "isInterrupting is either true or false.",
        )
    elif start.get("isInterrupting") == "false" and not is_event_sub_process(holder):
        findings.add(
            "unsupported_attribute",
            start,
            "isInterrupting=false chỉ có nghĩa trong tiểu quy trình sự kiện. Hãy bỏ thuộc tính này.",
            "isInterrupting=false means something in an event sub-process only. Remove it.",
        )
    has_form = any(local_name(found) == "formDefinition" for found in start.iterfind(f"{bpmn('extensionElements')}/*"))
    if has_form and (local_name(holder) in SUB_PROCESSES or _is_triggered(start)):
        findings.add(
            "unsupported_extension",
            start,
            "Chỉ sự kiện bắt đầu thường của quy trình mới có biểu mẫu.",
            "Only the plain start event of a process may have a form.",
        )
