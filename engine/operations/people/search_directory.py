"""What forms pick from, found by any words of their names, without diacritics; cases and files are in `search_linked`.

People and units are known to everybody who is signed in; both tables are small and read whole, once a transaction.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from engine.errors import Text
from engine.forms import Entry, Source, is_offered
from engine.model.actor import Actor
from engine.operations.documents.search_linked import case_entries, document_entries, search_cases, search_documents
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import search_words, sort_key
from engine.store.queries.directory import (
    DirectoryPerson,
    DirectoryUnit,
    directory_people,
    directory_units,
)

MOST_FOUND = 20
COMMUNES = "xa_phuong"  # the code list of communes and wards


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search gives: the first entries, and whether there are more; `narrowed` when words find others yet."""

    entries: tuple[Entry, ...]
    more: bool
    narrowed: bool = False


class OfficeDirectory:
    """The directory of one transaction as one person sees it (`engine.forms.Directory`)."""

    def __init__(self, uow: UnitOfWork, actor: Actor) -> None:
        self._uow, self._actor = uow, actor
        self._people: Mapping[str, DirectoryPerson] | None = None
        self._units: Mapping[str, DirectoryUnit] | None = None

    def entries(self, source: Source, keys: Collection[str], among: tuple[str, ...]) -> Mapping[str, Entry]:
        """Give the entries of `keys`; see `engine.forms.Directory`."""
        if not keys:
            return {}
        if source is Source.CASE:
            return case_entries(self._uow, self._actor, keys, among)
        if source is Source.DOCUMENT:
            return document_entries(self._uow, self._actor, keys, among)
        if source is Source.COMMUNE:
            return {entry.key: entry for entry in self._communes(among) if entry.key in keys}
        if source is Source.PERSON:
            return {key: self._person(self.people[key], among) for key in keys if key in self.people}
        known = (self.units[key] for key in keys if key in self.units)
        return {unit.code: self._unit(unit, among) for unit in known if _belongs(unit, source)}

    def search(self, source: Source, text: str, among: tuple[str, ...] = (), first: tuple[str, ...] = ()) -> Found:
        """Give the offered entries that have the words of `text`: in Vietnamese order, cases and files newest first.

        Cases that all of `first` holds of come before others, and alone where `text` has no words.
        """
        limit = MOST_FOUND
        if source is Source.CASE:
            found = search_cases(self._uow, self._actor, text, among, limit + 1, first)
        elif source is Source.DOCUMENT:
            found = search_documents(self._uow, self._actor, text, among, limit + 1)
        else:
            wanted = search_words(text)
            found = [entry for entry in self._every(source, among) if entry.offered and self._matches(entry, wanted)]
        narrowed = source is Source.CASE and bool(first) and not text.strip()
        return Found(entries=tuple(found[:limit]), more=len(found) > limit, narrowed=narrowed)

    def _every(self, source: Source, among: tuple[str, ...]) -> list[Entry]:
        if source is Source.PERSON:
            return [self._person(person, among) for person in self.people.values()]
        if source is Source.COMMUNE:
            return self._communes(among)
        units = (unit for unit in self.units.values() if _belongs(unit, source))
        return [self._unit(unit, among) for unit in sorted(units, key=lambda unit: sort_key(unit.name))]

    def _communes(self, among: tuple[str, ...]) -> list[Entry]:
        rows = self._uow.law.current(self._uow.transaction).code_lists.get(COMMUNES, ())
        return [
            Entry(key=row.value, label=Text(vi=row.vi, en=row.en), offered=is_offered({row.value}, among))
            for row in rows
        ]

    def resolve(self, source: Source, text: str, among: tuple[str, ...]) -> str | None:
        """Give the key that typed words mean: the key itself, a whole name, or the one entry that they match."""
        typed = text.strip()
        direct = self.entries(source, [typed], among).get(typed)
        if direct is not None and direct.offered:
            return typed
        found = self.search(source, typed, among)
        whole = [one for one in found.entries if search_words(one.label.vi) == search_words(typed)]
        matches = whole or list(found.entries)
        return matches[0].key if len(matches) == 1 and search_words(typed) else None

    @property
    def people(self) -> Mapping[str, DirectoryPerson]:
        """Give all persons by sign-in name."""
        if self._people is None:
            self._people = directory_people(self._uow.connection)
        return self._people

    @property
    def units(self) -> Mapping[str, DirectoryUnit]:
        """Give all units by code."""
        if self._units is None:
            self._units = directory_units(self._uow.connection)
        return self._units

    def _person(self, person: DirectoryPerson, among: tuple[str, ...]) -> Entry:
        unit = self.units.get(person.unit_code or "")
        note = ", ".join(part for part in (person.title, unit.name if unit else None) if part)
        named = {person.username, *(f"group:{group}" for group in person.groups), *self._above(person.unit_code)}
        return Entry(
            key=person.username,
            label=_same(person.display_name),
            note=_same(note) if note else None,
            offered=person.active and is_offered(named, among),
        )

    def _unit(self, unit: DirectoryUnit, among: tuple[str, ...]) -> Entry:
        today = self._uow.now.astimezone(ZoneInfo(self._uow.host.timezone)).date()
        ended = unit.valid_until is not None and unit.valid_until < today
        parent = self.units.get(unit.parent_code or "")
        note = _same(parent.name) if parent else None
        if ended and unit.valid_until is not None:
            day = f"{unit.valid_until:%d/%m/%Y}"
            note = Text(vi=f"hết hiệu lực sau ngày {day}", en=f"ended after {day}")
        named = {unit.code, *self._above(unit.code)}
        return Entry(
            key=unit.code,
            label=_same(unit.name),
            note=note,
            offered=not ended and is_offered(named, among),
        )

    def _above(self, code: str | None) -> set[str]:
        """Name a unit and all above it, as `unit:CODE`."""
        names: set[str] = set()
        while code is not None and f"unit:{code}" not in names:
            names.add(f"unit:{code}")
            unit = self.units.get(code)
            code = unit.parent_code if unit else None
        return names

    def _matches(self, entry: Entry, wanted: list[str]) -> bool:
        if not wanted:
            return True
        short = self.units[entry.key].short_name if entry.key in self.units else None
        note = entry.note.vi if entry.note else ""
        words = search_words(f"{entry.label.vi} {note} {entry.key} {short or ''}")
        return all(any(word.startswith(part) for word in words) for part in wanted)


def _belongs(unit: DirectoryUnit, source: Source) -> bool:
    return source is Source.ORGANISATION or unit.external == (source is Source.BODY)


def _same(words: str) -> Text:
    return Text(vi=words, en=words)
