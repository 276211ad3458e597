"""A file that people edit in their own office program while they work on a task: its lock, and what has been saved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLock:
    """Who has a file open for editing. One that is past `until` stays until somebody else takes its place."""

    token: str
    username: str
    holder: str  # by name
    until: datetime

    def holds_at(self, now: datetime) -> bool:
        """Tell whether it keeps others out."""
        return self.until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedFile:
    """A file of a form's field, under one name through all its saves.

    `first_key` is the document that was opened first, `current_key` the one saved last; `saved_key` the one saved last
    by whoever has the lock now, since they have it.
    """

    key: int
    task_key: int
    instance_key: int
    field: str
    first_key: int
    current_key: int
    saved_key: int | None
    lock: EditLock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a writer demands (RFC 4918 §10.4): `met` tells it for the lock's token and the bytes' sha256.

    `tokens` are the locks that the writer says to hold.
    """

    tokens: frozenset[str] = frozenset()
    met: Callable[[str | None, str], bool] = lambda _token, _sha256: True


NO_CONDITION = Condition()
