"""Serves the yardstick on HOIDONG_PORT with as many processes as the product has.

Apart from the application, so that the application is imported once, under its own name.
"""

import socket

import uvicorn

from api.processes import serve_forked
from api.settings import get_settings
from bench.insert_app import BenchRow
from engine.store import Database

STOP_S = 5.0


def main() -> None:
    """Make the table anew and serve until told to stop."""
    settings = get_settings()
    database = Database(settings.database())
    table = BenchRow.__table__  # type: ignore[attr-defined]
    table.drop(database.sql_engine, checkfirst=True)
    table.create(database.sql_engine)
    database.close()
    config = uvicorn.Config("bench.insert_app:create_app", factory=True, access_log=False, log_config=None)
    with socket.create_server((settings.host, settings.port), backlog=2048) as listening:
        serve_forked(
            settings.web_workers, lambda: uvicorn.Server(config).run(sockets=[listening]), stop_timeout_s=STOP_S
        )


if __name__ == "__main__":
    main()
