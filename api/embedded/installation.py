"""One installation in a data folder: its lock, its secrets, its PostgreSQL and its S3 server.

A database or S3 server that the environment names is used instead of the embedded one.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.embedded.credentials import Credentials, load_credentials
from api.embedded.ports import remembered_ports
from api.embedded.postgres import PostgresServer, start_postgres
from api.embedded.s3 import SEAWEEDFS_PORTS, S3Server, start_seaweedfs
from api.processes import Child, ChildFailed, await_predecessors

SERVICES = 2
PORT_NAMES = ("postgres", *SEAWEEDFS_PORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The running services of a data folder, and the settings that lead our processes to them."""

    folder: Path
    environment: Mapping[str, str]
    services: tuple[Child, ...]
    postgres: PostgresServer | None
    s3: S3Server | None

    @property
    def is_embedded(self) -> bool:
        """Tell whether database and S3 server are ours, so that the folder holds all data."""
        return len(self.services) == SERVICES

    def await_ready(self) -> None:
        """Wait until PostgreSQL and the S3 server answer."""
        if self.postgres is not None:
            self.postgres.await_ready()
        if self.s3 is not None:
            self.s3.await_ready()


@contextmanager
def open_installation(folder: Path, *, postgres_major: int = 18) -> Iterator[Installation]:
    """Start what the environment does not name, give it to the block, and stop it afterwards.

    Does not wait for what it starts: see Installation.await_ready.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_locked(folder))
        await_predecessors(folder)
        credentials = load_credentials(folder / "credentials.json")
        environment = {"HOIDONG_SECRET_KEY": os.environ.get("HOIDONG_SECRET_KEY") or credentials.secret_key}
        ports = remembered_ports(folder / "ports.json", PORT_NAMES)
        s3 = postgres = None
        # The S3 server takes longest: it starts while PostgreSQL does.
        if not os.environ.get("HOIDONG_S3_ENDPOINT"):
            s3 = start_seaweedfs(
                folder, ports=ports, access_key=credentials.s3_access_key, secret_key=credentials.s3_secret_key
            )
            stack.callback(s3.child.stop)
            environment |= _s3_settings(s3)
        if not (os.environ.get("HOIDONG_DATABASE_URL") or os.environ.get("DATABASE_URL")):
            postgres = _postgres(folder, ports["postgres"], credentials, postgres_major, stack)
            environment["HOIDONG_DATABASE_URL"] = postgres.url()
        services = tuple(server.child for server in (postgres, s3) if server is not None)
        yield Installation(folder=folder, environment=environment, services=services, postgres=postgres, s3=s3)


def _postgres(folder: Path, port: int, credentials: Credentials, major: int, stack: ExitStack) -> PostgresServer:
    server = start_postgres(folder, port=port, password=credentials.database_password, major=major)
    stack.callback(server.child.stop)
    return server


def _s3_settings(server: S3Server) -> dict[str, str]:
    return {
        "HOIDONG_S3_ENDPOINT": server.endpoint,
        "HOIDONG_S3_ACCESS_KEY": server.access_key,
        "HOIDONG_S3_SECRET_KEY": server.secret_key,
        "HOIDONG_S3_SECURE": "false",
    }


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process alone; the kernel lets go of it when the process ends, however it ends."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"another installation is running on {folder}; choose another folder with HOIDONG_DATA"
            raise ChildFailed(message) from error
        yield
