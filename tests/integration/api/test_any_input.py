"""No input gives a 500: every operation of the published description, fed with everything that can be sent."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import PDF, REQUEST
from tests.office import deploy, shipped

EXAMPLES = 20  # for each operation
PATIENT = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

words = st.text(max_size=20) | st.sampled_from(["\x00", "\ud800", "ký tự", "${7*7}", "' OR 1=1 --", "../../etc"])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**31, 2**63, -(2**63) - 1, 10**40, 1e300, -0.0])
    | words
    | st.sampled_from(["2251799813685249", "99999999999999999999", "<default>", "ACTIVE", "CREATED"])
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=8
)
path_words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30) | st.sampled_from(
    ["1", "0", "-1", "9223372036854775807", "9223372036854775808", "%00", "%2e%2e", "a/b", "²", "\x00"]
)


def field_names(schema: dict[str, Any], node: object) -> Iterator[str]:
    """Walk a JSON schema for every property it names."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield from field_names(schema, schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]])
        yield from node.get("properties", {})
        for child in node.values():
            yield from field_names(schema, child)
    elif isinstance(node, list):
        for child in node:
            yield from field_names(schema, child)


def examples(schema: dict[str, Any], node: object) -> Iterator[dict[str, Any]]:
    """Walk a JSON schema for the whole examples it gives."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield from examples(schema, schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]])
        yield from (example for example in node.get("examples", []) if isinstance(example, dict))
        for child in node.values():
            yield from examples(schema, child)
    elif isinstance(node, list):
        for child in node:
            yield from examples(schema, child)


def near_misses(names: list[str], whole: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """Give objects of known field names with values of every kind, and good examples with one thing changed."""
    if not names:
        return anything
    known = st.sampled_from(names)
    built = st.dictionaries(known, anything | st.dictionaries(known, anything, max_size=3), max_size=4)
    if not whole:
        return built
    changed = st.builds(lambda example, name, value: {**example, name: value}, st.sampled_from(whole), known, anything)
    return built | changed | st.sampled_from(whole)


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500, (answer.request.method, answer.request.url, answer.text)
    if answer.status_code >= 400 and answer.request.url.path.startswith("/v2"):
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        assert answer.json()["code"]
        assert answer.json()["detail"]


@pytest.fixture
def keys(engine: Engine, served: Served) -> list[str]:
    """Run a case to an open task and give the keys of everything that it has."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    with served.machine() as client:
        scan = client.post("/v2/documents", files={"file": ("bản quét.pdf", PDF)}).json()["documentId"]
        variables = {**REQUEST, "tep_quet": [scan]}
        started = client.post(
            "/v2/process-instances", json={"processDefinitionId": "sao_y_so_hoa", "variables": variables}
        ).json()
        case = {"filter": {"processInstanceKey": started["processInstanceKey"]}}
        task = client.post("/v2/user-tasks/search", json=case).json()["items"][0]
        variable = client.post("/v2/variables/search", json=case).json()["items"][0]
    things = {**started, **task, **variable, "documentId": scan}
    return sorted({value for name, value in things.items() if name.endswith(("Key", "documentId")) and value})


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


@pytest.mark.slow
def test_no_input_gives_a_500(served: Served, keys: list[str]) -> None:
    with served.machine() as client:
        description = client.get("/v2/openapi.json").json()
        for path, method, operation in operations(description):
            content = operation.get("requestBody", {}).get("content", {})
            names = sorted(set(field_names(description, content)))
            bodies = near_misses(names, list(examples(description, content)))
            attack(client, path, method, bodies, path_words | st.sampled_from(keys))


def attack(
    client: httpx.Client,
    path: str,
    method: str,
    bodies: st.SearchStrategy[Any],
    places: st.SearchStrategy[str],
) -> None:
    @PATIENT
    @given(
        place=places,
        body=bodies,
        how=st.sampled_from(["json", "json", "json", "bytes", "form", "multipart", "text", "none"]),
    )
    def attacked(place: str, body: object, how: str) -> None:
        url = httpx.URL(client.base_url).copy_with(raw_path=filled(path, place).encode())
        check(client.request(method, url, **sent(body, how)))

    attacked()


def filled(path: str, place: str) -> str:
    quoted = quote(place, safe="%")
    while "{" in path:
        path = path.partition("{")[0] + quoted + path.partition("}")[2]
    return path


def sent(body: object, how: str) -> dict[str, Any]:
    text = json.dumps(no_waiting(body))
    headers: dict[str, Callable[[], dict[str, Any]]] = {
        "json": lambda: {"content": text, "headers": {"Content-Type": "application/json"}},
        "bytes": lambda: {
            "content": text.encode()[: len(text) // 2] + b"\xff",
            "headers": {"Content-Type": "application/json"},
        },
        "form": lambda: {"data": {"grant_type": "client_credentials", "x": text[:50]}},
        "multipart": lambda: {"files": {"file": ("tệp.pdf", text.encode())}, "data": {"metadata": text}},
        "text": lambda: {"content": text, "headers": {"Content-Type": "text/plain"}},
        "none": dict,
    }
    return headers[how]()


def no_waiting(body: object) -> object:
    """Let no activation wait for jobs that never come."""
    return {**body, "requestTimeout": -1} if isinstance(body, dict) and "maxJobsToActivate" in body else body


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", b"Bearer \xff\xfe"),
        ("Authorization", b"Basic " + b"A" * 4000),
        ("Cookie", b"hoidong_session=\xff; hoidong_language=\xff"),
        ("Accept-Language", b"\xff;q=\xff," * 50),
        ("X-Request-ID", b"\xff" * 100),
        ("If-Match", b"\xff"),
        ("Range", b"bytes=\xff-"),
        ("Content-Type", b"application/json; charset=\xff"),
        ("Content-Type", b"multipart/form-data; boundary=\xff"),
        ("Sec-Fetch-Site", b"\xff"),
        ("HX-Current-URL", b"\xff"),
    ],
)
def test_no_header_gives_a_500(served: Served, name: str, value: bytes) -> None:
    with served.anonymous() as client:
        for method, path in (("GET", "/v2/topology"), ("POST", "/v2/user-tasks/search"), ("GET", "/viec")):
            answer = client.request(
                method, path, headers=[(name.encode(), value)], content=b"{}" if method == "POST" else None
            )
            assert answer.status_code < 500, (path, answer.text)
