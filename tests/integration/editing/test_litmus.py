"""The general WebDAV test suite's locks, where it is installed: all of them but those about what we refuse.

It wants a collection in which it makes files of any text. A go-between plays that collection over our one file, and
makes a Word file of each text; every lock, condition and status is ours.
"""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.integration.editing.drafting import Drafting, word

LITMUS = shutil.which("litmus")
WITHIN_S = 100
METHODS = (
    "GET",
    "HEAD",
    "PUT",
    "OPTIONS",
    "PROPFIND",
    "PROPPATCH",
    "LOCK",
    "UNLOCK",
    "MKCOL",
    "DELETE",
    "COPY",
    "MOVE",
)
PASSED_ON = {"if", "timeout", "depth", "lock-token", "content-type"}
GIVEN_BACK = {"etag", "lock-token", "dav", "content-type"}
REFUSED = {
    *("owner_modify", "copy"),  # dead properties, copies
    *("lock_shared", "prep_collection", "lock_collection"),
    "unlock",  # of a name that nobody made
}


class GoBetween:
    """A collection named litmus, in which every file is ours."""

    def __init__(self, address: str, client: httpx.Client) -> None:
        self._address = address
        self._names: set[str] = set()
        self._client = client

    def answer(self, request: Request, body: bytes) -> Response:
        """Pass a request on, or play the collection."""
        path, method = request.url.path, request.method
        if path.rstrip("/") == "/litmus" and method in {"MKCOL", "DELETE"}:
            return Response(status_code=201 if method == "MKCOL" else 204)
        name = path.rpartition("/")[2]
        made = name in self._names
        if name and not made and method not in {"PUT", "LOCK"}:
            return Response(status_code=404)
        target = self._address if name else self._address.rpartition("/")[0] + "/"
        content = word(hashlib.sha256(body).hexdigest()) if method == "PUT" else body
        headers = {key: value for key, value in request.headers.items() if key in PASSED_ON}
        ours = self._client.request(method, target, content=content, headers=headers)
        status = ours.status_code
        if method == "PUT" and status == 204:
            self._names.add(name)
            status = status if made else 201
        told = ours.content.replace(httpx.URL(self._address).raw_path, path.encode())
        kept = {key: value for key, value in ours.headers.items() if key in GIVEN_BACK}
        return Response(told, status_code=status, headers=kept)


@pytest.mark.slow
@pytest.mark.skipif(LITMUS is None, reason="litmus is not installed")
def test_the_locks_of_the_general_suite(drafting: Drafting, tmp_path: Path) -> None:
    with httpx.Client(timeout=30) as client, socket.create_server(("127.0.0.1", 0)) as listening:
        between = GoBetween(drafting.address(), client)

        async def answer(request: Request) -> Response:
            return between.answer(request, await request.body())

        app = Starlette(routes=[Route("/{path:path}", answer, methods=list(METHODS))])
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        done = subprocess.run(
            [str(LITMUS), "-k", f"http://127.0.0.1:{listening.getsockname()[1]}/"],
            env={**os.environ, "TESTS": "http locks"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
        server.should_exit = True
        thread.join(WITHIN_S)
    results = re.findall(r"\d+\. (\w+)\.* (?:\.+ )?(pass|FAIL)", done.stdout.replace("\r", "\n"))
    assert [name for name, result in results if result == "pass"].count("cond_put") == 1, done.stdout
    assert {name for name, result in results if result == "FAIL"} <= REFUSED, done.stdout
