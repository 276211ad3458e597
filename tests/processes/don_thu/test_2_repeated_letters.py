"""P25: letters about the same are counted within the rule's time, by the days on which they were received."""

from datetime import datetime

import pytest

from tests.office import MovingClock
from tests.processes.driving import Driver
from tests.processes.outgoing import NGUYET
from tests.processes.petitions import (
    AN,
    COMPLAINT,
    FACTS,
    RECEIVED,
    REGISTERED,
    SENDER,
    classified,
    complaint,
    proposal,
    register,
    submit,
)


def letter(office: Driver, day: str, **facts: object) -> str:
    return complaint(office, received={**RECEIVED, "ngay_nhan": day}, **facts)


def repeated(office: Driver, *days: str) -> list[str]:
    """Handle a letter about the same as others, received on `days` (its own the last); give its notices."""
    others = [letter(office, day) for day in days[:-1]]
    case = letter(office, days[-1], don_trung_voi=others, tinh_tiet_moi=True)
    submit(office, case, **proposal("huong_dan"))
    page = office.person(NGUYET).get("/thong-bao").text
    number = office.case(AN, case)["businessId"]
    return [
        f"{times} lần" for times in range(2, 6) if f"Đơn {number}: người gửi đã gửi {times} lần về cùng việc" in page
    ]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("2026-05-25", "2026-07-01", "2026-11-25"), ["3 lần"]),  # just six months ago counts
        (("2026-05-24", "2026-07-01", "2026-11-25"), []),  # a day more does not
        (("2026-05-24", "2026-05-25", "2026-07-01", "2026-11-25"), ["3 lần"]),  # the older one is left out
        (("2026-07-01", "2026-11-24", "2026-11-23"), []),  # a letter received after this one is not before it
    ],
)
def test_letters_are_counted_back_from_the_day_of_this_one(
    office: Driver, days: tuple[str, ...], told: list[str]
) -> None:
    assert repeated(office, *days) == told


def test_a_month_without_that_day_ends_with_its_last_one(office: Driver, clock: MovingClock) -> None:
    clock.moment = datetime.fromisoformat("2026-08-31T09:00:00+07:00")
    assert repeated(office, "2026-02-28", "2026-07-01", "2026-08-31") == ["3 lần"]
    assert repeated(office, "2026-02-27", "2026-07-01", "2026-08-31") == []


def test_the_day_of_the_letter_counts_and_not_that_of_the_work(office: Driver, clock: MovingClock) -> None:
    clock.moment = datetime.fromisoformat("2027-03-10T09:00:00+07:00")
    assert repeated(office, "2026-06-01", "2026-07-01", "2026-11-25") == ["3 lần"]


def test_a_restricted_letter_about_the_same_is_not_counted(office: Driver) -> None:
    first = letter(office, "2026-11-01")
    secret = classified(office, **COMPLAINT)
    register(
        office, secret, loai_don="khieu_nai", **{**REGISTERED, "de_nghi_giu_bi_mat": True}, tieu_de="A", tom_tat="B"
    )
    case = classified(office, **COMPLAINT)
    register(office, case, loai_don="khieu_nai", **REGISTERED, **SENDER)
    office.complete(AN, case, "xem_xet", **{**FACTS, "don_trung_voi": [first, secret], "tinh_tiet_moi": True})
    submit(office, case, **proposal("huong_dan"))
    assert f"Đơn {office.case(AN, case)['businessId']}" not in office.person(NGUYET).get("/thong-bao").text
    assert office.variables(AN, case)["so_don_lap"] == 2
