"""How large a request may be, counted while it streams in: no declared length is believed."""

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BodyRefused, answer_error
from engine.errors import LimitExceeded, Text


class BodyLimit:
    """ASGI middleware; `limit_of(method, path)` gives the bytes that a request may bring."""

    def __init__(self, app: ASGIApp, *, limit_of: Callable[[str, str], int]) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse at once what declares too much; stop reading what brings too much."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["method"], scope["path"])
        if declared_length(scope) > limit:
            await answer_error(_too_large(limit), scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyRefused(_too_large(limit))
            return message

        await self._app(scope, counted, send)


def declared_length(scope: Scope) -> int:
    """Give the bytes that a request says it brings, 0 when it does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and len(value) < 19:
            return int(value)
    return 0


def _too_large(limit: int) -> LimitExceeded:
    megabytes = limit / 1_000_000
    return LimitExceeded(
        Text(
            vi=f"Nội dung gửi lên lớn hơn {megabytes:g} MB cho phép. Chưa có gì được lưu.",
            en=f"The request is larger than the {megabytes:g} MB allowed. Nothing was stored.",
        ),
        code="body_too_large",
        details={"limit_bytes": limit},
    )
