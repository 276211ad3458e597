"""Serve the pages and the API.

As many processes as HOIDONG_WEB_WORKERS says share one listening socket; each ends with this one.
"""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings

GRACEFUL_S = 10


def configure(_parser: ArgumentParser) -> None:
    """Add no argument: everything comes from the settings."""


def run(_options: Namespace) -> int:
    """Serve until told to stop; requests that are being answered get ten seconds to end."""
    import uvicorn  # noqa: PLC0415  the command line's help needs no server
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415

    from api.logs import configure_logs  # noqa: PLC0415

    settings = get_settings()
    configure_logs(log_format=settings.log_format, level=settings.log_level)
    config = uvicorn.Config(
        "api.serve:web_process",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.web_workers,
        access_log=False,
        log_config=None,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_S,
    )
    listening = config.bind_socket()
    if settings.web_workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
    else:
        Multiprocess(config, sockets=[listening]).run()
    return 0
