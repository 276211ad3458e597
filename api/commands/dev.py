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
from pathlib import Path

from api.embedded import (
    Installation,
    filling,
    forget_prepared,
    is_prepared,
    note_prepared,
    open_installation,
    prepared_mark,
    require_free,
    throw_half_filled_away,
)
from api.processes import ChildFailed, Program, StopRequested, start_child, stop_on_signals, stop_programs, watch
from api.settings import Settings, get_settings

READY_S = 60.0
HTTP_OK = 200


def configure(parser: ArgumentParser) -> None:
    """Add the choice of the embedded PostgreSQL."""
    parser.add_argument("--postgres-major", type=int, choices=(16, 18), default=18, help="embedded PostgreSQL")


def run(options: Namespace) -> int:
    """Start everything, tell who can sign in, and keep it running until told to stop."""
    bare = Settings()
    try:
        with stop_on_signals(), ExitStack() as stack:
            installation = stack.enter_context(open_installation(bare.data, postgres_major=options.postgres_major))
            # After the lock: a predecessor that was killed a moment ago has gone by now.
            require_free(bare.port, bare.host)
            os.environ.update(_environment(installation))
            settings = get_settings()
            web, worker = (_program(name, installation) for name in ("web", "worker"))
            mark = prepared_mark(demo=settings.demo, cases=settings.demo_cases, postgres_major=options.postgres_major)
            if not is_prepared(installation, mark):
                _prepare(installation, mark, settings)
            stack.callback(stop_programs, [web, worker])
            # It loads its code while the services start.
            web.ensure_running()
            installation.await_ready()
            _await_page(web, settings.host, settings.port)
            worker.ensure_running()
            _announce(settings)
            watch([web, worker], installation.services)
    except StopRequested:
        print("Đã dừng. / Stopped.", flush=True)
    return 0


def _environment(installation: Installation) -> Mapping[str, str]:
    """Give the settings of our processes; what the caller's environment says goes before defaults."""
    # Fictional people with a known password never go into a database that somebody else named.
    demo = "true" if installation.is_embedded else "false"
    defaults = {
        "HOIDONG_DEMO": demo,
        "HOIDONG_DEMO_CASES": demo,
        "HOIDONG_LOG_FORMAT": "console",
        "HOIDONG_LOG_LEVEL": "WARNING",
    }
    if installation.is_embedded:
        # Keys of the demonstration, locked with what seals this installation's chains; its identities likewise.
        defaults["HOIDONG_SIGNING_FOLDER"] = str(_demo_keys(installation))
        defaults["HOIDONG_SIGNING_PASSWORD"] = installation.environment["HOIDONG_SECRET_KEY"]
        defaults["HOIDONG_IDENTITY_KEYS"] = installation.environment["HOIDONG_SECRET_KEY"]
    return {**defaults, **os.environ, **installation.environment}


def _demo_keys(installation: Installation) -> Path:
    return installation.folder / "signing"


def _program(name: str, installation: Installation) -> Program:
    command = [sys.executable, "-m", "api.cli", name]
    return Program(
        start=partial(start_child, name, command, folder=installation.folder, env=dict(os.environ), show=True)
    )


def _prepare(installation: Installation, mark: str, settings: Settings) -> None:
    """Bring the database to date and fill it: law and words, people, models and forms, and the Office's cases."""
    from api.commands import deploy, migrate, seed  # noqa: PLC0415  they import the database libraries

    print("Đang chuẩn bị dữ liệu … / Preparing data …", flush=True)
    forget_prepared(installation)
    installation.await_ready()
    throw_half_filled_away(installation)
    migrate.run(Namespace())
    seed.run(Namespace(demo=False))
    if deploy.run(Namespace(paths=[])) != 0:
        message = "the project's own models cannot be deployed; what is to be mended stands above"
        raise ChildFailed(message)
    if installation.is_embedded and os.environ["HOIDONG_SIGNING_FOLDER"] == str(_demo_keys(installation)):
        _make_demo_keys(installation)
        if settings.demo_cases:
            _load_cases(installation, settings)
    note_prepared(installation, mark)


def _load_cases(installation: Installation, settings: Settings) -> None:
    from api.demo import StoryBroken, fill_installation  # noqa: PLC0415  it imports the worker and what it needs

    print("Đang lập hồ sơ trình diễn (một lần) … / Preparing the demonstration's cases (once) …", flush=True)
    try:
        with filling(installation):
            fill_installation(settings)
    except StoryBroken as error:
        message = f"the demonstration's cases cannot be made: {error}"
        raise ChildFailed(message) from error


_WITH_SEALS = {"HDND", "DDBQH"}  # beside the Office; their bodies use the seal of the one above


def _make_demo_keys(installation: Installation) -> None:
    from api.embedded.demo_keys import make_demo_keys  # noqa: PLC0415  it imports the cryptography libraries
    from engine.seed import read  # noqa: PLC0415

    demo = read("demo")
    make_demo_keys(
        _demo_keys(installation),
        {person["tai_khoan"]: person["ho_ten"] for person in demo["nguoi"]},
        organisation=demo["thong_tin_co_quan"]["ten"]["vi"],
        password=installation.environment["HOIDONG_SECRET_KEY"],
        bodies={unit["ma"]: unit["ten"] for unit in demo["don_vi"] if unit["ma"] in _WITH_SEALS},
    )


def _await_page(web: Program, host: str, port: int) -> None:
    """Wait until the web process answers that it can serve."""
    if web.child is None:
        message = "the web process was not started"
        raise ChildFailed(message)
    waited = 0.0
    while waited < READY_S:
        if _healthy(host, port):
            return
        web.child.pause(0.05)
        waited += 0.05
    message = f"the web process was not ready within {READY_S:.0f} s"
    raise ChildFailed(message)


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTP_OK
    except OSError:
        return False
    finally:
        connection.close()


def _announce(settings: Settings) -> None:
    """Tell the address and, in the demonstration, who can sign in."""
    lines = ["", f"Hội đồng: http://{settings.host}:{settings.port}", ""]
    if settings.demo:
        from api.commands.seed import DEMO_MACHINE, DEMO_PASSWORD  # noqa: PLC0415
        from engine.seed import read  # noqa: PLC0415  a large file, for this list alone

        lines.append(f"Người đăng nhập được (trình diễn; mật khẩu chung / password for all: {DEMO_PASSWORD})")
        demo = read("demo")
        lines += [f"  {person['tai_khoan']:<24} {person['ho_ten']}, {person['chuc_vu']}" for person in demo["nguoi"]]
        lines += [
            f"  {one['tai_khoan']:<24} Quản trị hệ thống / system administrator"
            for one in demo["tai_khoan_ky_thuat"]
            if "quan_tri_he_thong" in one["vai_tro"]
        ]
        lines += [f"  {DEMO_MACHINE:<24} máy tích hợp / API client (OAuth, Basic)", ""]
    lines.append("Ctrl-C để dừng. / Ctrl-C stops everything.")
    print("\n".join(lines), flush=True)
