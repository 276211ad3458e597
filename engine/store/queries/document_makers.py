"""Who made a file, whether it went out, and whether its case names it as issued: asked for files already readable."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from engine.store.tables import Dispatch, Document, Job, Variable
from engine.store.tables.core import core

_DOCUMENT, _JOB, _DISPATCH, _VARIABLE = core(Document), core(Job), core(Dispatch), core(Variable)
_JOB_KEY: Final = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """The job that made a file; `part` says which, of those that one job made (empty: its one document)."""

    job_type: str
    headers: Mapping[str, Any]
    part: str


def makers_of(connection: Connection, keys: Collection[int]) -> Mapping[int, Maker]:
    """Give the maker of each file that a job made."""
    sources = select(_DOCUMENT.c.key, _DOCUMENT.c.source_key).where(
        _DOCUMENT.c.key.in_(keys), _DOCUMENT.c.source_key.startswith(f"{_JOB_KEY}:")
    )
    named = {row.key: row.source_key.split(":", 2)[1:] for row in connection.execute(sources)}
    wanted = {int(parts[0]) for parts in named.values()}
    jobs = {row.key: row for row in connection.execute(select(_JOB).where(_JOB.c.key.in_(wanted)))}
    return {
        key: Maker(job_type=job.job_type, headers=job.headers, part="".join(rest))
        for key, (number, *rest) in named.items()
        if (job := jobs.get(int(number))) is not None
    }


def sent_among(connection: Connection, keys: Collection[int]) -> frozenset[int]:
    """Give the files among `keys` that were sent to somebody as an issued document."""
    sent = select(_DISPATCH.c.document_key).where(_DISPATCH.c.document_key.in_(keys)).distinct()
    return frozenset(connection.execute(sent).scalars())


def named_by_cases(connection: Connection, cases: Iterable[int], variable: str, entry: str) -> frozenset[int]:
    """Give the keys that the entry `entry` (a list) of the cases' own variable `variable` names."""
    held = select(_VARIABLE.c.value).where(_VARIABLE.c.scope_key.in_(list(cases)), _VARIABLE.c.name == variable)
    values = connection.execute(held).scalars()
    lists = (value.get(entry) for value in values if isinstance(value, dict))
    return frozenset(int(key) for keys in lists if isinstance(keys, list) for key in keys if str(key).isdecimal())
