"""A person at the pages, over HTTP alone: forms filled in as a browser posts them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import PDF

PROCESS = "/lap-ho-so/sao_y_so_hoa"


class Desk:
    """One signed-in person."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page."""
        return self.client.get(path, **options)

    def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form; names with a dot are given with `__` (f__so_ban)."""
        return self.client.post(path, data={name.replace("__", "."): value for name, value in fields.items()})

    def upload(self) -> str:
        """Upload a scan; give its key."""
        answer = self.client.post("/v2/documents", files={"file": ("quét.pdf", PDF, "application/pdf")})
        assert answer.status_code == 201, answer.text
        key: str = answer.json()["documentId"]
        return key

    def request_form(self, document: str, **changes: Any) -> dict[str, Any]:
        """Give a filled-in request for copies."""
        fields = {
            "f__do_mat": "thuong",
            "f__van_ban": document,
            "f__tep_quet": self.upload(),
            "f__loai_sao": "sao_y",
            "f__hinh_thuc": "giay_giay",
            "f__so_ban": "2",
            "f__muc_dich": "Lưu",
            "command_id": "0" * 32,
        }
        return {**fields, **changes}

    def start(self, document: str, command_id: str = "0" * 32) -> str:
        """Start a case; give its page's path."""
        answer = self.post(PROCESS, **self.request_form(document, command_id=command_id))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].partition("?")[0]

    def first_task(self) -> str:
        """Give the path of the first task on the desk."""
        found = re.search(r'href="(/viec/\d+)"', self.get("/viec").text)
        assert found is not None
        return found.group(1)


@contextmanager
def desk(served: Served, username: str) -> Iterator[Desk]:
    """Sign a person in."""
    with served.person(username) as client:
        yield Desk(client)


def hidden(page: str, name: str) -> str:
    """Give the value of a hidden field of a page."""
    found = re.search(rf'name="{re.escape(name)}"\s+value="([^"]*)"', page)
    assert found is not None
    return found.group(1)
