"""The sentences behind "Cách tính hạn", word for word, in both languages."""

from datetime import date

import pytest

from engine.calendar import Calendar, RuleBook, Terms, compute, load_calendar, pause_of_days, warning_policy
from tests.unit.calendar.seeds import HANOI, MakeRule, local, read_seed


@pytest.mark.parametrize(
    ("rule_id", "start", "vi", "en"),
    [
        (
            "D-TT-03.a",
            "2026-11-23",
            (
                "Hạn 26/11/2026: 3 ngày làm việc kể từ 23/11/2026 (không tính ngày 23). "
                "24/11/2026 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: 27/11/2026."
            ),
            (
                "Due 26/11/2026: 3 working days from 23/11/2026 (day 23 not counted). "
                "24/11 has not been announced as a day off; if so, due 27/11."
            ),
        ),
        (
            "D-DT-05.a",
            "2026-08-25",
            (
                "Hạn 09/10/2026: 45 ngày kể từ 25/08/2026 (không tính ngày 25). "
                "Hạn của cơ quan giải quyết, Văn phòng theo dõi."
            ),
            (
                "Due 09/10/2026: 45 days from 25/08/2026 (day 25 not counted). "
                "It binds the deciding body; the Office follows it."
            ),
        ),
        (
            "D-KH-09.a",
            "2026-02-07",
            (
                "Hạn 23/02/2026: 10 ngày kể từ 07/02/2026 (không tính ngày 07). "
                "Ngày cuối 17/02/2026 là ngày nghỉ (Tết Nguyên đán) nên chuyển sang ngày làm việc kế tiếp."
            ),
            (
                "Due 23/02/2026: 10 days from 07/02/2026 (day 07 not counted). "
                "The last day 17/02/2026 is a day off (Lunar New Year), so it moves to the next working day."
            ),
        ),
        (
            "D-KH-04.a",
            "2026-03-09",
            (
                "Hạn 13/02/2026: 15 ngày trước 09/03/2026 (không tính ngày 09). "
                "Ngày 22/02/2026 là Chủ nhật nên lùi về ngày làm việc liền trước."
            ),
            (
                "Due 13/02/2026: 15 days before 09/03/2026 (day 09 not counted). "
                "22/02/2026 is a Sunday, so it moves back to the working day before."
            ),
        ),
        (
            "D-LT-03.a",
            "2026-11-30",
            (
                "Hạn 01/03/2027: 3 tháng kể từ 30/11/2026. Tháng cuối không có ngày 30 nên lấy ngày cuối tháng. "
                "Ngày cuối 28/02/2027 là Chủ nhật nên chuyển sang ngày làm việc kế tiếp."
            ),
            (
                "Due 01/03/2027: 3 months from 30/11/2026. The last month has no day 30, so its last day is taken. "
                "The last day 28/02/2027 is a Sunday, so it moves to the next working day."
            ),
        ),
        (
            "D-VB-04.b",
            "2026-11-25T08:10",
            "Hạn 10:10 ngày 25/11/2026: 2 giờ kể từ 08:10 ngày 25/11/2026, tính liên tục cả ngoài giờ làm việc.",
            "Due 10:10 on 25/11/2026: 2 hours from 08:10 on 25/11/2026, counted around the clock.",
        ),
        (
            "D-VB-04.a",
            "2026-11-25T08:10",
            "Hạn 08:10 ngày 25/11/2026: làm ngay khi bắt đầu.",
            "Due 08:10 on 25/11/2026: at once.",
        ),
        (
            "D-VB-03.a",
            "2026-11-25T08:10",
            "Hạn 25/11/2026: trong ngày 25/11/2026.",
            "Due 25/11/2026: on the day 25/11/2026 itself.",
        ),
        (
            "D-VB-03.b",
            "2027-02-04",
            (
                "Hạn 12/02/2027: 1 ngày làm việc kể từ 04/02/2027 (không tính ngày 04). "
                "Ngày nghỉ lễ, Tết dùng để tính mới là ước tính."
            ),
            (
                "Due 12/02/2027: 1 working day from 04/02/2027 (day 04 not counted). "
                "The public holidays used here are estimates."
            ),
        ),
        (
            "D-VB-03.b",
            "2035-03-01",
            (
                "Hạn 02/03/2035: 1 ngày làm việc kể từ 01/03/2035 (không tính ngày 01). "
                "Chưa có lịch nghỉ lễ năm 2035; mới trừ ngày nghỉ hằng tuần."
            ),
            (
                "Due 02/03/2035: 1 working day from 01/03/2035 (day 01 not counted). "
                "No public holidays are entered for 2035; only weekly rest days are left out."
            ),
        ),
        (
            "D-TX-06.a",
            "2029-12-03",
            (
                "Hạn 05/11/2029: 20 ngày làm việc trước 03/12/2029 (không tính ngày 03). "
                "26/11/2029 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: 02/11/2029."
            ),
            (
                "Due 05/11/2029: 20 working days before 03/12/2029 (day 03 not counted). "
                "26/11 has not been announced as a day off; if so, due 02/11."
            ),
        ),
    ],
)
def test_a_due_date_explains_itself(rule_book: RuleBook, rule_id: str, start: str, vi: str, en: str) -> None:
    found = rule_book.deadline(rule_id, local(start))
    assert found is not None
    assert found.explanation.vi == vi
    assert found.explanation.en == en


def test_pauses_and_extensions_are_told(rule_book: RuleBook) -> None:
    terms = Terms(extensions=2, pauses=(pause_of_days(date(2026, 3, 3), date(2026, 3, 12), HANOI),))
    found = rule_book.deadline("D-DT-07.c", local("2026-03-02"), terms=terms)
    assert found is not None
    assert found.explanation.vi == (
        "Hạn 10/06/2026: 90 ngày (gồm 2 lần gia hạn, mỗi lần 30 ngày) kể từ 02/03/2026 (không tính ngày 02). "
        "Không tính 10 ngày tạm dừng tính hạn. Hạn của cơ quan giải quyết, Văn phòng theo dõi."
    )
    assert "90 days (with 2 extensions of 30 days) from 02/03/2026" in found.explanation.en
    assert "Not counted: 10 days on hold." in found.explanation.en


def test_a_pause_of_hours_is_told_in_hours(rule_book: RuleBook) -> None:
    terms = Terms(pauses=(pause_of_days(date(2026, 6, 2), date(2026, 6, 2), HANOI),))
    found = rule_book.deadline("N-VB-KY.b", local("2026-06-01T23:00"), terms=terms)
    assert found is not None
    assert "Không tính 24 giờ tạm dừng tính hạn." in found.explanation.vi
    assert "Not counted: 24 hours on hold." in found.explanation.en


def with_records(*records: dict[str, str]) -> Calendar:
    data = read_seed("calendar.json")
    return load_calendar(data | {"days": [*data["days"], *records]})


def test_an_unconfirmed_working_saturday_is_told_as_such(make_rule: MakeRule) -> None:
    saturday = {"date": "2026-12-12", "kind": "make_up_work", "status": "cho_xac_nhan", "name_vi": "Làm bù"}
    found = compute(make_rule(), local("2026-12-10"), with_records(saturday), warning=warning_policy(()))
    assert found.alternative is not None
    assert found.alternative.due_on == date(2026, 12, 14)
    assert found.explanation.vi == (
        "Hạn 15/12/2026: 3 ngày làm việc kể từ 10/12/2026 (không tính ngày 10). "
        "12/12 chưa có thông báo làm bù; nếu làm bù, hạn là 14/12."
    )


def test_several_unconfirmed_days_are_told_together(make_rule: MakeRule) -> None:
    off = {"date": "2026-12-11", "kind": "holiday", "status": "cho_xac_nhan", "name_vi": "Nghỉ"}
    more = {"date": "2026-12-14", "kind": "holiday", "status": "cho_xac_nhan", "name_vi": "Nghỉ"}
    worked = {"date": "2026-12-12", "kind": "make_up_work", "status": "cho_xac_nhan", "name_vi": "Làm bù"}
    start, off_policy = local("2026-12-10"), warning_policy(())
    both = compute(make_rule(), start, with_records(off, more), warning=off_policy)
    mixed = compute(make_rule(), start, with_records(off, more, worked), warning=off_policy)
    assert both.explanation.vi.endswith(
        "14/12/2026 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: 17/12/2026."
    )
    assert both.explanation.en.endswith("11/12, 14/12 have not been announced as days off; if so, due 17/12.")
    assert mixed.explanation.vi.endswith(
        "11/12, 12/12, 14/12 chưa có thông báo nghỉ, làm bù; nếu được xác nhận, hạn là 16/12."
    )


def test_a_date_of_another_year_is_told_with_its_year(make_rule: MakeRule) -> None:
    off = {"date": "2026-12-31", "kind": "holiday", "status": "cho_xac_nhan", "name_vi": "Nghỉ"}
    found = compute(make_rule(), local("2026-12-28"), with_records(off), warning=warning_policy(()))
    assert found.explanation.vi.endswith(
        "31/12/2026 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: 04/01/2027."
    )


def test_counting_the_first_day_is_told(calendar: Calendar, make_rule: MakeRule) -> None:
    found = compute(make_rule(count_start_day=True), local("2026-07-01"), calendar, warning=warning_policy(()))
    assert "(tính cả ngày 01)" in found.explanation.vi
    assert "(day 01 counted)" in found.explanation.en
