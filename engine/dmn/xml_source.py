"""Read a DMN file's bytes into an XML tree without trusting them.

No DTD, no entity, no network, no other encoding than UTF-8, bounded size. Knows of DMN only its root element.
"""

from lxml import etree

from engine.dmn.limits import ModelLimits
from engine.dmn.namespaces import VERSIONS, Node, is_dmn, local_name
from engine.errors import DefinitionError, Finding, Text
from engine.feel import normal_name


def read_tree(xml: bytes, *, resource: str, limits: ModelLimits) -> Node:
    """Parse `xml` and give its `definitions`; raise DefinitionError with one finding when it cannot be trusted or read.

    Entities in attribute values are expanded by the XML library whatever its options say, so a file with a DOCTYPE is
    turned away before it is parsed. The encoding is forced because a declared one could hide a DOCTYPE from that look.
    Attributes, among them all names, come in normal form C.
    """
    if len(xml) > limits.bytes:
        raise _refusal(
            "model_too_large",
            resource,
            f"Tệp lớn {len(xml)} byte, vượt giới hạn {limits.bytes} byte. Hãy tách thành nhiều tệp.",
            f"The file has {len(xml)} bytes, more than the limit of {limits.bytes}. Split it.",
        )
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _refusal(
            "xml_doctype",
            resource,
            "Tệp có khai báo DOCTYPE hoặc thực thể XML; vì lý do an toàn không nhận. Hãy lưu lại tệp bằng công cụ vẽ.",
            "The file declares a DOCTYPE or XML entities; refused for safety. Save it again with the modeler.",
        )
    root = _parsed(xml, resource)
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            node.set(key, normal_name(value))
    if local_name(root) != "definitions" or not is_dmn(root):
        raise _refusal(
            "not_dmn",
            resource,
            f"Tệp không phải mô hình DMN ({', '.join(VERSIONS.values())}).",
            f"The file is not a DMN model ({', '.join(VERSIONS.values())}).",
            root.sourceline,
        )
    count = sum(1 for _ in root.iter(etree.Element))
    if count > limits.elements:
        raise _refusal(
            "model_too_many_elements",
            resource,
            f"Mô hình có {count} phần tử, vượt giới hạn {limits.elements}. Hãy tách thành nhiều tệp.",
            f"The model has {count} elements, more than the limit of {limits.elements}. Split it.",
        )
    return root


def _parsed(xml: bytes, resource: str) -> Node:
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
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refusal(
            "xml_invalid",
            resource,
            f"Tệp không phải XML hợp lệ theo mã UTF-8 (thư viện báo: {error}). Hãy lưu lại tệp bằng công cụ vẽ.",
            f"The file is not valid XML in UTF-8 (the library says: {error}). Save it again with the modeler.",
            getattr(error, "lineno", None),
        ) from None


def _refusal(code: str, resource: str, vi: str, en: str, line: int | None = None) -> DefinitionError:
    text = Text(vi=vi, en=en)
    return DefinitionError(text, findings=(Finding(code=code, text=text, resource=resource, line=line),))
