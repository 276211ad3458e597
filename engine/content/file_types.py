"""The file types that we can recognise by their bytes, each with how.

A type is decided by signatures of its own format description, never by the name. What is not in this table cannot be
allowed by configuration: executables, HTML, SVG and scripts have no entry on purpose.
"""

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.errors import Text

_WORD = Text(
    vi="Hãy mở tệp bằng phần mềm soạn thảo, lưu lại đúng định dạng và tải lên.",
    en="Please open it in the office program, save it in the right format and upload it.",
)
_SCAN = Text(vi="Hãy quét hoặc xuất lại ảnh và tải lên.", en="Please scan or export the picture again and upload it.")
_PDF = Text(vi="Hãy xuất lại từ Word và tải lên.", en="Please export it from Word again and upload it.")
_PLAIN = Text(
    vi="Hãy lưu lại dưới dạng văn bản thuần UTF-8 và tải lên.", en="Please save it as UTF-8 plain text and upload it."
)
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# Senders that do not know the type say one of these.
UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-unknown"})
_ZIP_ALIASES = ("application/zip", "application/x-zip-compressed")
# Transfer packages for the archive: the system makes them; nobody can be allowed to send one.
PACKAGE = "zip"
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"#!", b"{\\rtf", b"mime-version:")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """One recognisable type. `head_fits` judges the first bytes, `tail_fits` the last ones.

    `package_parts`: for zip-based types, a part that must be in the package.
    """

    code: str
    kind: Text
    media_type: str
    extensions: tuple[str, ...]
    mend: Text
    head_fits: Callable[[bytes], bool]
    tail_fits: Callable[[bytes], bool] = field(default=lambda _tail: True)
    aliases: tuple[str, ...] = ()
    package_part: str | None = None

    def agrees_with(self, declared: str) -> bool:
        """Tell whether a sender's media type (parameters stripped) can mean this type."""
        return declared in UNSPECIFIC or declared == self.media_type or declared in self.aliases


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _odf_head(media_type: str) -> Callable[[bytes], bool]:
    """OpenDocument 1.3 part 2, §3.3: the first entry is `mimetype`, stored, without extra field."""
    expected = b"mimetype" + media_type.encode("ascii")
    return lambda head: head.startswith(b"PK\x03\x04") and head[30 : 30 + len(expected) + 1].startswith(expected + b"P")


def _is_plain_text(head: bytes) -> bool:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return b"\0" not in head and not start.startswith(_MARKUP)


def _ends_with_eof_mark(tail: bytes) -> bool:
    # ISO 32000-2 §7.5.5: the last line is %%EOF; scanners and mail gateways add a little after it.
    return b"%%EOF" in tail[-4096:]


def _office(code: str, name: Text, media: str, part: str) -> FileType:
    return FileType(
        code=code,
        kind=name,
        media_type=_OOXML + media,
        extensions=(code,),
        mend=_WORD,
        head_fits=_starts(b"PK\x03\x04"),
        aliases=_ZIP_ALIASES,
        package_part=part,
    )


def _open_document(code: str, name: Text, media: str) -> FileType:
    return FileType(
        code=code,
        kind=name,
        media_type=_ODF + media,
        extensions=(code,),
        mend=_WORD,
        head_fits=_odf_head(_ODF + media),
        aliases=_ZIP_ALIASES,
        package_part="content.xml",
    )


_ALL = (
    FileType(
        code="pdf",
        kind=Text(vi="PDF", en="a PDF"),
        media_type="application/pdf",
        extensions=("pdf",),
        mend=_PDF,
        head_fits=_starts(b"%PDF-1.", b"%PDF-2."),
        tail_fits=_ends_with_eof_mark,
        aliases=("application/x-pdf",),
    ),
    FileType(
        code="png",
        kind=Text(vi="ảnh PNG", en="a PNG picture"),
        media_type="image/png",
        extensions=("png",),
        mend=_SCAN,
        head_fits=lambda head: head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR",
        tail_fits=lambda tail: b"IEND" in tail[-4096:],
    ),
    FileType(
        code="jpeg",
        kind=Text(vi="ảnh JPEG", en="a JPEG picture"),
        media_type="image/jpeg",
        extensions=("jpg", "jpeg"),
        mend=_SCAN,
        head_fits=_starts(b"\xff\xd8\xff"),
        tail_fits=lambda tail: b"\xff\xd9" in tail,
        aliases=("image/jpg", "image/pjpeg"),
    ),
    FileType(
        code="tiff",
        kind=Text(vi="ảnh TIFF", en="a TIFF picture"),
        media_type="image/tiff",
        extensions=("tif", "tiff"),
        mend=_SCAN,
        head_fits=_starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    ),
    _office(
        "docx",
        Text(vi="tệp Word (.docx)", en="a Word file (.docx)"),
        "wordprocessingml.document",
        "word/document.xml",
    ),
    _office("xlsx", Text(vi="tệp Excel (.xlsx)", en="an Excel file (.xlsx)"), "spreadsheetml.sheet", "xl/workbook.xml"),
    _office(
        "pptx",
        Text(vi="tệp PowerPoint (.pptx)", en="a PowerPoint file (.pptx)"),
        "presentationml.presentation",
        "ppt/presentation.xml",
    ),
    _open_document("odt", Text(vi="văn bản OpenDocument (.odt)", en="an OpenDocument text (.odt)"), "text"),
    _open_document("ods", Text(vi="bảng tính OpenDocument (.ods)", en="an OpenDocument sheet (.ods)"), "spreadsheet"),
    FileType(
        code="txt",
        kind=Text(vi="văn bản thuần (.txt)", en="a plain text (.txt)"),
        media_type="text/plain",
        extensions=("txt",),
        mend=_PLAIN,
        head_fits=_is_plain_text,
    ),
    FileType(
        code=PACKAGE,
        kind=Text(vi="gói zip (.zip)", en="a zip package (.zip)"),
        media_type="application/zip",
        extensions=("zip",),
        mend=Text(vi="Hãy đóng gói lại.", en="Please pack it again."),
        head_fits=_starts(b"PK\x03\x04"),
        aliases=("application/x-zip-compressed",),
    ),
)
FILE_TYPES: Mapping[str, FileType] = {file_type.code: file_type for file_type in _ALL}


def bare_media_type(declared: str) -> str:
    """Give a sender's media type without its parameters, in lower case."""
    return declared.partition(";")[0].strip().lower()
