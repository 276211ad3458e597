"""The words of the pages in the reader's language: Vietnamese as written in templates, English from `en.po`.

The catalogue is read from its text form at start-up, so nothing has to be compiled. A message without a translation
shows in Vietnamese; a test keeps the catalogue complete.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

FOLDER: Final = Path(__file__).parent
SOURCE_LANGUAGE: Final = "vi"


@lru_cache(maxsize=4)
def translations(language: str) -> NullTranslations:
    """Give the catalogue of `language`; the source language (and any unknown one) needs none."""
    catalogue = FOLDER / f"{language}.po"
    if language == SOURCE_LANGUAGE or language != "en":
        return NullTranslations()
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)
