"""Whose seal a document bears: that of the body that issues it, or of the one above that has a seal (Decree 30/2020).

A committee of the Council seals with the Council's seal when it has none of its own, a unit of the Office with the
Office's. The Office's own key is the desk's `co_quan`, another body's `co_quan.CODE` by its code in the directory.
"""

from dataclasses import dataclass

from engine.operations.documents.signing_desk import ORGANISATION, SigningDesk, seal_of
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.directory import directory_units
from engine.worker.connectors.office import read_office


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingBody:
    """A holder of the signing desk, and the name that its certificate must bear."""

    holder: str
    name: str


def sealing_body(uow: UnitOfWork, desk: SigningDesk, issuer: str) -> SealingBody:
    """Give whose key and seal a document of `issuer` (a code of the directory, or empty) gets."""
    known, seen = directory_units(uow.connection), set[str]()
    code: str | None = issuer
    while code and code in known and code not in seen:
        seen.add(code)
        if desk.has_key(seal_of(code)):
            return SealingBody(holder=seal_of(code), name=known[code].name)
        code = known[code].parent_code
    return SealingBody(holder=ORGANISATION, name=read_office(uow).name)
