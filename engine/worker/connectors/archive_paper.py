"""Sets the archive's papers as PDF/A with typst: the index of a dossier and the record of its hand-over.

Pure: what goes in decides what comes out. What people typed reaches the template as JSON and is set as plain text.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.resources import files

from engine.errors import InputRejected, Text
from engine.typesetting import compile_pdf

# A paper stays a paper, whatever a form let through.
MOST_ROWS, LONGEST_TEXT = 500, 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line above the table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs below: in what part, and the name if it is known."""

    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePaper:
    """One paper; `widths` (mm) and `centred` (indices) belong to `columns`. Without rows it has no table."""

    title: str
    issuer_parent: str
    issuer: str
    place: str
    date: str
    facts: tuple[Fact, ...]
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    centred: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    closing: str
    signers: tuple[Signer, ...]


def render(paper: ArchivePaper, *, made_at: datetime) -> bytes:
    """Set the paper; `made_at` (aware) is the file's only date. Raises InputRejected for what is too long."""
    if len(paper.rows) > MOST_ROWS or any(len(one) > LONGEST_TEXT for one in _texts(paper)):
        raise InputRejected(
            Text(
                vi=f"Mục lục quá {MOST_ROWS} dòng hoặc có nội dung dài quá {LONGEST_TEXT} ký tự.",
                en=f"The index has more than {MOST_ROWS} rows, or a text of more than {LONGEST_TEXT} characters.",
            ),
            code="archive_paper_too_long",
        )
    return compile_pdf((files(__package__) / "archive_paper.typ").read_bytes(), asdict(paper), made_at=made_at)


def _texts(paper: ArchivePaper) -> Sequence[str]:
    cells = [cell for row in paper.rows for cell in row]
    return [paper.title, paper.closing, *(fact.value for fact in paper.facts), *cells]
