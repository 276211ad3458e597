"""`python -m bench.uploads [FILES [MEGABYTES]]`: the web process's memory while many large files come in at once.

Ten files of 200 MB (by default) at the same time: first in pieces, as the pages send them, then each in one request.
Prints the resident memory before, the highest meanwhile and the growth, in MiB. The process that measures is another.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import psutil

from bench.product import HTTP_OK, Product, installed
from engine.operations.documents.resumable_upload import PIECE_BYTES

FILES, MEGABYTES = 10, 200
WHO = "le.kim.oanh"
MIB = 1024 * 1024
AT_MOST_MIB = 160.0  # eight places, each with a piece twice over: as it came, as it goes
_LOOK_S = 0.02
_HEAD, _TAIL = b"%PDF-1.7\n", b"\n%%EOF\n"
_BODY = os.urandom(PIECE_BYTES // 2).hex().encode()
Address = tuple[str, int]
Send = Callable[[Address, Mapping[str, str], int], None]


def main() -> int:
    """Measure and tell; fails when memory grows beyond the bound."""
    files, megabytes = _asked()
    figures: dict[str, float] = {}
    with installed() as product:
        product.engine.objects.ensure_bucket()
        for name, send in (("pieces", _in_pieces), ("whole", _whole)):
            measured = _measure(product, send, files, megabytes * MIB)
            figures |= {f"{name}_{what}": value for what, value in measured.items()}
    for name, value in figures.items():
        print(f"{name:24} {value:10.1f}")
    print(json.dumps(figures))
    return int(any(figures[f"{name}_growth_mib"] > AT_MOST_MIB for name in ("pieces", "whole")))


def _asked() -> tuple[int, int]:
    given = [int(one) for one in sys.argv[1:]]
    return ([*given, FILES])[0], ([*given[1:], MEGABYTES])[0]


def _measure(product: Product, send: Send, files: int, size: int) -> dict[str, float]:
    with product.serving("web", "api.cli", "web") as web:
        processes = _web_processes(web[1])
        signed_in = product.signed_in(WHO)
        send(web, signed_in, PIECE_BYTES * 2)  # what the first upload loads is not counted
        before = _resident(processes)
        stop = threading.Event()
        with ThreadPoolExecutor(files + 1) as threads:
            highest = threads.submit(_highest, processes, stop)
            began = time.perf_counter()
            for one in [threads.submit(send, web, signed_in, size) for _ in range(files)]:
                one.result()
            seconds = time.perf_counter() - began
            stop.set()
            return {
                "processes": len(processes),
                "before_mib": before / MIB,
                "highest_mib": highest.result() / MIB,
                "growth_mib": (highest.result() - before) / MIB,
                "seconds": seconds,
                "mib_a_second": files * size / MIB / seconds,
            }


def _web_processes(port: int) -> list[psutil.Process]:
    """Give every process that listens on a port: who hands connections on, and who serves them."""
    found = []
    for process in psutil.process_iter():
        try:
            listens = any(one.laddr.port == port and one.status == "LISTEN" for one in process.net_connections("tcp"))
        except psutil.Error:
            continue
        if listens:
            found += [process, *process.children(recursive=True)]
    if not found:
        raise LookupError(port)
    return list({one.pid: one for one in found}.values())


def _resident(processes: list[psutil.Process]) -> int:
    return sum(one.memory_info().rss for one in processes)


def _highest(processes: list[psutil.Process], stop: threading.Event) -> int:
    most = 0
    while not stop.wait(_LOOK_S):
        most = max(most, _resident(processes))
    return most


def _in_pieces(web: Address, signed_in: Mapping[str, str], size: int) -> None:
    connection = http.client.HTTPConnection(*web, timeout=300)
    begun = _ask(connection, "POST", "", signed_in, json.dumps({"fileName": "Bản quét.pdf", "size": size}).encode())
    path, offset = f"/{begun['documentId']}", 0
    while offset < size:
        length = min(PIECE_BYTES, size - offset)
        content = b"".join(_content(length, first=offset == 0, last=offset + length == size))
        offset = _ask(connection, "PATCH", path, signed_in, content, str(offset))["receivedBytes"]
    _ask(connection, "POST", f"{path}/completion", signed_in, b"{}")
    connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    signed_in: Mapping[str, str],
    body: bytes,
    offset: str | None = None,
) -> dict[str, int]:
    kind = "application/json" if offset is None else "application/offset+octet-stream"
    headers = {**signed_in, "Content-Type": kind, **({} if offset is None else {"Upload-Offset": offset})}
    connection.request(method, f"/v2/documents/uploads{path}", body, headers)
    return _answer(connection)


def _whole(web: Address, signed_in: Mapping[str, str], size: int) -> None:
    head = (
        b'--ranh\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    tail = b"\r\n--ranh--\r\n"
    connection = http.client.HTTPConnection(*web, timeout=300)
    connection.putrequest("POST", "/v2/documents")
    length = len(head) + size + len(tail)
    kind = {"Content-Type": "multipart/form-data; boundary=ranh", "Content-Length": str(length)}
    for name, value in {**signed_in, **kind}.items():
        connection.putheader(name, value)
    connection.endheaders()
    for block in (head, *_content(size, first=True, last=True), tail):
        connection.send(block)
    _answer(connection)
    connection.close()


def _content(length: int, *, first: bool, last: bool) -> Iterator[bytes]:
    """Give `length` bytes of a PDF: its beginning, its end, or what is between."""
    head, tail = _HEAD if first else b"", _TAIL if last else b""
    left = length - len(head) - len(tail)
    yield head
    while left > 0:
        yield _BODY[:left]
        left -= len(_BODY)
    yield tail


def _answer(connection: http.client.HTTPConnection) -> dict[str, int]:
    answer = connection.getresponse()
    body = answer.read()
    if not HTTP_OK <= answer.status < HTTP_OK + 100:
        raise RuntimeError(body.decode("utf-8", "replace"))
    told: dict[str, int] = json.loads(body)
    return told


if __name__ == "__main__":
    sys.exit(main())
