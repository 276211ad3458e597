"""Serve the pages and the API.

As many processes as HOIDONG_WEB_WORKERS says share one listening socket; each ends with this one.
"""

import os
import socket
import tempfile
from argparse import ArgumentParser, Namespace

from api.processes import serve_forked
from api.settings import get_settings

GRACEFUL_S = 10


def configure(_parser: ArgumentParser) -> None:
    """Add no argument: everything comes from the settings."""


def run(_options: Namespace) -> int:
    """Serve until told to stop; requests that are being answered get ten seconds to end."""
    from api.logs import configure_logs  # noqa: PLC0415  the command line's help needs no server and no logs

    settings = get_settings()
    configure_logs(log_format=settings.log_format, level=settings.log_level)
    with (
        socket.create_server((settings.host, settings.port), family=_family(settings.host), backlog=2048) as listening,
        tempfile.TemporaryDirectory(prefix="hoidong-metrics-") as counters,
    ):
        # Each process keeps its numbers there, and any of them tells /metrics for all; read when api.app is imported.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters
        from api.serve import WebServer  # noqa: PLC0415  once, before the processes part; its loggers find logs set up

        serve_forked(
            settings.web_workers,
            lambda: WebServer(settings, graceful_s=GRACEFUL_S).run(sockets=[listening]),
            stop_timeout_s=GRACEFUL_S + 5,
        )
    return 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
