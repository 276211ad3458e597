"""Compare the texts of two files that somebody may read, and show the text of one that has no pages to draw.

Texts are read once in a child process and kept beside the file; comparing runs in such a process too.
"""

import json
from dataclasses import dataclass
from typing import Final

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.records import DocumentRecord
from engine.operations.access import readable_cases
from engine.operations.documents.download_document import readable_file
from engine.operations.documents.kept_views import KeptViews
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.objects import ObjectStore
from engine.viewing import MOST_BYTES, Block, compare_texts, is_readable, read_text

_FORMAT: Final = 1
_NO_TEXT: Final = Text(
    vi="Tệp “{name}” không có chữ đọc được (bản quét, ảnh hoặc tệp hỏng).",
    en="The file “{name}” has no text that can be read (a scan, a picture or a damaged file).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """The text of a file; empty when it has none."""

    text: str


class DocumentText:
    """The text of one file that its reader may see; made by `text_of_document`. Everything may raise Unavailable."""

    def __init__(self, kept: KeptViews) -> None:
        self._kept = kept

    @property
    def record(self) -> DocumentRecord:
        """Give what is known of the file."""
        return self._kept.record

    def known(self) -> FileText | None:
        """Give the text; None when it has to be read first."""
        if not is_readable(self.record.content_type) or self.record.size_bytes > MOST_BYTES:
            return FileText(text="")
        kept = json.loads(self._kept.get("text") or b"{}")
        return FileText(text=kept["text"]) if kept.get("format") == _FORMAT else None

    def read(self) -> FileText:
        """Read the text and keep it; raises NotFound when the bytes are lost."""
        with self._kept.source() as source:
            text = read_text(source, self.record.content_type)
        if text is not None:
            content = json.dumps({"format": _FORMAT, "text": text}, ensure_ascii=False).encode()
            self._kept.keep("text", content, media_type="application/json")
        return FileText(text=text or "")


def text_of_document(uow: UnitOfWork, actor: Actor, objects: ObjectStore, *, document_key: int) -> DocumentText:
    """Check that the actor may read the document and give the way to its text; raises NotFound as the download does."""
    return DocumentText(KeptViews(objects, readable_file(uow, actor, document_key=document_key)))


def comparable_files(uow: UnitOfWork, actor: Actor, record: DocumentRecord) -> tuple[DocumentRecord, ...]:
    """Give the other files of the same case that may have text, oldest first; none when the case is not the actor's."""
    case = record.instance_key
    if case is None or not is_readable(record.content_type) or not readable_cases(uow, actor, [case]):
        return ()
    others = documents.case_documents(uow.connection, case)
    return tuple(other for other in others if other.key != record.key and is_readable(other.content_type))


def earlier_version(record: DocumentRecord, others: tuple[DocumentRecord, ...]) -> DocumentRecord | None:
    """Give the version before this one, None when it is the first."""
    same = [one for one in others if (one.file_name, one.field) == (record.file_name, record.field)]
    return max((one for one in same if one.version < record.version), key=lambda one: one.version, default=None)


def compare(before: FileText, after: FileText) -> tuple[Block, ...]:
    """Give what differs; raises LimitExceeded when comparing takes too much."""
    found = compare_texts(before.text, after.text)
    if found is None:
        raise LimitExceeded(
            Text(
                vi="So sánh hai tệp này cần quá nhiều thời gian hoặc bộ nhớ. Hãy tải về và so sánh bằng Word.",
                en="Comparing these two files takes too much time or memory. Download them and compare in Word.",
            ),
            code="documents_too_heavy_to_compare",
        )
    return found


def without_text(record: DocumentRecord) -> Text:
    """Say that a file has no text."""
    return Text(vi=_NO_TEXT.vi.format(name=record.file_name), en=_NO_TEXT.en.format(name=record.file_name))
