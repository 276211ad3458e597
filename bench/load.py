"""A load generator that costs little: prebuilt requests over kept-alive sockets, moved by one selector loop.

Each client sends its next request when its answer has come (a closed loop). The share of a processor that the loop
itself took is reported, so that nobody takes the generator for the product.
"""

import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

_END = b"\r\n\r\n"


class Refused(RuntimeError):
    """The server answered something else than success."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a run gave: latencies (seconds) of its answers, and the loop's own cost."""

    seconds: float
    latencies_s: tuple[float, ...]
    generator_cpu_share: float = 0.0

    @property
    def per_second(self) -> float:
        """Give the good answers a second."""
        return len(self.latencies_s) / self.seconds

    def percentile_ms(self, percent: int) -> float:
        """Give a percentile of the latencies in milliseconds."""
        return quantiles(self.latencies_s, n=100, method="inclusive")[percent - 1] * 1000


def together(slices: Sequence[Measured]) -> Measured:
    """Put the slices of one measurement together."""
    seconds = sum(part.seconds for part in slices)
    return Measured(
        seconds=seconds,
        latencies_s=tuple(latency for part in slices for latency in part.latencies_s),
        generator_cpu_share=sum(part.generator_cpu_share * part.seconds for part in slices) / seconds,
    )


def post(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Write a whole POST request with a JSON body."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def get(path: str, headers: Mapping[str, str]) -> bytes:
    """Write a whole GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def run(address: tuple[str, int], requests: Iterable[bytes], *, clients: int, seconds: float) -> Measured:
    """Send `requests` by `clients` connections for at most `seconds`, or until they are used up.

    Raises Refused at the first answer that is no success: such a run would measure something else.
    """
    source = iter(requests)
    latencies: list[float] = []
    began, cpu_began = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as selector:
        busy = 0
        for _ in range(clients):
            client = _Client(address, source)
            if client.send_next():
                selector.register(client.socket, selectors.EVENT_READ, client)
                busy += 1
            else:
                client.socket.close()
        while busy:
            for ready, _ in selector.select():
                status = ready.data.receive()
                if status is None:
                    continue
                if not 200 <= status < 300:
                    raise Refused(ready.data.answer.decode("utf-8", "replace"))
                latencies.append(time.perf_counter() - ready.data.sent_at)
                if time.perf_counter() - began >= seconds or not ready.data.send_next():
                    selector.unregister(ready.fileobj)
                    ready.data.socket.close()
                    busy -= 1
    elapsed = time.perf_counter() - began
    return Measured(
        seconds=elapsed,
        latencies_s=tuple(latencies),
        generator_cpu_share=(time.process_time() - cpu_began) / elapsed,
    )


class _Client:
    """One connection with one request under way."""

    def __init__(self, address: tuple[str, int], source: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._source = source
        self.answer = b""

    def send_next(self) -> bool:
        """Send the next request; False when there is none left."""
        request = next(self._source, None)
        if request is None:
            return False
        self.answer = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> int | None:
        """Take what has come; give the status once the answer is whole."""
        piece = self.socket.recv(65536)
        if not piece:
            message = "the server closed the connection"
            raise ConnectionError(message)
        self.answer += piece
        head, end, body = self.answer.partition(_END)
        if not end or len(body) < _content_length(head):
            return None
        return int(head[9:12])


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
