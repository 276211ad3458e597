"""What a browser never sends on its own: each gets a plain refusal, none a failure of ours."""

import re

import pytest

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import desk
from tests.office import deploy, shipped

LONG = "9" * 5000  # more digits than Python reads as a number
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def office(engine: Engine, served: Served) -> Served:
    """Give an Office with the process of copies."""
    deploy(engine, *shipped("sao_y_so_hoa"))
    return served


@pytest.mark.parametrize("path", [f"/ho-so/{LONG}", f"/viec/{LONG}", f"/thiet-ke/{LONG}", f"/thiet-ke/{LONG}.bpmn"])
def test_a_number_without_end_is_no_address(office: Served, path: str) -> None:
    with desk(office, "bui.xuan.tuong") as leader:
        assert leader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/ho-so?quy-trinh=%00", "/theo-doi?quy-trinh=%00"])
def test_a_filter_that_cannot_be_stored_is_refused(office: Served, path: str) -> None:
    with desk(office, "bui.xuan.tuong") as leader:
        assert leader.get(path).status_code == 400


def test_a_key_of_the_json_interface_hides_no_size_behind_zeros(office: Served) -> None:
    with office.machine() as machine:
        answer = machine.get(f"/v2/process-instances/{'0' * 20}{'9' * 30}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "key_malformed")


@pytest.mark.parametrize("reason", ["a%00b", "%00"])
def test_a_text_that_cannot_be_stored_is_refused_and_changes_nothing(office: Served, reason: str) -> None:
    with desk(office, "le.kim.oanh") as clerk, desk(office, "bui.xuan.tuong") as leader:
        case = clerk.start("Nghị quyết 12")
        answer = leader.client.post(f"{case}/ket-thuc-som", content=f"reason={reason}", headers=FORM)
        assert answer.status_code == 400
        assert "không lưu được" in answer.text
        assert re.search(r'href="/viec/\d+"', leader.get("/viec").text)
