"""A 200 MB file through a real web process, both ways, in constant memory."""

import hashlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from api.embedded import free_ports
from engine.operations import Engine
from tests.office import PASSWORD, ROOT
from tests.services import S3TestSettings

MEBIBYTE = 1024 * 1024
FILE_BYTES = 200 * MEBIBYTE
ALLOWED_GROWTH_BYTES = 64 * MEBIBYTE


@contextmanager
def web_process(database_url: str, s3: S3TestSettings) -> Iterator[tuple[str, int]]:
    """Run the product's own web command; give its address and process id."""
    port = free_ports(1)[0]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOIDONG_")} | {
        "HOIDONG_PORT": str(port),
        "HOIDONG_WEB_WORKERS": "1",
        "HOIDONG_DATABASE_URL": database_url,
        "HOIDONG_S3_ENDPOINT": s3.endpoint,
        "HOIDONG_S3_ACCESS_KEY": s3.access_key,
        "HOIDONG_S3_SECRET_KEY": s3.secret_key,
        "HOIDONG_S3_BUCKET": s3.bucket,
        "HOIDONG_S3_SECURE": str(s3.secure).lower(),
        "HOIDONG_SECRET_KEY": "a secret key that only this test knows",
        "HOIDONG_LOG_LEVEL": "WARNING",
    }
    process = subprocess.Popen([sys.executable, "-m", "api.cli", "web"], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        _await_answer(url, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    again = threading.Event()
    while process.poll() is None:
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            again.wait(0.05)
    pytest.fail(f"the web process ended with code {process.returncode}")


class Memory:
    """The memory of a process and all its children, as the kernel counts it."""

    def __init__(self, pid: int) -> None:
        process = psutil.Process(pid)
        self._pids = [process.pid, *(child.pid for child in process.children(recursive=True))]
        self._before = self._sum("VmRSS")

    def forget_peak(self) -> None:
        """Let the kernel measure the highest memory anew (proc(5), clear_refs)."""
        for pid in self._pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def growth(self) -> int:
        """Give the bytes by which the highest memory since `forget_peak` lies above that of the beginning."""
        return self._sum("VmHWM") - self._before

    def _sum(self, line: str) -> int:
        return sum(_memory_bytes(pid, line) for pid in self._pids)


def _memory_bytes(pid: int, line: str) -> int:
    found = re.search(rf"^{line}:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found
    return int(found.group(1)) * 1024


def big_pdf(folder: Path) -> Path:
    """Make a file that begins and ends like a PDF, without taking the disk that it seems to."""
    path = folder / "Bản quét lớn.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(FILE_BYTES - 6)
        file.seek(0, os.SEEK_END)
        file.write(b"%%EOF\n")
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_large_file_goes_in_and_out_in_constant_memory(
    engine: Engine, office_url: str, embedded_s3: S3TestSettings, tmp_path: Path
) -> None:
    engine.objects.ensure_bucket()
    path = big_pdf(tmp_path)
    with web_process(office_url, embedded_s3) as (url, pid), httpx.Client(base_url=url, timeout=240) as client:
        secrets = {"grant_type": "client_credentials", "client_id": "tich-hop", "client_secret": PASSWORD}
        token = client.post("/oauth/token", data=secrets).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        assert client.get("/v2/topology").status_code == 200
        memory = Memory(pid)
        memory.forget_peak()
        with path.open("rb") as file:
            sent = client.post("/v2/documents", files={"file": (path.name, file, "application/pdf")})
        assert sent.status_code == 201, sent.text
        assert sent.json()["metadata"]["size"] == FILE_BYTES
        assert sent.json()["contentHash"] == digest(path)
        uploading = memory.growth()
        memory.forget_peak()
        received = hashlib.sha256()
        with client.stream("GET", f"/v2/documents/{sent.json()['documentId']}") as answer:
            for block in answer.iter_bytes():
                received.update(block)
        downloading = memory.growth()
    assert received.hexdigest() == digest(path)
    grown = f"grew by {uploading / MEBIBYTE:.1f} MiB uploading, {downloading / MEBIBYTE:.1f} MiB downloading"
    assert min(uploading, downloading) > 0, "the process measured is not the one that works"
    assert uploading < ALLOWED_GROWTH_BYTES, grown
    assert downloading < ALLOWED_GROWTH_BYTES, grown
