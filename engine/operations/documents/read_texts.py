"""Read the text of cases' files for search: in the background, in a bounded child process, one file a transaction.

Of restricted cases nothing is read: their text would stand open in the database (docs/adr/0021). Of a file that bears a
mark of secrecy nothing is kept, and people are told.
"""

from engine.content import bears_mark
from engine.errors import NotFound
from engine.model.document import StoredFile
from engine.operations.documents.kept_views import KeptViews
from engine.operations.documents.tell_of_mark import tell_of_mark
from engine.operations.engine import Engine
from engine.store.document_texts import keep_text, waiting_files
from engine.store.objects import ObjectStore
from engine.viewing import MOST_BYTES, is_readable, is_written_in_pages, read_text

AT_ONCE = 20  # files of one sweep: the next one goes on


def read_texts(engine: Engine) -> int:
    """Read what waits and give how many files were done; raises Unavailable, and then the next run goes on.

    What cannot be read counts as a file without text: it is not tried again.
    """
    with engine.unit_of_work() as uow:
        files = waiting_files(uow.connection, AT_ONCE)
    for file in files:
        text = _text_of(engine.objects, file)
        marked = is_written_in_pages(file.record.content_type) and bears_mark(text)
        with engine.unit_of_work() as uow:
            keep_text(uow.transaction, file.record.key, "" if marked else text)
            if marked:
                tell_of_mark(uow, file)
    return len(files)


def _text_of(objects: ObjectStore, file: StoredFile) -> str:
    record = file.record
    if not is_readable(record.content_type) or record.size_bytes > MOST_BYTES:
        return ""
    try:
        with KeptViews(objects, file).source() as source:
            return read_text(source, record.content_type) or ""
    except NotFound:  # the bytes are lost, which whoever opens the file is told
        return ""
