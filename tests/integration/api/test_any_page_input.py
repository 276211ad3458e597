"""No input gives a 500 on pages either: every route, signed in, with anything in path, query and form."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.pages import routers
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import PDF, REQUEST
from tests.office import deploy, shipped

PATIENT = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
LEAVING = {"/dang-nhap", "/dang-xuat"}
GENERAL = "q tab page state process next language version variables field action from xml reason name key id csrf_token"
OF_THE_PROCESS = "do_mat ket_luan ly_do so_ban van_ban tep_quet"
names = st.sampled_from([*GENERAL.split(), *OF_THE_PROCESS.split()])
values = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "",
        "-1",
        "0",
        "1",
        "99999999999999999999",
        "\x00",
        "duyet",
        "thuong",
        "vi",
        "<script>",
        "{{7*7}}",
        "null",
        "[]",
        "{",
    ]
)
fields = st.dictionaries(names, values, max_size=5)


def places(keys: list[str]) -> st.SearchStrategy[str]:
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    return anything | st.sampled_from([*keys, "0", "-1", "9" * 30, "²", "\x00", "%00", "..", "sao_y_so_hoa"])


@pytest.mark.slow
def test_no_page_input_gives_a_500(engine: Engine, served: Served) -> None:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with served.person("bui.xuan.tuong") as leader:
        keys = some_keys(leader)
        for router in routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                for method in sorted((route.methods or set()) - {"HEAD"}):
                    if route.path not in LEAVING:
                        attack(leader, method, route.path, places(keys))


def some_keys(client: httpx.Client) -> list[str]:
    scan = client.post("/v2/documents", files={"file": ("bản quét.pdf", PDF)}).json()["documentId"]
    body = {"processDefinitionId": "sao_y_so_hoa", "variables": {**REQUEST, "tep_quet": [scan]}}
    case = client.post("/v2/process-instances", json=body).json()
    (task,) = client.post("/v2/user-tasks/search", json={}).json()["items"]
    return [scan, case["processInstanceKey"], case["processDefinitionKey"], task["userTaskKey"], task["formKey"]]


def attack(client: httpx.Client, method: str, path: str, place: st.SearchStrategy[str]) -> None:
    @PATIENT
    @given(place=place, query=fields, form=fields, fragment=st.booleans(), token=st.booleans())
    def attacked(place: str, query: dict[str, str], form: dict[str, str], fragment: bool, token: bool) -> None:
        url = httpx.URL(client.base_url).copy_with(raw_path=filled(path, place).encode()).copy_merge_params(query)
        headers = {"HX-Request": "true"} if fragment else {}
        if not token:
            headers["X-CSRF-Token"] = "wrong"
        sent: dict[str, Any] = {} if method == "GET" else {"data": form}
        with client.stream(method, url, headers=headers, **sent) as answer:
            endless = answer.headers.get("content-type", "").startswith("text/event-stream")
            told = "" if endless else answer.read().decode(errors="replace")
        assert answer.status_code < 500, (method, url, form, told[:2000])

    attacked()


def filled(path: str, place: str) -> str:
    while "{" in path:
        path = path.partition("{")[0] + quote(place, safe="%") + path.partition("}")[2]
    return path
