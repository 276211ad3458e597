"""The mark of secrecy on a message: looked for before anything else is read, because such a paper must not come in.

The standard has no field for it. Senders write the level in an element of their own, or as a mark in capitals in what
describes the document and its files.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml import etree

_LEVELS: Final = frozenset({"domat", "secrecylevel", "securitylevel", "secrecy", "secret", "confidentiality"})
_ORDINARY: Final = frozenset(
    {"", "0", "thuong", "thường", "khong", "không", "không mật", "khong mat", "normal", "none"}
)
_TOLD: Final = frozenset({"Subject", "Content", "TypeName", "CodeNotation", "Appendix", "AttachmentName"})
_WORDS: Final = r"(?:TUYỆT MẬT|TỐI MẬT|MẬT)"
_MARK: Final = re.compile(rf"(?<!\w)(?<!BÍ )(?<!BẢO ){_WORDS}(?!\w)(?! KHẨU)(?! MÃ)")
_MARK_AMONG_CAPITALS: Final = re.compile(rf"^\s*{_WORDS}\s*[-–:._/)]|[(\[]\s*{_WORDS}\s*[)\]]|[-–:._/]\s*{_WORDS}\s*$")


def is_marked(root: "etree._Element") -> bool:
    """Tell whether anything in the message's description marks the document as secret; its files are not opened."""
    return any(is_mark(text) for text in _described(root)) or any(_levels(root))


def is_mark(text: str) -> bool:
    """Tell whether a text carries the mark: "(MẬT) Báo cáo", "12/M-TỐI MẬT"; "BẢO MẬT" and "mật khẩu" are none."""
    told = unicodedata.normalize("NFC", text)
    return bool((_MARK_AMONG_CAPITALS if told.isupper() and len(told) > len("TUYỆT MẬT") else _MARK).search(told))


def _described(root: "etree._Element") -> Iterator[str]:
    for element in root.iter("{*}edXMLEnvelope", "{*}edXMLBody"):
        for one in element.iter():
            if isinstance(one.tag, str) and one.tag.rpartition("}")[2] in _TOLD and one.text:
                yield from one.text.splitlines()


def _levels(root: "etree._Element") -> Iterator[bool]:
    for envelope in root.iter("{*}edXMLEnvelope"):
        for one in envelope.iter():
            if isinstance(one.tag, str) and one.tag.rpartition("}")[2].casefold() in _LEVELS:
                yield unicodedata.normalize("NFC", (one.text or "").strip()).casefold() not in _ORDINARY
