"""Runs a child that may be killed, and looks at all rows that it left."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pytest

from engine.model.actor import SYSTEM, Actor
from engine.operations import Engine
from engine.operations.upkeep.verify_audit import verify_audit
from engine.store.objects import ObjectStoreSettings
from tests.office import ROOT, MovingClock
from tests.services import S3TestSettings

Rows = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a child ended: killed at its fault point, or with a result or a refusal."""

    killed: bool
    done: Any = None
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """Gives orders to processes that work on the test's database and bucket."""

    engine: Engine
    clock: MovingClock
    objects: ObjectStoreSettings
    forker: "subprocess.Popen[str]"

    def __call__(
        self, command: str, *, fault: str | None = None, actor: Actor = SYSTEM, **arguments: object
    ) -> Outcome:
        """Let a process do `command`; `fault` is `POINT` or `POINT:N`."""
        order = {
            "command": command,
            "fault": fault,
            "arguments": arguments,
            "actor": {**asdict(actor), "groups": sorted(actor.groups)},
            "moment": self.clock().isoformat(),
            "database_url": self.engine.database.settings.url,
            "objects": asdict(self.objects),
            "secret": self.engine.settings.secret.decode(),
        }
        assert self.forker.stdin is not None
        assert self.forker.stdout is not None
        self.forker.stdin.write(json.dumps(order) + "\n")
        self.forker.stdin.flush()
        told = json.loads(self.forker.stdout.readline())
        code = told["exit"]
        assert code in (0, -signal.SIGKILL)
        return Outcome(killed=code != 0, done=told.get("done"), refused=told.get("refused"))


@pytest.fixture(scope="session")
def forker() -> Iterator["subprocess.Popen[str]"]:
    """Start the process that forks a child for each order."""
    command = [sys.executable, "-m", "tests.faults.child"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def child(engine: Engine, clock: MovingClock, embedded_s3: S3TestSettings, forker: "subprocess.Popen[str]") -> Child:
    """Give what runs children on this test's Office."""
    given = {name: value for name, value in asdict(embedded_s3).items() if name != "product"}
    return Child(engine=engine, clock=clock, objects=ObjectStoreSettings(**given), forker=forker)


@pytest.fixture
def rows(engine: Engine) -> Callable[[], Rows]:
    """Give a function that reads every row of every table as text."""

    def read() -> Rows:
        with engine.database.sql_engine.connect() as connection:
            tables = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            ).scalars()
            return {
                table: tuple(connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t ORDER BY 1').scalars())  # noqa: S608
                for table in tables.all()
            }

    return read


@pytest.fixture
def count(engine: Engine) -> Callable[..., int]:
    """Give a function that counts rows: `count("job", "state = 'CREATED'")`."""

    def read(table: str, where: str = "true") -> int:
        with engine.database.sql_engine.connect() as connection:
            statement = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608  written in the tests
            return int(connection.exec_driver_sql(statement).scalar_one())

    return read


@pytest.fixture(autouse=True)
def _every_chain_verifies(engine: Engine) -> Iterator[None]:
    """Check all audit chains at the end of each test here."""
    yield
    with engine.unit_of_work() as uow:
        report = verify_audit(uow)
    assert report.problems == ()
