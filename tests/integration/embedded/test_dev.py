"""`hoidong dev`, the whole of `make run`: first and second start, every way of ending, what stands in its way."""

import http.client
import json
import re
import signal
import socket
from pathlib import Path

import psycopg
import pytest

from api.embedded import PostgresServer, free_ports, load_credentials
from tests.integration.embedded.conftest import Run, Starter

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ADDRESS = "Hội đồng: http://127.0.0.1"
LAST_LINE = "Ctrl-C stops everything"


def serve(start: Starter, folder: Path, port: int, **environment: str) -> Run:
    """Start it and wait until it says that the page is ready."""
    run = start(["-m", "api.cli", "dev"], HOIDONG_DATA=str(folder), HOIDONG_PORT=str(port), **environment)
    run.await_line(ADDRESS)
    run.await_line(LAST_LINE)
    return run


def end(run: Run, number: signal.Signals) -> None:
    """End it; fail when a process of it survives."""
    run.process.send_signal(number)
    assert run.process.wait(60) == (-number if number == signal.SIGKILL else 0)
    assert run.survivors() == []


def page(port: int, path: str) -> int:
    """Give the status of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def database(folder: Path) -> str:
    """Give the URL of the database in a data folder."""
    password = load_credentials(folder / "credentials.json").database_password
    port = json.loads((folder / "ports.json").read_text())["postgres"]
    return f"postgresql://hoidong:{password}@127.0.0.1:{port}/hoidong"


def test_it_starts_ends_in_every_way_and_starts_again_with_all_data(start: Starter, tmp_path: Path) -> None:
    port = free_ports(1)[0]
    run = serve(start, tmp_path, port)
    assert re.search(r"^  [a-z.]+ +\S.+, ", "".join(run.told), flags=re.MULTILINE), "nobody who can sign in was named"
    assert (page(port, "/health/ready"), page(port, "/")) == (200, 303)
    assert sorted(note.stem for note in (tmp_path / "run").iterdir()) == ["postgres", "s3", "web", "worker"]
    with psycopg.connect(database(tmp_path)) as connection:
        connection.execute("UPDATE unit SET name = 'kept' WHERE code = 'HDND'")
    end(run, signal.SIGINT)

    for number in (signal.SIGKILL, signal.SIGTERM):
        run = serve(start, tmp_path, port)
        assert page(port, "/health/ready") == 200
        with psycopg.connect(database(tmp_path)) as connection:
            row = connection.execute("SELECT name FROM unit WHERE code = 'HDND'").fetchone()
            assert row == ("kept",), "a start has undone what somebody changed"
        end(run, number)


def test_a_web_process_that_falls_over_is_started_again(start: Starter, tmp_path: Path) -> None:
    port = free_ports(1)[0]
    run = serve(start, tmp_path, port)
    serving = [process for process in run.family if "web" in process.cmdline() and process.children() == []]
    for process in serving:
        process.kill()
    for process in serving:
        process.wait(10)
    assert page(port, "/health/ready") == 200
    end(run, signal.SIGTERM)


def test_a_port_in_use_is_told_and_nothing_stays(start: Starter, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start(["-m", "api.cli", "dev"], HOIDONG_DATA=str(tmp_path), HOIDONG_PORT=str(port))
        assert f"port {port} on 127.0.0.1 is in use" in run.await_line("in use")
        assert run.process.wait(60) == 2
    assert run.survivors() == []


def test_a_database_that_the_environment_names_is_used(
    start: Starter, tmp_path: Path, empty_database_url: str, postgres_server: PostgresServer
) -> None:
    port = free_ports(1)[0]
    run = serve(start, tmp_path, port, DATABASE_URL=empty_database_url)
    assert not [process for process in run.family if process.name() == "postgres"]
    assert "demonstration" not in "".join(run.told)
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("SELECT count(*) FROM process_definition").fetchone() != (0,)
        people = connection.execute("SELECT count(*) FROM person").fetchone()
    assert people == (0,), "fictional people went into somebody's own database"
    end(run, signal.SIGTERM)
    assert postgres_server.child.running()


def test_wrong_settings_are_told_in_a_sentence(start: Starter, tmp_path: Path) -> None:
    run = start(["-m", "api.cli", "dev"], HOIDONG_DATA=str(tmp_path), HOIDONG_PORT="high")
    assert "HOIDONG_PORT" in run.await_line("HOIDONG_PORT")
    assert run.process.wait(30) == 2
