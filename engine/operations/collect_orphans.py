"""Remove bytes that nothing needs: broken uploads, files taken away or never sent, objects without any row.

A row is committed before its object can exist, so an object without a row is needed by nobody. An object whose row
stands is never touched here. Safe to run at any time, in several processes at once.
"""

from dataclasses import dataclass
from datetime import timedelta

from engine.operations.engine import Engine
from engine.operations.upload_document import OBJECT_PREFIX
from engine.store import documents

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one collection removed."""

    rows: int
    objects: int
    unfinished_uploads: int


def collect_orphans(engine: Engine) -> Collected:
    """Collect everything older than the grace period; raises Unavailable, and then the next run goes on."""
    rows = _collect_rows(engine)
    return Collected(
        rows=rows, objects=_collect_objects(engine), unfinished_uploads=_collect_unfinished_uploads(engine)
    )


def _collect_rows(engine: Engine) -> int:
    grace = timedelta(seconds=engine.settings.documents.orphan_grace_s)
    count = 0
    while True:
        with engine.unit_of_work() as uow:
            names = documents.forget_abandoned(uow.transaction, uow.now - grace, _BATCH)
        # After the commit: a crash here leaves objects without rows, which the next step finds.
        for name in names:
            engine.objects.delete(name)
        count += len(names)
        if len(names) < _BATCH:
            return count


def _collect_objects(engine: Engine) -> int:
    count = 0
    batch: list[str] = []
    for facts in engine.objects.names(OBJECT_PREFIX):
        batch.append(facts.name)
        if len(batch) == _BATCH:
            count += _delete_unknown(engine, batch)
            batch = []
    return count + _delete_unknown(engine, batch)


def _delete_unknown(engine: Engine, names: list[str]) -> int:
    if not names:
        return 0
    with engine.unit_of_work() as uow:
        known = documents.known_objects(uow.connection, names)
    unknown = [name for name in names if name not in known]
    for name in unknown:
        engine.objects.delete(name)
    return len(unknown)


def _collect_unfinished_uploads(engine: Engine) -> int:
    unfinished = engine.objects.abandoned_uploads(OBJECT_PREFIX)
    with engine.unit_of_work() as uow:
        known = documents.known_objects(uow.connection, {name for name, _ in unfinished})
    gone = [(name, upload_id) for name, upload_id in unfinished if name not in known]
    for name, upload_id in gone:
        engine.objects.abort_upload(name, upload_id)
    return len(gone)
