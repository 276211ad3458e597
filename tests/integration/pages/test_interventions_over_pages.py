"""Can thiệp through the pages: what is refused says why and keeps the words, what is done is told and listed."""

import re

from engine.model.records import Resource
from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk, hidden
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

CLERK, CHIEF, DEPUTY = "le.kim.oanh", "bui.xuan.tuong", "mai.thanh.hao"
DUE = '<zeebe:taskSchedule dueDate="=deadline(&quot;D-VB-05.a&quot;, now())"/>'
PROCESS = Resource(
    name="thu.bpmn",
    content=bpmn(
        start()
        + user_task("viec", assignee=CLERK, extra=DUE)
        + end()
        + flow("f1", "dau", "viec")
        + flow("f2", "viec", "cuoi")
    ),
)


def test_a_manager_stops_the_clock_extends_and_prints_the_briefing(engine: Engine, served: Served) -> None:
    deploy(engine, PROCESS)
    with desk(served, CHIEF) as chief, desk(served, CLERK) as clerk, desk(served, DEPUTY) as deputy:
        key = chief.client.post("/v2/process-instances", json={"processDefinitionId": "thu"}).json()[
            "processInstanceKey"
        ]
        case = f"/ho-so/{key}"
        page = chief.get(case).text
        task = re.findall(r'href="(/viec/\d+)/gia-han"', page)[0]
        assert "tam-dung-han" not in clerk.get(case).text

        refused = chief.post(f"{case}/tam-dung-han", reason="")
        assert refused.status_code == 400
        assert "Hãy ghi lý do" in refused.text
        not_extended = chief.post(
            f"{task}/gia-han", reason="Cần thêm", version=hidden(chief.get(f"{task}/gia-han").text, "version")
        )
        assert not_extended.status_code == 400
        assert "D-VB-05.a" in not_extended.text
        assert "Cần thêm" in not_extended.text

        done = chief.post(f"{case}/tam-dung-han", reason="Chờ bổ sung tài liệu")
        assert "Đã tạm dừng tính hạn." in chief.get(done.headers["location"]).text
        assert "Tạm dừng tính hạn" in clerk.get(case).text
        chief.post(f"{case}/tinh-han-tiep", reason="Đã nhận đủ")
        listed = deputy.get("/theo-doi/can-thiep").text
        assert "Bùi Xuân Tường tạm dừng tính hạn" in listed
        assert "Chờ bổ sung tài liệu" in listed
        assert clerk.get("/theo-doi/can-thiep").status_code == 403
        assert "Báo cáo giao ban" in deputy.get("/theo-doi/giao-ban").text


def test_a_manager_suspends_a_case_and_machines_do_what_the_pages_do(engine: Engine, served: Served) -> None:
    deploy(engine, PROCESS)
    with desk(served, CHIEF) as chief, desk(served, CLERK) as clerk:
        key = chief.client.post("/v2/process-instances", json={"processDefinitionId": "thu"}).json()[
            "processInstanceKey"
        ]
        case, machine = f"/ho-so/{key}", f"/v2/process-instances/{key}"
        task = re.findall(r'href="(/viec/\d+)/gia-han"', chief.get(case).text)[0]
        assert "tam-dung" not in clerk.get(case).text
        assert "Hãy ghi lý do" in chief.post(f"{case}/tam-dung", reason="").text
        done = chief.post(f"{case}/tam-dung", reason="Chờ ý kiến Thường trực")
        assert "Đã tạm dừng hồ sơ." in chief.get(done.headers["location"]).text
        assert "việc này chưa hoàn thành được" in clerk.get(task).text
        refused = clerk.post(f"{task}/hoan-thanh", version="1")
        assert refused.status_code == 409
        assert "Hồ sơ đang tạm dừng. Nội dung vừa nhập còn nguyên" in refused.text
        for place in ("/viec", "/ho-so?trang-thai=suspended"):
            assert "Đang tạm dừng" in clerk.get(place).text.partition("<tbody>")[2]
        assert "Đang tạm dừng" in chief.get("/theo-doi").text
        shown = chief.client.get(machine).json()
        assert (shown["state"], shown["suspendedDate"] is None) == ("SUSPENDED", False)
        assert chief.client.post(f"{machine}/suspension").status_code == 409
        assert chief.client.post(f"{machine}/resumption", json={"reason": "Đã có ý kiến"}).status_code == 204
        assert chief.client.get(machine).json()["state"] == "ACTIVE"

        for act in ("clock-stop", "clock-restart"):
            assert chief.client.post(f"{machine}/{act}", json={"reason": "Chờ"}).status_code == 204
        longer = chief.client.post(f"/v2/user-tasks/{task.rpartition('/')[2]}/extension", json={"reason": "Cần thêm"})
        assert (longer.status_code, longer.json()["code"]) == (400, "extension_not_allowed")
        assert clerk.post(f"{task}/hoan-thanh", version="1").status_code == 303
