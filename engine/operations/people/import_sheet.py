"""Read the rows of an .xlsx file that an administrator sends: bounded, values only, no formula is evaluated."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from engine.errors import InputRejected, Text
from engine.store.folding import fold

MOST_BYTES: Final = 2_000_000
MOST_UNPACKED: Final = 30_000_000
MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 20
LONGEST_CELL: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row below the heads: its number as the program shows it, and its texts by folded head (`ho ten`)."""

    number: int
    cells: Mapping[str, str]

    def text(self, head: str) -> str:
        """Give a cell's text, empty when the column or the cell is missing."""
        return self.cells.get(head, "")


def read_sheets(content: bytes) -> Mapping[str, Sequence[Row]]:
    """Give the rows of every sheet by the sheet's folded name; rows without any text are left out.

    Raises InputRejected (code `sheet_unreadable`): no workbook, or one beyond the bounds.
    """
    from openpyxl import load_workbook  # noqa: PLC0415  only this command needs it

    _refuse_large(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            return {
                _name(sheet.title): _rows(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)) for sheet in book
            }
        finally:
            book.close()
    except InputRejected:
        raise
    except Exception as error:
        raise _unreadable() from error


def _name(title: str) -> str:
    """Give the name that a sheet is known by: “Đơn vị” is don_vi."""
    return fold(title).strip().replace(" ", "_")


def _refuse_large(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise _too_large()
    except zipfile.BadZipFile as error:
        raise _unreadable() from error


def _rows(values: Iterable[Sequence[object]]) -> Sequence[Row]:
    heads: list[str] | None = None
    rows = []
    for number, cells in enumerate(values, start=1):
        if number > MOST_ROWS:
            raise _too_large()
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if heads is None:
            heads = [fold(text) for text in texts]
            continue
        rows.append(Row(number=number, cells={head: text for head, text in zip(heads, texts, strict=False) if head}))
    return rows


def _text(cell: object) -> str:
    if cell is None:
        return ""
    text = cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
    return text.strip()[:LONGEST_CELL]


def _unreadable() -> InputRejected:
    return InputRejected(
        Text(vi="Tệp không phải bảng tính .xlsx đọc được.", en="This is no .xlsx workbook that can be read."),
        code="sheet_unreadable",
    )


def _too_large() -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Bảng tính quá lớn: tối đa {MOST_ROWS} dòng và {MOST_BYTES // 1_000_000} MB.",
            en=f"The workbook is too large: at most {MOST_ROWS} rows and {MOST_BYTES // 1_000_000} MB.",
        ),
        code="sheet_unreadable",
    )


def day_of_cell(text: str) -> date | None:
    """Read a cell's day, 2026-07-01 or 01/07/2026; None when empty. Raises ValueError."""
    if not text:
        return None
    return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)  # noqa: DTZ007  a day has no zone
