"""What a model says about an ad-hoc sub-process: what begins with it, when it is done, what it collects.

Camunda 8: `zeebe:adHoc` and BPMN's completion condition, or a task definition, by which a worker decides instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model.json_value import JsonValue
from engine.spiff.elements.compensation import FOR_COMPENSATION
from engine.spiff.elements.kind import AD_HOC
from engine.spiff.elements.loop_setting import output_variable
from engine.spiff.findings import Findings, local_name
from engine.spiff.job_settings import ServiceWork, read_service
from engine.spiff.reading import Reading, child, children, is_variable_name
from engine.spiff.values import Value
from engine.untrusted_xml import Node

_KEEPS = "cancelRemainingInstances"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHocWork:
    """How an ad-hoc sub-process runs."""

    listed: Value | None  # the ids of the elements to begin with
    completion: Value | None  # true: it is done
    cancels_remaining: bool  # when it is done, what still runs is taken away
    output: str | None  # the variable that collects what `output_element` gives at the end of each activation
    output_element: Value | None
    job: ServiceWork | None  # a worker decides what begins and when it is done
    elements: tuple[JsonValue, ...]  # what can be begun, as `adHocSubProcessElements` tells it
    ids: frozenset[str]

    @property
    def output_variable(self) -> str | None:
        """Give the variable that `output_element` is or begins with: each activation has one of its own."""
        return output_variable(self.output_element)


def activatable(ad_hoc: Node) -> Iterator[Node]:
    """Give the elements that can be begun: those that no flow, link or event leads to."""
    targets = {flow.get("targetRef") for name, flow in children(ad_hoc) if name == "sequenceFlow"}
    for name, node in children(ad_hoc):
        is_node = name.endswith(("Task", "Gateway", "SubProcess")) or name in _OTHERS
        led_to = (
            node.get("id") in targets
            or node.get("triggeredByEvent") == "true"
            or node.get(FOR_COMPENSATION) == "true"
            or (name == "intermediateCatchEvent" and child(node, "linkEventDefinition") is not None)
        )
        if is_node and not led_to:
            yield node


_OTHERS = frozenset(
    {"task", "subProcess", "transaction", "callActivity", "intermediateCatchEvent", "intermediateThrowEvent"}
)


def read_ad_hoc(node: Node, reading: Reading) -> AdHocWork:
    """Read `zeebe:adHoc`, the completion condition and the task definition."""
    setting, condition = reading.extension(node, "adHoc"), child(node, "completionCondition")
    job = read_service(node, reading) if reading.extension(node, "taskDefinition") is not None else None
    if node.get(_KEEPS, "true") not in {"true", "false"}:
        reading.findings.add(
            "unsupported_attribute", node, f"{_KEEPS} chỉ nhận true hoặc false.", f"{_KEEPS} is either true or false."
        )
    listed = output_element = completion = None
    if setting is not None and setting.get("activeElementsCollection"):
        text = setting.get("activeElementsCollection")
        listed = reading.formula(setting, text, "Danh sách bước bắt đầu", "The active elements collection")
    if setting is not None and setting.get("outputElement"):
        text = setting.get("outputElement")
        output_element = reading.formula(setting, text, "Kết quả mỗi lượt", "The output element")
    if condition is not None:
        completion = reading.formula(condition, condition.text, "Điều kiện hoàn thành", "The completion condition")
    begun = [found for found in activatable(node) if found.get("id")]
    work = AdHocWork(
        listed=listed,
        completion=completion,
        cancels_remaining=node.get(_KEEPS) != "false",
        output=None if setting is None else (setting.get("outputCollection") or "").strip() or None,
        output_element=output_element,
        job=job,
        elements=tuple(_told(found, reading) for found in begun),
        ids=frozenset(found.get("id") for found in begun),
    )
    _check(node, work, setting, reading.findings)
    return work


def _check(node: Node, work: AdHocWork, setting: Node | None, findings: Findings) -> None:
    given = setting is not None and bool(setting.get("outputElement"))
    if (work.output is None) == given:
        findings.add(
            "missing_setting",
            node,
            "outputCollection và outputElement phải đi cùng nhau.",
            "outputCollection and outputElement belong together.",
        )
    if work.output is not None and not is_variable_name(work.output):
        findings.add(
            "invalid_variable_name",
            node,
            f"“{work.output}” (outputCollection) không phải tên dữ liệu (chỉ chữ, số, dấu gạch dưới).",
            f"“{work.output}” (outputCollection) is not a variable name (letters, digits, underscores).",
        )
    if work.job is not None and (work.listed or work.completion or not work.cancels_remaining):
        findings.add(
            "conflicting_extensions",
            node,
            "Tiểu quy trình tùy biến do việc tự động (taskDefinition) điều khiển thì không có danh sách bước bắt đầu, "
            "điều kiện hoàn thành hay cancelRemainingInstances=false.",
            "An ad-hoc sub-process that a worker decides (taskDefinition) has neither activeElementsCollection nor "
            "completionCondition nor cancelRemainingInstances=false.",
        )


def check_ad_hoc(holder: Node, findings: Findings) -> None:
    """Note what cannot stand inside an ad-hoc sub-process: start and end events, and compensation thrown there."""
    for name, node in children(holder):
        if name in {"startEvent", "endEvent"}:
            findings.add(
                "ad_hoc_event",
                node,
                "Tiểu quy trình tùy biến (ad-hoc) không có sự kiện bắt đầu hay kết thúc: bước nào cũng có thể bắt đầu.",
                "An ad-hoc sub-process has neither start nor end events: any of its elements may begin.",
            )
        if name == "intermediateThrowEvent" and child(node, "compensateEventDefinition") is not None:
            findings.add(
                "compensation_reach",
                node,
                "Không ném bù hoàn trực tiếp trong tiểu quy trình tùy biến: BPMN không nói rõ bù hoàn lượt nào. "
                "Hãy đặt sự kiện bù hoàn ở phạm vi bao ngoài.",
                "Compensation is not thrown directly inside an ad-hoc sub-process: BPMN does not say which activations "
                "it means. Throw it in the scope around.",
            )
    if not any(True for _ in activatable(holder)):
        findings.add(
            "ad_hoc_empty",
            holder,
            "Tiểu quy trình tùy biến (ad-hoc) chưa có bước nào.",
            "The ad-hoc sub-process has no activity.",
        )


def is_ad_hoc(node: Node) -> bool:
    """Tell whether a node is an ad-hoc sub-process."""
    return local_name(node) == AD_HOC


def _told(node: Node, reading: Reading) -> JsonValue:
    """Tell of one element what a worker chooses by; no element has parameters, which are Camunda's `fromAi` calls."""
    documentation = child(node, "documentation")
    return {
        "elementId": node.get("id"),
        "elementName": node.get("name"),
        "documentation": None if documentation is None else "".join(documentation.itertext()),
        "properties": dict(reading.properties(node)),
        "parameters": [],
    }
