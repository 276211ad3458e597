"""An official document and its final PDF, laid out by Decree 30/2020, Annex I, from our own template.

Pure. What people typed is set as plain text. Secret documents never enter the system, so there is no mark of secrecy.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from engine.errors import Finding, InputRejected, Text
from engine.typesetting import compile_pdf

_LONGEST_TEXT: Final = 20_000
_MOST_BLOCKS: Final = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of the text. `lead` stands bold before a paragraph (“Điều 1.”); `rows` make a table, its head first."""

    text: str = ""
    lead: str = ""
    style: Literal["paragraph", "heading", "centre", "table"] = "paragraph"
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """A part behind the document. `reference` names the document (“Thông báo số 05/TB-HĐND ngày …”)."""

    name: str
    title: str
    reference: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """What stands in a document.

    `kind_name` is empty for a letter (công văn), whose `letter_subject` then stands under the number. `symbol` begins
    with the stroke: “/TB-HĐND”. Without `number` and `issued_on` their places stay blank, for after the signature.
    `grounds`, `recipients` and `addressees` come without dash and punctuation, which the layout sets.
    """

    issuer: str
    symbol: str
    place: str
    year: int
    position: str
    signer: str
    recipients: tuple[str, ...]
    blocks: tuple[Block, ...]
    kind_name: str = ""
    subject: str = ""
    letter_subject: str = ""
    issuer_parent: str = ""
    number: str = ""
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    enacting: str = ""
    authority: tuple[str, ...] = ()
    stamp: str = ""
    appendices: tuple[Appendix, ...] = ()


@cache
def layout() -> dict[str, Any]:
    """Give the bounds of Annex I and what we set within them."""
    loaded: dict[str, Any] = json.loads((files(__package__) / "layout.json").read_text(encoding="utf-8"))
    return loaded


def set_pdf(document: OfficialDocument, *, made_at: datetime) -> bytes:
    """Set the document as PDF/A; `made_at` (aware) is the file's only date.

    Raises InputRejected naming what is missing or too long.
    """
    _check(document)
    rules = layout()
    data = {
        "document": _words(document),
        "margins": {side: bounds["set"] for side, bounds in rules["margins_mm"].items()},
        "sizes": {part: bounds["set"] for part, bounds in rules["sizes_pt"].items()},
        "first_line": rules["first_line_mm"]["set"],
        "paragraph_gap": rules["paragraph_gap_pt"]["set"],
    }
    return compile_pdf((files(__package__) / "official.typ").read_bytes(), data, made_at=made_at)


def _words(document: OfficialDocument) -> dict[str, object]:
    words: dict[str, Any] = asdict(document)
    day = words.pop("issued_on")
    if day is not None:
        # Annex I: days below ten and January, February with a leading zero.
        words |= {"day": f"{day.day:02d}", "month": f"{day.month:02d}" if day.month <= 2 else str(day.month)}
        words["year"] = day.year
    # The last two words stay together, so that no “HÓA” stands alone on a line.
    words |= {name: "\u00a0".join(words[name].rsplit(" ", 1)) for name in ("issuer", "issuer_parent")}
    words["heading"] = document.subject or document.letter_subject or document.kind_name
    return words


def _check(document: OfficialDocument) -> None:
    needed = {
        "issuer": ("cơ quan ban hành", "the issuing body", document.issuer),
        "symbol": ("ký hiệu", "the symbol", document.symbol.removeprefix("/")),
        "place": ("địa danh", "the place", document.place),
        "position": ("chức vụ người ký", "the signer's position", document.position),
        "signer": ("họ tên người ký", "the signer's name", document.signer),
        "recipients": ("nơi nhận", "the recipients", "".join(document.recipients)),
        "subject": ("trích yếu", "the subject", document.subject or document.letter_subject),
        "blocks": ("nội dung", "the text", "x" if document.blocks else ""),
    }
    missing = {field: names for field, names in needed.items() if not names[2].strip()}
    if missing:
        findings = tuple(
            Finding(
                code="document_part_missing",
                text=Text(vi=f"Thiếu {names[0]}.", en=f"{names[1].capitalize()} is missing."),
                field=field,
            )
            for field, names in missing.items()
        )
        raise InputRejected(
            Text(
                vi=f"Văn bản còn thiếu: {', '.join(names[0] for names in missing.values())}. Hãy bổ sung.",
                en=f"The document lacks {', '.join(names[1] for names in missing.values())}. Please complete it.",
            ),
            code="document_part_missing",
            findings=findings,
        )
    blocks = [*document.blocks, *(block for one in document.appendices for block in one.blocks)]
    longest = max((len(text) for text in _texts(asdict(document))), default=0)
    if len(blocks) > _MOST_BLOCKS or longest > _LONGEST_TEXT:
        raise InputRejected(
            Text(
                vi=f"Văn bản quá dài: tối đa {_MOST_BLOCKS} đoạn, mỗi đoạn {_LONGEST_TEXT} ký tự. Hãy tách phụ lục.",
                en=f"The document is too long: at most {_MOST_BLOCKS} paragraphs of {_LONGEST_TEXT} characters. "
                "Please put appendices apart.",
            ),
            code="document_too_long",
        )
    tables = [block.rows for block in blocks if block.style == "table"]
    if any(len({len(row) for row in rows}) != 1 for rows in tables):
        raise InputRejected(
            Text(
                vi="Bảng trong văn bản phải có các dòng cùng số cột.",
                en="Every row of a table must have as many cells as the others.",
            ),
            code="document_table_uneven",
        )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []
