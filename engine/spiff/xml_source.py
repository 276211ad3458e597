"""Read a BPMN file's bytes into an XML tree without trusting them.

No DTD, no entity, no network, no other encoding than UTF-8, bounded size and depth. Knows nothing of BPMN.
"""

from lxml import etree

from engine.errors import DefinitionError, Finding, Text
from engine.feel import normal_name
from engine.model.limits import RuntimeLimits
from engine.spiff.findings import Node


def read_tree(xml: bytes, *, resource: str, limits: RuntimeLimits) -> Node:
    """Parse `xml` and give its root element; raise DefinitionError with one finding when it cannot be trusted or read.

    Entities in attribute values are expanded by the XML library whatever its options say, so a file with a DOCTYPE is
    turned away before it is parsed. The encoding is forced because a declared one could hide a DOCTYPE from that look.
    Attributes, among them all names, come in normal form C.
    """
    if len(xml) > limits.model_bytes:
        raise _refusal(
            "model_too_large",
            resource,
            f"Tệp lớn {len(xml)} byte, vượt giới hạn {limits.model_bytes} byte. Hãy tách quy trình thành nhiều tệp.",
            f"The file has {len(xml)} bytes, more than the limit of {limits.model_bytes}. Split it.",
        )
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _refusal(
            "xml_doctype",
            resource,
            "Tệp có khai báo DOCTYPE hoặc thực thể XML; vì lý do an toàn không nhận. Hãy lưu lại tệp bằng công cụ vẽ.",
            "The file declares a DOCTYPE or XML entities; refused for safety. Save it again with the modeler.",
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _refusal(
            "xml_invalid",
            resource,
            f"Tệp không phải XML hợp lệ theo mã UTF-8 (thư viện báo: {error}). Hãy lưu lại tệp bằng công cụ vẽ.",
            f"The file is not valid XML in UTF-8 (the library says: {error}). Save it again with the modeler.",
            line,
        ) from None
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            if not value.startswith("="):  # an expression reads its own names
                node.set(key, normal_name(value))
    return root


def _refusal(code: str, resource: str, vi: str, en: str, line: int | None = None) -> DefinitionError:
    text = Text(vi=vi, en=en)
    return DefinitionError(text, findings=(Finding(code=code, text=text, resource=resource, line=line),))
