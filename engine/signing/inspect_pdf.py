"""Judges a PDF before anybody signs it: readable, not encrypted, nothing in it that acts by itself.

What is signed must look the same to everybody for ever: scripts, actions that start programs, dynamic forms and
attached files are refused. Nothing of the file is ever run.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from engine.signing import refusals

LARGEST_BYTES: Final = 300 * 1024 * 1024
_MOST_OBJECTS: Final = 500_000
_SCRIPTS: Final = frozenset({"/JS", "/JavaScript"})
# ISO 32000-2 §12.6.4: actions that reach out of the document. Going to a page or a web address is harmless.
_ACTIONS: Final = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/GoToE"})
_ACTIVE: Final = frozenset({"/XFA", "/EmbeddedFiles", "/RichMediaContent", "/AA"})
# What a broken or hostile file makes a reader raise.
READ_ERRORS: Final = (
    *(PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(AssertionError, OverflowError, RecursionError, NotImplementedError),
)


def open_pdf(content: bytes) -> PdfFileReader:
    """Give a reader of a PDF that may be signed; raises InputRejected telling why not."""
    if len(content) > LARGEST_BYTES:
        raise refusals.refuse(
            "pdf_too_large",
            "Tệp PDF quá lớn để ký. Hãy tách phụ lục thành tệp riêng.",
            "The PDF is too large to be signed. Please put the appendices into files of their own.",
        )
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        encrypted = reader.encrypted
        found = None if encrypted else next(_forbidden(reader), None)
    except READ_ERRORS as error:
        raise refusals.unreadable() from error
    if encrypted:
        raise refusals.refuse(
            "pdf_encrypted",
            "Tệp PDF đang đặt mật khẩu hoặc hạn chế quyền. Hãy gỡ mật khẩu rồi thử lại.",
            "The PDF is protected by a password or restrictions. Please remove them and try again.",
        )
    if found in _SCRIPTS:
        raise refusals.refuse(
            "pdf_has_scripts",
            "Tệp PDF có chứa mã JavaScript. Hãy xuất lại từ Word và không dùng biểu mẫu có mã.",
            "The PDF contains JavaScript. Please export it from Word again, without scripted forms.",
        )
    if found is not None:
        raise refusals.refuse(
            "pdf_has_active_content",
            "Tệp PDF có nội dung động hoặc tệp đính kèm bên trong. Hãy xuất lại từ Word, gửi tệp kèm riêng.",
            "The PDF has active content or files inside it. Please export it from Word and send such files apart.",
        )
    return reader


def open_for_update(content: bytes) -> IncrementalPdfFileWriter:
    """Give a writer that appends to a PDF which was found fit; what stands before stays byte for byte."""
    return IncrementalPdfFileWriter(BytesIO(content), strict=False)


def _forbidden(reader: PdfFileReader) -> Iterator[str]:
    """Yield each forbidden key or action in whatever the document reaches from its catalogue."""
    waiting: list[generic.PdfObject] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    looked = 0
    while waiting:
        looked += 1
        if looked > _MOST_OBJECTS:
            message = "too many objects"
            raise ValueError(message)
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, generic.DictionaryObject):
            yield from (key for key in item if key in _SCRIPTS or key in _ACTIVE)
            if "/S" in item and isinstance(item["/S"], generic.NameObject) and item["/S"] in _ACTIONS | _SCRIPTS:
                yield str(item["/S"])
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)))
