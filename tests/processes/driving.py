"""Drives one process over HTTP as people do, and lets the worker's own code do what is due."""

import json
import re
from collections import defaultdict
from contextlib import ExitStack
from typing import Any

import httpx

from engine.model.actor import SYSTEM
from engine.operations import Engine, deploy_resources, get_case
from engine.worker import work_off
from tests.integration.api.conftest import Served
from tests.office import MovingClock, shipped

PDF = b"%PDF-1.7\n%%EOF\n"
CREATED, NO_CONTENT, OK, SEE_OTHER = 201, 204, 200, 303


class Driver:
    """One process in one Office: people act through `/v2`, the worker through `work`."""

    def __init__(self, process: str, *calls: str, served: Served, engine: Engine, clock: MovingClock) -> None:
        """Deploy the shipped process, and the processes that it calls."""
        self.process, self.served, self.engine, self.clock = process, served, engine, clock
        self._people: dict[str, httpx.Client] = {}
        self._stack = ExitStack()
        self._business_ids: dict[str, str] = {}
        with engine.unit_of_work() as uow:
            for one in (*calls, process):
                deploy_resources(uow, SYSTEM, resources=shipped(one))

    def close(self) -> None:
        """Close every client."""
        self._stack.close()

    def person(self, username: str) -> httpx.Client:
        """Give the signed-in client of a person."""
        if username not in self._people:
            self._people[username] = self._stack.enter_context(self.served.person(username))
        return self._people[username]

    def upload(self, username: str, file_name: str, content: bytes = PDF, kind: str = "application/pdf") -> str:
        """Upload a file as a person; give its key."""
        answer = self.person(username).post("/v2/documents", files={"file": (file_name, content, kind)})
        assert answer.status_code == CREATED, answer.text
        return str(answer.json()["documentId"])

    def try_to_start(self, username: str, variables: dict[str, Any]) -> httpx.Response:
        """Ask for a new case."""
        body = {"processDefinitionId": self.process, "variables": variables}
        return self.person(username).post("/v2/process-instances", json=body)

    def start(self, username: str, variables: dict[str, Any]) -> str:
        """Start a case; give its key."""
        answer = self.try_to_start(username, variables)
        assert answer.status_code == OK, answer.text
        case = str(answer.json()["processInstanceKey"])
        self._business_ids[case] = str(answer.json()["businessId"])
        return case

    def know(self, username: str, case: str) -> None:
        """Take note of a case that nobody started through here."""
        self._business_ids[case] = str(self.case(username, case)["businessId"])

    def tasks(self, username: str, case: str) -> list[dict[str, Any]]:
        """Give the open tasks of a case that a person sees."""
        body = {"filter": {"processInstanceKey": case, "state": "CREATED"}}
        answer = self.person(username).post("/v2/user-tasks/search", json=body)
        assert answer.status_code == OK, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def task(self, username: str, case: str, element: str) -> dict[str, Any]:
        """Give the one open task of a case, which must be this element's."""
        [task] = self.tasks(username, case)
        assert task["elementId"] == element
        return task

    def try_to_complete(self, username: str, task: dict[str, Any], variables: dict[str, Any]) -> httpx.Response:
        """Ask to complete a task."""
        path = f"/v2/user-tasks/{task['userTaskKey']}/completion"
        return self.person(username).post(path, json={"variables": variables})

    def complete(self, username: str, case: str, element: str, **variables: Any) -> None:
        """Complete the case's open task, which must be this element's."""
        answer = self.try_to_complete(username, self.task(username, case, element), variables)
        assert answer.status_code == NO_CONTENT, answer.text

    def download(self, username: str, document: str) -> bytes:
        """Give the bytes of a document as a person gets them."""
        answer = self.person(username).get(f"/v2/documents/{document}")
        assert answer.status_code == OK, answer.text
        return answer.content

    def send(self, username: str, message: str, case: str) -> httpx.Response:
        """Send a message to a case by its Mã hồ sơ, which anybody may know."""
        body = {"name": message, "correlationKey": self._business_ids[case]}
        return self.person(username).post("/v2/messages/correlation", json=body)

    def post_form(self, person: str, path: str, **values: str) -> None:
        """Send a form of a page, which must lead on."""
        client = self.person(person)
        form = {**values, "csrf_token": client.headers["X-CSRF-Token"]}
        answer = client.post(path, data=form, follow_redirects=False)
        assert answer.status_code == SEE_OTHER, answer.text

    def refuse_form(self, person: str, path: str, **values: str) -> int:
        """Send a form of a page that must be refused; give the status."""
        client = self.person(person)
        form = {**values, "csrf_token": client.headers["X-CSRF-Token"]}
        status = client.post(path, data=form, follow_redirects=False).status_code
        assert status >= 400, status
        return status

    def press(self, person: str, case: str, page: str) -> None:
        """Press the one button of a case's page that sends the message which the case waits for."""
        (wait,) = set(re.findall(rf"/ho-so/{case}/thong-diep/(\d+)", page))
        self.post_form(person, f"/ho-so/{case}/thong-diep/{wait}")

    def rows(self, username: str, path: str, words: str) -> str:
        """Give the lines of a page's tables that hold `words`."""
        page = self.person(username).get(path)
        assert page.status_code == OK, page.text
        rows = [row.partition("</tr>")[0] for row in page.text.split("<tr>")]
        return "".join(row for row in rows if words in row)

    def case(self, username: str, case: str) -> dict[str, Any]:
        """Give a case as a person sees it."""
        answer = self.person(username).get(f"/v2/process-instances/{case}")
        assert answer.status_code == OK, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    def state(self, username: str, case: str) -> tuple[str, str]:
        """Give the engine's state of a case and its business state."""
        seen = self.case(username, case)
        return seen["state"], seen["caseState"]

    def variables(self, username: str, case: str) -> dict[str, Any]:
        """Give the case's own variables as a person sees them."""
        body = {"filter": {"processInstanceKey": case, "scopeKey": case}, "page": {"limit": 100}}
        answer = self.person(username).post("/v2/variables/search", json=body)
        assert answer.status_code == OK, answer.text
        items = answer.json()["items"]
        return {item["name"]: json.loads(item["value"]) for item in items}

    def visits(self, username: str, case: str, element: str) -> list[str]:
        """Give the states of a case's visits to an element."""
        body = {"filter": {"processInstanceKey": case, "elementId": element}}
        answer = self.person(username).post("/v2/element-instances/search", json=body)
        assert answer.status_code == OK, answer.text
        return [item["state"] for item in answer.json()["items"]]

    def work(self) -> None:
        """Do everything that is due, until nothing is: timers, messages and jobs, with the worker's own connectors."""
        work_off(self.engine)

    def called(self, username: str, case: str) -> list[str]:
        """Give the keys of the cases that a case has called, as a person sees them, in the order of their calls."""
        body = {"filter": {"parentProcessInstanceKey": case}}
        answer = self.person(username).post("/v2/process-instances/search", json=body)
        assert answer.status_code == OK, answer.text
        found = {str(item["processInstanceKey"]): str(item["businessId"]) for item in answer.json()["items"]}
        self._business_ids.update(found)
        return sorted(found, key=int)

    def flows_taken(self) -> dict[str, set[str]]:
        """Give the sequence flows that this driver's cases have travelled, by process."""
        taken: defaultdict[str, set[str]] = defaultdict(set)
        for case in self._business_ids:
            with self.engine.unit_of_work() as uow:
                record = get_case(uow, SYSTEM, instance_key=int(case))
            assert record.incidents == (), [found.message for found in record.incidents]
            taken[record.instance.process_id].update(record.taken_flows)
        return taken
