"""What two letters are compared by."""

import pytest

from engine.operations.cases.likeness import Same, compare, likeness_terms, searched

BRIDGE = {"sender": "Giang Thị Nhài", "place": "Bản Lạn, xã Mường Pao", "subject": "Kiến nghị sửa cầu dân sinh bản Lạn"}


@pytest.mark.parametrize(
    "written",
    ["giang thi nhai", "Bà Giang Thị Nhài", "GIANG THỊ NHÀI (đại diện 12 hộ)", "Tô Thị Lụa và ông  Giang Thị Nhài"],
)
def test_a_name_is_known_however_it_is_written(written: str) -> None:
    assert compare(likeness_terms(BRIDGE), likeness_terms({"sender": written})) == Same(
        sender=True, place=False, subject=False
    )


def test_people_of_one_surname_are_not_one() -> None:
    other = likeness_terms({**BRIDGE, "sender": "Giang Thị Nhân", "place": "Bản Cáu", "subject": "Điện vào bản"})
    assert not compare(likeness_terms(BRIDGE), other).worth_comparing


def test_one_place_is_worth_comparing_when_the_subject_is_the_same() -> None:
    neighbour = {**BRIDGE, "sender": "Lò Văn Pao", "place": "bản Lạn, Mường Pao"}
    assert compare(
        likeness_terms(BRIDGE), likeness_terms({**neighbour, "subject": "Sửa cầu treo dân sinh"})
    ).worth_comparing
    assert not compare(
        likeness_terms(BRIDGE), likeness_terms({**neighbour, "subject": "Chế độ hộ nghèo"})
    ).worth_comparing


def test_others_are_looked_for_by_name_and_place_only() -> None:
    assert searched(likeness_terms(BRIDGE)) == ("n:giang thi nhai", "a:ban lan muong pao")


@pytest.mark.parametrize("known", [None, "x", [], {}, {"sender": None, "place": 3, "subject": []}, {"sender": "(, ;"}])
def test_what_says_nothing_has_no_terms(known: object) -> None:
    assert likeness_terms(known) == ()
