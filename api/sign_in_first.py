"""Nobody unknown sends much: whoever brings a large body is asked who they are before a byte of it is read.

Frameworks read a form or JSON before the route can ask; without this, strangers could fill memory and disk.
"""

from typing import Final

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.accounts import shown_credentials
from api.body_limit import declared_length
from api.dependencies import Door, nobody
from api.errors import EDITING_PATH, SIGN_IN_PATH, answer_error
from engine.errors import EngineError

STRANGERS_BYTES: Final = 64 * 1024  # what anybody may send: a sign-in form, a token request
STRANGERS_PATHS: Final = (SIGN_IN_PATH, "/oauth/")
# There the route asks before it reads: whose program it is stands in the address.
_ASKED_BY_ROUTE: Final = EDITING_PATH


class SignInFirst:
    """ASGI middleware; where strangers are expected (`STRANGERS_PATHS`), the body limit alone guards."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a large body, or one of unknown length, that nobody known sends."""
        unasked = (*STRANGERS_PATHS, _ASKED_BY_ROUTE)
        if scope["type"] == "http" and _is_large(scope) and not scope["path"].startswith(unasked):
            try:
                await run_in_threadpool(_sign_in, Request(scope))
            except EngineError as error:
                await answer_error(error, scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_large(scope: Scope) -> bool:
    chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
    return chunked or declared_length(scope) > STRANGERS_BYTES


def _sign_in(request: Request) -> None:
    """Raise NotAuthenticated unless somebody known sends the request."""
    shown = shown_credentials(request)
    if shown is None:
        raise nobody()
    with Door(request, shown).enter():
        pass
