"""Người làm thay khi vắng mặt: who does somebody's work on the days when they are away (catalogue 0.3, rule 5).

Who may say so: oneself, one's head of division (UPDATE_USER_TASK on their OWN_UNIT), an administrator (SYSTEM:UPDATE).
The substitute sees and does the tasks; they sign nothing in the other's place and are given no permission. One
substitute a day; whoever is away stands in for nobody, so that nobody's work goes round in a circle.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine.errors import Finding, InputRejected, NotFound, NotPermitted, Text
from engine.model.actor import Actor, ActorKind
from engine.operations.access import grants
from engine.operations.people.administration import record
from engine.operations.unit_of_work import UnitOfWork
from engine.store import substitutions
from engine.store.queries.people import PersonRecord, find_person, people

LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Who stands in for whom, first and last day included, and why. `may_end` is the reader's."""

    key: int
    username: str
    substitute: str
    first_day: date
    last_day: date
    reason: str
    may_end: bool


def office_day(uow: UnitOfWork) -> date:
    """Give today by the product's clock, where the Office is."""
    return uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()


def list_substitutes(uow: UnitOfWork, actor: Actor) -> tuple[Substitute, ...]:
    """Give what is not over yet: of those for whom the reader may name a substitute, and where they stand in."""
    able = {person.username for person in may_name_for(uow, actor)}
    return tuple(
        Substitute(**row, may_end=row["username"] in able)
        for row in substitutions.substitutions_from(uow.transaction, office_day(uow))
        if row["username"] in able or row["substitute"] == actor.username
    )


def may_name_for(uow: UnitOfWork, actor: Actor) -> tuple[PersonRecord, ...]:
    """Give those for whom the actor may name a substitute, in Vietnamese order."""
    held = grants(uow, actor)
    everybody = held.allows("SYSTEM", "UPDATE")
    unit = actor.unit if held.allows("OWN_UNIT", "UPDATE_USER_TASK") else None
    return tuple(
        one
        for one in people(uow.connection)
        if _is_person(one)
        and (everybody or one.username == actor.username or (unit is not None and one.unit_code == unit))
    )


def name_substitute(
    uow: UnitOfWork, actor: Actor, *, username: str, substitute: str, first_day: date, last_day: date, reason: str
) -> int:
    """Let `substitute` do the work of `username` from the first to the last day; give the key of that.

    Raises NotPermitted, or InputRejected: an unknown person, days that are over or the wrong way round, no reason,
    another substitute on one of the days, or a substitute who is away themselves.
    """
    away = _person(uow, username, "username")
    if away.username not in {one.username for one in may_name_for(uow, actor)}:
        raise _not_yours()
    other = _person(uow, substitute, "substitute")
    reason = reason.strip()
    _refuse_bad_words(uow, away, other, first_day, last_day, reason)
    substitutions.lock_substitutions(uow.transaction)
    _refuse_overlap(uow, away, other, first_day, last_day)
    key = substitutions.insert_substitution(
        uow.transaction,
        username=username,
        substitute=substitute,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
    )
    record(uow, actor, "SubstituteNamed", username, reason=reason, new=_told(substitute, first_day, last_day))
    return key


def end_substitute(uow: UnitOfWork, actor: Actor, *, key: int) -> None:
    """End a substitution now: the person is back. Raises NotFound (also for whom it does not concern), NotPermitted."""
    row = substitutions.find_substitution(uow.transaction, key)
    able = {person.username for person in may_name_for(uow, actor)}
    if row is None or not (row["username"] in able or row["substitute"] == actor.username):
        raise NotFound(
            Text(vi="Không tìm thấy lần vắng mặt này.", en="This absence was not found."), code="absence_not_found"
        )
    if row["username"] not in able:
        raise _not_yours()
    before = _told(row["substitute"], row["first_day"], row["last_day"])
    yesterday = office_day(uow) - timedelta(days=1)
    substitutions.end_substitution(uow.transaction, key, yesterday)
    record(uow, actor, "SubstituteEnded", row["username"], old=before)


def _refuse_bad_words(
    uow: UnitOfWork, away: PersonRecord, other: PersonRecord, first_day: date, last_day: date, reason: str
) -> None:
    if other.username == away.username:
        raise _refused("substitute", "Người làm thay phải là người khác.", "The substitute must be somebody else.")
    if (other.outside or away.outside) and other.unit_code != away.unit_code:
        raise _refused("substitute", "Người làm thay phải cùng cơ quan.", "The substitute must be of the same body.")
    if last_day < first_day:
        raise _refused("last_day", "Ngày cuối trước ngày đầu.", "The last day comes before the first.")
    if last_day < office_day(uow):
        raise _refused("last_day", "Những ngày này đã qua.", "These days are over.")
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise _refused(
            "reason",
            f"Hãy ghi lý do vắng mặt trong một dòng, không quá {LONGEST_REASON} ký tự.",
            f"Give the reason in one line of at most {LONGEST_REASON} characters.",
        )


def _refuse_overlap(uow: UnitOfWork, away: PersonRecord, other: PersonRecord, first_day: date, last_day: date) -> None:
    touching = substitutions.substitutions_touching(
        uow.transaction, [away.username, other.username], first_day, last_day
    )
    for row in touching:
        days = f"{row['first_day']:%d/%m/%Y}–{row['last_day']:%d/%m/%Y}"
        if row["username"] == away.username:
            raise _refused(
                "first_day",
                f"{away.display_name} đã có người làm thay trong những ngày {days}.",
                f"{away.display_name} has a substitute already on {days}.",
            )
        if row["username"] == other.username:
            raise _refused(
                "substitute",
                f"{other.display_name} cũng vắng mặt trong những ngày {days}.",
                f"{other.display_name} is away too on {days}.",
            )
        if row["substitute"] == away.username:
            raise _refused(
                "first_day",
                f"{away.display_name} làm thay người khác trong những ngày {days}. Hãy đổi người làm thay đó trước.",
                f"{away.display_name} stands in for somebody on {days}. Name another substitute there first.",
            )


def _person(uow: UnitOfWork, username: str, field: str) -> PersonRecord:
    found = find_person(uow.connection, username) if username else None
    if found is None or not _is_person(found):
        raise _refused(field, "Hãy chọn một người đang làm việc.", "Choose an active person.")
    return found


def _is_person(person: PersonRecord) -> bool:
    return person.active and person.kind == ActorKind.PERSON


def _told(substitute: str, first_day: date, last_day: date) -> dict[str, str]:
    return {"substitute": substitute, "from": first_day.isoformat(), "until": last_day.isoformat()}


def _not_yours() -> NotPermitted:
    return NotPermitted(
        Text(
            vi="Chỉ người vắng mặt, trưởng phòng của người đó hoặc quản trị hệ thống đặt được người làm thay.",
            en="Only who is away, their head of division or an administrator can name a substitute.",
        ),
        code="substitute_not_yours",
    )


def _refused(field: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code="substitute_invalid", findings=(Finding(code="refused", text=text, field=field),))
