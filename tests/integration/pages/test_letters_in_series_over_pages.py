"""Forty letters before nine: entered one after another, from the keyboard's address to the next empty form."""

import re

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk, desk
from tests.office import deploy, shipped

LIEN, AN = "vu.bich.lien", "nguyen.hoai.an"
FORM = "/lap-ho-so/don_thu"
LETTER = {
    "f__gui_den": "hdnd_tinh",
    "f__khoa": "19",
    "f__ngay_nhan": "24/11/2026",
    "f__nguon": "buu_dien",
    "f__ngay_dau_buu_dien": "23/11/2026",
    "f__nac_danh": ["", "on"],
    "f__nguoi_xu_ly": AN,
}


def test_letters_are_entered_one_after_another(engine: Engine, served: Served) -> None:
    deploy(engine, *shipped("don_thu"))
    with desk(served, LIEN) as clerk, desk(served, AN) as officer:
        assert clerk.get("/lap-ho-so/phim/d", follow_redirects=False).headers["location"] == FORM
        assert clerk.get("/lap-ho-so/phim/x", follow_redirects=False).headers["location"] == "/lap-ho-so"
        first = entered(clerk, "0" * 32)
        page = clerk.get(first).text
        assert "Đã lập hồ sơ TN-2026-0001." in page
        assert 'value="24/11/2026"' in page
        assert 'value="buu_dien" selected' in re.sub(r"\s+", " ", page)
        assert "23/11/2026" not in page  # of the letter's own envelope
        assert not re.search(r'name="f.nac_danh"[^>]*checked', page)
        assert entered(clerk, "0" * 32) == first  # a double press enters one letter and leads to the next all the same
        assert "TN-2026-0002" in clerk.get(entered(clerk, "1" * 32)).text
        others = officer.get(first).text  # who did not enter it takes nothing over
        assert "TN-2026" not in others
        assert "24/11/2026" not in others
        wrong = clerk.post(FORM, **{**LETTER, "f__ngay_nhan": ""}, tiep="1", command_id="2" * 32)
        assert wrong.status_code == 400
        assert 'value="19"' in wrong.text


def entered(clerk: Desk, command_id: str) -> str:
    answer = clerk.post(FORM, **LETTER, tiep="1", command_id=command_id)
    assert answer.status_code == 303, answer.text
    following: str = answer.headers["location"]
    return following
