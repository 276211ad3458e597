"""One of the Office's people at work over HTTP: sends again, under the same name, whatever got no answer.

A process that is killed under a request leaves the sender not knowing; the same command sent again has one effect.
"""

import http.client
import json
import threading
import uuid
from collections.abc import Mapping
from typing import Any

AGAIN_S, LONGEST_S = 0.1, 60.0
UNKNOWN = frozenset({500, 502, 503, 504})
OK, CREATED, NO_CONTENT, CONFLICT = 200, 201, 204, 409
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


class NoAnswer(RuntimeError):
    """The product gave no answer, or none that fits, for a long time."""


class Clerk:
    """A signed-in person's client. `unanswered` counts the requests whose outcome was unknown at first."""

    def __init__(self, port: int, headers: Mapping[str, str], pause: threading.Event) -> None:
        self._port = port
        self._headers = dict(headers)
        self._pause = pause
        self._connection: http.client.HTTPConnection | None = None
        self.unanswered = 0

    def upload(self) -> str:
        """Upload a small scan; give its key. A first try without answer leaves a file that is collected later."""
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = head.encode() + PDF + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return str(self._send("POST", "/v2/documents", body, headers, {CREATED})["documentId"])

    def start(self, process: str, variables: Mapping[str, Any]) -> int:
        """Start a case once, however often it is sent; give its key."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        answer = self._post(
            "/v2/process-instances", {"processDefinitionId": process, "variables": variables}, {OK}, headers
        )
        return int(answer["processInstanceKey"])

    def tasks(self, case: int) -> list[dict[str, Any]]:
        """Give the open tasks of a case."""
        wanted = {"filter": {"processInstanceKey": str(case), "state": "CREATED"}}
        return list(self._post("/v2/user-tasks/search", wanted, {OK})["items"])

    def complete(self, task: str, variables: Mapping[str, Any]) -> None:
        """Complete a task; that it is done already means that a try without answer had been heard."""
        before = self.unanswered
        answer = self._post(f"/v2/user-tasks/{task}/completion", {"variables": variables}, {NO_CONTENT, CONFLICT})
        if answer.get("code") is not None and (answer["code"] != "task_completed" or self.unanswered == before):
            raise NoAnswer(answer)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _post(
        self, path: str, body: Mapping[str, Any], good: set[int], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        content = {"Content-Type": "application/json", **(headers or {})}
        return self._send("POST", path, json.dumps(body).encode(), content, good)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], good: set[int]) -> dict[str, Any]:
        waited = 0.0
        while waited < LONGEST_S:
            try:
                if self._connection is None:
                    self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST_S)
                self._connection.request(method, path, body, {**self._headers, **headers})
                answer = self._connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                self.close()
            else:
                if answer.status in good:
                    return dict(json.loads(content)) if content else {}
                if answer.status not in UNKNOWN:
                    raise NoAnswer(answer.status, content[:500])
            self.unanswered += 1
            self._pause.wait(AGAIN_S)
            waited += AGAIN_S
        raise NoAnswer(path)
