import json
from collections.abc import Iterator

import httpx
import pytest

from tests.integration.api.conftest import Served


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with served.machine() as client:
        yield client


def problem(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:hoidong:problem:{body['code']}"
    assert body["requestId"] == answer.headers["x-request-id"]
    return body


def test_each_fault_of_a_request_has_its_code_and_place(client: httpx.Client) -> None:
    url = "/v2/user-tasks/search"
    json_type = {"Content-Type": "application/json"}
    faults = [
        (client.post(url, json={"fliter": {}}), 400, "request_invalid", "fliter"),
        (client.post(url, content=b"{", headers=json_type), 400, "json_invalid", None),
        (client.post(url, content=b'{"filter":{"assignee":"\\u0000"}}', headers=json_type), 400,
         "character_not_storable", "filter.assignee"),
        (client.post(url, content=b"<a/>", headers={"Content-Type": "text/xml"}), 415, "media_type_unsupported",
         "Content-Type"),
        (client.post(url, content=b"{}"), 415, "media_type_unsupported", "Content-Type"),
        (client.post(url + "?x=1", json={}), 400, "request_invalid", "x"),
        (client.get("/v2/user-tasks/abc"), 400, "request_invalid", "userTaskKey"),
        (client.get("/v2/user-tasks/99"), 404, "user_task_not_found", None),
        (client.post("/v2/user-tasks/99/completion", json={}, headers={"If-Match": "3"}), 400, "request_invalid",
         "If-Match"),
        (client.post("/v2/deployments", json={}), 415, "media_type_unsupported", "Content-Type"),
        (client.get("/v2/nothing-here"), 404, "not_found", None),
        (client.delete("/v2/topology"), 405, "method_not_allowed", None),
        (client.get("/v2/users/%00"), 400, "request_invalid", "username"),
    ]  # fmt: skip
    for answer, status, code, field in faults:
        body = problem(answer)
        assert (answer.status_code, body["code"]) == (status, code), answer.text
        errors = body.get("errors", [{}])
        assert isinstance(errors, list)
        assert errors[0].get("field") == field


def test_the_reader_s_language_is_spoken(client: httpx.Client) -> None:
    english = client.get("/v2/user-tasks/99", headers={"Accept-Language": "en-GB"})
    vietnamese = client.get("/v2/user-tasks/99")
    assert (english.json()["detail"], english.headers["content-language"]) == ("Task not found.", "en")
    assert (vietnamese.json()["detail"], vietnamese.headers["content-language"]) == ("Không tìm thấy việc này.", "vi")


def test_too_large_a_body_is_stopped_declared_or_not(client: httpx.Client) -> None:
    large = json.dumps({"variables": {"a": "x" * 2_000_000}}).encode()
    headers = {"Content-Type": "application/json"}
    declared = client.post("/v2/messages/correlation", content=large, headers=headers)
    streamed = client.post(
        "/v2/messages/correlation", content=iter([large[:500_000], large[500_000:]]), headers=headers
    )
    for answer in (declared, streamed):
        assert (answer.status_code, problem(answer)["code"]) == (413, "body_too_large")


def test_broken_multipart_is_refused(client: httpx.Client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\nno header", b"--y\r\n\r\n--y--", b"\xff" * 50):
        answer = client.post("/v2/deployments", content=body, headers=headers)
        assert problem(answer)["status"] == 400
    no_boundary = client.post("/v2/deployments", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert problem(no_boundary)["status"] == 400


def test_hostile_models_are_refused_with_their_place(client: httpx.Client) -> None:
    entity = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
    files = [
        ("resources", ("a.bpmn", entity)),
        ("resources", ("b.bpmn", b"not xml")),
        ("resources", ("c.form", b"{")),
        ("resources", ("d.exe", b"MZ")),
    ]
    for part in files:
        answer = client.post("/v2/deployments", files=[part])
        body = problem(answer)
        assert (answer.status_code, body["code"]) == (400, "definition_invalid")
        errors = body["errors"]
        assert isinstance(errors, list)
        assert errors[0]["resource"] == part[1][0]
    assert client.post("/v2/process-definitions/search", json={}).json()["page"]["totalItems"] == 0


def test_an_answer_to_a_failure_nobody_foresaw_tells_only_its_code(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.app.state.engine, "unit_of_work", None)
    answer = client.get("/v2/topology")
    assert (answer.status_code, problem(answer)["code"]) == (500, "internal_error")
    assert "NoneType" not in answer.text
    assert answer.headers["content-security-policy"]


def test_health_and_metrics_need_no_sign_in(served: Served) -> None:
    with served.anonymous() as client:
        assert client.get("/health").json() == {"status": "up"}
        ready = client.get("/health/ready")
        assert ready.json() == {"status": "up", "parts": {"database": "up", "objects": "up"}}
        client.get("/v2/user-tasks/123456789")
        client.get("/no/such/page")
        told = client.get("/metrics").text
    assert 'route="/v2/user-tasks/{userTaskKey}"' in told
    assert "123456789" not in told
    assert "/no/such/page" not in told
