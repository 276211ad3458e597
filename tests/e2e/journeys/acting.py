"""What journeys need beside pages: a case by its id, a row of the desk, a picker, and colleagues who do their part."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from tests.e2e.product import ANSWER_S, Product
from tests.e2e.visitor import Visitor

MOST_LOOKS = 60
PDF = b"%PDF-1.7\n%%EOF\n"


def case_of(product: Product, username: str, number: str) -> str:
    """Give the address of a case's page by its id, as far as a person may see it."""
    with product.client(username) as client:
        page = client.get("/ho-so", params={"q": number})
        for key in dict.fromkeys(re.findall(r'href="/ho-so/(\d+)"', page.text)):
            if client.get(f"/v2/process-instances/{key}").json()["businessId"] == number:
                return f"/ho-so/{key}"
    message = f"{username} sees no case {number}"
    raise AssertionError(message)


def open_task(person: Visitor, number: str, step: str) -> None:
    """Open the task of a case from the desk, once the worker has brought it there, and take it if it is a group's."""
    row = person.main.get_by_role("row").filter(has_text=number).filter(has_text=step)
    look_until(person, "/viec", lambda: row.count() > 0)
    row.first.get_by_role("link").first.click()
    expect(person.main.get_by_role("heading", level=1)).to_contain_text(step)
    if person.button("Nhận xử lý").count():
        person.button("Nhận xử lý").click()
        expect(person.button("Nhận xử lý")).to_have_count(0)


def look_until(person: Visitor, path: str, there: Callable[[], bool]) -> None:
    """Open a page until it shows what the worker makes by itself; fail when it never does."""
    for _ in range(MOST_LOOKS):
        try:
            person.open(path)
        except PlaywrightError as error:
            if "ERR_ABORTED" not in str(error):
                raise
            continue  # the page went somewhere by itself at that moment
        if there():
            return
    assert there(), f"{path} does not show it"


def pick(person: Visitor, label: str, words: str, name: str) -> None:
    """Search in a picker and choose what it offers by this name."""
    box = person.main.locator(".picker").filter(has=person.page.get_by_label(label)).locator("input[type=text]")
    box.click()
    box.fill(words)
    person.page.get_by_role("option").filter(has_text=name).first.click()


def done(person: Visitor, verb: str) -> None:
    """Complete the open task."""
    person.button(verb).click()
    expect(person.flash).to_contain_text("Đã hoàn thành")


class Colleague:
    """Somebody who does their part over the API while the journey looks at another's pages."""

    def __init__(self, product: Product, username: str) -> None:
        self._product, self._username = product, username

    def start(self, process: str, **answers: Any) -> str:
        """Start a case; give its key."""
        with self._product.client(self._username) as client:
            started = client.post("/v2/process-instances", json={"processDefinitionId": process, "variables": answers})
        assert started.is_success, started.text
        return str(started.json()["processInstanceKey"])

    def upload(self, name: str) -> str:
        """Upload a paper; give its key."""
        with self._product.client(self._username) as client:
            stored = client.post("/v2/documents", files={"file": (name, PDF, "application/pdf")})
        stored.raise_for_status()
        return str(stored.json()["documentId"])

    def complete(self, element: str, *, case: str, **answers: Any) -> None:
        """Complete the open task of a case, or of one that it called, once the worker has made it."""
        with self._product.client(self._username) as client:
            task = self._task(client, element, case)
            if task["assignee"] is None:
                body = {"assignee": self._username}
                client.post(f"/v2/user-tasks/{task['userTaskKey']}/assignment", json=body).raise_for_status()
            path = f"/v2/user-tasks/{task['userTaskKey']}/completion"
            answer = client.post(path, json={"variables": answers})
        assert answer.is_success, answer.text

    def _task(self, client: httpx.Client, element: str, case: str) -> dict[str, Any]:
        wanted = {"elementId": element, "state": "CREATED"}
        last = time.monotonic() + ANSWER_S  # the worker may have to set and sign a paper first
        while time.monotonic() < last:
            for task in _found(client, "/v2/user-tasks/search", wanted):
                if case in {task["processInstanceKey"], task["rootProcessInstanceKey"]}:
                    return task
        message = f"{self._username} has no {element} of {case}"
        raise AssertionError(message)


def _found(client: httpx.Client, path: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post(path, json={"filter": wanted, "page": {"limit": 100}})
    answer.raise_for_status()
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
