"""Builds the web application: routes, pages, middleware, limits. The only module that knows all of them.

Outermost first: request id and log line, metrics, security headers, the last resort for failures, body limits, sign-in
before large bodies, CSRF tokens; then the routes.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import anyio.to_thread
from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from api import health
from api.accounts import CsrfTokens
from api.body_limit import BodyLimit
from api.build_engine import build_engine, sign_in_rules
from api.errors import EDITING_PATH, install_error_handlers, is_machine_path
from api.last_resort import LastResort
from api.live import Desks
from api.metrics import RequestMetrics, metrics
from api.openapi import describe
from api.packed_files import PackedFiles
from api.pages import STATIC_FOLDER, render_error
from api.pages import routers as page_routers
from api.request_log import RequestLog
from api.routes import oauth, v2
from api.security_headers import SecurityHeaders
from api.settings import Settings
from api.sign_in_first import STRANGERS_BYTES, STRANGERS_PATHS, SignInFirst
from api.webdav import router as webdav
from api.webdav.incoming import XML_BYTES
from engine.operations.engine import Engine

_STREAMED = "/v2/documents"
_FORM_AROUND_FILE = 1_000_000  # what a multipart body may bring besides the file


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """Build the application over `engine` (by default one made from the settings; closed with the application)."""
    app = FastAPI(
        title="Hội đồng",
        version="2",
        openapi_url="/v2/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.engine = engine or build_engine(settings)
    app.state.desks = Desks(app.state.engine.database.settings.plain_url)
    app.state.sign_in_rules = sign_in_rules(settings)
    install_error_handlers(app, render_error)
    app.router.routes.extend(_routes())
    app.mount("/static", PackedFiles(directory=STATIC_FOLDER, check_dir=False), name="static")
    _add_middleware(app, settings)
    describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # As many threads as connections: whoever runs has a connection, whoever waits holds neither.
    anyio.to_thread.current_default_thread_limiter().total_tokens = app.state.settings.database_pool_size
    yield
    await app.state.desks.close()
    app.state.engine.close()


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Make the routes, once a process: they hold nothing of an application, and reading every signature takes long."""
    every = APIRouter()
    every.include_router(v2, prefix="/v2")
    every.include_router(oauth.router)
    every.include_router(health.router)
    every.add_route("/metrics", metrics, include_in_schema=False)
    every.include_router(webdav, include_in_schema=False)
    for router in page_routers:
        every.include_router(router, include_in_schema=False)
    return tuple(every.routes)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    def limit_of(method: str, path: str) -> int:
        if path.startswith(EDITING_PATH):
            return settings.upload_max_bytes if method == "PUT" else XML_BYTES
        if path.startswith(_STREAMED):
            return settings.upload_max_bytes + _FORM_AROUND_FILE
        return STRANGERS_BYTES if path.startswith(STRANGERS_PATHS) else settings.body_max_bytes

    # Each one added stands around those before it.
    app.add_middleware(CsrfTokens, is_page=_is_page, secure=settings.secure_cookies)
    app.add_middleware(SignInFirst)
    app.add_middleware(BodyLimit, limit_of=limit_of)
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestMetrics)
    app.add_middleware(RequestLog)


def _is_page(path: str) -> bool:
    return not is_machine_path(path) and not path.startswith("/static/")
