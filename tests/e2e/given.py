"""Cases that a journey takes as given, made over HTTP by the people whose cases they are."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.copying import OANH, title_of
from tests.e2e.product import Product

PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCase:
    """A case in the process of copies."""

    product: Product
    key: str
    document: str

    @property
    def path(self) -> str:
        """Give the address of its page."""
        return f"/ho-so/{self.key}"

    @property
    def title(self) -> str:
        """Give its title."""
        return title_of(self.document)

    def task(self, username: str) -> str:
        """Give the key of its one open task, as a person sees it."""
        with self.product.client(username) as client:
            return _task(client, self.key)

    def taken_by(self, username: str) -> str:
        """Let a person take its open task; give the address of the task's page."""
        with self.product.client(username) as client:
            task = _task(client, self.key)
            answer = client.post(f"/v2/user-tasks/{task}/assignment", json={"assignee": username})
            answer.raise_for_status()
        return f"/viec/{task}"

    def completed_by(self, username: str, **variables: Any) -> None:
        """Let a person complete its open task."""
        with self.product.client(username) as client:
            path = f"/v2/user-tasks/{_task(client, self.key)}/completion"
            client.post(path, json={"variables": variables}).raise_for_status()


def request_sent(
    product: Product, document: str, *, scan: bytes = PDF, form: str = "giay_giay", copies: int = 2
) -> GivenCase:
    """Let the clerk ask for copies of a document."""
    with product.client(OANH) as client:
        uploaded = client.post("/v2/documents", files={"file": ("Bản quét.pdf", scan, "application/pdf")})
        uploaded.raise_for_status()
        variables = {
            "do_mat": "thuong",
            "van_ban": document,
            "tep_quet": [uploaded.json()["documentId"]],
            "loai_sao": "sao_y",
            "hinh_thuc": form,
            "so_ban": copies,
            "muc_dich": "Gửi cơ quan thẩm tra",
        }
        body = {"processDefinitionId": "sao_y_so_hoa", "variables": variables}
        started = client.post("/v2/process-instances", json=body)
        started.raise_for_status()
    return GivenCase(product=product, key=str(started.json()["processInstanceKey"]), document=document)


def _task(client: httpx.Client, case: str) -> str:
    body = {"filter": {"processInstanceKey": case, "state": "CREATED"}}
    found = client.post("/v2/user-tasks/search", json=body)
    found.raise_for_status()
    [task] = found.json()["items"]
    return str(task["userTaskKey"])
