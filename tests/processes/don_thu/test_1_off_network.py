"""P25 where denunciations are kept off the network: a stub, its holder reminded, everything else on paper."""

from typing import Any

import pytest

from engine.operations import Engine
from tests.office import MovingClock
from tests.processes.driving import Driver
from tests.processes.petitions import AN, REGISTERED, SENDER, classified, register
from tests.processes.rules import set_mode

DENOUNCING: dict[str, Any] = {"bao_hanh_vi_vi_pham": True, "co_bang_chung_cu_the": True}


@pytest.fixture(autouse=True)
def off_network(engine: Engine) -> None:
    """Put the rule into force."""
    set_mode(engine, "N-DT-NM.a", "enforce")


def test_the_holder_is_reminded_and_says_when_it_went(office: Driver, clock: MovingClock) -> None:
    case = classified(office, **DENOUNCING)
    register(office, case, loai_don="to_cao", nguoi_giu=AN)
    task = office.task(AN, case, "giu_ngoai_mang")
    assert (task["assignee"], task["dueDate"][:10]) == (AN, "2026-12-01")  # five working days, D-DT-06.c
    page = office.person(AN).get(f"/viec/{task['userTaskKey']}").text
    assert "Số trong sổ tố cáo" in page
    assert "01/12/2026" in page
    clock.forward(days=6)
    office.work()
    assert "sắp hết hạn chuyển" in office.person(AN).get("/thong-bao").text
    assert "Rút đơn" not in office.person(AN).get(f"/ho-so/{case}").text
    office.complete(AN, case, "giu_ngoai_mang")
    assert office.state(AN, case) == ("COMPLETED", "ket_thuc_ngoai_mang")


def test_complaints_are_handled_as_before(office: Driver) -> None:
    case = classified(office, neu_y_kien_de_nghi=True)
    register(office, case, loai_don="kien_nghi_phan_anh", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", loai_doi_tuong="khac")
    assert office.state(AN, case)[0] == "ACTIVE"
