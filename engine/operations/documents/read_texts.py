"""Read the text of cases' files for search: in the background, in a bounded child process, one file a transaction.

Of restricted cases nothing is read: their text would stand open in the database (docs/adr/0021). Of a file that bears a
mark of secrecy nothing is kept, and people are told. Of scans it is what Tesseract recognises, where it is installed.
"""

import time

from engine.content import bears_mark
from engine.errors import NotFound
from engine.model.document import StoredFile
from engine.operations.documents.kept_views import KeptViews
from engine.operations.documents.scans import is_recognisable, is_stamped_secret, words_of_scan
from engine.operations.documents.tell_of_mark import tell_of_mark
from engine.operations.engine import Engine
from engine.store.document_texts import keep_text, waiting_files
from engine.store.objects import ObjectStore
from engine.viewing import MOST_BYTES, is_readable, is_written_in_pages, read_text

AT_ONCE = 20  # files of one sweep: the next one goes on
ENOUGH_S = 15.0  # so does it when scans took so long: the worker has other things to do, and may be asked to end


def read_texts(engine: Engine) -> int:
    """Read what waits and give how many files were done; raises Unavailable, and then the next run goes on.

    What cannot be read counts as a file without text: it is not tried again.
    """
    with engine.unit_of_work() as uow:
        files = waiting_files(uow.connection, AT_ONCE)
    began, done = time.monotonic(), 0
    for file in files:
        if time.monotonic() - began > ENOUGH_S:
            break
        text, marked = _read(engine.objects, file)
        with engine.unit_of_work() as uow:
            keep_text(uow.transaction, file.record.key, "" if marked else text)
            if marked:
                tell_of_mark(uow, file)
        done += 1
    return done


def _read(objects: ObjectStore, file: StoredFile) -> tuple[str, bool]:
    """Give a file's text, written or recognised, and whether it bears a mark of secrecy."""
    kind = file.record.content_type
    if not (is_readable(kind) or is_recognisable(kind)) or file.record.size_bytes > MOST_BYTES:
        return "", False
    try:
        with KeptViews(objects, file).source() as source:
            text = read_text(source, kind) or words_of_scan(source, kind)
            in_pages = is_written_in_pages(kind) or not is_readable(kind)
            return text, in_pages and (bears_mark(text) or is_stamped_secret(source, kind))
    except NotFound:  # the bytes are lost, which whoever opens the file is told
        return "", False
