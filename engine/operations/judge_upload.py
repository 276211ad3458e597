"""Look into a PDF that shows signs of acting by itself, before it becomes a document: in a bounded child process."""

from threading import BoundedSemaphore
from typing import Final

from engine.content import refusals
from engine.operations.kept_views import laid_out
from engine.store.objects import ObjectStore
from engine.viewing import MOST_BYTES, Danger, find_danger

_REFUSALS: Final = {
    Danger.SCRIPT: refusals.has_scripts,
    Danger.ACTION: refusals.has_actions,
    Danger.FILE: refusals.has_files_inside,
}
_TURNS: Final = BoundedSemaphore(2)


def judge_upload(objects: ObjectStore, object_name: str, *, file_name: str, size_bytes: int) -> None:
    """Raise InputRejected for a PDF with scripts, actions or files inside; its bytes are gone then.

    One that cannot be read, or is too large to be looked into, passes: it is judged again before anybody signs it, and
    its pages are drawn by a process that runs nothing of it.
    """
    if size_bytes > MOST_BYTES:
        return
    with _TURNS, laid_out(objects, object_name) as source:
        danger = find_danger(source)
    if danger is not None:
        objects.delete(object_name)
        raise _REFUSALS[danger](file_name)
