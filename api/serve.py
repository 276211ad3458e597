"""What one web process does before it serves: ties itself to its parent, sets up logs, builds the application.

The command `hoidong web` names `web_process` to uvicorn, which calls it in each process.
"""

import multiprocessing
import signal
import sys

from fastapi import FastAPI

from api.logs import configure_logs
from api.processes import die_with_parent
from api.settings import get_settings


def web_process() -> FastAPI:
    """Build the application of one web process."""
    # Only in a process that uvicorn started; a single process belongs to whoever started it.
    if multiprocessing.parent_process() is not None:
        die_with_parent(signal.SIGTERM)
        parent = multiprocessing.parent_process()
        if parent is None or not parent.is_alive():
            sys.exit(0)
    settings = get_settings()
    configure_logs(log_format=settings.log_format, level=settings.log_level)
    from api.app import create_app  # noqa: PLC0415  loggers that are made at import find logs set up

    return create_app(settings)
