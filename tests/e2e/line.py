"""A line between browser and product that a test can cut, as a loose network cable does."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_BLOCK = 65_536
_LOOK_S = 0.2


@dataclass(slots=True, kw_only=True)
class Line:
    """Carries connections to the product. Each breaks after `cut_after` bytes towards it, until that is None again.

    (Each, not one: a browser tries again by itself when a connection breaks that it had used before.)
    """

    url: str
    cut_after: int | None = None
    broken: threading.Event = field(default_factory=threading.Event)

    def carry(self, browser: socket.socket, product: socket.socket) -> None:
        """Carry one connection until either side ends it or it is cut."""
        sent = 0
        with browser, product, selectors.DefaultSelector() as ready:
            for one, other in ((browser, product), (product, browser)):
                ready.register(one, selectors.EVENT_READ, other)
            with contextlib.suppress(ConnectionError):
                while True:
                    for key, _events in ready.select():
                        block = _read(key.fileobj)
                        if not block:
                            return
                        sent += len(block) if key.fileobj is browser else 0
                        if self.cut_after is not None and sent > self.cut_after:
                            self.broken.set()
                            return
                        key.data.sendall(block)


def _read(connection: object) -> bytes:
    assert isinstance(connection, socket.socket)
    return connection.recv(_BLOCK)


@contextmanager
def breakable_line(url: str) -> Iterator[Line]:
    """Open a line to the product at `url`; the line's own `url` is what the browser goes to."""
    address = urlsplit(url)
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(_LOOK_S)
        line = Line(url=f"http://127.0.0.1:{listening.getsockname()[1]}")

        def accept() -> None:
            while not closing.is_set():
                with contextlib.suppress(TimeoutError):
                    browser, _from = listening.accept()
                    browser.settimeout(None)
                    product = socket.create_connection((address.hostname or "", address.port or 80))
                    threading.Thread(target=line.carry, args=(browser, product), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield line
        finally:
            closing.set()
            thread.join()
