"""Nobody but administrators is let through a form of Quản trị, whatever button it says was pressed."""

import pytest

from tests.integration.api.conftest import Served
from tests.integration.secrecy.walk import KNOWN, WALK, parameters_of, with_path

FORMS = [route for route in WALK if route.startswith("POST /quan-tri") and route != "POST /quan-tri/nhap"]
PLACES = {"username": "nguyen.hoai.an", "code": "P-THTTDN", "rule_id": "D-DT-06.c", "key": "loai_don"}
PRESSED = ("", "xem", "thong-tin", "mat-khau", "hoat-dong", "chay-tiep")


@pytest.mark.parametrize("who", ["le.kim.oanh", "ngo.dinh.sang"])
def test_every_form_is_refused(served: Served, who: str) -> None:
    places = {**dict.fromkeys(KNOWN, "x"), **PLACES}
    with served.person(who) as client:
        for route in FORMS:
            path = with_path(route, {name: places[name] for name in parameters_of(route)})
            for button in PRESSED:
                answer = client.post(path, data={"viec": button, "reason": "thử"})
                assert answer.status_code == 403, (route, button)
        for button in ("kiem-tra", "nhap"):
            file = {"tep": ("nguoi.xlsx", b"PK", "application/octet-stream")}
            assert client.post("/quan-tri/nhap", data={"viec": button}, files=file).status_code == 403
