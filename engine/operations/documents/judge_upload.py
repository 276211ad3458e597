"""Look into a file before it becomes a document: with the virus scanner, and into PDFs that may act by themselves."""

from threading import BoundedSemaphore
from typing import Final

from engine.content import FileFacts, refusals
from engine.errors import InputRejected
from engine.operations.documents.kept_views import laid_out
from engine.operations.engine import Engine
from engine.store.objects import ObjectStore
from engine.viewing import MOST_BYTES, Danger, find_danger

_REFUSALS: Final = {
    Danger.SCRIPT: refusals.has_scripts,
    Danger.ACTION: refusals.has_actions,
    Danger.FILE: refusals.has_files_inside,
}
_TURNS: Final = BoundedSemaphore(2)


def judge_upload(engine: Engine, object_name: str, *, file_name: str, facts: FileFacts) -> None:
    """Raise InputRejected for a virus, and for a PDF with scripts, actions or files inside; its bytes are gone then.

    A PDF that cannot be read, or is too large to be looked into, passes: it is judged again before anybody signs it,
    and its pages are drawn by a process that runs nothing of it. Raises Unavailable when the scanner does not answer.
    """
    refusal = _virus(engine, object_name, file_name)
    if refusal is None and facts.may_act and facts.size_bytes <= MOST_BYTES:
        refusal = _danger(engine.objects, object_name, file_name)
    if refusal is not None:
        engine.objects.delete(object_name)
        raise refusal


def _virus(engine: Engine, object_name: str, file_name: str) -> InputRejected | None:
    scanner = engine.settings.scanner
    if scanner is None:
        return None
    with engine.objects.open(object_name) as blocks:
        found = scanner.find(blocks)
    return refusals.has_virus(file_name, found) if found is not None else None


def _danger(objects: ObjectStore, object_name: str, file_name: str) -> InputRejected | None:
    with _TURNS, laid_out(objects, object_name) as source:
        danger = find_danger(source)
    return _REFUSALS[danger](file_name) if danger is not None else None
