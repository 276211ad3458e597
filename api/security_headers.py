"""Headers that tell browsers what our pages may do: only our own files, no inline code, no framing.

Pure ASGI, so that streams pass untouched. No page gets a laxer policy than the designer, whose reason stands here.
"""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# data: images are Bootstrap's own carets and check marks, written into the stylesheet.
_POLICY: Final = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# The designer's FEEL fields are CodeMirror editors, which write their themes into <style> elements and know no other
# way inside a document. Styles alone are let in, on these pages alone; scripts stay as strict as everywhere.
_DESIGNER: Final = {"style-src": "'self' 'unsafe-inline'"}
_DESIGNER_PAGES: Final = "/thiet-ke/"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_BUILT: Final = "/static/build/"


class SecurityHeaders:
    """ASGI middleware that adds the headers to every answer that does not bring its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self._app(scope, receive, with_headers)


def policy(path: str) -> str:
    """Give the Content-Security-Policy of the page at `path`."""
    return _DESIGNER_POLICY if path.startswith(_DESIGNER_PAGES) else _STRICT_POLICY


def _written(sources: Mapping[str, str]) -> str:
    return "; ".join(f"{directive} {allowed}" for directive, allowed in sources.items())


_STRICT_POLICY: Final = _written(_POLICY)
_DESIGNER_POLICY: Final = _written({**_POLICY, **_DESIGNER})


def _complete(headers: MutableHeaders, path: str, status: int) -> None:
    headers.setdefault("Content-Security-Policy", policy(path))
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith(_BUILT) and status == 200:
        # A new build gives new names, so what has a name of the build never changes.
        headers["Cache-Control"] = _FOR_EVER
