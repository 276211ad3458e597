"""PDFs that act by themselves are found out, also where their objects are compressed and their names escaped."""

from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import PdfFileWriter

from engine.viewing import Danger, find_danger
from tests.papers import acting, scanned


def compressed() -> bytes:
    """Make a PDF whose script stands in a compressed object."""
    writer, out = PdfFileWriter(stream_xrefs=True), BytesIO()
    script = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/JavaScript")})
    writer.root["/OpenAction"] = writer.add_object(script, obj_stream=writer.prepare_object_stream())
    writer.write(out)
    return out.getvalue()


def beside_broken() -> bytes:
    """Make a PDF whose script stands beside an object that says to be another one, which readers pass over."""
    writer, out = PdfFileWriter(), BytesIO()
    script = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/JavaScript")})
    writer.root["/OpenAction"] = writer.add_object(script)
    broken = writer.add_object(generic.DictionaryObject({generic.pdf_name("/Broken"): generic.NumberObject(1)}))
    writer.root["/Zz"] = broken
    writer.write(out)
    head = f"{broken.idnum} 0 obj".encode()
    assert out.getvalue().count(head) == 1
    return out.getvalue().replace(head, b"9" * (len(head) - len(b" 0 obj")) + b" 0 obj")


@pytest.mark.parametrize(
    ("content", "danger"),
    [
        (acting("/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), Danger.SCRIPT),
        (acting("/OpenAction<</S/Java#53cript/J#53(app.alert(1))>>"), Danger.SCRIPT),
        (compressed(), Danger.SCRIPT),
        (beside_broken(), Danger.SCRIPT),
        (acting("/OpenAction<</S/Launch/F(a.exe)>>"), Danger.ACTION),
        (acting("/Names<</EmbeddedFiles<</Names[(a)<</EF<<>>>>]>>>>"), Danger.FILE),
        (acting("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"), None),
        (scanned(2), None),
        (b"%PDF-1.7\nnothing\n%%EOF\n", None),
    ],
)
def test_what_a_pdf_brings_along(tmp_path: Path, content: bytes, danger: Danger | None) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    assert find_danger(source) is danger
