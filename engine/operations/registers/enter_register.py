"""Write a line into a register (sổ), to be found by its words and by what the codes in it mean."""

from collections.abc import Iterator, Mapping

from engine.model.json_value import JsonValue
from engine.operations.unit_of_work import UnitOfWork
from engine.store import registers
from engine.store.folding import search_words
from engine.store.queries.directory import directory_people, directory_units
from engine.store.queries.register_lines import mark

MARKED = ("loai_van_ban",)  # cells whose very value is a filter of the registers' pages


def enter_register(uow: UnitOfWork, row: registers.EntryRow) -> int:
    """Write the line; give its key."""
    names = {code: unit.name for code, unit in directory_units(uow.connection).items()}
    names |= {name: person.display_name for name, person in directory_people(uow.connection).items()}
    return registers.insert_entry(uow.transaction, row, line_words(row.cells, names))


def line_words(cells: Mapping[str, JsonValue], names: Mapping[str, str]) -> frozenset[str]:
    """Give what a line is found by: the folded words of its texts, of the `names` of codes, and its marks."""
    words = {
        word
        for value in cells.values()
        for text in _texts(value)
        for word in search_words(f"{text} {names.get(text, '')}")
    }
    marks = {mark(cell, cells[cell]) for cell in MARKED if isinstance(cells.get(cell), str)}
    return frozenset(words | marks)


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
