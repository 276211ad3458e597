"""Files made for tests: PDFs and pictures of so many pages, and some that mean harm."""

from io import BytesIO

import pypdf
from PIL import Image, ImageDraw

A4 = (595, 842)  # points, so pixels at 72 dots an inch


def scanned(pages: int, *, size: tuple[int, int] = A4, form: str = "PDF") -> bytes:
    """Make a PDF (or a TIFF) of pictures, as a scanner does; each page shows its number as a black bar."""
    drawn = []
    for number in range(pages):
        page = Image.new("RGB", size, "white")
        ImageDraw.Draw(page).rectangle((50, 50, 60 + 10 * number, 80), fill="black")
        drawn.append(page)
    out = BytesIO()
    drawn[0].save(out, form, save_all=True, append_images=drawn[1:])
    return out.getvalue()


def exploding() -> bytes:
    """Make a small PDF whose one page draws ten forms that draw ten forms, twelve deep."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>")
    objects.append(_stream("", "/F Do\n" * 10))
    for depth in range(12):
        form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
        inner = f"/Resources<</XObject<</F {6 + depth} 0 R>>>>" if depth < 11 else ""
        objects.append(_stream(form + inner, "/F Do\n" * 10 if inner else "0 0 500 800 re f\n" * 10))
    return written(objects)


def acting(entries: str) -> bytes:
    """Make a PDF of one empty page with these entries in its catalogue."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return written(
        [f"<</Type/Catalog/Pages 2 0 R{entries}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page],
    )


def written(objects: list[str]) -> bytes:
    """Write a PDF file of these objects; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    return out + f"{end}<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def _stream(entries: str, content: str) -> str:
    return f"<<{entries}/Length {len(content)}>>\nstream\n{content}\nendstream"


def pages_of(content: bytes) -> int:
    """Count the pages of a PDF with another reader than ours."""
    return len(pypdf.PdfReader(BytesIO(content)).pages)
