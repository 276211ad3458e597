"""What the office accepts as a document: configuration, handed in by whoever starts the engine."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPolicy:
    """Allowed types (codes of `FILE_TYPES`) and bounds.

    `stamp_words` are marks of secrecy: a file whose name carries one as a mark is refused, because secret documents
    never enter the networked system. `max_unpacked_bytes` and `max_parts` bound what a zip-based file may claim to
    hold, for whatever opens it later.
    """

    allowed_types: tuple[str, ...] = ("pdf", "png", "jpeg", "tiff", "docx", "xlsx", "pptx", "odt", "ods", "txt")
    max_size_bytes: int = 300 * MEBIBYTE
    max_name_length: int = 180
    max_unpacked_bytes: int = 2048 * MEBIBYTE
    max_parts: int = 20_000
    stamp_words: tuple[str, ...] = ("Tuyệt mật", "Tối mật", "Mật")
    orphan_grace_s: int = 24 * 3600
