"""Reads the text of a drafted .docx, so that the final PDF can be set from it (Decree 30/2020, Annex I).

Pure. Head, signature and recipients are left out: the final document takes them from the case, where they were
approved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from docx.text.paragraph import Paragraph

from engine.templates.check_docx import kinds
from engine.templates.official import Block
from engine.templates.open_docx import damaged, open_docx

_HEAD: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
FOOT: Final = re.compile(r"^nơi nhận\s*:?", re.IGNORECASE)
ADDRESSEE: Final = re.compile(r"^kính gửi\b", re.IGNORECASE)
_GROUND: Final = re.compile(r"^(Căn cứ|Xét|Theo đề nghị)\b")
_ARTICLE: Final = re.compile(r"^(Điều \d+[a-z]?\.)\s*(.*)$", re.DOTALL)
_CENTRED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """What a draft says: its legal grounds, without punctuation at their ends, and its text."""

    grounds: tuple[str, ...]
    blocks: tuple[Block, ...]


def read_draft(content: bytes, *, subject: str) -> DraftText:
    """Give grounds and text of a draft; `subject` is its “trích yếu”, which is left out where it stands alone.

    Raises InputRejected for what is no safe .docx.
    """
    document = open_docx(content)
    try:
        blocks = tuple(_blocks(document, _plain(subject)))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, InvalidXmlError) as error:
        raise damaged() from error
    leading = 0
    while leading < len(blocks) and _GROUND.match(blocks[leading].text):
        leading += 1
    return DraftText(
        grounds=tuple(block.text.rstrip(" ;.,") for block in blocks[:leading]),
        blocks=blocks[leading:],
    )


def _blocks(document: Document, subject: str) -> Iterator[Block]:
    titles = {one["name"].upper() for one in kinds()}
    addressing = False
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = tuple(tuple(" ".join(cell.text.split()) for cell in row.cells) for row in item.rows)
            words = [text for row in rows for text in row]
            if any(FOOT.match(text) for text in words):
                return
            if not any(_HEAD in text.upper() for text in words):
                yield Block(style="table", rows=rows)
            continue
        text = " ".join(item.text.split())
        if FOOT.match(text):
            return
        # Several addressees stand one a line, with a dash, below “Kính gửi:”.
        addressing = bool(ADDRESSEE.match(text)) or (addressing and text.startswith("-"))
        if text and not addressing and text not in titles and _plain(text) != subject:
            yield _block(item, text)


def _block(paragraph: Paragraph, text: str) -> Block:
    article = _ARTICLE.match(text)
    if article:
        return Block(lead=article[1], text=article[2])
    bold = all(run.bold for run in paragraph.runs if run.text.strip())
    if bold and _alignment(paragraph) == _CENTRED:
        return Block(style="centre", text=text)
    return Block(style="heading" if bold else "paragraph", text=text)


def _alignment(paragraph: Paragraph) -> Any:  # noqa: ANN401 – an enumeration of the library, or nothing
    try:
        return paragraph.alignment
    except ValueError:  # a word of another dialect, which the library does not know
        return None


def _plain(text: str) -> str:
    return " ".join(text.removeprefix("V/v ").removeprefix("Về việc ").split()).casefold().rstrip(".")
