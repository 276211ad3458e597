"""What the office accepts as a document: configuration, handed in by whoever starts the engine."""

from collections.abc import Collection
from dataclasses import dataclass

from engine.content.file_types import FILE_TYPES, PACKAGE

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

    @classmethod
    def accepting(cls, media_types: Collection[str], *, max_size_bytes: int) -> "DocumentPolicy":
        """Make a policy from media types; raises ValueError naming those that no signature is known for."""
        codes = {file_type.media_type: code for code, file_type in FILE_TYPES.items() if code != PACKAGE}
        unknown = sorted(set(media_types) - set(codes))
        if unknown:
            message = f"files of these types cannot be recognised by content: {', '.join(unknown)}"
            raise ValueError(message)
        return cls(
            allowed_types=tuple(code for media, code in codes.items() if media in media_types),
            max_size_bytes=max_size_bytes,
        )
