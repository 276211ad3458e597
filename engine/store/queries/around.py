"""What leads from a case to others: its terms, cases that share them, and links from either side.

Whoever calls adds who may read what is found.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select, union

from engine.store.tables import CaseLikeness, CaseLink, ProcessInstance
from engine.store.tables.core import core

_LIKENESS, _LINK, _INSTANCE = core(CaseLikeness), core(CaseLink), core(ProcessInstance)


def terms_of(connection: Connection, instance_key: int) -> tuple[str, ...]:
    """Give what a case is compared by; nothing for one that is not compared."""
    found = connection.execute(select(_LIKENESS.c.terms).where(_LIKENESS.c.instance_key == instance_key))
    return tuple(found.scalar_one_or_none() or ())


def sharing_terms(
    connection: Connection,
    terms: Sequence[str],
    *,
    process_id: str,
    before: tuple[datetime, int],
    readable: ColumnElement[bool],
    limit: int,
) -> list[tuple[int, list[str]]]:
    """Give key and terms of readable cases of a process that have one of `terms`, the newest first.

    Only such as were started before the moment and key of `before`.
    """
    started, key = before
    earlier = or_(_INSTANCE.c.started_at < started, (_INSTANCE.c.started_at == started) & (_INSTANCE.c.key < key))
    statement = (
        select(_LIKENESS.c.instance_key, _LIKENESS.c.terms)
        .join(_INSTANCE, _INSTANCE.c.key == _LIKENESS.c.instance_key)
        .where(_LIKENESS.c.terms.overlap(list(terms)), _INSTANCE.c.process_id == process_id, earlier, readable)
        .order_by(_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc())
    )
    return [(row.instance_key, row.terms) for row in connection.execute(statement.limit(limit))]


def linked_keys(connection: Connection, instance_key: int) -> tuple[int, ...]:
    """Give the keys of the cases that a case names, and of those that name it."""
    named = select(_LINK.c.other_key).where(_LINK.c.instance_key == instance_key)
    naming = select(_LINK.c.instance_key).where(_LINK.c.other_key == instance_key)
    return tuple(connection.execute(union(named, naming)).scalars())


def restricted_among(connection: Connection, keys: Collection[int]) -> frozenset[int]:
    """Give those of the cases that are restricted."""
    chosen = select(_INSTANCE.c.key).where(_INSTANCE.c.key.in_(keys), _INSTANCE.c.restricted)
    return frozenset(connection.execute(chosen).scalars())
