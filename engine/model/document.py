"""The lifecycle of a stored file, and what the store tells about one beyond what readers see."""

from dataclasses import dataclass
from enum import StrEnum

from engine.model.records import DocumentRecord


class DocumentState(StrEnum):
    """PENDING while its bytes travel, STORED once they are safe, DELETED when its uploader took it away again.

    REPLACED: saved in an office program and saved over in the same editing. Its bytes stay and its readers may have
    them; it is no version of its own, stands in no list of files and is nobody's answer any more.
    """

    PENDING = "PENDING"
    STORED = "STORED"
    REPLACED = "REPLACED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A document with where its bytes lie; for the engine's own use, never shown."""

    record: DocumentRecord
    state: DocumentState
    object_name: str
    task_key: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPlace:
    """Where an uploaded file is meant to go.

    With `instance_key` it joins that case at once; with `task_key` alone it waits for that task's completion; with
    neither it waits for a case to start. `field` is the form field that will name it.
    """

    instance_key: int | None = None
    task_key: int | None = None
    field: str | None = None


NOWHERE_YET = DocumentPlace()
