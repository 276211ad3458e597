"""What a received document is, in the words of the registration form (P02), as far as its message says it.

The sender is looked up by its identification code; one that ended (as many did on 01/07/2025) is its successor, when
there is exactly one. What is not known is left for the registry to fill in.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from engine.exchange import DocumentMessage, Organisation
from engine.model.json_value import JsonValue
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import fold
from engine.store.queries.directory import DirectoryUnit, directory_units

TYPES: Final = "loai_van_ban"  # the code list of document types
LONGEST_SUBJECT: Final = 500  # characters, as the form has it
LONGEST_SYMBOL: Final = 60


def first_answers(uow: UnitOfWork, message: DocumentMessage, files: Sequence[int]) -> dict[str, JsonValue]:
    """Give the case's first variables; `files` are the documents' keys, the document itself first."""
    today = uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()
    sender = find_sender(directory_units(uow.connection), message.sender, today)
    symbol = symbol_of(message)
    subject = " ".join(message.subject.split())[:LONGEST_SUBJECT]
    known: dict[str, JsonValue] = {
        "do_mat": "thuong",
        "tiep_nhan": "nhan",
        "ngay_den": today.isoformat(),
        "phuong_thuc": "truc",
        "noi_gui_truc": f"{message.sender.name} ({message.sender.identifier})".strip(),
        "co_quan_gui": sender.code if sender is not None else None,
        "so_ky_hieu": symbol,
        "ngay_van_ban": message.issued_on.isoformat(),
        "loai_van_ban": _type_code(uow, message.type_name),
        "do_khan": message.priority,
        "trich_yeu": subject,
        "han_tra_loi": message.due_on.isoformat() if message.due_on is not None else None,
        "tep": [str(key) for key in files],
        "tieu_de": f"{symbol} – {subject}",
    }
    return {name: value for name, value in known.items() if value is not None}


def find_sender(units: Mapping[str, DirectoryUnit], sender: Organisation, today: date) -> DirectoryUnit | None:
    """Give the body that stands today for a sender on the axis; None when that is not certain."""
    found = [
        one for one in units.values() if one.axis_code and one.axis_code.casefold() == sender.identifier.casefold()
    ]
    standing = {one.code for unit in found for one in _today(units, unit, today, frozenset())}
    return units[standing.pop()] if len(standing) == 1 else None


def symbol_of(message: DocumentMessage) -> str:
    """Give number and symbol as people write them."""
    return f"{message.number}/{message.code}"[:LONGEST_SYMBOL]


def _today(
    units: Mapping[str, DirectoryUnit], unit: DirectoryUnit, today: date, passed: frozenset[str]
) -> tuple[DirectoryUnit, ...]:
    """Give the unit, or who stands in its place: successors of successors too, each asked once."""
    if unit.valid_until is None or unit.valid_until >= today:
        return (unit,)
    following = [units[code] for code in unit.successors if code in units and code not in passed]
    return tuple(last for one in following for last in _today(units, one, today, passed | {unit.code}))


def _type_code(uow: UnitOfWork, name: str) -> str | None:
    wanted = fold(name).split()
    rows = uow.law.current(uow.transaction).code_lists.get(TYPES, ())
    return next((row.value for row in rows if fold(row.vi).split() == wanted), None)
