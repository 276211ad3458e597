"""PostgreSQL and S3 server of one data folder: gone with their parent, however it ends, and back with all data."""

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from api.embedded import load_credentials, remembered_ports
from api.embedded.installation import PORT_NAMES
from api.processes import ChildFailed, start_child
from tests.integration.embedded.conftest import Run, Starter

HOLD = """
import signal, sys
from pathlib import Path
from api.embedded import open_installation
from api.processes import StopRequested, stop_on_signals
try:
    with stop_on_signals(), open_installation(Path(sys.argv[1])) as installation:
        installation.await_ready()
        print("open", installation.environment["HOIDONG_DATABASE_URL"], flush=True)
        signal.pause()
except StopRequested:
    print("closed", flush=True)
"""


def hold(start: Starter, folder: Path) -> tuple[Run, str]:
    run = start(["-c", HOLD, str(folder)])
    return run, run.await_line("open postgresql://").split()[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.slow
def test_nothing_outlives_the_parent_and_nothing_is_lost(
    number: signal.Signals, start: Starter, tmp_path: Path
) -> None:
    run, url = hold(start, tmp_path)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (value int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    assert len(run.family) >= 2
    run.process.send_signal(number)
    assert run.process.wait(30) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert run.survivors() == []

    again, url = hold(start, tmp_path)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (42,)
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0


@pytest.mark.slow
def test_a_killed_server_leaves_files_that_the_next_start_survives(start: Starter, tmp_path: Path) -> None:
    run, _url = hold(start, tmp_path)
    for pid in [*(member.pid for member in run.family), run.process.pid]:
        os.kill(pid, signal.SIGKILL)
    run.process.wait(10)
    assert run.survivors() == []
    assert list(tmp_path.rglob("postmaster.pid")) != []

    _again, url = hold(start, tmp_path)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.slow
def test_one_folder_is_open_once(start: Starter, tmp_path: Path) -> None:
    hold(start, tmp_path)
    second = start(["-c", HOLD, str(tmp_path)])
    second.await_line("another installation is running")
    assert second.process.wait(10) != 0


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    first = load_credentials(file)
    assert load_credentials(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len({first.database_password, first.s3_secret_key, first.secret_key}) == 3
    assert first.secret_key not in repr(first)


def test_ports_are_kept_while_they_are_free(tmp_path: Path) -> None:
    first = remembered_ports(tmp_path / "ports.json", PORT_NAMES)
    assert remembered_ports(tmp_path / "ports.json", PORT_NAMES) == first


def test_a_broken_file_of_ports_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text('{"postgres": "x"')
    assert set(remembered_ports(tmp_path / "ports.json", PORT_NAMES)) == set(PORT_NAMES)


def test_a_child_that_falls_over_tells_its_last_words(tmp_path: Path) -> None:
    child = start_child("odd", ["/bin/sh", "-c", "echo out of luck; exit 3"], folder=tmp_path)
    with pytest.raises(ChildFailed, match=r"code 3(.|\n)*out of luck"):
        child.pause(10)
