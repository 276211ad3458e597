"""The product as `make run` starts it, in processes of its own, and what a test needs beside a browser.

Tests touch it only as the outside does: pages, API, and the database where something must happen behind a person's
back (a session that ends).
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from api.accounts.csrf import SESSION_COOKIE, VISITOR_COOKIE, csrf_token
from api.commands.seed import DEMO_MACHINE, DEMO_PASSWORD
from api.embedded import free_ports, load_credentials

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # Wednesday, 09:00 in Hà Nội
LAST_LINE = "Ctrl-C stops everything"
SEE_OTHER, NO_CONTENT = 303, 204
ANSWER_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A running installation."""

    url: str
    folder: Path

    @contextmanager
    def client(self, username: str) -> Iterator[httpx.Client]:
        """Sign a person in without a browser, for what a test takes as given."""
        with httpx.Client(base_url=self.url, timeout=ANSWER_S) as client:
            client.get("/dang-nhap").raise_for_status()
            token = csrf_token(client.cookies[VISITOR_COOKIE])
            form = {"username": username, "password": DEMO_PASSWORD, "csrf_token": token}
            assert client.post("/dang-nhap", data=form).status_code == SEE_OTHER
            client.headers["X-CSRF-Token"] = csrf_token(client.cookies[SESSION_COOKIE])
            yield client

    def machine(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Ask the API as the integration machine; fail on a refusal."""
        credentials = (DEMO_MACHINE, DEMO_PASSWORD)
        answer = httpx.request(method, self.url + path, json=body, auth=credentials, timeout=ANSWER_S)
        answer.raise_for_status()
        return answer

    def stand_at(self, moment: datetime) -> None:
        """Pin the product's clock."""
        self.machine("PUT", "/v2/clock", {"timestamp": int(moment.timestamp() * 1000)})

    def end_sessions(self, username: str) -> None:
        """Take a person's sessions away, as their end after idle hours does."""
        with self.database() as connection:
            ended = connection.execute("DELETE FROM sign_in_session WHERE username = %s", (username,))
            assert ended.rowcount > 0, f"{username} was not signed in"

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """Connect to the database; what was changed is kept."""
        password = load_credentials(self.folder / "credentials.json").database_password
        port = json.loads((self.folder / "ports.json").read_text())["postgres"]
        with psycopg.connect(f"postgresql://hoidong:{password}@127.0.0.1:{port}/hoidong") as connection:
            yield connection


@dataclass(slots=True, kw_only=True)
class MovingClock:
    """The product's clock in a test's hand."""

    product: Product
    moment: datetime = MORNING

    def forward(self, **delta: float) -> None:
        """Move ahead by a timedelta's arguments."""
        self.moment += timedelta(**delta)
        self.product.stand_at(self.moment)


@dataclass(kw_only=True)
class Machine:
    """The machine that an installation runs on: it can be switched on, off, and lose its power.

    `environment` are settings beside the usual ones. Everything that must outlive a power cut lies in `folder`.
    """

    folder: Path
    cases: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_ports(1)[0])
    process: "subprocess.Popen[str] | None" = None

    @property
    def told(self) -> Path:
        """Give the file that takes what the installation says on its standard error."""
        return self.folder / "told.txt"

    def switch_on(self) -> Product:
        """Start `hoidong dev` and wait until people can sign in."""
        outside = ("HOIDONG_", "DATABASE_URL")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(outside)}
        environment |= {"HOIDONG_DATA": str(self.folder / "data"), "HOIDONG_PORT": str(self.port)}
        environment |= {"HOIDONG_LOG_LEVEL": "ERROR", "HOIDONG_DEMO_CASES": str(self.cases).lower(), **self.environment}
        with self.told.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "dev"],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )
        _await_start(self.process, self.told)
        return Product(url=f"http://127.0.0.1:{self.port}", folder=self.folder / "data")

    def switch_off(self) -> str:
        """Stop it in good order; give what it said since it ran, its farewell apart."""
        assert self.process is not None
        self.process.terminate()
        last_words, _ = self.process.communicate(timeout=ANSWER_S)
        return self.told.read_text() + last_words.replace("Đã dừng. / Stopped.", "")

    def cut_power(self) -> None:
        """Kill it and everything that it has started, at once: web, worker, PostgreSQL and S3 write nothing more."""
        assert self.process is not None
        everything = [self.process.pid, *_descendants(self.process.pid)]
        for pid in everything:
            os.kill(pid, signal.SIGSTOP)  # nobody sees another one fall
        for pid in everything:
            os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=ANSWER_S)
        gone = time.monotonic() + ANSWER_S
        while any(_is_known(pid) for pid in everything):
            assert time.monotonic() < gone, "something survived the power cut"


def _descendants(pid: int) -> list[int]:
    """Give the processes that one has started, and those that they have, parents first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parents.setdefault(_parent(int(entry.name)), []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(0), [])
        found += children
        waiting += children
    return found


def _stat(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat from the state on; none when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[1]) if fields else 0


def _is_known(pid: int) -> bool:
    """Tell whether the system still knows a process, dead or alive: PostgreSQL takes its own former one for living."""
    return Path(f"/proc/{pid}").exists()


@contextmanager
def running_product(
    folder: Path, *, cases: bool = False, environment: Mapping[str, str] | None = None
) -> Iterator[Product]:
    """Start `hoidong dev` on an empty folder and stop it afterwards; fail when it told of an error meanwhile.

    With `cases` it is filled with those of the fictional Office; `environment` are settings beside the usual ones.
    """
    machine = Machine(folder=folder, cases=cases, environment=environment or {})
    try:
        yield machine.switch_on()
    finally:
        errors = machine.switch_off() if machine.process is not None else ""
    assert errors.strip() == "", f"the product told of errors:\n{errors}"


def _await_start(process: "subprocess.Popen[str]", told: Path) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if LAST_LINE in line:
            return
    pytest.fail(f"the product ended with {process.wait()}:\n{told.read_text()}")
