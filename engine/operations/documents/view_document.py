"""Show the pages of a file to those who may read it: pictures, drawn once in a child process, kept beside the file.

Permission is that of the download, asked in the same place.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Final

from engine.errors import LimitExceeded, NotFound, Text
from engine.model.actor import Actor
from engine.model.records import DocumentRecord
from engine.operations.documents.download_document import readable_file
from engine.operations.documents.kept_views import KeptViews
from engine.operations.unit_of_work import UnitOfWork
from engine.store.objects import ObjectStore
from engine.viewing import (
    MEDIA_TYPE,
    MOST_BYTES,
    PDF,
    Drawn,
    Problem,
    Shape,
    draw_pages,
    hint,
    is_drawable,
    is_office,
    no_room,
    office_program,
    office_to_pdf,
)

# Written into the facts; what an earlier way of drawing has left is made anew.
_FORMAT: Final = 1
_AS_PDF: Final = "pdf"  # what LibreOffice made of a file
_TURNS: Final = BoundedSemaphore(2)  # of LibreOffice, which takes 200 MB and a processor
_A4: Final = Shape(width=1240, height=1754)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a file's pages. `shape` is the first drawn page's; `pages` is 0 where there is a problem."""

    pages: int
    shape: Shape = _A4
    problem: Text | None = None


class DocumentView:
    """One file that its reader may see; made by `view_document`. Everything may raise Unavailable."""

    def __init__(self, kept: KeptViews) -> None:
        self._kept = kept

    @property
    def record(self) -> DocumentRecord:
        """Give what is known of the file."""
        return self._kept.record

    def facts(self) -> Facts | None:
        """Give what is known of the pages; None when they have to be looked at first."""
        if not is_drawable(self.record.content_type) and not is_office(self.record.content_type):
            return _problem(Problem.NOT_DRAWN)
        if self.record.size_bytes > MOST_BYTES:
            return _problem(Problem.TOO_LARGE)
        kept = self._kept.get("facts")
        if kept is None and self._is_office and office_program() is None:
            return _problem(Problem.NO_OFFICE)
        return _read_facts(kept) if kept is not None else None

    def look(self) -> Facts:
        """Draw the first pages and give what is known then; raises NotFound when the bytes are lost."""
        drawn = self._draw(1)
        return _problem(drawn.problem) if drawn.problem is not None else _facts(drawn)

    def picture(self, page: int) -> bytes | None:
        """Give a page as JPEG, None when it has to be drawn first."""
        return self._kept.get(str(page))

    def draw(self, page: int) -> bytes:
        """Draw a page, and a few behind it.

        Raises NotFound (no such page, the file cannot be shown, its bytes are lost) and LimitExceeded (it takes too
        much time or memory).
        """
        _require_page(self.facts() or self.look(), page)
        kept = self.picture(page)  # by `look`, perhaps
        if kept is not None:
            return kept
        drawn = self._draw(page)
        if page not in drawn.pictures:
            raise LimitExceeded(hint(drawn.problem or Problem.TOO_HEAVY), code="document_page_too_heavy")
        return drawn.pictures[page].content

    def _draw(self, page: int) -> Drawn:
        drawn = self._draw_office(page) if self._is_office else self._draw_file(page)
        for number, picture in drawn.pictures.items():
            self._kept.keep(str(number), picture.content, media_type=MEDIA_TYPE)
        # What was too heavy now may not be when the machine has less to do: not kept.
        if page == 1 and drawn.problem is not Problem.TOO_HEAVY:
            self._kept.keep("facts", _write_facts(drawn), media_type="application/json")
        return drawn

    @property
    def _is_office(self) -> bool:
        return is_office(self.record.content_type)

    def _draw_file(self, page: int) -> Drawn:
        with self._kept.source() as source:
            return draw_pages(source, self.record.content_type, first=page)

    def _draw_office(self, page: int) -> Drawn:
        """Draw a page of what LibreOffice made of the file, once; that is kept beside it as its pages are."""
        pdf = self._kept.get(_AS_PDF)
        if pdf is None:
            made = self._as_pdf()
            if isinstance(made, Problem):
                return Drawn(pages=0, problem=made, pictures={})
            pdf = made
            self._kept.keep(_AS_PDF, pdf, media_type=PDF)
        with TemporaryDirectory(prefix="hoidong-view-") as folder:
            source = Path(folder) / "source"
            try:
                source.write_bytes(pdf)
            except OSError as error:
                raise no_room() from error
            return draw_pages(source, PDF, first=page)

    def _as_pdf(self) -> bytes | Problem:
        program = office_program()
        if program is None:  # taken away since its facts were asked for
            return Problem.TOO_HEAVY
        with _TURNS, self._kept.source() as source:
            return office_to_pdf(source, self.record.content_type, program)


def view_document(uow: UnitOfWork, actor: Actor, objects: ObjectStore, *, document_key: int) -> DocumentView:
    """Check that the actor may read the document and give the way to its pages; raises NotFound as the download does.

    Drawing takes long: use what this gives after the transaction.
    """
    return DocumentView(KeptViews(objects, readable_file(uow, actor, document_key=document_key)))


def _require_page(facts: Facts, page: int) -> None:
    if facts.problem is not None or not 1 <= page <= facts.pages:
        missing = Text(vi="Tệp không có trang này.", en="The file has no such page.")
        raise NotFound(facts.problem or missing, code="document_page_not_found")


def _problem(problem: Problem) -> Facts:
    return Facts(pages=0, problem=hint(problem))


def _facts(drawn: Drawn) -> Facts:
    first = next(iter(drawn.pictures.values()), None)
    return Facts(pages=drawn.pages, shape=first.shape if first is not None else _A4)


def _write_facts(drawn: Drawn) -> bytes:
    shape = _facts(drawn).shape
    facts = {"pages": drawn.pages, "problem": drawn.problem, "width": shape.width, "height": shape.height}
    return json.dumps({"format": _FORMAT, **facts}).encode()


def _read_facts(kept: bytes) -> Facts | None:
    facts = json.loads(kept)
    if facts["format"] != _FORMAT:
        return None
    if facts["problem"] is not None:
        return _problem(Problem(facts["problem"]))
    return Facts(pages=facts["pages"], shape=Shape(width=facts["width"], height=facts["height"]))
