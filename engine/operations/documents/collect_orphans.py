"""Remove bytes that nothing needs: broken uploads, files taken away or never sent, objects without any row.

A row is committed before its object can exist, so an object without a row is needed by nobody. An object whose row
stands is never touched here. What was made out of a file (pictures of its pages) goes with it, and what was prepared
for a signature once nobody waits for that. Safe to run at any time, in several processes at once.

Parts of unfinished uploads go with their row. Should this process die between the two, a server that lists uploads by
prefix (SeaweedFS) has them dropped by the next run; MinIO drops them by itself after a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from engine.operations.agents.agent_signature import PREPARED_PREFIX
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.operations.documents.upload_document import OBJECT_PREFIX
from engine.operations.engine import Engine
from engine.store import documents, signing_requests

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one collection removed."""

    rows: int
    objects: int
    unfinished_uploads: int
    views: int  # folders of what was made out of files


def collect_orphans(engine: Engine) -> Collected:
    """Collect everything older than the grace period; raises Unavailable, and then the next run goes on."""
    rows, unfinished = _collect_rows(engine)
    objects = _collect_objects(engine)
    objects += _collect_prepared(engine)
    unfinished += _collect_unfinished_uploads(engine)
    return Collected(rows=rows, objects=objects, unfinished_uploads=unfinished, views=_collect_views(engine))


def _collect_rows(engine: Engine) -> tuple[int, int]:
    grace = timedelta(seconds=engine.settings.documents.orphan_grace_s)
    count = unfinished = 0
    while True:
        with engine.unit_of_work() as uow:
            names = documents.forget_abandoned(uow.transaction, uow.now - grace, _BATCH)
        # After the commit: a crash here leaves objects without rows, which the next step finds.
        for name in names:
            unfinished += _drop_unfinished(engine, engine.objects.abandoned_uploads(name))
            engine.objects.destroy(name)  # a signed one that never came into a case is held until now
        count += len(names)
        if len(names) < _BATCH:
            return count, unfinished


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
    unknown = _unknown(engine, names)
    for name in unknown:
        engine.objects.destroy(name)
    return len(unknown)


def _collect_views(engine: Engine) -> int:
    """Remove what was made out of files that are gone; run after these, so that it finds them gone."""
    count = 0
    folders = engine.objects.folders(VIEW_PREFIX)
    while batch := list(islice(folders, _BATCH)):
        of_files = {f"{OBJECT_PREFIX}{folder.removeprefix(VIEW_PREFIX).rstrip('/')}": folder for folder in batch}
        for name in _unknown(engine, list(of_files)):
            engine.objects.delete_folder(of_files[name])
            count += 1
    return count


def _collect_prepared(engine: Engine) -> int:
    """Remove prepared documents whose signature nobody waits for; a missing one is prepared again."""
    count = 0
    folders = engine.objects.folders(PREPARED_PREFIX)
    while batch := list(islice(folders, _BATCH)):
        of_requests = {_number(folder): folder for folder in batch}
        with engine.unit_of_work() as uow:
            wanted = signing_requests.known_requests(uow.connection, list(of_requests))
        for key in of_requests.keys() - wanted:
            engine.objects.delete_folder(of_requests[key])
            count += 1
    return count


def _number(folder: str) -> int:
    written = folder.removeprefix(PREPARED_PREFIX).rstrip("/")
    return int(written) if written.isascii() and written.isdigit() else 0


def _unknown(engine: Engine, names: list[str]) -> list[str]:
    """Give the names that belong to no row."""
    if not names:
        return []
    with engine.unit_of_work() as uow:
        known = documents.known_objects(uow.connection, names)
    return [name for name in names if name not in known]


def _collect_unfinished_uploads(engine: Engine) -> int:
    unfinished = engine.objects.abandoned_uploads(OBJECT_PREFIX)
    with engine.unit_of_work() as uow:
        known = documents.known_objects(uow.connection, {name for name, _ in unfinished})
    return _drop_unfinished(engine, [(name, upload_id) for name, upload_id in unfinished if name not in known])


def _drop_unfinished(engine: Engine, uploads: Sequence[tuple[str, str]]) -> int:
    for name, upload_id in uploads:
        engine.objects.abort_upload(name, upload_id)
    return len(uploads)
