"""Uploads are shown to a real clamd, with a signature of our own; a silent scanner lets nothing through."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.embedded import free_ports
from engine.errors import InputRejected, Unavailable
from engine.model.actor import Actor
from engine.operations import Engine, collect_orphans
from engine.scanning import VirusScanner
from tests.integration.documents.test_documents import OANH, objects, pdf, put

SIGN = b"a sign that this test alone calls a virus"
STARTED_WITHIN_S = 30


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Run clamd with one signature; give its port."""
    program = shutil.which("clamd")
    assert program is not None, "clamd is not installed: run scripts/debian_tools.sh clamd=clamav-daemon"
    database = tmp_path / "db"
    database.mkdir()
    (database / "test.ndb").write_text(f"Thu.Mau:0:*:{SIGN.hex()}\n", encoding="ascii")
    (listening,) = free_ports(1)
    settings = {
        "DatabaseDirectory": database,
        "TCPSocket": listening,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "StreamMaxLength": "1M",
        "TemporaryDirectory": tmp_path,
    }
    (tmp_path / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen([program, "--config-file", tmp_path / "clamd.conf"], stdout=subprocess.DEVNULL)
    try:
        _await(listening, process)
        yield listening
    finally:
        process.terminate()
        process.wait(STARTED_WITHIN_S)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    again = threading.Event()
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            again.wait(0.1)
        else:
            return
    pytest.fail(f"clamd ended with code {process.returncode}")


def scanned_by(engine: Engine, port: int) -> Engine:
    engine.objects.ensure_bucket()
    settings = replace(engine.settings, scanner=VirusScanner(host="127.0.0.1", port=port))
    return Engine(engine.database, engine.objects, settings)


def test_what_clamd_finds_is_refused(engine: Engine, actor: Callable[[str], Actor], port: int) -> None:
    guarded = scanned_by(engine, port)
    clean = put(guarded, actor(OANH))
    with pytest.raises(InputRejected) as caught:
        put(guarded, actor(OANH), "Thu.pdf", b"%PDF-1.7\n" + SIGN + b"\n%%EOF\n")
    assert caught.value.stable_code == "document_has_virus"
    assert "Thu.Mau" in caught.value.text.vi
    with pytest.raises(Unavailable):
        put(guarded, actor(OANH), "Lớn.pdf", pdf(3_000_000))
    collect_orphans(guarded)
    assert objects(engine) == [f"document/{clean.key}"]


def test_a_silent_scanner_lets_nothing_through(engine: Engine, actor: Callable[[str], Actor]) -> None:
    (nobody,) = free_ports(1)
    with pytest.raises(Unavailable) as caught:
        put(scanned_by(engine, nobody), actor(OANH))
    assert caught.value.stable_code == "virus_scanner_unavailable"
