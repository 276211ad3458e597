"""The sentence behind "Cách tính hạn": how a due date came about, in Vietnamese and English.

Only words: every date and number comes in ready. Texts name no key and no code.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.calendar.counting import Period
from engine.calendar.legal_rules import Direction, LegalRule, Mode, Roll, Unit
from engine.calendar.terms import Terms
from engine.calendar.working_days import Calendar, DayKind
from engine.errors import Text

UNITS = {
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.CALENDAR_DAY: ("ngày", "day"),
    Unit.HOUR: ("giờ", "hour"),
    Unit.MONTH: ("tháng", "month"),
    Unit.YEAR: ("năm", "year"),
}
WEEKDAYS = (
    ("thứ Hai", "Monday"),
    ("thứ Ba", "Tuesday"),
    ("thứ Tư", "Wednesday"),
    ("thứ Năm", "Thursday"),
    ("thứ Sáu", "Friday"),
    ("thứ Bảy", "Saturday"),
    ("Chủ nhật", "Sunday"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Everything that the sentence tells, moments in the calendar's time zone; `reached` is `due` before it rolls."""

    rule: LegalRule
    terms: Terms
    length: int
    start: datetime
    reached: datetime
    due: datetime
    period: Period
    paused: timedelta
    pauses_refused: bool
    unconfirmed: tuple[date, ...]
    alternative_due: datetime | None
    estimated: bool


def explain(grounds: Grounds, calendar: Calendar) -> Text:
    """Write the sentences, main one first."""
    parts = [
        _main(grounds),
        _late_start(grounds, calendar),
        _short_month(grounds),
        _rolled(grounds, calendar),
        _paused(grounds),
        _unconfirmed(grounds, calendar),
        _unsure_years(grounds, calendar),
        _whose(grounds.rule),
    ]
    told = [part for part in parts if part is not None]
    return Text(vi=" ".join(part.vi for part in told), en=" ".join(part.en for part in told))


def _main(grounds: Grounds) -> Text:
    """Tell the due date, the length and what it counts from."""
    rule, period = grounds.rule, grounds.period
    hours = rule.unit is Unit.HOUR
    due = _moment(grounds.due) if hours else _same(_full(period.due_on))
    start = _moment(grounds.start) if hours else _same(_full(period.counted_from))
    if not grounds.length:
        if hours:
            return Text(vi=f"Hạn {due.vi}: làm ngay khi bắt đầu.", en=f"Due {due.en}: at once.")
        return Text(vi=f"Hạn {due.vi}: trong ngày {start.vi}.", en=f"Due {due.en}: on the day {start.en} itself.")
    length = _length(grounds)
    before = rule.direction is Direction.BEFORE
    tail = _start_day(grounds)
    return Text(
        vi=f"Hạn {due.vi}: {length.vi} {'trước' if before else 'kể từ'} {start.vi}{tail.vi}.",
        en=f"Due {due.en}: {length.en} {'before' if before else 'from'} {start.en}{tail.en}.",
    )


def _length(grounds: Grounds) -> Text:
    """Tell amount and unit, with the extensions that are in it."""
    vi_unit, en_unit = UNITS[grounds.rule.unit]
    vi, en = f"{grounds.length} {vi_unit}", _plural(grounds.length, en_unit)
    extension = grounds.rule.extension
    if grounds.terms.extensions and extension:
        times = grounds.terms.extensions
        vi += f" (gồm {times} lần gia hạn, mỗi lần {extension.amount} {vi_unit})"
        en += f" (with {_plural(times, 'extension')} of {_plural(extension.amount, en_unit)})"
    return Text(vi=vi, en=en)


def _start_day(grounds: Grounds) -> Text:
    """Tell whether the event's day counts; months, years and hours need no such word."""
    if grounds.rule.unit is Unit.HOUR:
        return Text(vi=", tính liên tục cả ngoài giờ làm việc", en=", counted around the clock")
    day = f"{grounds.period.counted_from:%d}"
    if grounds.rule.count_start_day:
        return Text(vi=f" (tính cả ngày {day})", en=f" (day {day} counted)")
    if grounds.rule.unit in (Unit.MONTH, Unit.YEAR):
        return _same("")
    return Text(vi=f" (không tính ngày {day})", en=f" (day {day} not counted)")


def _late_start(grounds: Grounds, calendar: Calendar) -> Text | None:
    """Tell that an event outside office hours counts from the next working day."""
    event_day = grounds.start.date()
    if grounds.period.counted_from == event_day:
        return None
    told = _moment(grounds.start)
    if calendar.is_working_day(event_day):
        return Text(
            vi=f"Bắt đầu lúc {told.vi}, ngoài giờ làm việc, nên tính từ ngày làm việc kế tiếp.",
            en=f"It started at {told.en}, outside office hours, so the next working day counts.",
        )
    return Text(
        vi=f"Bắt đầu vào ngày nghỉ {_full(event_day)} nên tính từ ngày làm việc kế tiếp.",
        en=f"It started on a day off, {_full(event_day)}, so the next working day counts.",
    )


def _short_month(grounds: Grounds) -> Text | None:
    """Tell that the month had no such day."""
    if not grounds.period.clipped:
        return None
    day = f"{grounds.period.counted_from:%d}"
    return Text(
        vi=f"Tháng cuối không có ngày {day} nên lấy ngày cuối tháng.",
        en=f"The last month has no day {day}, so its last day is taken.",
    )


def _rolled(grounds: Grounds, calendar: Calendar) -> Text | None:
    """Tell that the last day was a day off, which one, and where it went."""
    if grounds.reached == grounds.due:
        return None
    if grounds.rule.unit is Unit.HOUR:
        return _rolled_hours(grounds, calendar)
    last = grounds.period.last_day
    name = _day_off(last, calendar)
    if grounds.rule.roll is Roll.PREVIOUS_WORKING_DAY:
        return Text(
            vi=f"Ngày {_full(last)} là {name.vi} nên lùi về ngày làm việc liền trước.",
            en=f"{_full(last)} is {name.en}, so it moves back to the working day before.",
        )
    vi, en = ("Ngày cuối", "The last day ") if grounds.length else ("Ngày", "")
    return Text(
        vi=f"{vi} {_full(last)} là {name.vi} nên chuyển sang ngày làm việc kế tiếp.",
        en=f"{en}{_full(last)} is {name.en}, so it moves to the next working day.",
    )


def _rolled_hours(grounds: Grounds, calendar: Calendar) -> Text:
    """Tell that the hours ended when the office was closed, and where the moment went."""
    told, day = _moment(grounds.reached), grounds.reached.date()
    why = Text(vi="ở ngoài giờ làm việc", en="outside office hours")
    if not calendar.is_working_day(day):
        off = _day_off(day, calendar)
        why = Text(vi=f"rơi vào {off.vi}", en=f"on {off.en}")
    if grounds.rule.roll is Roll.PREVIOUS_WORKING_DAY:
        return Text(
            vi=f"Mốc {told.vi} {why.vi} nên lùi về cuối buổi làm việc liền trước.",
            en=f"{told.en} falls {why.en}, so it moves back to the last closing time.",
        )
    return Text(
        vi=f"Mốc {told.vi} {why.vi} nên chuyển sang đầu buổi làm việc kế tiếp.",
        en=f"{told.en} falls {why.en}, so it moves to the next opening time.",
    )


def _paused(grounds: Grounds) -> Text | None:
    """Tell what the clock left out, or that it could not stop."""
    if grounds.pauses_refused:
        return Text(
            vi="Hạn này không dừng khi hồ sơ tạm dừng tính hạn.", en="This deadline does not stop when the clock does."
        )
    if not grounds.paused:
        return None
    if grounds.rule.unit is Unit.HOUR:
        minutes = int(grounds.paused.total_seconds()) // 60
        hours, rest = divmod(minutes, 60)
        told = Text(
            vi=f"{hours} giờ" + (f" {rest} phút" if rest else ""),
            en=_plural(hours, "hour") + (f" {_plural(rest, 'minute')}" if rest else ""),
        )
    else:
        by_work = grounds.rule.unit is Unit.WORKING_DAY and grounds.length
        vi_unit, en_unit = UNITS[Unit.WORKING_DAY if by_work else Unit.CALENDAR_DAY]
        told = Text(vi=f"{grounds.paused.days} {vi_unit}", en=_plural(grounds.paused.days, en_unit))
    return Text(vi=f"Không tính {told.vi} tạm dừng tính hạn.", en=f"Not counted: {told.en} on hold.")


def _unconfirmed(grounds: Grounds, calendar: Calendar) -> Text | None:
    """Tell which days nobody has confirmed, and the other date."""
    other = grounds.alternative_due
    if other is None or not grounds.unconfirmed:
        return None
    year = grounds.due.year
    days = ", ".join(_short(day, year) for day in grounds.unconfirmed)
    hours = grounds.rule.unit is Unit.HOUR
    date_of_other = _short(other.date(), year)
    vi_other = f"{other:%H:%M} ngày {date_of_other}" if hours else date_of_other
    en_other = f"{other:%H:%M} on {date_of_other}" if hours else date_of_other
    records = [calendar.record(day) for day in grounds.unconfirmed]
    many = len(grounds.unconfirmed) > 1
    if all(record and record.kind is DayKind.MAKE_UP_WORK for record in records):
        return Text(
            vi=f"{days} chưa có thông báo làm bù; nếu làm bù, hạn là {vi_other}.",
            en=f"{days} {'have' if many else 'has'} not been announced as worked in exchange; if so, due {en_other}.",
        )
    if any(record and record.kind is DayKind.MAKE_UP_WORK for record in records):
        return Text(
            vi=f"{days} chưa có thông báo nghỉ, làm bù; nếu được xác nhận, hạn là {vi_other}.",
            en=f"{days} have not been announced as days off or worked in exchange; if so, due {en_other}.",
        )
    whole_days = ", ".join(f"{day:%d/%m/%Y}" for day in grounds.unconfirmed)
    whole_other = f"{other:%H:%M} ngày {other:%d/%m/%Y}" if hours else f"{other:%d/%m/%Y}"
    return Text(
        vi=f"{whole_days} chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: {whole_other}.",
        en=f"{days} {'have' if many else 'has'} not been announced as {'days' if many else 'a day'} off; "
        f"if so, due {en_other}.",
    )


def _unsure_years(grounds: Grounds, calendar: Calendar) -> Text | None:
    """Tell that the days off of the due year are estimated or not entered."""
    rule, year = grounds.rule, grounds.period.due_on.year
    if rule.unit is not Unit.WORKING_DAY and rule.roll is Roll.NONE:
        return None
    if not calendar.covers(grounds.period.due_on):
        return Text(
            vi=f"Chưa có lịch nghỉ lễ năm {year}; mới trừ ngày nghỉ hằng tuần.",
            en=f"No public holidays are entered for {year}; only weekly rest days are left out.",
        )
    if grounds.estimated:
        return Text(
            vi="Ngày nghỉ lễ, Tết dùng để tính mới là ước tính.",
            en="The public holidays used here are estimates.",
        )
    return None


def _whose(rule: LegalRule) -> Text | None:
    """Tell that a tracked deadline binds another body."""
    if rule.mode is not Mode.TRACK:
        return None
    return Text(
        vi="Hạn của cơ quan giải quyết, Văn phòng theo dõi.", en="It binds the deciding body; the Office follows it."
    )


def _day_off(day: date, calendar: Calendar) -> Text:
    """Name a day off: its holiday, or its weekday."""
    record = calendar.record(day)
    if record and record.kind is not DayKind.MAKE_UP_WORK and day.weekday() not in calendar.weekly_rest:
        english = f"a day off ({record.name_en})" if record.name_en else "a day off"
        return Text(vi=f"ngày nghỉ ({record.name_vi})", en=english)
    vi, en = WEEKDAYS[day.weekday()]
    return Text(vi=vi, en=f"a {en}")


def _moment(moment: datetime) -> Text:
    return Text(vi=f"{moment:%H:%M} ngày {_full(moment.date())}", en=f"{moment:%H:%M} on {_full(moment.date())}")


def _full(day: date) -> str:
    return f"{day:%d/%m/}{day.year:04d}"


def _short(day: date, year: int) -> str:
    return f"{day:%d/%m}" if day.year == year else _full(day)


def _same(text: str) -> Text:
    return Text(vi=text, en=text)


def _plural(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
