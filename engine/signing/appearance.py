"""Draws what a signature shows on the page and hands it to the PDF writer. It knows nothing of keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle

from engine.signing import refusals
from engine.signing.records import Box
from engine.typesetting import compile_pdf

_LARGEST_PICTURE_BYTES = 1024 * 1024
_LARGEST_PICTURE_SIDE = 4000
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """Which channel must stand out in a picture, and its name for people."""

    channel: int
    vi: str
    en: str


BLUE = Colour(channel=2, vi="màu xanh", en="blue")
RED = Colour(channel=0, vi="màu đỏ", en="red")


def written_time(moment: datetime) -> str:
    """Write the time of signing as Annex I asks: day-month-year, hour:minute:second, the zone as in ISO 8601."""
    local = moment.astimezone(_VIETNAM)
    zone = local.strftime("%z")
    return f"{local:%d-%m-%Y %H:%M:%S} {zone[:3]}:{zone[3:]}"


def check_picture(picture: bytes, colour: Colour) -> None:
    """Refuse a picture that is no PNG with a transparent ground, is too large, or has not the colour of its kind."""
    if len(picture) > _LARGEST_PICTURE_BYTES:
        raise _unfit(colour)
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as image:
            if max(image.size) > _LARGEST_PICTURE_SIDE:
                raise _unfit(colour)
            small = image.convert("RGBA")
            small.thumbnail((200, 200))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _unfit(colour) from error
    pixels = list(small.get_flattened_data())
    inked = [pixel for pixel in pixels if isinstance(pixel, tuple) and pixel[3] > 127]
    if not inked or len(inked) == len(pixels):
        raise _unfit(colour)  # nothing to see, or no transparent ground
    sums = [sum(pixel[channel] for pixel in inked) for channel in range(3)]
    if sums[colour.channel] <= max(sums[channel] for channel in range(3) if channel != colour.channel):
        raise _unfit(colour)


def _unfit(colour: Colour) -> Exception:
    return refusals.refuse(
        "signature_picture_unfit",
        f"Ảnh chữ ký phải là PNG nền trong suốt, {colour.vi}, không quá 1 MB. Hãy thay ảnh khác.",
        f"The picture must be a {colour.en} PNG on a transparent ground of at most 1 MB. Please use another one.",
    )


def draw(
    kind: str,
    box: Box,
    *,
    at: datetime,
    lines: Sequence[str] = (),
    picture: bytes | None = None,
    size: float = 10,
    style: str = "normal",
) -> bytes:
    """Draw a one-page PDF of the size of `box`; `kind` is a branch of the template."""
    data: dict[str, object] = {
        "kind": kind,
        "width": box.width,
        "height": box.height,
        "lines": list(lines),
        "size": size,
        "style": style,
    }
    if picture is not None:
        data["picture"] = list(picture)  # the typesetter takes bytes as a list of numbers
    return compile_pdf(
        (files(__package__) / "appearance.typ").read_bytes(),
        data,
        made_at=at,
        standard="1.7",
    )


class PageContent(PdfContent):
    """A page that was drawn here, as content of another PDF (of `writer`, or of the one that pyHanko sets later)."""

    def __init__(self, page: bytes, writer: BasePdfFileWriter | None = None) -> None:
        super().__init__(writer=writer)
        self._page = page

    def reference(self) -> IndirectObject:
        """Bring the page into the document that is written."""
        reference: IndirectObject = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        return reference

    def render(self) -> bytes:
        """Draw it at the origin."""
        reference = self.reference()
        left, bottom, right, top = (float(side) for side in reference.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        self.resources.xobject["/Drawn"] = reference
        return b"/Drawn Do"


def stamp_style(page: bytes) -> StaticStampStyle:
    """Give the page as the whole appearance of a signature."""
    return StaticStampStyle(
        border_width=0,
        background=PageContent(page),
        background_layout=SimpleBoxLayoutRule(
            x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins.uniform(0)
        ),
        background_opacity=1.0,
    )
