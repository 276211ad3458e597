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


def active_parts(reader: PdfFileReader) -> Iterator[str]:
    """Yield each key or action that acts or hides something; raises ValueError for a document without end."""
    waiting: list[generic.PdfObject] = [reader.trailer.raw_get("/Root")]
    seen: set[tuple[int, int]] = set()
    looked = 0
    while waiting:
        looked += 1
        if looked > _MOST_OBJECTS:
            message = "too many objects"
            raise ValueError(message)
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, generic.DictionaryObject):
            yield from (key for key in item if key in _KEYS)
            if "/S" in item and isinstance(item["/S"], generic.NameObject) and item["/S"] in _ACTIONS | SCRIPTS:
                yield str(item["/S"])
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)))
