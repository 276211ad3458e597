"""Real servers for the tests: PostgreSQL and S3, started once a run, with a fresh database or bucket for each test.

`HOIDONG_PG_MAJOR` (18 or 16) chooses the PostgreSQL; `HOIDONG_TEST_MINIO`, the path of a MinIO server program, makes
every test that takes `s3_settings` run a second time against it. Nothing here is a stand-in for what we ship.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from minio import Minio
from minio.deleteobjects import DeleteObject
from psycopg import sql

from api.embedded import (
    SEAWEEDFS_PORTS,
    UNSAFE_BUT_FAST,
    PostgresServer,
    S3Server,
    create_database,
    free_ports,
    start_minio,
    start_postgres,
    start_seaweedfs,
)

TEMPLATE = "hoidong_template"
MEMORY_FILES = Path("/dev/shm")  # noqa: S108  Linux's file system in memory; a folder of our own is made in it
MEMORY_NEEDED_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class S3TestSettings:
    """Where a test finds its S3 server, and a bucket name that no other test uses (the bucket does not exist yet)."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    bucket: str
    secure: bool = False
    product: str = "seaweedfs"


@pytest.fixture(scope="session")
def services_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the data folder of this run's database server.

    In memory where there is room, where a test's database is copied in a tenth of the time; else among the run's files.
    """
    if not _has_room(MEMORY_FILES):
        yield tmp_path_factory.mktemp("services")
        return
    folder = Path(tempfile.mkdtemp(prefix="hoidong-tests-", dir=MEMORY_FILES))
    folder.chmod(0o755)  # the server runs as somebody else when the tests run as root
    yield folder
    shutil.rmtree(folder)


def _has_room(folder: Path) -> bool:
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= MEMORY_NEEDED_BYTES


@pytest.fixture(scope="session")
def postgres_server(services_folder: Path) -> Iterator[PostgresServer]:
    """Run PostgreSQL for the whole test run (fast settings that only a crash of the machine can hurt)."""
    server = start_postgres(
        services_folder,
        port=free_ports(1)[0],
        password=secrets.token_urlsafe(12),
        major=int(os.environ.get("HOIDONG_PG_MAJOR", "18")),
        settings=UNSAFE_BUT_FAST,
    )
    server.await_ready()
    yield server
    server.child.stop()


@pytest.fixture(scope="session")
def template_database(postgres_server: PostgresServer) -> str:
    """Migrate one database that the tests' databases are copied from; give its name."""
    from engine.store import migrate  # noqa: PLC0415  layers below the store run these fixtures' module without it

    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        create_database(connection, TEMPLATE)
    migrate(postgres_server.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database_url(postgres_server: PostgresServer, template_database: str) -> Iterator[str]:
    """Give the URL (`postgresql://…`) of a migrated, otherwise empty database of this test's own."""
    yield from fresh_database(postgres_server, template_database)


@pytest.fixture
def empty_database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the URL of a database without any table."""
    yield from fresh_database(postgres_server, None)


def fresh_database(server: PostgresServer, template: str | None) -> Iterator[str]:
    """Give the URL of a new database copied from `template`; it is dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        create_database(connection, name, template)
        yield server.url(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _s3_products() -> list[str]:
    return ["seaweedfs", "minio"] if os.environ.get("HOIDONG_TEST_MINIO") else ["seaweedfs"]


@pytest.fixture(scope="session")
def seaweedfs_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run the embedded S3 server for the whole test run."""
    access_key, secret_key = secrets.token_hex(10), secrets.token_urlsafe(30)
    ports = dict(zip(SEAWEEDFS_PORTS, free_ports(len(SEAWEEDFS_PORTS)), strict=True))
    folder = tmp_path_factory.mktemp("seaweedfs")
    server = start_seaweedfs(folder, ports=ports, access_key=access_key, secret_key=secret_key)
    server.await_ready()
    yield server
    _end(server)


@pytest.fixture(scope="session")
def minio_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Run the MinIO server that HOIDONG_TEST_MINIO names for the whole test run."""
    access_key, secret_key = secrets.token_hex(10), secrets.token_urlsafe(30)
    binary, folder = Path(os.environ["HOIDONG_TEST_MINIO"]), tmp_path_factory.mktemp("minio")
    server = start_minio(binary, folder, port=free_ports(1)[0], access_key=access_key, secret_key=secret_key)
    server.await_ready()
    yield server
    _end(server)


def _end(server: S3Server) -> None:
    """End a server whose objects nobody needs any more; an orderly end takes SeaweedFS ten seconds and more."""
    server.child.process.kill()
    server.child.stop()


@pytest.fixture(params=_s3_products())
def s3_settings(request: pytest.FixtureRequest) -> Iterator[S3TestSettings]:
    """Give a bucket name of this test's own, once on each S3 server that we support here."""
    yield from _bucket(request.getfixturevalue(f"{request.param}_server"))


@pytest.fixture
def embedded_s3(seaweedfs_server: S3Server) -> Iterator[S3TestSettings]:
    """Give a bucket name of this test's own on the embedded server, for tests that are about something else."""
    yield from _bucket(seaweedfs_server)


def _bucket(server: S3Server) -> Iterator[S3TestSettings]:
    """Name a bucket, and drop it afterwards: SeaweedFS sets volumes aside for each, and a disk has only so many."""
    settings = S3TestSettings(
        endpoint=server.endpoint,
        access_key=server.access_key,
        secret_key=server.secret_key,
        bucket=f"test-{secrets.token_hex(6)}",
        product=server.product,
    )
    yield settings
    drop_bucket(settings)


def drop_bucket(settings: S3TestSettings) -> None:
    """Delete a bucket with every version in it, when there is one."""
    client = Minio(
        settings.endpoint, access_key=settings.access_key, secret_key=settings.secret_key, secure=settings.secure
    )
    if not client.bucket_exists(settings.bucket):
        return
    found = client.list_objects(settings.bucket, recursive=True, include_version=True)
    doomed = (DeleteObject(one.object_name or "", one.version_id) for one in found)
    for held in client.remove_objects(settings.bucket, doomed):  # what was signed
        client.disable_object_legal_hold(settings.bucket, held.name or "", held.version_id)
        client.remove_object(settings.bucket, held.name or "", held.version_id)
    client.remove_bucket(settings.bucket)
