"""Puts values in place of the words in square brackets that our templates leave to the drafter."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

_BLANK = re.compile(r"\[([^\[\]]{1,100})\](\.?)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def fill_blanks(content: bytes, values: Mapping[str, str]) -> bytes:
    """Replace `[words]` by the value of the words, whatever their case; a blank without a value stays.

    For drafts made by `draft_template` and `fill_docx`, in which a blank never spreads over several runs. Values are
    set as plain text; one that ends a sentence itself gets no second full stop.
    """
    wanted = {words.casefold(): _UNPRINTABLE.sub(" ", value) for words, value in values.items()}
    document = docx.Document(BytesIO(content))

    def of(blank: re.Match[str]) -> str:
        value = wanted.get(blank[1].casefold())
        if value is None:
            return blank[0]
        return value if value.endswith((".", "…")) else f"{value}{blank[2]}"

    for paragraph in _paragraphs(document):
        for run in paragraph.runs:
            if "[" in run.text:
                run.text = _BLANK.sub(of, run.text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for cell in table._cells:  # noqa: SLF001 – each cell once; the public rows repeat merged ones
            yield from cell.paragraphs
