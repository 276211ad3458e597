"""Steps that the other engine does in Java, in a script or through a topic: here each is a job for a worker."""

import re

from engine.spiff.adoption.dialect import take, take_elements
from engine.spiff.adoption.expressions import Untranslated, is_expression, value_of
from engine.spiff.adoption.messages import adopt_message
from engine.spiff.adoption.rewriting import Rewriting, add, extend, holds_bpmn
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.untrusted_xml import Node

_BEAN = re.compile(r"[#$]\{\s*([^\W\d]\w*)")
_RETRIES = re.compile(r"\s*R(\d{1,2})/")
_JAVA = ("class", "delegateExpression", "expression")
MOST_RETRIES = 100


def adopt_job(node: Node, rewriting: Rewriting, settings: Node | None = None) -> None:
    """Make a job of a step; its settings stand at `settings` (an event's definition) or at the step itself."""
    settings = node if settings is None else settings
    topic, retries = take(settings, "topic"), _retries(node)
    if topic is not None:
        adopt_topic(node, settings, topic, retries, rewriting)
    else:
        job_type = _java_name(settings) or str(node.get("id"))
        extend(node, "taskDefinition", type=job_type, retries=retries)
        rewriting.note(
            "becomes_job",
            node,
            f"Bước này chạy bằng mã của hệ thống cũ; ở đây nó là việc tự động loại “{job_type}” chờ chương trình nhận.",
            f"The other engine runs code of its own here; now it is a job of type “{job_type}” for a worker.",
        )
    headers = [(field.get("name"), _field_value(field)) for field in take_elements(settings, "field")]
    if headers:
        holder = extend(node, "taskHeaders")
        for key, value in headers:
            if key:
                add(holder, "header", key=key, value=value)


def adopt_topic(node: Node, settings: Node, topic: str, retries: str | None, rewriting: Rewriting) -> None:
    """Make a job of a step whose work waits under a topic for a worker."""
    take(settings, "type")  # external, as the topic says
    try:
        extend(node, "taskDefinition", type=value_of(topic), retries=retries)
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            node,
            f"Không chuyển được biểu thức “{topic}” sang FEEL. Hãy ghi một tên cố định hoặc công thức FEEL.",
            f"The expression “{topic}” cannot be translated into FEEL. Write a fixed name or a FEEL expression.",
        )


def adopt_script(node: Node, rewriting: Rewriting) -> None:
    """Make FEEL scripts ours and every other script a job: no other language runs here."""
    script = next(node.iterchildren(bpmn("script")), None)
    written = "" if script is None else (script.text or "").strip()
    if node.get("scriptFormat", "").lower() == "feel" and written:
        extend(node, "script", expression=f"={written.removeprefix('=')}", resultVariable=take(node, "resultVariable"))
    else:
        node.tag = bpmn("serviceTask")
        adopt_job(node, rewriting)
    node.attrib.pop("scriptFormat", None)
    if script is not None:
        node.remove(script)


def adopt_receive(node: Node, root: Node, rewriting: Rewriting) -> None:
    """Let a receive task that names no message wait for one of its own name."""
    if node.get("messageRef"):
        return
    name = str(node.get("id"))
    message = root.makeelement(bpmn("message"), {"id": f"{name}_message", "name": name})
    message.sourceline = node.sourceline
    adopt_message(message, rewriting)
    root.insert(0, message)
    node.set("messageRef", f"{name}_message")
    rewriting.note(
        "waits_for_own_message",
        node,
        f"Bước này không nêu thông điệp; ở đây nó chờ thông điệp tên “{name}”.",
        f"The step names no message; here it waits for one with the name “{name}”.",
    )


def adopt_decision(node: Node, rewriting: Rewriting) -> None:
    """Let a business rule task call its decision; without one it is a job."""
    decision = take(node, "decisionRef")
    if decision is None or holds_bpmn(node, "script"):
        adopt_job(node, rewriting)
        return
    binding = take(node, "decisionRefBinding") or "latest"
    tag = take(node, "decisionRefVersionTag")
    if take(node, "mapDecisionResult") != "singleEntry":
        rewriting.note(
            "decision_value",
            node,
            "Kết quả của bảng quy tắc ở đây là chính giá trị (một cột kết quả) hoặc bản ghi theo tên cột (nhiều cột), "
            "không phải danh sách bản ghi (mapDecisionResult); hãy xem lại nơi dùng kết quả.",
            "The decision's result is its value (one output) or a context by the names of the outputs (several), not "
            "a list of contexts (mapDecisionResult); look at what uses it.",
        )
    if binding == "version":
        rewriting.note(
            "latest_version",
            node,
            "Không gắn theo số phiên bản; bước này dùng bản mới nhất của bảng quy tắc.",
            "A version number cannot be bound to; the step uses the decision's latest version.",
        )
        binding = "latest"
    try:
        extend(
            node,
            "calledDecision",
            decisionId=value_of(decision),
            resultVariable=take(node, "resultVariable") or "decisionResult",
            bindingType=binding,
            versionTag=tag,
        )
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            node,
            f"Không chuyển được biểu thức “{decision}” sang FEEL. Hãy ghi mã bảng quy tắc hoặc công thức FEEL.",
            f"The expression “{decision}” cannot be translated into FEEL. Write its id or a FEEL expression.",
        )


def _java_name(node: Node) -> str | None:
    """Name the job after the Java class or bean that did the work."""
    for name in (*_JAVA, "type"):
        written = take(node, name)
        if written is None:
            continue
        bean = _BEAN.match(written)
        if bean is not None and written.endswith("}"):
            return bean.group(1)
        return None if is_expression(written) else written
    return None


def _field_value(field: Node) -> str:
    for name in ("stringValue", "expression"):
        if field.get(name):
            return str(field.get(name))
    inner = next((found for found in field if local_name(found) in {"string", "expression"}), None)
    return "" if inner is None else (inner.text or "")


def _retries(node: Node) -> str | None:
    cycle = next(iter(take_elements(node, "failedJobRetryTimeCycle")), None)
    found = None if cycle is None else _RETRIES.match(cycle.text or "")
    return None if found is None or not 0 < int(found.group(1)) <= MOST_RETRIES else str(int(found.group(1)))
