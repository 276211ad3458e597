"""Files made for tests: PDFs and pictures of so many pages, and some that mean harm."""

from io import BytesIO

import pypdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from engine.typesetting.compile import FONTS

A4 = (595, 842)  # points, so pixels at 72 dots an inch
_SENTENCE = "Công tác phòng chống thiên tai và tìm kiếm cứu nạn tại xã Mường Pao"


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


def scanned_letter(
    stamp: str = "", *, ink: str = "#c8102e", angle: float = 0, place: tuple[int, int] = (230, 215), form: str = "PDF"
) -> bytes:
    """Make a letter's first page as a scanner gives it, at 150 dots an inch: askew, with a stamp in a frame."""
    page = Image.new("RGB", (1240, 1754), "white")
    write = ImageDraw.Draw(page)
    for x, y, words in (
        *((330, 100, "HỘI ĐỒNG NHÂN DÂN TỈNH HẢI SƠN"), (330, 135, "VĂN PHÒNG"), (330, 190, "Số: 12/BC-VP")),
        *((880, 100, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (880, 135, "Độc lập - Tự do - Hạnh phúc")),
        *((880, 190, "Hải Sơn, ngày 25 tháng 11 năm 2026"), (620, 380, "BÁO CÁO")),
        *((620, 520 + 44 * line, _SENTENCE) for line in range(9)),
    ):
        write.text((x, y), words, fill="black", font=_letters(27), anchor="mm")
    if stamp:
        stamped = _stamped(stamp, ink).rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
        page.paste(stamped, place, stamped)
    askew = page.filter(ImageFilter.GaussianBlur(0.6)).rotate(0.4, fillcolor="white", resample=Image.Resampling.BICUBIC)
    out = BytesIO()
    askew.save(out, form, resolution=150)
    return out.getvalue()


def _stamped(words: str, ink: str) -> Image.Image:
    width = int(_letters(34).getlength(words)) + 50
    stamp = Image.new("RGBA", (width, 70), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((3, 3, width - 4, 66), outline=ink, width=3)
    draw.rectangle((9, 9, width - 10, 60), outline=ink)
    draw.text((width / 2, 35), words, fill=ink, font=_letters(34), anchor="mm")
    return stamp


def _letters(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / "Tinos_700Bold.ttf", size)


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
