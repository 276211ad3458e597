"""The signing window: pages on the loopback address that this machine's browser opens, and that nobody else can use.

There is no interface for other pages: no path answers them and no header lets them read. A request must name this very
address (Host: no other name may be made to lead here), know the window's path of 256 random bits, and come from the
window itself (Origin, Sec-Fetch-Site). The address with which the browser is started is seen by everybody on the
machine, so it works once and leads to the path that nobody has seen.
"""

import base64
import hashlib
import hmac
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Final
from urllib.parse import parse_qs

from engine.agent.desk import Desk
from engine.agent.pages import STYLE, declined_page, gone_page, waiting_page

ADDRESS: Final = "127.0.0.1"
_MOST_BYTES: Final = 16 * 1024
_FORM: Final = "application/x-www-form-urlencoded"
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # a form would send the origin "null" if nothing were told
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Window:
    """The pages of a desk; `open_address` gives an address for the browser."""

    def __init__(self, desk: Desk) -> None:
        """Take a free port of the loopback address."""
        self.desk = desk
        self._tickets: set[str] = set()
        self._path = secrets.token_urlsafe(32)
        self._lock = Lock()
        self._server = ThreadingHTTPServer((ADDRESS, 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, name="window", daemon=True)

    @property
    def host(self) -> str:
        """Give the one Host that is answered."""
        return f"{ADDRESS}:{self._server.server_address[1]}"

    @property
    def place(self) -> str:
        """Give the path of the window."""
        return f"/{self._path}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Answer nothing more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def open_address(self) -> str:
        """Make an address that opens the window once; one that was not used is used no more."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets = {ticket}
        return f"http://{self.host}/open/{ticket}"

    def use(self, ticket: str) -> bool:
        """Use a ticket up."""
        with self._lock:
            known = ticket in self._tickets
            self._tickets.discard(ticket)
        return known

    def is_place(self, path: str) -> bool:
        """Tell whether a path is the window's, in a time that tells nothing."""
        return hmac.compare_digest(path.encode("utf-8", "surrogatepass"), self.place.encode())


def _handler_of(window: Window) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        _window = window

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """One request; everything that is not the window's own is answered alike."""

    _window: Window
    timeout = 30  # a connection that says nothing
    server_version, sys_version = "hoidong-sign-agent", ""
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        """Show the window, or a document in it."""
        if not self._is_ours(("none", "same-origin")):
            self._refuse()
            return
        if self.path.startswith("/open/"):
            if self._window.use(self.path.removeprefix("/open/")):
                self._answer(303, b"", {"Location": self._window.place})
            else:
                self._answer(404, gone_page(self._language).encode())
            return
        path, _, document = self.path.rpartition("/")
        if self._window.is_place(self.path):
            self._show(waiting_page(self._window.desk.offers(), self._language, place=self._window.place))
        elif document.endswith(".pdf") and self._window.is_place(path):
            self._show_document(document.removesuffix(".pdf"))
        else:
            self._answer(404, gone_page(self._language).encode())

    def do_POST(self) -> None:
        """Sign what was chosen, or say no to it."""
        origin = self.headers.get("Origin", "")
        if not self._is_ours(("same-origin",)) or origin != f"http://{self._window.host}":
            self._refuse()
            return
        form = self._form()
        if form is None or not self._window.is_place(self.path):
            self._refuse()
            return
        desk, place, language = self._window.desk, self._window.place, self._language
        marks = frozenset(form.get("mark", ()))
        if form.get("act") == ["decline"]:
            result = desk.decline(marks)
            page = waiting_page if result.stopped is not None else declined_page
            more = {"result": result} if result.stopped is not None else {}
            self._show(page(desk.offers(), language, place=place, **more))
            return
        result = desk.sign(marks, form.get("pin", [""])[0])
        self._show(waiting_page(desk.offers(), language, place=place, result=result))

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the library's name
        """Write nothing: an address opens the window."""

    def _is_ours(self, sites: tuple[str, ...]) -> bool:
        """Tell whether the request names this address and comes from the person or from the window itself."""
        hosts = self.headers.get_all("Host") or []
        return hosts == [self._window.host] and self.headers.get("Sec-Fetch-Site", sites[0]) in sites

    def _form(self) -> dict[str, list[str]] | None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Content-Type", "").partition(";")[0] != _FORM:
            return None
        if not (length.isascii() and length.isdigit()) or int(length) > _MOST_BYTES:
            return None
        return parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"), max_num_fields=200)

    def _show(self, page: str) -> None:
        self._answer(200, page.encode())

    def _show_document(self, mark: str) -> None:
        offer = self._window.desk.find(mark)
        if offer is None:
            self._answer(404, gone_page(self._language).encode())
            return
        self._answer(200, offer.content, {"Content-Type": "application/pdf", "Content-Disposition": "inline"})

    def _refuse(self) -> None:
        self._answer(403, b"", {"Connection": "close"})

    def _answer(self, status: int, content: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", **_HEADERS, **(more or {})}
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    @property
    def _language(self) -> str:
        return "en" if self.headers.get("Accept-Language", "").lower().startswith("en") else "vi"
