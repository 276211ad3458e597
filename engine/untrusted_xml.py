"""Read XML that somebody sent into a tree without trusting it: no DTD, no entity, no network, UTF-8 alone.

Knows nothing of what the XML is about; the readers of models and messages look at the tree.
"""

from typing import Any, Final, TypeAlias

from lxml import etree

from engine.errors import DefinitionError, Finding, Text

Node: TypeAlias = Any  # an lxml element; its stubs do not cover what we read of it

_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")


class EntitiesDeclaredError(ValueError):
    """The XML declares a document type or entities."""


class NotXmlError(ValueError):
    """The bytes are no well-formed XML in UTF-8; `line` is the line where reading ended, None when unknown."""

    def __init__(self, told: str, line: int | None) -> None:
        super().__init__(told)
        self.line = line


def parse(xml: bytes, *, as_message: bool = False) -> Node:
    """Give the root element; raise EntitiesDeclaredError or NotXmlError.

    Entities in attribute values are expanded by the XML library whatever its options say, so XML with a DOCTYPE is
    turned away before it is parsed. The encoding is forced because a declared one could hide a DOCTYPE from that look.
    A message may hold texts beyond 10 MB, its files, and keeps the processing instructions, which its signature covers;
    the caller bounds the size of the whole.
    """
    if any(declaration in xml for declaration in _DECLARATIONS):
        raise EntitiesDeclaredError("a document type or entities are declared")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=as_message,
        remove_comments=True,
        remove_pis=not as_message,
    )
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXmlError(str(error), getattr(error, "lineno", None)) from error


def parse_model(xml: bytes, *, resource: str, most_bytes: int) -> Node:
    """Give the root element of a model's file; raise DefinitionError with one finding that says what to mend."""
    if len(xml) > most_bytes:
        raise refusal(
            "model_too_large",
            resource,
            f"Tệp lớn {len(xml)} byte, vượt giới hạn {most_bytes} byte. Hãy tách thành nhiều tệp.",
            f"The file has {len(xml)} bytes, more than the limit of {most_bytes}. Split it.",
        )
    try:
        return parse(xml)
    except EntitiesDeclaredError:
        raise refusal(
            "xml_doctype",
            resource,
            "Tệp có khai báo DOCTYPE hoặc thực thể XML; vì lý do an toàn không nhận. Hãy lưu lại tệp bằng công cụ vẽ.",
            "The file declares a DOCTYPE or XML entities; refused for safety. Save it again with the modeler.",
        ) from None
    except NotXmlError as error:
        raise refusal(
            "xml_invalid",
            resource,
            f"Tệp không phải XML hợp lệ theo mã UTF-8 (thư viện báo: {error}). Hãy lưu lại tệp bằng công cụ vẽ.",
            f"The file is not valid XML in UTF-8 (the library says: {error}). Save it again with the modeler.",
            error.line,
        ) from None


def refusal(code: str, resource: str, vi: str, en: str, line: int | None = None) -> DefinitionError:
    """Make the refusal of a model's whole file; `line` is where it can be seen, counted from 1."""
    text = Text(vi=vi, en=en)
    return DefinitionError(text, findings=(Finding(code=code, text=text, resource=resource, line=line),))
