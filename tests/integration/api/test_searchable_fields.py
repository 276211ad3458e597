"""Cases found by the fields that their process declares: words in Hồ sơ, values over /v2, within what one may see."""

import httpx

from engine.model.records import Resource
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

CLERK, OTHER = "le.kim.oanh", "mai.thanh.hao"
SAID = {"so": "719/HĐND", "noi_gui": "Thôn Đoài, xã Vân Trạch", "lan": 2, "ghi_chu": "không tìm được"}


def process(process_id: str, *properties: tuple[str, str]) -> Resource:
    """Give a process of one task with these properties."""
    told = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in properties)
    drawn = f"<bpmn:extensionElements><zeebe:properties>{told}</zeebe:properties></bpmn:extensionElements>" + (
        start() + user_task("viec", assignee=CLERK) + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    )
    return Resource(name=f"{process_id}.bpmn", content=bpmn(drawn, process_id=process_id))


def test_declared_fields_find_their_case(engine: Engine, served: Served) -> None:
    declared = ("searchable", "so, noi_gui, lan")
    deploy(engine, process("mo", declared), process("kin", declared, ("restricted", "=true")))
    with served.machine() as machine, served.person(CLERK) as clerk, served.person(OTHER) as other:

        def begin(process_id: str) -> str:
            body = {"processDefinitionId": process_id, "variables": SAID}
            key: str = clerk.post("/v2/process-instances", json=body).json()["processInstanceKey"]
            return key

        def by(client: httpx.Client, *fields: tuple[str, str]) -> list[str]:
            wanted = {"filter": {"variables": [{"name": name, "value": value} for name, value in fields]}}
            answer = client.post("/v2/process-instances/search", json=wanted)
            assert answer.status_code == 200, answer.text
            return [one["processInstanceKey"] for one in answer.json()["items"]]

        open_case, hidden = begin("mo"), begin("kin")
        number = ("so", '"719/HĐND"')
        assert by(other, number) == [open_case]
        assert set(by(clerk, number, ("lan", "2"))) == {open_case, hidden}
        assert by(clerk, number, ("lan", "3")) == by(clerk, ("ghi_chu", '"không tìm được"')) == []
        assert open_case in other.get("/ho-so?q=thon+doai").text
        assert hidden not in other.get("/ho-so?q=thon+doai").text
        assert hidden in clerk.get("/ho-so?q=thon+doai").text
        assert open_case not in clerk.get("/ho-so?q=khong+tim+duoc").text

        machine.put(f"/v2/element-instances/{open_case}/variables", json={"variables": {"so": "720/HĐND"}})
        assert by(other, number) == []
        assert by(other, ("so", '"720/HĐND"')) == [open_case]
        refused = clerk.post(
            "/v2/process-instances/search", json={"filter": {"variables": [{"name": "so", "value": "{"}]}}
        )
        assert refused.status_code == 400
