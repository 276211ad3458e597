"""Sets the cover sheet of a copy as a PDF (Decree 30/2020, articles 25-27 and Annex I on copies), with typst.

Pure: what goes in decides what comes out, byte for byte. What people typed reaches the template as JSON and is set as
plain text, never read as markup; the compiler sees no file but the template and no font but its own.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Final

import typst

from engine.errors import InputRejected, Text

TEMPLATES: Final = frozenset({"bia_sao"})
# Bounds of what is set: a sheet is one page or two, whatever a form let through.
_LONGEST_TEXT = 2000
_DEPUTY, _DEPUTY_MARK = "Phó ", "KT. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the sheet's table."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What stands on the sheet. `authority` is the line above the signer's position (KT., TL. …), empty if none."""

    kind: str
    title: str
    issuer_parent: str
    issuer: str
    number: str
    place: str
    date: str
    rows: tuple[Row, ...]
    recipients: tuple[str, ...]
    authority: str
    signer_position: str
    signer_name: str


def written_date(day: date) -> str:
    """Write a date as documents do: days below ten and January, February with a leading zero (Annex I)."""
    month = f"{day.month:02d}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def authority_of(position: str) -> str:
    """Give the line above a deputy's position: a deputy signs for the head, "KT. " and the head's title."""
    if not position.startswith(_DEPUTY):
        return ""
    head = position.removeprefix(_DEPUTY)
    return _DEPUTY_MARK + head[:1].upper() + head[1:]


def render(sheet: CoverSheet, *, made_at: datetime) -> bytes:
    """Set the sheet as PDF/A; `made_at` (aware) is the file's only date. Raises InputRejected."""
    if any(len(value) > _LONGEST_TEXT for value in _texts(sheet)):
        raise InputRejected(
            Text(
                vi=f"Nội dung đưa vào bìa dài quá {_LONGEST_TEXT} ký tự.",
                en=f"A text for the cover sheet is longer than {_LONGEST_TEXT} characters.",
            ),
            code="cover_sheet_text_too_long",
        )
    return typst.compile(
        (files(__package__) / "cover_sheet.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(asdict(sheet), ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards=["a-2b"],  # ISO 19005-2: every font embedded
        timestamp=made_at.replace(microsecond=0),  # a PDF's dates know whole seconds only
    )


def _texts(sheet: CoverSheet) -> list[str]:
    plain = [value for value in asdict(sheet).values() if isinstance(value, str)]
    return [*plain, *sheet.recipients, *(part for row in sheet.rows for part in (row.label, row.value))]
