"""Judges a PDF before anybody signs it: readable, not encrypted, nothing in it that acts by itself.

What is signed must look the same to everybody for ever: scripts, actions that start programs, dynamic forms and
attached files are refused. Nothing of the file is ever run.
"""

from io import BytesIO
from typing import Final

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from engine.signing import refusals
from engine.viewing.active import READ_ERRORS, Endless, active_parts
from engine.viewing.dangers import SCRIPTS

LARGEST_BYTES: Final = 300 * 1024 * 1024


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
        found = None if encrypted else next(active_parts(reader), None)
    except (*READ_ERRORS, Endless) as error:
        raise refusals.unreadable() from error
    if encrypted:
        raise refusals.refuse(
            "pdf_encrypted",
            "Tệp PDF đang đặt mật khẩu hoặc hạn chế quyền. Hãy gỡ mật khẩu rồi thử lại.",
            "The PDF is protected by a password or restrictions. Please remove them and try again.",
        )
    if found in SCRIPTS:
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
