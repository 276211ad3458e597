"""Which version of a decision, process or form an element means: `bindingType` and `versionTag`, as in Camunda 8."""

from engine.model.decision import Binding
from engine.spiff.findings import Findings
from engine.untrusted_xml import Node


def read_binding(findings: Findings, node: Node, *, stray_tag: bool = False) -> tuple[Binding, str | None] | None:
    """Read the binding of an extension element and its tag; None, with a finding, when they do not go together.

    With `stray_tag` a tag beside another binding is only noted: models deployed before have such, and their cases run.
    """
    written = node.get("bindingType", Binding.LATEST.value)
    tag = (node.get("versionTag") or "").strip() or None
    if written == Binding.VERSION_TAG.value and tag is None:
        findings.add(
            "missing_setting",
            node,
            "Chọn phiên bản theo nhãn thì phải ghi nhãn (versionTag).",
            "bindingType versionTag needs the tag (versionTag).",
        )
        return None
    is_stray = tag is not None and written != Binding.VERSION_TAG.value
    if written not in set(Binding) or (is_stray and not stray_tag):
        findings.add(
            "invalid_setting",
            node,
            f"bindingType “{written}” không hợp lệ: dùng latest, deployment, hoặc versionTag kèm nhãn (versionTag).",
            f"bindingType “{written}” is not valid: use latest, deployment, or versionTag with a versionTag.",
        )
        return None
    if is_stray:
        findings.note(
            "invalid_setting",
            node,
            "Nhãn phiên bản (versionTag) không có tác dụng khi bindingType không phải versionTag.",
            "The versionTag has no effect unless bindingType is versionTag.",
        )
    return Binding(written), None if is_stray else tag
