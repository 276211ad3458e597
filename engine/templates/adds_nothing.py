"""Tells whether a final paper says what its draft says: no more, no less.

Pure. Whoever agrees to a draft agrees to a paper set from it only if whatever `read_draft` leaves to the case (symbol,
subject, addressees, recipients, signature) stands in the draft as well, each in its place (Decree 30/2020, Annex I),
and if nothing of the draft is lost on the way to the paper. In doubt the answer is no.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from docx.document import Document
from docx.table import Table

from engine.templates.official import Block, OfficialDocument
from engine.templates.open_docx import open_docx
from engine.templates.read_draft import ADDRESSEE, FOOT

_BLANK: Final = re.compile(r"\[[^\]]*\]")  # what a template leaves to the drafter
_PAGE_NUMBER: Final = re.compile(r"\d*")
# What Word shows and the paper does not have, or the other way round.
_LOST: Final = (
    *("drawing", "pict", "object", "footnoteReference", "endnoteReference", "commentReference", "numPr"),
    *("ins", "del", "moveFrom", "moveTo", "sdt", "fldSimple", "instrText", "hyperlink", "vanish", "altChunk"),
)
_Item = Any  # a paragraph or a table, whose types in the library have nothing in common


def adds_nothing(document: OfficialDocument, draft: bytes) -> bool:
    """Tell whether the paper set from this draft says the same; raises InputRejected for what is no safe .docx."""
    opened = open_docx(draft)
    items: list[_Item] = list(opened.iter_inner_content())
    feet = [at for at, item in enumerate(items) if any(FOOT.match(text.strip()) for text in _texts(item))]
    if not feet or not isinstance(items[0], Table) or not isinstance(items[feet[0]], Table):
        return False
    head, body, foot, rest = items[0], items[1 : feet[0]], items[feet[0]], items[feet[0] + 1 :]
    return (
        not any(text.strip() for item in rest for text in _texts(item))
        and not any(_BLANK.search(text) for item in items for text in _texts(item))
        and _is_plain(opened)
        and _head_agrees(document, head)
        and _body_agrees(document, body)
        and _foot_agrees(document, foot)
    )


def _is_plain(opened: Document) -> bool:
    """Tell whether the text of paragraphs and tables, beside page numbers, is all that Word shows."""
    if any(True for tag in _LOST for _ in opened.element.body.iterfind(f".//{{*}}{tag}")):
        return False
    edges = [edge for section in opened.sections for edge in (section.header, section.footer)]
    return all(_PAGE_NUMBER.fullmatch(one.text.strip()) for edge in edges for one in edge.paragraphs)


def _head_agrees(document: OfficialDocument, head: Table) -> bool:
    """Compare symbol, a letter's subject, and the stamp of urgency, for which a draft has no place."""
    lines = [_plain(line) for text in _texts(head) for line in text.splitlines()]
    symbols = [line.removeprefix("số:").strip() for line in lines if line.startswith("số:")]
    subjects = [line.removeprefix("v/v").strip() for line in lines if line.startswith("v/v")]
    wanted = [_plain(document.letter_subject)] if document.letter_subject else []
    return not document.stamp and symbols == [_plain(document.symbol)] and subjects == wanted


def _body_agrees(document: OfficialDocument, body: list[_Item]) -> bool:
    """Compare kind and subject, addressees and text."""
    addressed, said = [], []
    addressing = False
    for item in body:
        if isinstance(item, Table):
            said += [_plain(text) for text in _texts(item)]
            continue
        text = " ".join(item.text.split())
        opening = ADDRESSEE.match(text)
        addressing = bool(opening) or (addressing and text.startswith("-"))
        if addressing:
            addressed += [_plain(one) for one in text[opening.end() if opening else 0 :].split(";") if _plain(one)]
        elif text:
            said.append(_plain(text))
    title = [_plain(document.kind_name), _plain(document.subject)] if document.kind_name else []
    text_set = [_plain(one) for one in document.grounds] + [one for block in document.blocks for one in _set(block)]
    return said == title + text_set and addressed == [_plain(one) for one in document.addressees]


def _foot_agrees(document: OfficialDocument, foot: Table) -> bool:
    """Compare recipients and signature."""
    cells = [[_plain(line) for line in text.splitlines() if line.strip()] for text in _texts(foot)]
    recipients = [_plain("Nơi nhận:"), *(_plain(one) for one in document.recipients)]
    return cells == [recipients, [_plain(one) for one in (*document.authority, document.position, document.signer)]]


def _set(block: Block) -> Iterator[str]:
    """Yield what the paper has of a block."""
    if block.rows:
        yield from (_plain(cell) for row in block.rows for cell in row)
    else:
        yield _plain(f"{block.lead} {block.text}")


def _texts(item: _Item) -> list[str]:
    return [cell.text for row in item.rows for cell in row.cells] if isinstance(item, Table) else [item.text]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" -:;.,")
