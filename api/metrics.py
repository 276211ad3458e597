"""Numbers for Prometheus: how many requests, how long, how many at once. Labels are bounded: patterns, never paths.

What is asked of restricted cases alone is counted where it answers like nothing.
"""

import os
import time

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.route_pattern import is_untold, route_pattern

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("hoidong_http_requests", "Requests answered.", ("method", "route", "status"), registry=REGISTRY)
DURATION = Histogram(
    "hoidong_http_request_duration_seconds",
    "Time to answer a request.",
    ("method", "route"),
    buckets=_BUCKETS,
    registry=REGISTRY,
)
IN_PROGRESS = Gauge(
    "hoidong_http_requests_in_progress",
    "Requests being answered now.",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)


class RequestMetrics:
    """ASGI middleware that measures every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count and time the request; a status that was never sent counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began, streams = 500, time.perf_counter(), False

        async def noting(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                streams = Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream")
            await send(message)

        with IN_PROGRESS.track_inprogress():
            try:
                await self._app(scope, receive, noting)
            finally:
                if not is_untold(scope, status):
                    _count(scope, status, None if streams else time.perf_counter() - began)


def _count(scope: Scope, status: int, duration_s: float | None) -> None:
    """Count an answer; `duration_s` is None for a stream, which lasts as long as its page."""
    method = scope["method"] if scope["method"] in _METHODS else "other"
    route = route_pattern(scope)
    REQUESTS.labels(method, route, str(status)).inc()
    if duration_s is not None:
        DURATION.labels(method, route).observe(duration_s)


async def metrics(_request: Request) -> Response:
    """Answer Prometheus; with several web processes (PROMETHEUS_MULTIPROC_DIR) for all of them together."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the package types only a part
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
