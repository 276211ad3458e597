"""What happens to a failure that nobody foresaw: one log line with its traceback, one plain answer with its code."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import answer_unexpected
from api.logs import get_logger

_log = get_logger(__name__)


class LastResort:
    """ASGI middleware around everything that may fail."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500 when the application raised; an answer that has begun can only be broken off."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            _log.exception("request_failed", method=scope["method"])
            if begun:
                raise
            await answer_unexpected(scope, receive, send)
