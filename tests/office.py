"""A whole Office for integration tests: engine on a real database, law and words loaded, the demonstration's people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from api.embedded import PostgresServer, create_database
from engine.clock import Clock
from engine.model.actor import SYSTEM, Actor, ActorKind
from engine.model.records import Resource
from engine.operations import Engine, EngineSettings, deploy_resources
from engine.operations.upkeep.seed import add_machine, seed_authorizations, seed_demo, seed_law
from engine.seed import read
from engine.store import Database, DatabaseSettings
from engine.store.objects import ObjectStore, ObjectStoreSettings
from engine.store.queries.people import find_person
from tests.services import S3TestSettings, fresh_database

PASSWORD = "mật khẩu trình diễn"
ROOT = Path(__file__).parents[1]
SECRET = b"a secret of the tests only"
IDENTITY_KEYS = (b"a key of the tests' identity store",)
MACHINE = "tich-hop"
# The store of an engine that moves no file: nothing listens there, and nothing connects before it is needed.
NO_OBJECTS = ObjectStore(ObjectStoreSettings(endpoint="127.0.0.1:9", access_key="none", secret_key="none"))
MORNING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 09:00 in Hà Nội, the day of the demonstration


class MovingClock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.moment = MORNING

    def __call__(self) -> datetime:
        """Give the present moment."""
        return self.moment

    def forward(self, **delta: float) -> None:
        """Move ahead by a timedelta's arguments."""
        self.moment += timedelta(**delta)


@pytest.fixture
def clock() -> MovingClock:
    """Give the test's clock, at the demonstration's morning."""
    return MovingClock()


@pytest.fixture(scope="session")
def office_template(postgres_server: PostgresServer, template_database: str) -> str:
    """Load law, words, permissions and people into one database that the tests' databases are copied from."""
    name = "hoidong_office"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        create_database(connection, name, template_database)
    database = Database(DatabaseSettings(url=postgres_server.url(name)), clock=Clock(read=MovingClock()))
    engine = Engine(database, NO_OBJECTS, EngineSettings(secret=SECRET))
    with engine.unit_of_work() as uow:
        seed_law(
            uow,
            calendar=read("calendar"),
            rules=read("legal_rules"),
            labels=read("labels"),
            groups=read("groups"),
        )
        seed_authorizations(uow, read("authorizations"))
        seed_demo(uow, read("demo"), password=PASSWORD)
        add_machine(uow, client_id=MACHINE, name="Máy tích hợp", secret=PASSWORD, groups=["may_tich_hop"])
        # Comparing with the hash of the product is slow on purpose, and the tests sign in thousands of times.
        quick = Argon2Hasher(memory_cost=64, time_cost=1, parallelism=1).hash(PASSWORD)
        uow.connection.execute(text("UPDATE person SET password_hash = :quick"), {"quick": quick})
    engine.close()
    return name


@pytest.fixture
def office_url(postgres_server: PostgresServer, office_template: str) -> Iterator[str]:
    """Give the URL of a database of this test's own with law, words, permissions and people."""
    yield from fresh_database(postgres_server, office_template)


@pytest.fixture
def engine(office_url: str, embedded_s3: S3TestSettings, clock: MovingClock) -> Iterator[Engine]:
    """Give an engine over an Office; no process is deployed."""
    settings = ObjectStoreSettings(
        endpoint=embedded_s3.endpoint,
        access_key=embedded_s3.access_key,
        secret_key=embedded_s3.secret_key,
        bucket=embedded_s3.bucket,
        secure=embedded_s3.secure,
    )
    database = Database(DatabaseSettings(url=office_url), clock=Clock(read=clock))
    engine = Engine(database, ObjectStore(settings), EngineSettings(secret=SECRET, identity_keys=IDENTITY_KEYS))
    yield engine
    engine.close()


@pytest.fixture
def actor(engine: Engine) -> Callable[[str], Actor]:
    """Give a function that makes the actor of a sign-in name."""

    def make(username: str) -> Actor:
        with engine.unit_of_work() as uow:
            person = find_person(uow.connection, username)
        assert person is not None
        return Actor(
            kind=ActorKind(person.kind),
            username=username,
            display_name=person.display_name,
            groups=person.groups,
            unit=person.unit_code,
            outside=person.outside,
        )

    return make


def deploy(engine: Engine, *resources: Resource) -> None:
    """Deploy resources as the system."""
    with engine.unit_of_work() as uow:
        deploy_resources(uow, SYSTEM, resources=resources)


def shipped(process: str) -> tuple[Resource, ...]:
    """Give the project's own model `process`, the decision files beside it that it calls, and its forms."""
    models = sorted((ROOT / "bpmn").glob(f"*/{process}.bpmn"))
    called = {name for path in models for name in re.findall(r'decisionId="(\w+)"', path.read_text(encoding="utf-8"))}
    tables = [
        path
        for model in models
        for path in sorted(model.parent.glob("*.dmn"))
        if called & set(re.findall(r'<decision id="(\w+)"', path.read_text(encoding="utf-8")))
    ]
    forms = sorted((ROOT / "forms" / process).glob("*.form"))
    return tuple(Resource(name=path.name, content=path.read_bytes()) for path in [*models, *tables, *forms])
