"""Look into a file before it becomes a document: for viruses, for what may act by itself, for a mark of secrecy."""

from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from engine.content import FileFacts, bears_mark, refusals
from engine.errors import InputRejected
from engine.operations.documents.kept_views import laid_out
from engine.operations.documents.scans import is_recognisable, is_stamped_secret
from engine.operations.engine import Engine
from engine.viewing import MOST_BYTES, Danger, find_danger, is_written_in_pages, read_text

_REFUSALS: Final = {
    Danger.SCRIPT: refusals.has_scripts,
    Danger.ACTION: refusals.has_actions,
    Danger.FILE: refusals.has_files_inside,
}
_TURNS: Final = BoundedSemaphore(2)
_FIRST_LETTERS: Final = 4_000  # the top of the first page
_AT_ONCE_BYTES: Final = 20 * 1024 * 1024  # larger files are looked at afterwards, by `read_texts`


def judge_upload(engine: Engine, object_name: str, *, file_name: str, facts: FileFacts) -> None:
    """Raise InputRejected for a virus, a mark of secrecy, and a PDF with scripts, actions or files inside.

    Its bytes are gone then. What cannot be read, or is too large to be looked into, passes: a PDF is judged again
    before anybody signs it, its pages are drawn by a process that runs nothing of it, and `read_texts` looks for marks
    in what it reads. What is read or recognised here is kept nowhere. Raises Unavailable when the scanner does not
    answer.
    """
    refusal = _virus(engine, object_name, file_name)
    may_be_marked = is_written_in_pages(facts.content_type) or is_recognisable(facts.content_type)
    in_pages = may_be_marked and facts.size_bytes <= _AT_ONCE_BYTES
    if refusal is None and (facts.may_act or in_pages) and facts.size_bytes <= MOST_BYTES:
        with _TURNS, laid_out(engine.objects, object_name) as source:
            refusal = _danger(source, file_name) if facts.may_act else None
            if refusal is None and in_pages and _is_marked(source, facts.content_type):
                refusal = refusals.secret_stamp()
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


def _danger(source: Path, file_name: str) -> InputRejected | None:
    danger = find_danger(source)
    return _REFUSALS[danger](file_name) if danger is not None else None


def _is_marked(source: Path, content_type: str) -> bool:
    text = read_text(source, content_type, _FIRST_LETTERS) or ""
    return bears_mark(text) or is_stamped_secret(source, content_type)
