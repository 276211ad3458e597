"""Gives every page its CSRF token, also before anybody signs in: a visitor without a cookie gets a random one."""

import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts.csrf import SESSION_COOKIE, VISITOR_COOKIE, csrf_token


class CsrfTokens:
    """ASGI middleware that sets `request.state.csrf_token`.

    `is_page(path)` tells where a visitor needs a cookie; `secure` marks it for TLS only.
    """

    def __init__(self, app: ASGIApp, *, is_page: Callable[[str], bool], secure: bool) -> None:
        self._app = app
        self._is_page = is_page
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Derive the token; hand out the cookie it stands on when there is none."""
        if scope["type"] != "http" or not self._is_page(scope["path"]):
            await self._app(scope, receive, send)
            return
        cookies = Request(scope).cookies
        known = cookies.get(SESSION_COOKIE) or cookies.get(VISITOR_COOKIE)
        value = known or secrets.token_urlsafe(24)
        scope.setdefault("state", {})["csrf_token"] = csrf_token(value)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and not _sets_session(message):
                for name, header in self._cookie(value):
                    MutableHeaders(scope=message).append(name, header)
            await send(message)

        await self._app(scope, receive, send if known else with_cookie)

    def _cookie(self, value: str) -> list[tuple[str, str]]:
        carrier = Response()
        carrier.set_cookie(VISITOR_COOKIE, value, httponly=True, samesite="lax", secure=self._secure, path="/")
        return [(name, header) for name, header in carrier.headers.items() if name == "set-cookie"]


def _sets_session(message: Message) -> bool:
    prefix = f"{SESSION_COOKIE}=".encode()
    return any(name == b"set-cookie" and value.startswith(prefix) for name, value in message["headers"])
