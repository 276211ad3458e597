"""Run everything on this machine: PostgreSQL, S3 server, web and worker, with the demonstration's people.

What `make run` calls. Not for production: docker-compose.yml and deploy/README.md describe that.
"""

import http.client
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial

from api.embedded import Installation, open_installation, require_free
from api.processes import ChildFailed, Program, StopRequested, start_child, stop_on_signals, stop_programs, watch
from api.settings import Settings

DEFAULTS = {"HOIDONG_DEMO": "true", "HOIDONG_LOG_FORMAT": "console", "HOIDONG_LOG_LEVEL": "WARNING"}
READY_S = 60.0
HTTP_OK = 200


def configure(parser: ArgumentParser) -> None:
    """Add the choice of the embedded PostgreSQL."""
    parser.add_argument("--postgres-major", type=int, choices=(16, 18), default=18, help="embedded PostgreSQL")


def run(options: Namespace) -> int:
    """Start everything, tell who can sign in, and keep it running until told to stop."""
    settings = Settings()
    try:
        with stop_on_signals(), ExitStack() as stack:
            installation = stack.enter_context(open_installation(settings.data, postgres_major=options.postgres_major))
            # After the lock: a predecessor that was killed a moment ago has gone by now.
            require_free(settings.port, settings.host)
            environment = {**DEFAULTS, **os.environ, **installation.environment}
            programs = [_program(name, installation, environment) for name in ("web", "worker")]
            _prepare(installation, environment)
            stack.callback(stop_programs, programs)
            for program in programs:
                program.ensure_running()
            _await_page(programs[0], settings.host, settings.port)
            print(f"\nHội đồng: http://{settings.host}:{settings.port}\n", flush=True)
            watch(programs, installation.services)
    except StopRequested:
        print("stopped", flush=True)
    return 0


def _program(name: str, installation: Installation, environment: Mapping[str, str]) -> Program:
    command = [sys.executable, "-m", "api.cli", name]
    return Program(start=partial(start_child, name, command, folder=installation.folder, env=environment, show=True))


def _prepare(installation: Installation, environment: Mapping[str, str]) -> None:
    """Bring the database to date while the S3 server starts, then fill both."""
    os.environ.update(environment)
    from api.commands import migrate  # noqa: PLC0415  imports the database libraries while PostgreSQL starts

    installation.await_ready()
    migrate.run(Namespace())


def _await_page(web: Program, host: str, port: int) -> None:
    """Wait until the web process answers that it is healthy."""
    child = web.child
    if child is None:
        message = "the web process was not started"
        raise ChildFailed(message)
    waited = 0.0
    while waited < READY_S:
        if _healthy(host, port):
            return
        child.pause(0.05)
        waited += 0.05
    message = f"the web process was not ready within {READY_S:.0f} s"
    raise ChildFailed(message)


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTP_OK
    except OSError:
        return False
    finally:
        connection.close()
