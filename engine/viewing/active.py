"""What in a PDF acts by itself or hides another file: its dictionaries' keys and actions, wherever they stand.

Whatever the document reaches from its catalogue is walked, compressed objects and escaped names too. Nothing is run.
"""

from collections.abc import Iterator
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from engine.viewing.dangers import FILES, SCRIPTS

# ISO 32000-2 §12.6.4: actions that reach out of the document. Going to a page or a web address is harmless.
_ACTIONS: Final = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/GoToE"})
_KEYS: Final = SCRIPTS | FILES | {"/XFA", "/RichMediaContent", "/AA"}
_MOST_OBJECTS: Final = 500_000
# What a broken or hostile file makes a reader raise.
READ_ERRORS: Final = (
    *(PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(AssertionError, OverflowError, RecursionError, NotImplementedError),
)


class Endless(Exception):
    """The document holds more objects than are looked at."""


def active_parts(reader: PdfFileReader, *, past_broken: bool = False) -> Iterator[str]:
    """Yield each key or action that acts or hides something; raises Endless for a document without end.

    An object that cannot be read raises one of READ_ERRORS; with `past_broken` it is passed over, since others may act.
    """
    waiting: list[generic.PdfObject | None] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    looked = 0
    while waiting:
        looked += 1
        if looked > _MOST_OBJECTS:
            raise Endless
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = _resolved(item, past_broken=past_broken)
        if isinstance(item, generic.DictionaryObject):
            yield from (key for key in item if key in _KEYS)
            action = _resolved(item.raw_get("/S"), past_broken=past_broken) if "/S" in item else None
            if isinstance(action, generic.NameObject) and action in _ACTIONS | SCRIPTS:
                yield str(action)
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)))


def _resolved(item: generic.PdfObject, *, past_broken: bool) -> generic.PdfObject | None:
    """Follow a reference; None for one that leads to nothing readable, where that is passed over."""
    if not isinstance(item, generic.IndirectObject):
        return item
    try:
        found: generic.PdfObject = item.get_object()
    except READ_ERRORS:
        if not past_broken:
            raise
        return None
    return found
