"""P25, EV3: many letters about the same within a time are a hot spot, told once to the leaders of the Office."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.office import MovingClock
from tests.processes.driving import OK, Driver
from tests.processes.petitions import (
    AN,
    BODY,
    COMPLAINT,
    HAO,
    LIEN,
    RECEIVED,
    REGISTERED,
    SENDER,
    TUONG,
    classified,
    register,
)

HOT_SPOT = "diem_nong"
THONG = "nguyen.huu.thong"  # in charge of petitions
ENOUGH = 5  # what the rule N-DT-DN.a says


@pytest.fixture
def office(drive: Callable[..., Driver]) -> Driver:
    """Give the driver of petitions with the process of hot spots."""
    return drive("don_thu", "van_ban_di", HOT_SPOT)


def letter(office: Driver, day: str = "2026-11-24", **registered: Any) -> str:
    case = classified(office, received={**RECEIVED, "ngay_nhan": day}, **COMPLAINT)
    about = {"don_vi_bi_kn_tc": BODY, "nhom_noi_dung": "dat_dai_nha_cua"}
    register(office, case, loai_don="khieu_nai", **{**REGISTERED, **SENDER, **about, **registered})
    office.work()
    return case


def hot_spots(office: Driver, who: str = TUONG) -> list[dict[str, Any]]:
    body = {"filter": {"processDefinitionId": HOT_SPOT}}
    found: list[dict[str, Any]] = office.person(who).post("/v2/process-instances/search", json=body).json()["items"]
    for one in found:
        office.know(who, str(one["processInstanceKey"]))
    return found


def linked(office: Driver, who: str, case: str, letters: list[str]) -> list[str]:
    page = office.person(who).get(f"/ho-so/{case}")
    assert page.status_code == OK
    return [one for one in letters if f'href="/ho-so/{one}"' in page.text]


def told(office: Driver, who: str) -> list[str]:
    main = office.person(who).get("/thong-bao").text.partition("<main")[2]
    return re.findall(r">\s*(Điểm nóng: đã nhận \d+ đơn[^<.]*)", main)


def test_enough_letters_are_told_once_and_later_ones_join(office: Driver) -> None:
    letters = [letter(office) for _ in range(ENOUGH - 1)]
    assert hot_spots(office) == []
    letters.append(letter(office))
    [spot] = hot_spots(office)
    key = str(spot["processInstanceKey"])
    for leader in (TUONG, HAO):
        assert told(office, leader) == ["Điểm nóng: đã nhận 5 đơn cùng nội dung từ 25/10/2026 đến 24/11/2026"]
        assert "Theo dõi điểm nóng" in office.person(leader).get("/viec?tab=inform").text
    assert "Đất đai" in spot["title"]
    letters += [letter(office), letter(office)]
    assert len(hot_spots(office)) == 1
    assert len(told(office, TUONG)) == 1
    assert linked(office, TUONG, key, letters) == letters
    office.complete(THONG, key, "theo_doi", ket_qua_xu_ly="Đã làm việc với Sở")
    letters.append(letter(office))
    assert len(hot_spots(office)) == 1  # the same cluster still
    assert "Điểm nóng: Đất đai" in office.person(TUONG).get("/bao-cao-don?ky=thang").text


def test_other_matters_and_other_bodies_make_no_hot_spot_together(office: Driver) -> None:
    for _ in range(ENOUGH - 1):
        letter(office)
    letter(office, don_vi_bi_kn_tc="STC")
    letter(office, nhom_noi_dung="khac")
    letter(office, linh_vuc="tham_nhung")
    letter(office, don_vi_bi_kn_tc=None)
    assert hot_spots(office) == []


def test_restricted_letters_are_neither_counted_nor_linked(office: Driver) -> None:
    letters = [letter(office) for _ in range(ENOUGH - 1)]
    secret = letter(office, de_nghi_giu_bi_mat=True, nguoi_viet=None, dia_chi=None)
    assert office.variables(AN, secret)["giu_bi_mat"] is True
    assert hot_spots(office) == hot_spots(office, AN) == []
    letters.append(letter(office))
    [spot] = hot_spots(office)
    key = str(spot["processInstanceKey"])
    assert linked(office, TUONG, key, [*letters, secret]) == letters
    assert told(office, TUONG)[0].startswith("Điểm nóng: đã nhận 5 đơn")


@pytest.mark.parametrize(("first", "found"), [("2026-10-25", 1), ("2026-10-24", 0)])
def test_the_time_goes_back_from_the_letters_own_day(office: Driver, first: str, found: int) -> None:
    letter(office, first)
    for _ in range(ENOUGH - 2):
        letter(office, "2026-11-01")
    letter(office, "2026-11-24")
    assert len(hot_spots(office)) == found


def test_a_new_cluster_begins_when_the_time_has_passed(office: Driver, clock: MovingClock) -> None:
    for _ in range(ENOUGH):
        letter(office)
    [spot] = hot_spots(office)
    office.complete(THONG, str(spot["processInstanceKey"]), "theo_doi", ket_qua_xu_ly="Xong")
    clock.moment = datetime.fromisoformat("2027-01-20T09:00:00+07:00")
    for _ in range(ENOUGH - 1):
        letter(office, "2027-01-19")
    assert len(hot_spots(office)) == 1
    letter(office, "2027-01-20")
    assert len(hot_spots(office)) == 2
    assert len(told(office, TUONG)) == 2
    assert told(office, LIEN) == []  # who received them all
