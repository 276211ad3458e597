"""Project what leads from a case to others: what it is compared by, the cases it names, files of its caller's."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.model.document import DocumentState
from engine.store.tables import CaseLikeness, CaseLink, Document, ProcessInstance, SharedDocument
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_LIKENESS, _LINK, _SHARED = core(CaseLikeness), core(CaseLink), core(SharedDocument)
_DOCUMENT, _INSTANCE = core(Document), core(ProcessInstance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a command changed around a case; a part that is None stays as it is.

    `likeness` the terms it is compared by (none: it is not compared), `links` the keys of the cases it names, `files`
    the keys of files of the case that called it and that it has too.
    """

    likeness: tuple[str, ...] | None = None
    links: tuple[int, ...] | None = None
    files: tuple[int, ...] | None = None


def project_around(tx: Transaction, instance_key: int, parent_key: int | None, around: Around) -> None:
    """Write the parts that changed."""
    if around.likeness is not None:
        _set_likeness(tx, instance_key, around.likeness)
    if around.links is not None:
        _set_links(tx, instance_key, around.links)
    if around.files and parent_key is not None:
        share_documents(tx, of_case=parent_key, with_case=instance_key, keys=around.files)


def share_documents(tx: Transaction, *, of_case: int, with_case: int, keys: tuple[int, ...] | None = None) -> None:
    """Let another case have stored files of a case too: those of `keys` (others' are passed over), or all."""
    chosen = select(_DOCUMENT.c.key, literal(with_case)).where(
        _DOCUMENT.c.instance_key == of_case, _DOCUMENT.c.state == DocumentState.STORED.value
    )
    if keys is not None:
        chosen = chosen.where(_DOCUMENT.c.key.in_(keys))
    given = upsert(_SHARED).from_select(["document_key", "instance_key"], chosen).on_conflict_do_nothing()
    tx.connection.execute(given)


def link_case(tx: Transaction, instance_key: int, other_key: int) -> None:
    """Let a case name another one, beside those that it names by its own property."""
    row = {"instance_key": instance_key, "other_key": other_key}
    tx.connection.execute(upsert(_LINK).values(row).on_conflict_do_nothing())


def _set_likeness(tx: Transaction, instance_key: int, terms: tuple[str, ...]) -> None:
    tx.connection.execute(delete(_LIKENESS).where(_LIKENESS.c.instance_key == instance_key))
    if terms:
        tx.connection.execute(insert(_LIKENESS), [{"instance_key": instance_key, "terms": list(terms)}])


def _set_links(tx: Transaction, instance_key: int, others: tuple[int, ...]) -> None:
    gone = _LINK.c.other_key.not_in(others)
    tx.connection.execute(delete(_LINK).where(_LINK.c.instance_key == instance_key, gone))
    known = select(literal(instance_key), _INSTANCE.c.key).where(
        _INSTANCE.c.key.in_(others), _INSTANCE.c.key != instance_key
    )
    named = upsert(_LINK).from_select(["instance_key", "other_key"], known).on_conflict_do_nothing()
    tx.connection.execute(named)
