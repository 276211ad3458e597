"""What would take too much is told, as an incident or a refusal, and the server goes on serving."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from engine.model.records import Resource
from engine.operations import Engine
from tests.conformance.scenario.notation import bpmn
from tests.integration.api.conftest import Served
from tests.office import deploy

TWENTY_MB = 20_000_000
MODELS: dict[str, list[Any]] = {
    # a loop that never waits
    "vong_lap": [
        {"exclusiveGateway": "g"},
        {"scriptTask": "dem", "script": "=n + 1", "result": "n"},
        "start -> g",
        {"g -> dem -> g": "default"},
        {"g -> end": "=n < 0"},
    ],
    # a repeated activity over a million items
    "trieu_viec": [{"serviceTask": "viec", "job": "viec", "times": 1_000_000}, "start -> viec -> end"],
    "thuong": [{"userTask": "a"}, "start -> a -> end"],
}


def begin(client: httpx.Client, process: str, variables: dict[str, Any]) -> httpx.Response:
    return client.post("/v2/process-instances", json={"processDefinitionId": process, "variables": variables})


def incident_of(client: httpx.Client, process: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Begin a case of a process and give its one incident."""
    answer = begin(client, process, variables)
    assert answer.status_code == 200, answer.text
    wanted = {"filter": {"processInstanceKey": answer.json()["processInstanceKey"]}}
    (found,) = client.post("/v2/incidents/search", json=wanted).json()["items"]
    return dict(found)


@pytest.fixture
def roomy(engine: Engine, serve: Callable[..., Served]) -> Served:
    """Serve the Office to whoever sends large bodies, so that the engine's own bounds are met; that on steps is low."""
    limits = replace(engine.settings.limits, steps_per_command=1_000)
    engine.settings = replace(engine.settings, limits=limits)
    engine.objects.ensure_bucket()
    return serve(engine, body_max_bytes=60_000_000)


def test_each_is_told_and_others_go_on(engine: Engine, roomy: Served) -> None:
    for name, process in MODELS.items():
        deploy(engine, Resource(name=f"{name}.bpmn", content=bpmn(process, process_id=name)))
    with roomy.machine() as client:
        endless = incident_of(client, "vong_lap", {"n": 0})
        assert (endless["elementId"] in {"g", "dem"}, "vòng lặp vô tận" in endless["errorMessage"]) == (True, True)
        many = incident_of(client, "trieu_viec", {})
        assert (many["elementId"], "5000" in many["errorMessage"]) == ("viec", True), many

        refused = begin(client, "thuong", {"noi_dung": "x" * TWENTY_MB})
        assert (refused.status_code, refused.json()["code"]) == (413, "limit_exceeded")
        case = begin(client, "thuong", {}).json()["processInstanceKey"]
        body = {"variables": {"noi_dung": "x" * TWENTY_MB}}
        changed = client.put(f"/v2/element-instances/{case}/variables", json=body)
        assert (changed.status_code, changed.json()["code"]) == (413, "limit_exceeded")
        (task,) = client.post("/v2/user-tasks/search", json={}).json()["items"]
        completion = client.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", json=body)
        assert (completion.status_code, completion.json()["code"]) == (413, "limit_exceeded")

        # nothing of it has changed the case, which goes on
        assert client.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", json={}).status_code == 204
        assert client.get(f"/v2/process-instances/{case}").json()["state"] == "COMPLETED"
        assert client.get("/health/ready").status_code == 200
