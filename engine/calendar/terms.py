"""What a case adds to a rule: a chosen length, granted extensions, and the times when the clock stood still.

The rule says what is allowed; this module refuses the rest. It counts nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.calendar.legal_rules import LegalRule, Unit
from engine.errors import InputRejected, Text

MAX_PAUSES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A time in which the clock stood still, from `start` up to `end` (aware; `end` not included).

    A pause that still lasts is given with the present moment as its end; the due date then moves with it.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive or reversed ends; keep UTC."""
        if self.start.tzinfo is None or self.end.tzinfo is None or self.end < self.start:
            raise InputRejected(
                Text(
                    vi="Khoảng tạm dừng phải có múi giờ và kết thúc sau khi bắt đầu.",
                    en="A pause must carry a time zone and end after it starts.",
                ),
                code="pause_invalid",
            )
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))


def pause_of_days(first: date, last: date, zone: ZoneInfo) -> Pause:
    """Make the pause of whole local days, both included."""
    after = last + timedelta(days=1)
    return Pause(start=datetime.combine(first, time(0, 0), zone), end=datetime.combine(after, time(0, 0), zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one case adds to a rule; overlapping pauses are merged.

    `amount` is a length that the handler chose between the rule's amount and its maximum; `extensions` is how many
    extensions have been decided.
    """

    amount: int | None = None
    extensions: int = 0
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        """Order and merge the pauses."""
        if len(self.pauses) > MAX_PAUSES:
            raise InputRejected(
                Text(vi=f"Quá {MAX_PAUSES} lần tạm dừng.", en=f"More than {MAX_PAUSES} pauses."),
                code="too_many_pauses",
            )
        result: list[Pause] = []
        for pause in sorted(self.pauses, key=lambda item: item.start):
            if result and pause.start <= result[-1].end:
                result[-1] = Pause(start=result[-1].start, end=max(result[-1].end, pause.end))
            else:
                result.append(pause)
        object.__setattr__(self, "pauses", tuple(result))


NO_TERMS = Terms()


def length_of(rule: LegalRule, terms: Terms) -> int:
    """Give the length of the period in the rule's unit, with the chosen length and the extensions.

    Raises InputRejected when the rule measures no time, sets no end, or does not allow the terms.
    """
    if rule.unit in (Unit.FRACTION, Unit.COUNT) or not isinstance(rule.amount, int):
        raise _refused(rule, "rule_without_period", "không có thời hạn kết thúc", "sets no period that ends")
    chosen = rule.amount if terms.amount is None else _chosen(rule, rule.amount, terms.amount)
    return chosen + _extended(rule, chosen, terms.extensions)


def _chosen(rule: LegalRule, least: int, amount: int) -> int:
    """Check a length that the handler chose."""
    if rule.extension or rule.max_amount is None or not least <= amount <= rule.max_amount:
        raise _refused(rule, "length_not_allowed", f"không cho chọn {amount}", f"does not allow a length of {amount}")
    return amount


def _extended(rule: LegalRule, amount: int, times: int) -> int:
    """Give what `times` extensions add to `amount`."""
    if times == 0:
        return 0
    allowed = rule.extension.times if rule.extension else 0
    if rule.extension is None or not 0 < times <= allowed:
        raise _refused(
            rule,
            "extension_not_allowed",
            f"cho gia hạn tối đa {allowed} lần, không phải {times}",
            f"allows {allowed} extensions, not {times}",
        )
    added = times * rule.extension.amount
    if rule.max_amount is not None and amount + added > rule.max_amount:
        raise _refused(
            rule,
            "extension_not_allowed",
            f"có tổng thời hạn tối đa {rule.max_amount}",
            f"has a maximum of {rule.max_amount} in all",
        )
    return added


def _refused(rule: LegalRule, code: str, vi: str, en: str) -> InputRejected:
    return InputRejected(
        Text(vi=f"Quy tắc {rule.id} {vi}.", en=f"Rule {rule.id} {en}."), code=code, details={"rule": rule.id}
    )
