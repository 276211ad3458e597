"""Every table's rows as files, all of one moment, and back again: PostgreSQL's own COPY, packed with gzip.

Only rows travel. The schema comes from the migrations, and both sides must stand at the same revision. The technical
queue (procrastinate) stays behind: what it does is periodic and begins anew by itself.
"""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from engine.store import tables as _declared  # noqa: F401  importing the tables declares them

_SUFFIX = ".copy.gz"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCopy:
    """One table in a backup: its columns in order, how many rows, and the sha256 of its file."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object that the rows of a backup name."""

    object_name: str
    sha256: str
    size_bytes: int
    content_type: str
    held: bool = False


@contextmanager
def one_moment(url: str) -> Iterator[psycopg.Connection]:
    """Give a connection that sees the database as it is now, however long it is read."""
    with psycopg.connect(url, application_name="hoidong backup") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SELECT 1")  # the first query makes the moment
        yield connection


@contextmanager
def one_change(url: str) -> Iterator[psycopg.Connection]:
    """Give a connection whose whole work stands or falls together."""
    with psycopg.connect(url, autocommit=True, application_name="hoidong restore") as connection:
        connection.execute("SET statement_timeout = 0")
        with connection.transaction():
            yield connection


def table_names() -> tuple[str, ...]:
    """Name the tables, each after those that its rows refer to."""
    return tuple(table.name for table in SQLModel.metadata.sorted_tables)


def revision(connection: psycopg.Connection) -> str:
    """Tell at which migration the database stands."""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def last_key(connection: psycopg.Connection) -> int:
    """Give the last block of keys that was handed out."""
    row = connection.execute("SELECT last_value FROM entity_key").fetchone()
    return int(row[0]) if row else 0


def set_last_key(connection: psycopg.Connection, value: int) -> None:
    """Let no key be handed out again that the restored rows have."""
    connection.execute("SELECT setval('entity_key', %s)", (value,))


def is_empty(connection: psycopg.Connection) -> bool:
    """Tell whether the database holds no person, no case and no audit event yet."""
    query = "SELECT 1 FROM person UNION ALL SELECT 1 FROM process_instance UNION ALL SELECT 1 FROM audit_event LIMIT 1"
    return connection.execute(query).fetchone() is None


def stored_objects(connection: psycopg.Connection) -> Iterator[StoredObject]:
    """Give the objects of the files that are stored, in order of their keys."""
    with connection.cursor(name="stored_objects") as cursor:
        cursor.execute(
            "SELECT object_name, sha256, size_bytes, content_type, held FROM document"
            " WHERE state IN ('STORED', 'REPLACED') ORDER BY key"
        )
        for object_name, sha256, size_bytes, content_type, held in cursor:
            yield StoredObject(
                object_name=object_name, sha256=sha256, size_bytes=size_bytes, content_type=content_type, held=held
            )


def heads_digest(connection: psycopg.Connection) -> str:
    """Give the sha256 over the heads of all audit chains: equal where every chain ends alike."""
    digest = hashlib.sha256()
    with connection.cursor(name="audit_heads") as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (instance_key) instance_key, sequence, encode(chain, 'hex') FROM audit_event"
            " ORDER BY instance_key, sequence DESC"
        )
        for key, sequence, chain in cursor:
            digest.update(f"{key}|{sequence}|{chain}\n".encode())
    return digest.hexdigest()


def dump_table(connection: psycopg.Connection, name: str, folder: Path) -> TableCopy:
    """Write a table's rows into its file."""
    columns = tuple(
        row[0]
        for row in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = '' ORDER BY attnum",
            (f'"{name}"',),
        )
    )
    path = folder / f"{name}{_SUFFIX}"
    with gzip.GzipFile(path, "wb", mtime=0) as target, connection.cursor() as cursor:
        with cursor.copy(_copy("COPY {} ({}) TO STDOUT", name, columns)) as rows:
            for block in rows:
                target.write(block)
        count = cursor.rowcount
    return TableCopy(name=name, columns=columns, rows=count, sha256=file_sha256(path))


def load_table(connection: psycopg.Connection, table: TableCopy, folder: Path) -> int:
    """Put a table's rows in place of what it holds; give how many came."""
    path = folder / f"{table.name}{_SUFFIX}"
    with gzip.open(path, "rb") as source, connection.cursor() as cursor:
        with cursor.copy(_copy("COPY {} ({}) FROM STDIN", table.name, table.columns)) as rows:
            while block := source.read(_BLOCK):
                rows.write(block)
        return cursor.rowcount


def empty_tables(connection: psycopg.Connection) -> None:
    """Take away what the migrations put in."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name in table_names())
    connection.execute(sql.SQL("TRUNCATE {}").format(names))


def is_whole(table: TableCopy, folder: Path) -> bool:
    """Tell whether a table's file is there as it was written."""
    path = folder / f"{table.name}{_SUFFIX}"
    return path.is_file() and file_sha256(path) == table.sha256


def file_sha256(path: Path) -> str:
    """Give the sha256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _copy(text: str, name: str, columns: tuple[str, ...]) -> sql.Composed:
    listed = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL(text).format(sql.Identifier(name), listed)
