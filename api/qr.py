"""Draws QR codes as SVG inside a page: black on white in every theme, without styles or scripts."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Draw `text` for a telephone's camera; attributes of the drawing alone, so that the page's policy allows it."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return Markup(svg)  # noqa: S704  made of numbers by the library, never of the text
