"""What was made out of a file and is kept beside it: objects `view/KEY/NAME`, KEY being the document's.

A document's bytes never change, so what was made once holds for ever. It is no part of a backup, is made again when
it is missing, and goes with the file (`collect_orphans`). Permission to the file is asked before anything here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.errors import NotFound
from engine.model.document import StoredFile
from engine.model.records import DocumentRecord
from engine.store.objects import ObjectStore
from engine.viewing import no_room

VIEW_PREFIX: Final = "view/"


class KeptViews:
    """What is kept of one file. Holds no connection and no bytes; everything may raise Unavailable."""

    def __init__(self, objects: ObjectStore, file: StoredFile) -> None:
        self._objects = objects
        self._file = file
        self._folder = f"{VIEW_PREFIX}{file.record.key}/"

    @property
    def record(self) -> DocumentRecord:
        """Give what is known of the file."""
        return self._file.record

    def get(self, name: str) -> bytes | None:
        """Give what is kept under a name; None when it has not been made."""
        try:
            with self._objects.open(f"{self._folder}{name}") as blocks:
                return b"".join(blocks)
        except NotFound:
            return None

    def keep(self, name: str, content: bytes, *, media_type: str) -> None:
        """Keep something under a name."""
        self._objects.put(f"{self._folder}{name}", content, content_type=media_type)

    @contextmanager
    def source(self) -> Iterator[Path]:
        """Lay the file's bytes into a folder of its own and give their path; raises NotFound when they are lost."""
        with laid_out(self._objects, self._file.object_name) as path:
            yield path


@contextmanager
def laid_out(objects: ObjectStore, name: str) -> Iterator[Path]:
    """Lay an object's bytes into a folder of its own and give their path; raises NotFound, Unavailable."""
    with TemporaryDirectory(prefix="hoidong-view-") as folder:
        path = Path(folder) / "source"
        try:
            with objects.open(name) as blocks, path.open("wb") as file:
                for block in blocks:
                    file.write(block)
        except OSError as error:
            raise no_room() from error
        yield path
