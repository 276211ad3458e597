"""Compiles one of our typst templates into a PDF. It must never be given a template that a person wrote."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from engine.errors import Text, Unavailable

# Same widths as Times New Roman, with every Vietnamese letter; laid here by scripts/bundle.sh.
FONT_FAMILY: Final = "Tinos"
FONTS: Final = Path(__file__).with_name("fonts")
_STYLES: Final = ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def compile_pdf(
    template: bytes,
    data: Mapping[str, object],
    *,
    made_at: datetime,
    standard: Literal["a-2b", "1.7"] = "a-2b",
) -> bytes:
    """Set `template` with `data` (in the template: `json(bytes(sys.inputs.data))`) and give the PDF.

    `made_at` (aware) is the file's only date. The default is PDF/A-2b (ISO 19005-2: every font embedded). Raises
    Unavailable when the fonts were not installed.
    """
    if not all((FONTS / f"{FONT_FAMILY}_{style}.ttf").is_file() for style in _STYLES):
        raise Unavailable(
            Text(
                vi="Máy chủ thiếu phông chữ của văn bản. Người vận hành chạy scripts/bundle.sh.",
                en="The server lacks the fonts of documents. The operator runs scripts/bundle.sh.",
            ),
            code="document_fonts_missing",
        )
    pdf: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=_fonts(),
        pdf_standards=[standard],
        timestamp=made_at.replace(microsecond=0),  # a PDF's dates know whole seconds only
    )
    return pdf
