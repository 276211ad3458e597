"""What readers of elements share: look up extension elements, read values with their findings, resolve messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import Text
from engine.model.forms import FormReference
from engine.spiff.bindings import read_binding
from engine.spiff.details import Mapping as IoMapping
from engine.spiff.details import MessageSetting
from engine.spiff.findings import Findings, local_name
from engine.spiff.namespaces import bpmn, zeebe
from engine.spiff.values import Value, read_formula, read_value
from engine.untrusted_xml import Node

MAX_NAME = 200  # characters of a variable's name, or of the path to an entry in it

_EMBEDDED = "camunda-forms:bpmn:"  # how Camunda 8 once named forms inside a model


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file being read: its messages and its other declared events by id, the lanes' candidate groups by node.

    `foreign` tells that it was drawn for another engine (`engine.spiff.adoption`).
    """

    findings: Findings
    messages: Mapping[str, Node] = field(default_factory=dict)
    declared: Mapping[str, Node] = field(default_factory=dict)
    lane_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    foreign: bool = False

    def extensions(self, node: Node, name: str) -> Iterator[Node]:
        """Give the `zeebe:` extension elements of this name."""
        for holder in node.iterchildren(bpmn("extensionElements")):
            yield from holder.iterchildren(zeebe(name))

    def extension(self, node: Node, name: str) -> Node | None:
        """Give the one extension element of this name, with a finding when there are several."""
        found = list(self.extensions(node, name))
        if len(found) > 1:
            self.findings.add(
                "duplicate_extension",
                found[1],
                f"zeebe:{name} xuất hiện nhiều lần; chỉ giữ lại một.",
                f"zeebe:{name} occurs more than once; keep one.",
            )
        return found[0] if found else None

    def value(self, node: Node | None, attribute: str, vi: str, en: str) -> Value | None:
        """Read an attribute that may be static or FEEL; None when it is absent."""
        if node is None:
            return None
        return read_value(self.findings, node, node.get(attribute), Text(vi=vi, en=en))

    def content(self, node: Node, vi: str, en: str) -> Value | None:
        """Read an element's text, which may be static or FEEL."""
        return read_value(self.findings, node, node.text, Text(vi=vi, en=en))

    def formula(self, node: Node, text: str | None, vi: str, en: str) -> Value | None:
        """Read a text that must be FEEL."""
        return read_formula(self.findings, node, text, Text(vi=vi, en=en))

    def required(self, node: Node, value: object, vi: str, en: str) -> bool:
        """Note a finding when something that an element cannot do without is absent; True when it is there."""
        if value:
            return True
        self.findings.add("missing_setting", node, vi, en)
        return False

    def properties(self, node: Node) -> dict[str, str]:
        """Read the `zeebe:property` entries of an element."""
        found: dict[str, str] = {}
        for holder in self.extensions(node, "properties"):
            for entry in holder.iterchildren(zeebe("property")):
                name = entry.get("name")
                if name:
                    found[name] = entry.get("value") or ""
        return found

    def check_properties(self, process: Node) -> None:
        """Note every property of a process and its elements that begins with "=" and is no FEEL expression.

        The runtime hands properties on as they are; whoever evaluates one must not meet a broken text then.
        """
        for entry in process.iter(zeebe("property")):
            if (entry.get("value") or "").startswith("="):
                name = entry.get("name")
                self.formula(entry, entry.get("value"), f"Thuộc tính “{name}”", f"Property “{name}”")

    def form(self, node: Node) -> FormReference | None:
        """Read which form an element shows."""
        form = self.extension(node, "formDefinition")
        if form is None:
            return None
        form_id: str | None = (form.get("formId") or "").strip() or None
        if form_id is None and (form.get("formKey") or "").startswith(_EMBEDDED):
            self.findings.note(
                "embedded_form",
                form,
                "Biểu mẫu nhúng trong mô hình không được dùng; bước này không có biểu mẫu. Hãy lưu nó thành tệp .form "
                "và chọn theo mã (formId).",
                "A form embedded in the model is not used, so the step has no form. Keep it in a .form file and choose "
                "it by its id (formId).",
            )
            return None
        self.required(
            form,
            form_id,
            "Thiếu formId của biểu mẫu. Hãy chọn biểu mẫu (.form) theo mã.",
            "The form has no formId. Choose a form (.form) by its id.",
        )
        bound = read_binding(self.findings, form)
        if form_id is None or bound is None:
            return None
        binding, tag = bound
        return FormReference(form_id=form_id, binding=binding, version_tag=tag, line=form.sourceline)

    def message(self, node: Node, message_ref: str | None) -> MessageSetting | None:
        """Read the message that an event or receive task waits for, with its correlation key."""
        message = self.messages.get(message_ref or "")
        if message is None:
            self.findings.add(
                "missing_message",
                node,
                "Chưa chọn thông điệp (messageRef) hoặc thông điệp không tồn tại trong tệp.",
                "No message is chosen (messageRef), or the file does not define it.",
            )
            return None
        name = self.value(message, "name", "Tên thông điệp", "The message name")
        self.required(message, message.get("name"), "Thông điệp chưa có tên.", "The message has no name.")
        subscription = self.extension(message, "subscription")
        key = None
        if subscription is None or not subscription.get("correlationKey"):
            self.findings.add(
                "missing_correlation_key",
                message,
                f"Thông điệp “{message.get('name')}” thiếu khóa tương quan (zeebe:subscription correlationKey), "
                "ví dụ: =ma_ho_so.",
                f"Message “{message.get('name')}” lacks its correlation key (zeebe:subscription correlationKey), "
                "for example: =business_id.",
            )
        else:
            key = self.formula(
                subscription, subscription.get("correlationKey"), "Khóa tương quan", "The correlation key"
            )
        return MessageSetting(name=name, correlation_key=key) if name and key else None

    def mappings(self, node: Node, direction: str) -> tuple[IoMapping, ...]:
        """Read the `zeebe:input` or `zeebe:output` entries of an element."""
        io_mapping = self.extension(node, "ioMapping")
        if io_mapping is None:
            return ()
        found = []
        for entry in io_mapping.iterchildren(zeebe(direction)):
            target = (entry.get("target") or "").strip()
            name, *path = target.split(".")
            if not all(is_variable_name(part) for part in (name, *path)) or len(target) > MAX_NAME:
                self.findings.add(
                    "invalid_variable_name",
                    entry,
                    f"“{target}” không phải tên dữ liệu (chỉ chữ, số, dấu gạch dưới, không bắt đầu bằng số).",
                    f"“{target}” is not a variable name (letters, digits, underscores, no digit first).",
                )
            source = self.value(entry, "source", f"Ánh xạ tới “{target}”", f"The mapping to “{target}”")
            self.required(
                entry,
                entry.get("source"),
                f"Ánh xạ tới “{target}” thiếu nguồn.",
                f"The mapping to “{target}” has no source.",
            )
            if source is not None:
                found.append(IoMapping(target=name, path=tuple(path), source=source))
        return tuple(found)


def is_variable_name(name: str) -> bool:
    """Tell whether a name may be given to a variable by a model."""
    return name.isidentifier() and len(name) <= MAX_NAME


def child(node: Node, name: str) -> Node | None:
    """Give the first BPMN child of this name."""
    return next(node.iterchildren(bpmn(name)), None)


def children(node: Node) -> Iterator[tuple[str, Node]]:
    """Give each BPMN child with its local name."""
    for found in node.iterchildren(f"{bpmn('*')}"):
        yield local_name(found), found
