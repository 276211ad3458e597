"""What a form may let people search and pick from: the sources, and the door through which the entries come.

The package asks nobody: operations hand in a `Directory` that knows who is asking and gives only what they may see.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from engine.errors import Text

BARRED: Final = "not:"
AWAITS: Final = "awaits:"
FIELD: Final = "field:"


class Source(StrEnum):
    """What is picked from; the answer is the entry's stable key.

    PERSON        people of the Office who can sign in, by sign-in name
    UNIT          the Office's own units, by code
    BODY          bodies outside the Office, by code
    ORGANISATION  both of these (who issues, who receives)
    CASE          cases that the reader may see, by instance key
    DOCUMENT      files of such cases, by document key
    COMMUNE       communes and wards with their province, by code (the code list `xa_phuong`)
    """

    PERSON = "person"
    UNIT = "unit"
    BODY = "body"
    ORGANISATION = "organisation"
    CASE = "case"
    DOCUMENT = "document"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to pick. `offered` is False for what is known but may not be picked any more, or not here."""

    key: str
    label: Text
    note: Text | None = None  # what tells two of one name apart: position and unit, former name
    offered: bool = True


class Directory(Protocol):
    """The entries as one reader may see them."""

    def entries(self, source: Source, keys: Collection[str], among: tuple[str, ...]) -> Mapping[str, Entry]:
        """Give the entries of `keys`; an unknown or hidden one is missing.

        `among` narrows what is offered, any of: `group:CODE` (people of a group), `unit:CODE` (people of a unit, units
        below it), `process:ID` (cases of a process), `case:BUSINESS_ID` (files of a case), or a plain key. Each of them
        after `not:` is left out, whatever else lets it in. Empty, or nothing but what is left out, means everything.

        A picker of cases has `first` too: those are offered before others, and alone as long as no words are typed, of
        which all of it holds: `awaits:MESSAGE` (the case waits for that message), `field:NAME=TEXT` (a field that its
        process declares as searchable).
        """


def is_offered(names: Collection[str], among: tuple[str, ...]) -> bool:
    """Tell whether `among` lets in an entry that goes by any of `names`."""
    barred = {name.removeprefix(BARRED) for name in among if name.startswith(BARRED)}
    let_in = let_in_by(among)
    return barred.isdisjoint(names) and (not let_in or not let_in.isdisjoint(names))


def let_in_by(among: tuple[str, ...]) -> frozenset[str]:
    """Give the part of `among` that lets entries in."""
    return frozenset(name for name in among if not name.startswith(BARRED))
