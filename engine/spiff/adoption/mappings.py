"""Input and output parameters and extension properties of the other engine."""

from engine.spiff.adoption.dialect import take_elements
from engine.spiff.adoption.expressions import Untranslated, is_expression, translated
from engine.spiff.adoption.rewriting import Rewriting, add, extend
from engine.spiff.findings import local_name
from engine.spiff.reading import is_variable_name
from engine.untrusted_xml import Node

_DIRECTIONS = {"inputParameter": "input", "outputParameter": "output"}


def adopt_mappings(node: Node, rewriting: Rewriting) -> None:
    """Say parameters as mappings and keep properties."""
    found = [entry for holder in take_elements(node, "inputOutput") for entry in holder]
    mapped = [_mapping(node, entry, rewriting) for entry in found if local_name(entry) in _DIRECTIONS]
    entries = [entry for entry in mapped if entry is not None]
    if entries:
        holder = extend(node, "ioMapping")
        for direction, source, target in entries:
            add(holder, direction, source=source, target=target)
    for properties in take_elements(node, "properties"):
        kept = extend(node, "properties")
        for entry in properties:
            value = entry.get("value") or ""
            if entry.get("name") and not value.startswith("="):
                add(kept, "property", name=entry.get("name"), value=value)


def _mapping(node: Node, entry: Node, rewriting: Rewriting) -> tuple[str, str, str] | None:
    target, text = entry.get("name") or "", (entry.text or "").strip()
    if len(entry) or not is_variable_name(target):
        rewriting.refuse(
            "mapping_not_translated",
            node,
            f"Tham số “{target}” dùng danh sách, bảng hoặc mã lệnh; hãy ghi lại bằng ánh xạ với công thức FEEL.",
            f"The parameter “{target}” uses a list, a map or a script; write it as a mapping with a FEEL expression.",
        )
        return None
    try:
        source = translated(text) if is_expression(text) else _text(text)
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            node,
            f"Không chuyển được “{text[:120]}” sang FEEL. Hãy ghi lại bằng công thức FEEL.",
            f"“{text[:120]}” cannot be translated into FEEL. Write it as a FEEL expression.",
        )
        return None
    return _DIRECTIONS[local_name(entry)], f"={source}", target


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' if text else "null"
