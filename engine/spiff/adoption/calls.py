"""Call activities of the other engine: the called process, its version, and what goes in and out."""

from engine.spiff.adoption.dialect import take, take_elements
from engine.spiff.adoption.expressions import Untranslated, translated, value_of, variable
from engine.spiff.adoption.rewriting import Rewriting, add, extend
from engine.spiff.findings import local_name
from engine.spiff.reading import is_variable_name
from engine.untrusted_xml import Node


def adopt_call(node: Node, rewriting: Rewriting) -> None:
    """Say in Camunda 8's words which process is called and what is passed."""
    called = node.attrib.pop("calledElement", "").strip() or _case_as_process(node, rewriting)
    if not called:
        return
    entries = [*take_elements(node, "in"), *take_elements(node, "out")]
    everything = {local_name(one) for one in entries if _all(one)}
    try:
        extend(
            node,
            "calledElement",
            processId=value_of(called),
            **_binding(node, rewriting),
            propagateAllParentVariables=str("in" in everything).lower(),
            propagateAllChildVariables=str("out" in everything).lower(),
        )
        _map(node, [one for one in entries if not _all(one)], rewriting)
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            node,
            "Không chuyển được một biểu thức của bước gọi quy trình sang FEEL. Hãy ghi lại bằng công thức FEEL.",
            "An expression of the call activity cannot be translated into FEEL. Write it as a FEEL expression.",
        )


def _case_as_process(node: Node, rewriting: Rewriting) -> str | None:
    """Give the process that stands for a called CMMN case: the one with the case's id, once somebody deploys it."""
    case = take(node, "caseRef")
    if case is not None:
        rewriting.note(
            "case_becomes_process",
            node,
            f"Không chạy mô hình CMMN; bước này gọi quy trình có mã “{case}”. Chưa có thì hồ sơ dừng ở đây.",
            f"CMMN is not executed; the step calls the process with the id “{case}”. Cases wait for it here.",
        )
    return case


def _all(entry: Node) -> bool:
    return bool(entry.get("variables") == "all")


def _binding(node: Node, rewriting: Rewriting) -> dict[str, str | None]:
    binding, tag = take(node, "calledElementBinding") or "latest", take(node, "calledElementVersionTag")
    if binding == "deployment" or (binding == "versionTag" and tag):
        return {"bindingType": binding, "versionTag": tag if binding == "versionTag" else None}
    if binding != "latest":
        rewriting.note(
            "latest_version",
            node,
            "Không gắn theo số phiên bản; bước này gọi bản mới nhất của quy trình.",
            "A version number cannot be bound to; the step calls the process's latest version.",
        )
    return {"bindingType": "latest"}


def _map(node: Node, entries: list[Node], rewriting: Rewriting) -> None:
    mapped = []
    for entry in entries:
        target, source = entry.get("target"), entry.get("source")
        if source is not None:
            source = variable(source)
        elif entry.get("sourceExpression") is not None:
            source = translated(entry.get("sourceExpression"))
        if not target or not source or not is_variable_name(target):
            rewriting.ignore(node, "in/out")
            continue
        mapped.append(("input" if local_name(entry) == "in" else "output", source, target))
    if mapped:
        holder = extend(node, "ioMapping")
        for direction, source, target in mapped:
            add(holder, direction, source=f"={source}", target=target)
