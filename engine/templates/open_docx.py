"""Opens a .docx that a stranger wrote: within bounds, without macros, without anything that reaches outside.

Format: ECMA-376 part 2 (packages). Every part is unpacked once, with a bound that counts real bytes, not what the
archive claims. Nothing of the file is ever run or fetched.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

import docx
from docx.document import Document

from engine.errors import InputRejected, Text

_MOST_PARTS: Final = 2_000
_MOST_BYTES: Final = 60 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_ACTIVE: Final = re.compile(r"(^|/)vba\w*\.(bin|xml)$|(^|/)(activeX|embeddings)/|macroEnabled|\.exe$", re.IGNORECASE)
_RELATIONS: Final = re.compile(r"\.rels$", re.IGNORECASE)
# A link to a web address is inert until somebody clicks it; everything else outside is fetched by the reader itself.
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_EXTERNAL: Final = re.compile(rb"TargetMode\s*=\s*[\"']External[\"']", re.IGNORECASE)
_HYPERLINK: Final = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_WEB: Final = re.compile(rb"Target\s*=\s*[\"'](?:https?|mailto):", re.IGNORECASE)
_UNSAFE_XML: Final = (b"<!DOCTYPE", b"<!ENTITY")
_ENTRANCE: Final = re.compile(rb"<w:altChunk\b|\bDDE(?:AUTO)?\s|INCLUDETEXT|INCLUDEPICTURE")


def open_docx(content: bytes) -> Document:
    """Give the document; raises InputRejected telling why it is not opened."""
    _judge(content)
    try:
        return docx.Document(BytesIO(content))
    except (ValueError, KeyError, SyntaxError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise damaged() from error


def _judge(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > _MOST_PARTS or len(names) != len(entries):
                raise _too_large()
            if "[Content_Types].xml" not in names or "word/document.xml" not in names:
                raise damaged()
            left = _MOST_BYTES
            for entry in entries:
                if entry.flag_bits & 1:
                    raise _refuse(
                        "docx_encrypted", "đang đặt mật khẩu", "is protected by a password", ("Hãy gỡ", "Remove it")
                    )
                body = _read(package, entry, left)
                left -= len(body)
                _judge_part(entry.filename, body)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        raise damaged() from error


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    body = bytearray()
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            body += chunk
            if len(body) > left:
                raise _too_large()
    return bytes(body)


def _judge_part(name: str, body: bytes) -> None:
    if _ACTIVE.search(name) or (name == "[Content_Types].xml" and b"macroEnabled" in body):
        raise _refuse(
            "docx_has_active_content",
            "có macro hoặc đối tượng nhúng",
            "contains macros or embedded objects",
            ("Hãy lưu lại không có macro và đối tượng nhúng", "Please save it without them"),
        )
    if name.endswith((".xml", ".rels")) and any(mark in body for mark in _UNSAFE_XML):
        raise damaged()
    outside = _RELATIONS.search(name) and any(
        _EXTERNAL.search(one) and not (_HYPERLINK.search(one) and _WEB.search(one)) for one in _RELATION.findall(body)
    )
    if outside or (name.startswith("word/") and _ENTRANCE.search(body)):
        raise _refuse(
            "docx_reaches_outside",
            "lấy nội dung từ nơi khác (mẫu, ảnh hoặc tệp liên kết)",
            "takes content from elsewhere (a linked template, picture or file)",
            ("Hãy chèn trực tiếp nội dung và bỏ liên kết", "Please insert the content itself and remove the links"),
        )


def _refuse(code: str, vi: str, en: str, mend: tuple[str, str]) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Tệp Word {vi}. Chưa xử lý. {mend[0]} rồi thử lại.", en=f"The Word file {en}. {mend[1]} and try again."
        ),
        code=code,
    )


def damaged() -> InputRejected:
    """Refuse what cannot be read as a Word file."""
    return _refuse(
        "docx_damaged",
        "bị hỏng hoặc không phải .docx",
        "is damaged or no .docx",
        ("Hãy mở bằng Word, lưu lại dạng .docx", "Please open it in Word, save it as .docx"),
    )


def _too_large() -> InputRejected:
    return _refuse(
        "docx_too_large",
        "giải nén ra quá lớn",
        "unpacks to a dangerous size",
        ("Hãy bỏ bớt ảnh", "Please remove pictures"),
    )
