"""Files as people bring them, made anew each time and always the same: a scanned PDF of any size, a small Word file."""

import random
import zipfile
from pathlib import Path

_WIDTH = 2480  # dots of an A4 sheet at 300 dpi
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>Tờ trình về việc sao văn bản</w:t></w:r></w:p></w:body></w:document>"
)


def scanned_pdf(path: Path, *, size_bytes: int) -> Path:
    """Write a PDF of one page that is one large grey picture, about `size_bytes` big (never less)."""
    height = -(-size_bytes // _WIDTH)
    picture = random.Random(30).randbytes(_WIDTH * height)  # different everywhere: nothing can make it small
    page = (
        "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >>"
    )
    looks = f"/Type /XObject /Subtype /Image /Width {_WIDTH} /Height {height} /ColorSpace /DeviceGray"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {page} >>".encode(),
        _stream("", b"q 595 0 0 842 0 0 cm /Im0 Do Q"),
        _stream(f"{looks} /BitsPerComponent 8", picture),
    ]
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        offsets = []
        for number, body in enumerate(bodies, start=1):
            offsets.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        table, size = file.tell(), len(bodies) + 1
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return path


def word_file(path: Path) -> Path:
    """Write the smallest Word document that Word opens."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", _DOCUMENT)
    return path


def _stream(entries: str, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(content), content)
