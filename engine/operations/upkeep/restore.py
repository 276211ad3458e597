"""Put a backup back: every part is checked first, then rows and objects come, and the audit chains are compared.

The database must be migrated and hold nobody yet; no other process may run on it meanwhile. Rows are committed after
the last object is there: whatever fails before leaves the database as empty as it was, and restoring may be repeated.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from engine.errors import Conflict, InputRejected, NotFound, Text
from engine.operations.engine import Engine
from engine.operations.upkeep.back_up import FORMAT, MANIFEST, OBJECT_LIST, TABLES, Manifest, object_path
from engine.store import table_copies
from engine.store.objects import ObjectStore
from engine.store.table_copies import StoredObject, TableCopy

_BLOCK = 1 << 20


def restore(engine: Engine, folder: Path) -> Manifest:
    """Restore the backup in `folder`.

    Raises InputRejected (no backup, or a damaged one: nothing has changed), Conflict (the database is in use or
    stands at another version), Unavailable.
    """
    manifest = read_manifest(folder)
    _check_parts(folder, manifest)
    with table_copies.one_change(engine.database.settings.url) as connection:
        _check_target(connection, manifest)
        table_copies.empty_tables(connection)
        for table in manifest.tables:
            if table_copies.load_table(connection, table, folder / TABLES) != table.rows:
                raise _damaged(table.name)
        table_copies.set_last_key(connection, manifest.last_key)
        engine.objects.ensure_bucket()
        for stored in _listed(folder):
            _put_back(engine.objects, stored, object_path(folder, stored.sha256))
        if table_copies.heads_digest(connection) != manifest.audit_heads:
            raise _damaged("audit_event")
    engine.law.forget()
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read what a backup says it holds; raises InputRejected where there is none that we can read."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        tables = tuple(TableCopy(**{**one, "columns": tuple(one["columns"])}) for one in raw.pop("tables"))
        manifest = Manifest(tables=tables, **raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputRejected(
            Text(
                vi=f"Không có bản sao lưu hoàn chỉnh trong {folder}.",
                en=f"There is no complete backup in {folder}.",
            ),
            code="backup_missing",
        ) from error
    if manifest.format != FORMAT or [one.name for one in tables] != list(table_copies.table_names()):
        raise _other_version(manifest.revision)
    return manifest


def _check_parts(folder: Path, manifest: Manifest) -> None:
    for table in manifest.tables:
        if not table_copies.is_whole(table, folder / TABLES):
            raise _damaged(table.name)
    listed = folder / OBJECT_LIST
    if not listed.is_file() or table_copies.file_sha256(listed) != manifest.object_list_sha256:
        raise _damaged(OBJECT_LIST)
    for stored in _listed(folder):
        path = object_path(folder, stored.sha256)
        if not path.is_file() or table_copies.file_sha256(path) != stored.sha256:
            raise _damaged(stored.object_name)


def _check_target(connection: psycopg.Connection, manifest: Manifest) -> None:
    if table_copies.revision(connection) != manifest.revision:
        raise _other_version(manifest.revision)
    if not table_copies.is_empty(connection):
        raise Conflict(
            Text(
                vi="Cơ sở dữ liệu đích đã có dữ liệu. Hãy khôi phục vào cơ sở dữ liệu mới; không ghi đè gì.",
                en="The database holds data already. Restore into a new one; nothing is overwritten.",
            ),
            code="restore_target_in_use",
        )


def _listed(folder: Path) -> Iterator[StoredObject]:
    with (folder / OBJECT_LIST).open(encoding="utf-8") as lines:
        for line in lines:
            yield StoredObject(**json.loads(line))


def _put_back(objects: ObjectStore, stored: StoredObject, path: Path) -> None:
    if not _is_there(objects, stored):
        _send(objects, stored, path)
    if stored.held:
        objects.hold(stored.object_name)


def _is_there(objects: ObjectStore, stored: StoredObject) -> bool:
    try:
        return objects.labels(stored.object_name).get("sha256") == stored.sha256
    except NotFound:
        return False


def _send(objects: ObjectStore, stored: StoredObject, path: Path) -> None:
    upload = objects.begin(stored.object_name, content_type=stored.content_type)
    try:
        with path.open("rb") as source:
            while block := source.read(_BLOCK):
                upload.write(block)
        upload.finish()
    except BaseException:
        upload.abort()
        raise
    objects.label(stored.object_name, {"sha256": stored.sha256})


def _damaged(part: str) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Bản sao lưu hỏng ở “{part}”. Chưa khôi phục gì; hãy dùng bản sao lưu khác.",
            en=f"The backup is damaged at “{part}”. Nothing was restored; use another backup.",
        ),
        code="backup_damaged",
        details={"part": part},
    )


def _other_version(revision: str) -> Conflict:
    return Conflict(
        Text(
            vi=f"Bản sao lưu thuộc phiên bản dữ liệu {revision}. Hãy khôi phục bằng phần mềm của phiên bản đó.",
            en=f"The backup is of data version {revision}. Restore it with that version of the program, then upgrade.",
        ),
        code="backup_other_version",
        details={"revision": revision},
    )
