"""A restricted case over HTTP: byte for byte the answer of one that does not exist, in JSON and on pages."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import PDF, REQUEST
from tests.office import deploy, shipped

OWNER = "le.kim.oanh"
OTHERS = ("nguyen.hoai.an", "luu.trong.nghia", "bui.xuan.tuong")  # a stranger; who reads all; who may do all
NOTHING = "7000000000000000007"
Requests = tuple[tuple[str, str, dict[str, Any] | None], ...]
SEARCHES = ("process-instances", "user-tasks", "incidents")
OF_CASE: Requests = (
    ("GET", "/v2/process-instances/{}", None),
    ("POST", "/v2/process-instances/{}/cancellation", {}),
    ("POST", "/v2/process-instances/{}/incidents/search", {}),
    ("POST", "/v2/process-instances/search", {"filter": {"processInstanceKey": "{}"}}),
    ("POST", "/v2/user-tasks/search", {"filter": {"processInstanceKey": "{}"}}),
    ("POST", "/v2/incidents/search", {"filter": {"processInstanceKey": "{}"}}),
    ("POST", "/v2/variables/search", {"filter": {"processInstanceKey": "{}"}}),
    ("POST", "/v2/element-instances/search", {"filter": {"processInstanceKey": "{}"}}),
    ("GET", "/ho-so/{}", None),
    ("GET", "/ho-so/{}/so-do.bpmn", None),
    ("POST", "/ho-so/{}/ket-thuc-som", {"reason": "thử"}),
)
OF_TASK: Requests = (
    ("GET", "/v2/user-tasks/{}", None),
    ("GET", "/v2/user-tasks/{}/form", None),
    ("POST", "/v2/user-tasks/{}/variables/search", {}),
    ("POST", "/v2/user-tasks/{}/assignment", {}),
    ("DELETE", "/v2/user-tasks/{}/assignee", None),
    ("POST", "/v2/user-tasks/{}/completion", {"variables": {}}),
    ("GET", "/viec/{}", None),
    ("POST", "/viec/{}/nhan", {}),
    ("GET", "/viec/{}/hoan-thanh", None),
    ("POST", "/viec/{}/hoan-thanh", {}),
    ("POST", "/viec/{}/luu-tam", {}),
    ("POST", "/viec/{}/tinh-lai", {}),
)
OF_FILE: Requests = (("GET", "/v2/documents/{}", None), ("DELETE", "/v2/documents/{}", None))


@pytest.mark.parametrize("who", OTHERS)
def test_every_address_answers_as_if_there_were_no_such_case(engine: Engine, served: Served, who: str) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with served.person(OWNER) as owner, served.person(who) as person:
        file = owner.post("/v2/documents", files={"file": ("đơn.pdf", PDF)}).json()["documentId"]
        body = {"processDefinitionId": "sao_y_so_hoa", "variables": {**REQUEST, "tep_quet": [file]}}
        case = owner.post("/v2/process-instances", json=body).json()
        (task,) = owner.post("/v2/user-tasks/search", json={}).json()["items"]
        with engine.unit_of_work() as uow:
            uow.connection.execute(text("UPDATE process_instance SET restricted = true"))
        assert owner.get(f"/ho-so/{case['processInstanceKey']}").status_code == 200
        groups: tuple[tuple[str, Requests], ...] = (
            (case["processInstanceKey"], OF_CASE),
            (task["userTaskKey"], OF_TASK),
            (file, OF_FILE),
        )
        for key, requests in groups:
            for method, path, sent in requests:
                assert told(person, method, path, sent, key) == told(person, method, path, sent, NOTHING), path
        for kind in SEARCHES:
            assert person.post(f"/v2/{kind}/search", json={}).json()["page"]["totalItems"] == 0
        for page in (
            "/viec",
            "/ho-so",
            "/ho-so?q=12",
            "/ho-so?sap-xep=ma",
            "/ho-so?sap-xep=han",
            "/theo-doi",
            "/thong-bao",
        ):
            shown = person.get(page)
            assert case["businessId"] not in shown.text
            assert case["processInstanceKey"] not in shown.text


def told(client: httpx.Client, method: str, path: str, sent: dict[str, Any] | None, key: str) -> tuple[int, str]:
    """Give status and body, without the key that was asked for and the code of the request."""
    if path.startswith("/v2/"):
        body = None if sent is None else _with_key(sent, key)
        answer = client.request(method, path.format(key), json=body)
    else:
        answer = client.request(method, path.format(key), data=sent)
    shown = answer.text.replace(key, "KEY").replace(answer.headers["x-request-id"], "ID")
    return answer.status_code, re.sub(r'name="csrf_token" value="\w+"', "", shown)


def _with_key(sent: dict[str, Any], key: str) -> dict[str, Any]:
    condition = sent.get("filter")
    return {"filter": dict.fromkeys(condition, key)} if isinstance(condition, dict) else sent
