"""Back up database and objects together into a folder: the rows of one moment, and every file that they name.

    manifest.json            what is here, with checksums; written last, so that a folder with it is whole
    tables/NAME.copy.gz      a table's rows
    objects.jsonl            one line an object: its name, sha256, size and kind
    objects/ab/abcdef…       the bytes, by their sha256: a file that stands twice is kept once

Objects never change once they are stored, so that those of the moment are still there when they are copied. Secrets
(the key that seals audit chains, signing keys) are not in it: operators keep them apart.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from engine.errors import Conflict, InputRejected, NotFound, Text
from engine.operations.engine import Engine
from engine.store import table_copies
from engine.store.objects import ObjectStore
from engine.store.table_copies import StoredObject, TableCopy

FORMAT = 1
MANIFEST, OBJECT_LIST = "manifest.json", "objects.jsonl"
TABLES, OBJECTS = "tables", "objects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `audit_heads` is the digest over the ends of all audit chains."""

    format: int
    taken_at: str
    revision: str
    last_key: int
    audit_heads: str
    tables: tuple[TableCopy, ...]
    objects: int
    object_bytes: int
    object_list_sha256: str


def back_up(engine: Engine, folder: Path) -> Manifest:
    """Write a backup into `folder`, which must be new or empty.

    Raises InputRejected (the folder is in use), Conflict (a file's bytes are lost or altered), Unavailable.
    """
    _take(folder)
    with engine.unit_of_work() as uow:
        taken_at = uow.now.isoformat()
    with table_copies.one_moment(engine.database.settings.url) as connection:
        names = table_copies.table_names()
        copies = tuple(table_copies.dump_table(connection, name, folder / TABLES) for name in names)
        count, size_bytes = _copy_objects(engine.objects, connection, folder)
        manifest = Manifest(
            format=FORMAT,
            taken_at=taken_at,
            revision=table_copies.revision(connection),
            last_key=table_copies.last_key(connection),
            audit_heads=table_copies.heads_digest(connection),
            tables=copies,
            objects=count,
            object_bytes=size_bytes,
            object_list_sha256=table_copies.file_sha256(folder / OBJECT_LIST),
        )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    return manifest


def object_path(folder: Path, sha256: str) -> Path:
    """Give where the bytes with this checksum stand in a backup."""
    return folder / OBJECTS / sha256[:2] / sha256


def _take(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRejected(
            Text(
                vi=f"Thư mục {folder} đã có nội dung. Hãy chọn thư mục mới: bản sao lưu cũ không bị ghi đè.",
                en=f"The folder {folder} is not empty. Choose a new one: an old backup is never overwritten.",
            ),
            code="backup_folder_in_use",
        )
    for part in (TABLES, OBJECTS):
        (folder / part).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _copy_objects(objects: ObjectStore, connection: psycopg.Connection, folder: Path) -> tuple[int, int]:
    count = size_bytes = 0
    with (folder / OBJECT_LIST).open("w", encoding="utf-8") as listed:
        for stored in table_copies.stored_objects(connection):
            path = object_path(folder, stored.sha256)
            if not path.exists():
                _copy_object(objects, stored, path)
            listed.write(json.dumps(asdict(stored)) + "\n")
            count, size_bytes = count + 1, size_bytes + stored.size_bytes
    return count, size_bytes


def _copy_object(objects: ObjectStore, stored: StoredObject, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    partial, digest = path.with_suffix(".part"), hashlib.sha256()
    try:
        with objects.open(stored.object_name) as blocks, partial.open("wb") as target:
            for block in _seen(blocks, digest):
                target.write(block)
    except NotFound as error:
        raise _lost(stored, "không còn trong kho", "is no longer in the storage") from error
    if digest.hexdigest() != stored.sha256:
        raise _lost(stored, "không còn đúng như khi lưu", "is not as it was stored")
    partial.rename(path)


def _seen(blocks: Iterator[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for block in blocks:
        digest.update(block)
        yield block


def _lost(stored: StoredObject, vi: str, en: str) -> Conflict:
    return Conflict(
        Text(
            vi=f"Chưa sao lưu xong: tệp {stored.object_name} {vi}. Báo quản trị kho tệp trước khi sao lưu lại.",
            en=f"Not backed up: the object {stored.object_name} {en}. Mend the storage, then back up again.",
        ),
        code="backup_object_damaged",
        details={"object": stored.object_name},
    )
