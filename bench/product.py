"""The real product in a throw-away folder: embedded PostgreSQL (durable) and S3 server, web processes, a worker.

Everything is started as in production, by the `hoidong` commands; nothing of it runs inside the measuring process.
"""

import http.client
import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.accounts.csrf import CSRF_HEADER, SESSION_COOKIE, csrf_token
from api.build_engine import build_engine, sign_in_rules
from api.commands import migrate, seed
from api.commands.seed import DEMO_PASSWORD
from api.embedded import free_ports, open_installation
from api.processes import Child, start_child
from api.settings import Settings, get_settings
from engine.model.actor import SYSTEM, Actor, ActorKind
from engine.model.records import Resource
from engine.operations import Engine, deploy_resources
from engine.operations.signing_in.sign_in import sign_in
from engine.store.queries.people import find_person

HOST, READY_S, STEP_S = "127.0.0.1", 60.0, 0.05
HTTP_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A running installation: its folder, the environment of its processes, and an engine over the same data."""

    folder: Path
    settings: Settings
    engine: Engine
    environment: Mapping[str, str]

    @contextmanager
    def serving(self, name: str, module: str, *arguments: str) -> Iterator[tuple[str, int]]:
        """Run a web program on a free port for the block; give its address."""
        port = free_ports(1)[0]
        environment = {**self.environment, "HOIDONG_PORT": str(port)}
        command = [sys.executable, "-m", module, *arguments]
        child = start_child(name, command, folder=self.folder, env=environment)
        try:
            await_health(child, port)
            yield HOST, port
        finally:
            child.stop()

    def deploy(self, *resources: Resource) -> None:
        """Deploy resources as the system."""
        with self.engine.unit_of_work() as uow:
            deploy_resources(uow, SYSTEM, resources=resources)

    def actor(self, username: str) -> Actor:
        """Give a demonstration person as actor."""
        with self.engine.unit_of_work() as uow:
            person = find_person(uow.connection, username)
        if person is None:
            raise LookupError(username)
        return Actor(
            kind=ActorKind(person.kind),
            username=username,
            display_name=person.display_name,
            groups=person.groups,
            unit=person.unit_code,
        )

    def signed_in(self, username: str) -> dict[str, str]:
        """Sign a person in; give the headers that their browser sends."""
        signed = sign_in(
            self.engine,
            sign_in_rules(self.settings),
            username=username,
            password=DEMO_PASSWORD,
            address=HOST,
        )
        return {"Cookie": f"{SESSION_COOKIE}={signed.token}", CSRF_HEADER: csrf_token(signed.token)}


@contextmanager
def installed() -> Iterator[Product]:
    """Prepare an installation in a temporary folder for the block and remove it afterwards."""
    # Never anybody's own database: whatever the caller's environment names is left alone.
    for name in [name for name in os.environ if name.startswith(("HOIDONG_", "DATABASE_URL"))]:
        del os.environ[name]
    with (
        tempfile.TemporaryDirectory(prefix="hoidong-bench-") as folder,
        open_installation(Path(folder)) as installation,
    ):
        os.environ.update(installation.environment)
        os.environ["HOIDONG_LOG_LEVEL"] = "INFO"
        get_settings.cache_clear()
        installation.await_ready()
        migrate.run(Namespace())
        seed.run(Namespace(demo=True))
        engine = build_engine(get_settings())
        try:
            yield Product(folder=Path(folder), settings=get_settings(), engine=engine, environment=dict(os.environ))
        finally:
            engine.close()


def await_health(child: Child, port: int) -> None:
    """Wait until a web program answers on its port; raises ChildFailed when it ends or stays silent."""
    waited = 0.0
    while not healthy(port):
        child.pause(STEP_S)
        waited += STEP_S
        if waited > READY_S:
            message = f"{child.name} did not answer within {READY_S:.0f} s:\n{child.tail()}"
            raise TimeoutError(message)


def healthy(port: int) -> bool:
    """Tell whether a web program on `port` says that it is well."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
