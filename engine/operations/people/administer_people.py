"""People and machines for administrators: what is told of them, their groups with dates, password, sessions."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.errors import Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations.people.add_client import add_client
from engine.operations.people.add_person import add_person, group_findings
from engine.operations.people.administration import record, require_administrator
from engine.operations.people.change_person import set_active, set_password
from engine.operations.people.find_people import all_people
from engine.operations.unit_of_work import UnitOfWork
from engine.store import organisation, people
from engine.store.organisation import Membership, OpenSession
from engine.store.queries.people import PersonRecord, find_person

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_MOST_TEXT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail:
    """Somebody with what administration keeps of them."""

    person: PersonRecord
    memberships: tuple[Membership, ...]
    sessions: tuple[OpenSession, ...]


def list_people(uow: UnitOfWork, actor: Actor) -> Sequence[PersonRecord]:
    """Give everybody, machines included, in Vietnamese order."""
    require_administrator(uow, actor)
    return all_people(uow)


def get_person_detail(uow: UnitOfWork, actor: Actor, username: str, now: datetime) -> PersonDetail:
    """Give one person; `now` is the machine's moment, for sessions. Raises NotFound."""
    require_administrator(uow, actor)
    return PersonDetail(
        person=_known(uow, username),
        memberships=organisation.memberships(uow.transaction, username),
        sessions=organisation.sessions(uow.transaction, now, username),
    )


def let_in(
    uow: UnitOfWork,
    actor: Actor,
    *,
    username: str,
    display_name: str,
    machine: bool = False,
    unit: str | None = None,
    title: str | None = None,
    email: str | None = None,
) -> str:
    """Add a person or a machine without groups; give the first password or secret, which is told once.

    Raises InputRejected, Conflict when the name is taken.
    """
    require_administrator(uow, actor)
    password = secrets.token_urlsafe(12)
    if machine:
        _refuse_if(text_findings(display_name, title, email))
        add_client(uow, client_id=username, name=display_name.strip(), secret=password, groups=())
    else:
        _refuse_if(text_findings(display_name, title, email))
        add_person(
            uow,
            username=username,
            display_name=display_name,
            password=password,
            unit=unit,
            title=title,
            email=email,
        )
    record(uow, actor, "PersonAdded", username, name=display_name, unit=unit, title=title, machine=machine)
    return password


def change_details(
    uow: UnitOfWork,
    actor: Actor,
    *,
    username: str,
    display_name: str,
    unit: str | None,
    title: str | None,
    email: str | None,
) -> None:
    """Change name, unit, position and e-mail address. Raises NotFound, InputRejected."""
    require_administrator(uow, actor)
    before = _known(uow, username)
    findings = text_findings(display_name, title, email)
    if unit is not None and not people.unit_exists(uow.transaction, unit):
        findings.append(_finding("unit", f"Không có đơn vị “{unit}”.", f"There is no unit “{unit}”."))
    _refuse_if(findings)
    people.rename_person(uow.transaction, username, display_name.strip())
    people.update_person(uow.transaction, username, unit_code=unit, title=title, email=email)
    old = {"name": before.display_name, "unit": before.unit_code, "title": before.title, "email": before.email}
    new = {"name": display_name.strip(), "unit": unit, "title": title, "email": email}
    record(uow, actor, "PersonChanged", username, old=old, new=new)


def change_memberships(uow: UnitOfWork, actor: Actor, *, username: str, held: Sequence[Membership]) -> None:
    """Let somebody belong to exactly these groups in these days. Raises NotFound, InputRejected."""
    require_administrator(uow, actor)
    _known(uow, username)
    findings = group_findings(uow, [one.group for one in held])
    for one in held:
        if one.valid_from and one.valid_until and one.valid_until < one.valid_from:
            findings.append(_finding("groups", "Ngày cuối trước ngày đầu.", "The last day comes before the first."))
    _refuse_if(findings)
    before = organisation.memberships(uow.transaction, username)
    organisation.replace_memberships(uow.transaction, username, held)
    record(uow, actor, "RolesChanged", username, old=[_told(one) for one in before], new=[_told(one) for one in held])


def reset_password(uow: UnitOfWork, actor: Actor, *, username: str) -> str:
    """Give somebody a new password, told once, and end their sessions. Raises NotFound."""
    require_administrator(uow, actor)
    password = secrets.token_urlsafe(12)
    ended = set_password(uow, username=username, password=password)
    record(uow, actor, "PasswordReset", username, sessions_ended=ended)
    return password


def reactivate(uow: UnitOfWork, actor: Actor, *, username: str) -> None:
    """Let somebody sign in again. Raises NotFound."""
    require_administrator(uow, actor)
    set_active(uow, username=username, active=True)
    record(uow, actor, "PersonReactivated", username)


def list_sessions(uow: UnitOfWork, actor: Actor, now: datetime) -> tuple[OpenSession, ...]:
    """Give every session that is not over at the machine's moment `now`."""
    require_administrator(uow, actor)
    return organisation.sessions(uow.transaction, now)


def end_session(uow: UnitOfWork, actor: Actor, *, mark: str) -> None:
    """End one session; one that is over already is no mistake."""
    require_administrator(uow, actor)
    owner = organisation.end_session(uow.transaction, mark)
    if owner is not None:
        record(uow, actor, "SessionEnded", owner)


def _known(uow: UnitOfWork, username: str) -> PersonRecord:
    found = find_person(uow.connection, username)
    if found is None:
        raise NotFound(
            Text(vi=f"Không có người dùng “{username}”.", en=f"There is nobody called “{username}”."),
            code="user_not_found",
        )
    return found


def _told(one: Membership) -> dict[str, str | None]:
    return {
        "group": one.group,
        "from": one.valid_from.isoformat() if one.valid_from else None,
        "until": one.valid_until.isoformat() if one.valid_until else None,
    }


def text_findings(name: str, title: str | None, email: str | None) -> list[Finding]:
    """Tell what cannot stand as somebody's name, position or e-mail address."""
    findings = []
    if not name.strip() or not name.isprintable() or len(name) > _MOST_TEXT:
        findings.append(_finding("display_name", "Hãy ghi họ tên.", "Give the name that people read."))
    if title is not None and (len(title) > _MOST_TEXT or not title.isprintable()):
        findings.append(_finding("title", "Chức vụ không đúng.", "This is no position."))
    if email is not None and not _EMAIL.fullmatch(email):
        findings.append(_finding("email", "Thư điện tử không đúng.", "This is no e-mail address."))
    return findings


def _refuse_if(findings: Sequence[Finding]) -> None:
    if findings:
        raise InputRejected(findings[0].text, findings=tuple(findings))


def _finding(field: str, vi: str, en: str) -> Finding:
    return Finding(code="person_invalid", text=Text(vi=vi, en=en), field=field)
