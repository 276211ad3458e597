"""The server of one web process, and how it stops: open streams end first, so that nobody waits for them."""

import socket

import uvicorn

from api.app import create_app
from api.settings import Settings


class WebServer(uvicorn.Server):
    """Serves one application, whose connections belong to this process alone."""

    def __init__(self, settings: Settings, *, graceful_s: int) -> None:
        self._app = create_app(settings)
        super().__init__(
            uvicorn.Config(
                self._app,
                access_log=False,
                log_config=None,
                proxy_headers=True,
                forwarded_allow_ips=settings.trusted_proxies,
                server_header=False,
                timeout_graceful_shutdown=graceful_s,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let streams end, then wait for the requests that are being answered."""
        self._app.state.desks.end()
        await super().shutdown(sockets)
