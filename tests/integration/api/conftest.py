"""A real web server on a free port over a real database and S3, and clients that speak to it."""

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.accounts.csrf import SESSION_COOKIE, VISITOR_COOKIE, csrf_token
from api.app import create_app
from api.logs import configure_logs
from api.settings import Settings, get_settings
from engine.clock import Clock
from engine.operations import Engine
from engine.store import Database, DatabaseSettings
from engine.worker import WorkerSettings, run
from tests.office import PASSWORD, MovingClock
from tests.services import S3TestSettings
from tests.signing_case import authority, case, desk

__all__ = ["authority", "case", "desk"]

STARTED_WITHIN_S = 20
# Nothing here speaks TLS; a client of its own reads the machine's certificates each time.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server: its address and the application inside. `stop` waits until no request is at work any more."""

    url: str
    app: FastAPI
    stop: Callable[[], None]

    def anonymous(self, **options: Any) -> httpx.Client:
        """Give a client that shows no credentials."""
        return httpx.Client(base_url=self.url, timeout=30, verify=NO_CERTIFICATES, **options)

    def machine(self, **options: Any) -> httpx.Client:
        """Give the integration machine's client (Basic)."""
        token = base64.b64encode(f"tich-hop:{PASSWORD}".encode()).decode()
        return self.anonymous(headers={"Authorization": f"Basic {token}"}, **options)

    @contextmanager
    def person(self, username: str) -> Iterator[httpx.Client]:
        """Sign a person in through the sign-in page; the client carries session and CSRF token from then on."""
        with self.anonymous() as client:
            answer = sign_in(client, username, PASSWORD)
            assert answer.status_code == 303, answer.text
            client.headers["X-CSRF-Token"] = csrf_token(client.cookies[SESSION_COOKIE])
            yield client


class _Server(uvicorn.Server):
    """A server that tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


def sign_in(client: httpx.Client, username: str, password: str, following: str = "") -> httpx.Response:
    """Fill in the sign-in page like a browser."""
    assert client.get("/dang-nhap").status_code == 200
    token = csrf_token(client.cookies.get(SESSION_COOKIE) or client.cookies[VISITOR_COOKIE])
    form = {"username": username, "password": password, "csrf_token": token, "next": following}
    return client.post("/dang-nhap", data=form)


@pytest.fixture(scope="session", autouse=True)
def logs() -> None:
    """Log as in production, warnings and worse."""
    configure_logs(log_format="json", level="WARNING")


@pytest.fixture
def settings(office_url: str, embedded_s3: S3TestSettings) -> Settings:
    """Give settings of a small installation."""
    return Settings(
        database_url=office_url,
        s3_endpoint=embedded_s3.endpoint,
        s3_access_key=embedded_s3.access_key,
        s3_secret_key=embedded_s3.secret_key,
        s3_bucket=embedded_s3.bucket,
        s3_secure=embedded_s3.secure,
        secret_key="a secret key that only this test knows",
        body_max_bytes=1_000_000,
        upload_max_bytes=5_000_000,
    )


@pytest.fixture
def serve(settings: Settings) -> Iterator[Callable[..., Served]]:
    """Give a function that serves an engine; every server stops with the test, or before its engine is closed."""
    running: list[Served] = []

    def start(engine: Engine, **changes: Any) -> Served:
        app = create_app(settings.model_copy(update=changes), engine)
        server = _Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5)
        )
        listening = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(STARTED_WITHIN_S)

        running.append(Served(url=f"http://127.0.0.1:{listening.getsockname()[1]}", app=app, stop=stop))
        assert server.listening.wait(STARTED_WITHIN_S)
        return running[-1]

    yield start
    for served in running:
        served.stop()


@pytest.fixture
def served(engine: Engine, serve: Callable[..., Served]) -> Served:
    """Serve the test's Office."""
    engine.objects.ensure_bucket()
    return serve(engine)


@pytest.fixture
def live(office_url: str, engine: Engine, serve: Callable[..., Served]) -> Iterator[Served]:
    """Serve the test's Office by the machine's clock, with our own worker beside it."""
    engine.objects.ensure_bucket()
    timely = Engine(Database(DatabaseSettings(url=office_url)), engine.objects, engine.settings)
    stop = threading.Event()
    settings = WorkerSettings(shortest_pause_s=0.01, longest_pause_s=0.05, technical=False)
    worker = threading.Thread(target=run, args=(timely, stop), kwargs={"settings": settings}, daemon=True)
    worker.start()
    served = serve(timely)
    yield served
    stop.set()
    worker.join(STARTED_WITHIN_S)
    served.stop()
    timely.close()


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line find the test's installation in its environment."""
    assert settings.database_url is not None
    assert settings.s3_secret_key is not None
    monkeypatch.setenv("HOIDONG_DATABASE_URL", settings.database_url.get_secret_value())
    monkeypatch.setenv("HOIDONG_S3_ENDPOINT", settings.s3_endpoint or "")
    monkeypatch.setenv("HOIDONG_S3_ACCESS_KEY", settings.s3_access_key or "")
    monkeypatch.setenv("HOIDONG_S3_SECRET_KEY", settings.s3_secret_key.get_secret_value())
    monkeypatch.setenv("HOIDONG_SECRET_KEY", settings.signing_key())
    get_settings.cache_clear()


@pytest.fixture
def sign_in_clock(served: Served, clock: MovingClock) -> MovingClock:
    """Let sign-in lifetimes follow the test's clock; give that clock."""
    served.app.state.sign_in_rules = replace(served.app.state.sign_in_rules, clock=Clock(read=clock))
    return clock
