"""Sets pages as PDF with our own templates and fonts: the one place that speaks to the typesetter.

Pure: what goes in decides what comes out, byte for byte. Templates come from this program only; what people typed
arrives as JSON and is set as plain text, never read as markup.
"""

from engine.typesetting.compile import FONT_FAMILY, compile_pdf

__all__ = ["FONT_FAMILY", "compile_pdf"]
