"""A request id for every request, and one log line when it is answered.

The line names the route's pattern, never the real path or query: those may carry names and search words. No line tells
that somebody opened what only a restricted case has.
"""

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import get_logger
from api.route_pattern import is_untold, route_pattern

HEADER = "x-request-id"
# What another system may hand us as an id: short, and harmless in a log line.
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = get_logger(__name__)


class RequestLog:
    """ASGI middleware; put it outermost."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request under its id and log how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status, began = 500, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                if not is_untold(scope, status):
                    _log.info(
                        "request",
                        method=scope["method"],
                        route=route_pattern(scope),
                        status=status,
                        duration_ms=round((time.perf_counter() - began) * 1000, 1),
                    )
