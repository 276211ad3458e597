"""People and machines at one case over `/v2`: who may do what, what a stale page gets, what is listed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.api.test_official_sdk import PDF, REQUEST
from tests.office import deploy, shipped

REQUESTER, LEADER, CLERK, STRANGER = (
    "le.kim.oanh",
    "bui.xuan.tuong",
    "vu.bich.lien",
    "tran.minh.khue",
)


@pytest.fixture
def requester(engine: Engine, served: Served) -> Iterator[httpx.Client]:
    deploy(engine, *shipped("sao_y_so_hoa"))
    with served.person(REQUESTER) as client:
        yield client


def start(client: httpx.Client, **headers: str) -> str:
    scan = client.post("/v2/documents", files={"file": ("bản quét.pdf", PDF)}).json()["documentId"]
    body = {"processDefinitionId": "sao_y_so_hoa", "variables": {**REQUEST, "tep_quet": [scan]}}
    answer = client.post("/v2/process-instances", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["processInstanceKey"])


def tasks(client: httpx.Client, **filters: Any) -> list[dict[str, Any]]:
    answer = client.post("/v2/user-tasks/search", json={"filter": filters})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_task_is_offered_to_its_group_and_hidden_from_strangers(served: Served, requester: httpx.Client) -> None:
    case = start(requester)
    with served.person(LEADER) as leader, served.person(STRANGER) as stranger:
        (task,) = tasks(leader, state="CREATED", candidateGroup="chanh_van_phong")
        assert (task["processInstanceKey"], task["name"]) == (case, "Duyệt yêu cầu sao")
        assert tasks(stranger) == []
        key = task["userTaskKey"]
        for path in ("", "/form"):
            assert code(stranger.get(f"/v2/user-tasks/{key}{path}")) == (404, "user_task_not_found")
        hidden = stranger.get(f"/v2/process-instances/{case}")
        unknown = stranger.get("/v2/process-instances/4711")
        assert code(hidden) == code(unknown)
        assert hidden.json()["detail"] == unknown.json()["detail"]
        assert code(requester.post(f"/v2/user-tasks/{key}/completion", json={})) == (403, "task_not_offered")
        assert code(stranger.post(f"/v2/user-tasks/{key}/completion", json={})) == (404, "user_task_not_found")


def test_a_stale_page_is_told_and_changes_nothing(served: Served, requester: httpx.Client) -> None:
    start(requester)
    with served.person(LEADER) as leader:
        (task,) = tasks(leader)
        url = f"/v2/user-tasks/{task['userTaskKey']}"
        seen = leader.get(url)
        assert seen.headers["etag"] == '"1"'
        assert leader.post(f"{url}/assignment", json={}).status_code == 204
        approve = {"variables": {"ket_luan": "duyet"}}
        stale = leader.post(f"{url}/completion", json=approve, headers={"If-Match": seen.headers["etag"]})
        assert code(stale) == (409, "stale_task")
        fresh = leader.get(url).headers["etag"]
        assert leader.post(f"{url}/completion", json=approve, headers={"If-Match": fresh}).status_code == 204
        assert code(leader.post(f"{url}/completion", json=approve)) == (409, "task_completed")
        assert leader.get(url).json()["state"] == "COMPLETED"


def test_wrong_form_values_are_named_by_field(served: Served, requester: httpx.Client) -> None:
    start(requester)
    with served.person(LEADER) as leader:
        (task,) = tasks(leader)
        url = f"/v2/user-tasks/{task['userTaskKey']}/completion"
        for variables, field in (
            ({}, "ket_luan"),
            ({"ket_luan": "bua"}, "ket_luan"),
            ({"ket_luan": "duyet", "khong_co": 1}, "khong_co"),
        ):
            answer = leader.post(url, json={"variables": variables}, headers={"Accept-Language": "en"})
            assert answer.status_code == 400, answer.text
            assert field in {error["field"] for error in answer.json()["errors"]}
        assert leader.get(url.removesuffix("/completion")).json()["state"] == "CREATED"


def test_a_second_press_is_told_what_the_first_did_even_when_the_case_has_ended(
    served: Served, requester: httpx.Client
) -> None:
    start(requester)
    with served.person(LEADER) as leader, served.person(STRANGER) as stranger:
        (task,) = tasks(leader)
        url = f"/v2/user-tasks/{task['userTaskKey']}/completion"
        refuse = {"variables": {"ket_luan": "khong_duyet", "ly_do": "Không đủ căn cứ"}}
        assert leader.post(url, json=refuse).status_code == 204
        late = leader.post(url, json=refuse)
        assert code(late) == (409, "task_completed")
        assert late.json()["detail"] == "Anh đã xử lý việc này lúc 09:00. Không có gì thay đổi."
        assert code(stranger.post(url, json=refuse)) == (404, "user_task_not_found")


def test_claiming_and_giving_back(served: Served, requester: httpx.Client) -> None:
    start(requester)
    with served.person(LEADER) as leader:
        (task,) = tasks(leader)
        url = f"/v2/user-tasks/{task['userTaskKey']}"
        assert leader.post(f"{url}/assignment", json={"assignee": LEADER}).status_code == 204
        assert [item["assignee"] for item in tasks(leader, assignee={"$eq": LEADER})] == [LEADER]
        unknown = leader.post(f"{url}/assignment", json={"assignee": "khong.co"})
        assert unknown.status_code == 400
        assert unknown.json()["errors"][0]["field"] == "assignee"
        assert leader.delete(f"{url}/assignee").status_code == 204
        assert leader.get(url).json()["assignee"] is None


def test_two_who_complete_one_task_at_once_are_one_effect(served: Served, requester: httpx.Client) -> None:
    start(requester)
    together = threading.Barrier(2)

    def complete(client: httpx.Client, key: str) -> httpx.Response:
        together.wait()
        return client.post(f"/v2/user-tasks/{key}/completion", json={"variables": {"ket_luan": "duyet"}})

    with served.person(LEADER) as leader, served.machine() as machine, ThreadPoolExecutor(2) as pool:
        (task,) = tasks(leader)
        answers = list(pool.map(complete, (leader, machine), [task["userTaskKey"]] * 2))
        assert sorted(answer.status_code for answer in answers) == [204, 409]
        assert len(tasks(machine, elementId="sao_giay")) == 1


def test_the_same_start_sent_twice_starts_once(requester: httpx.Client) -> None:
    first = start(requester, **{"Idempotency-Key": "nút-bấm".encode().hex()})
    again = start(requester, **{"Idempotency-Key": "nút-bấm".encode().hex()})
    assert first == again
    assert start(requester) != first
    wrong = requester.post("/v2/process-instances", json={}, headers={"Idempotency-Key": ""})
    assert code(wrong) == (400, "request_invalid")


def test_lists_are_paged_and_filtered(served: Served, requester: httpx.Client) -> None:
    cases = [start(requester) for _ in range(3)]
    search = "/v2/process-instances/search"
    pages = [requester.post(search, json={"page": {"from": n, "limit": 1}}).json() for n in range(4)]
    assert [page["page"]["totalItems"] for page in pages] == [3] * 4
    assert [item["processInstanceKey"] for page in pages for item in page["items"]] == cases[::-1]
    body = {"filter": {"processInstanceKey": cases[1], "state": "ACTIVE", "hasIncident": False}}
    (one,) = requester.post(search, json=body).json()["items"]
    assert (one["processInstanceKey"], one["caseState"]) == (cases[1], "cho_duyet")
    assert requester.post(search, json={"filter": {"state": "TERMINATED"}}).json()["items"] == []
    with served.person(STRANGER) as stranger:
        assert stranger.post(search, json={}).json()["page"]["totalItems"] == 0


def test_a_case_is_ended_early_with_a_reason(served: Served, requester: httpx.Client) -> None:
    case = start(requester)
    refused = requester.post(f"/v2/process-instances/{case}/cancellation", json={"reason": "Nhầm"})
    assert code(refused) == (403, "not_permitted")
    with served.machine() as machine:
        url = f"/v2/process-instances/{case}/cancellation"
        assert machine.post(url, json={"reason": "Nhầm"}).status_code == 204
        assert machine.get(f"/v2/process-instances/{case}").json()["state"] == "TERMINATED"
        assert machine.post(url).status_code == 409


def test_a_long_poll_gets_the_job_that_comes_while_it_waits(served: Served, requester: httpx.Client) -> None:
    start(requester)
    request = {"type": "cap-so", "worker": "máy 1", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 30_000}
    with served.machine() as worker, served.machine() as machine, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(worker.post, "/v2/jobs/activation", json=request)
        for values in ({"ket_luan": "duyet"}, {"so_ban_da_sao": 1, "da_doi_chieu": True, "da_dong_dau": True}):
            (task,) = tasks(machine, state="CREATED")
            done = machine.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", json={"variables": values})
            assert done.status_code == 204, done.text
        (job,) = waiting.result(timeout=30).json()["jobs"]
    assert (job["elementId"], job["customHeaders"], job["variables"]["so_ban"]) == ("cap_so_sao_y", {"series": "SY"}, 2)


def test_jobs_are_for_those_who_are_trusted_with_them(served: Served, requester: httpx.Client) -> None:
    request = {"type": "cap-so", "timeout": 1000, "maxJobsToActivate": 1, "requestTimeout": -1}
    assert code(requester.post("/v2/jobs/activation", json=request)) == (403, "not_permitted")
    with served.machine() as machine:
        assert machine.post("/v2/jobs/activation", json=request).json() == {"jobs": []}
        assert code(machine.post("/v2/jobs/4711/completion", json={})) == (404, "job_not_found")


def test_a_long_value_is_cut_in_lists_only(served: Served, requester: httpx.Client) -> None:
    case = start(requester)
    with served.machine() as machine:
        search = {"filter": {"processInstanceKey": case, "name": "van_ban"}}
        (listed,) = machine.post("/v2/variables/search", json=search).json()["items"]
        whole = machine.get(f"/v2/variables/{listed['variableKey']}").json()
        assert (listed["isTruncated"], listed["value"]) == (False, whole["value"])
        assert whole["value"] == f'"{REQUEST["van_ban"]}"'
        assert code(machine.post("/v2/variables/search", json={"filter": {}})) == (400, "request_invalid")
    with served.person(STRANGER) as stranger:
        assert code(stranger.get(f"/v2/variables/{listed['variableKey']}")) == (404, "variable_not_found")
        assert stranger.post("/v2/variables/search", json=search).status_code == 404


def test_colleagues_are_found_by_name_and_machines_are_not_people(served: Served, requester: httpx.Client) -> None:
    everybody = requester.post("/v2/users/search", json={"page": {"limit": 100}}).json()
    assert CLERK in {user["username"] for user in everybody["items"]}
    assert requester.get(f"/v2/users/{LEADER}").json()["name"] == "Bùi Xuân Tường"
    assert code(requester.get("/v2/users/tich-hop")) == (404, "user_not_found")
