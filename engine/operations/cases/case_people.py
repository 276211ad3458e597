"""Who takes part in a case (Người trong hồ sơ): read, name somebody in a role, let a role end, each with a reason.

Who may change it: whoever may change cases of its process (UPDATE_PROCESS_INSTANCE), and, unless the case is
restricted, whoever started it.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from engine.errors import Conflict, Finding, InputRejected, NotPermitted, Text
from engine.model.actor import Actor, ActorKind
from engine.model.case_people import CasePerson, CaseRoleRecord
from engine.model.lifecycle import RUNNING
from engine.operations.access import grants, require_case_access
from engine.operations.cases.case import Case, lock_case
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_notices
from engine.store.projection import add_role, end_role
from engine.store.queries import case_people
from engine.store.queries.called_cases import case_row
from engine.store.queries.people import find_person

NAMED: Final = "nguoi_duoc_chi_dinh"  # the role of every process: somebody named to read the case
CODE: Final = "named_in_case"


def list_people(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[CasePerson, ...]:
    """Give who takes or took part in a case; raise NotFound when the actor may not see it."""
    require_case_access(uow, actor, instance_key)
    return tuple(
        CasePerson(principal=row.principal, part=row.role, since=row.since, until=row.until)
        for row in case_people.members(uow.connection, instance_key)
    )


def list_roles(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[CaseRoleRecord, ...]:
    """Give the roles that people have or had in a case; raise NotFound when the actor may not see it."""
    require_case_access(uow, actor, instance_key)
    return tuple(
        CaseRoleRecord(
            key=row.key,
            role=row.role,
            username=row.username,
            since=row.since,
            until=row.until,
            added_by=row.added_by,
            reason=row.reason,
            ended_by=row.ended_by,
            end_reason=row.end_reason,
            lasts=row.until is None or row.until > uow.now,
        )
        for row in case_people.roles(uow.connection, instance_key)
    )


def roles_of_process(uow: UnitOfWork, *, definition_key: int) -> tuple[str, ...]:
    """Name the roles that a person may be given in a case: those of its process (property `roles`), and a reader's."""
    definition = uow.definitions.model(uow.connection, definition_key).definition
    return (*filter(None, map(str.strip, definition.properties.get("roles", "").split(","))), NAMED)


def may_change_people(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> bool:
    """Tell whether the actor may name people in a case that they can see, or let their roles end."""
    row = case_row(uow.connection, instance_key)
    if row.state not in RUNNING:
        return False
    changes = grants(uow, actor).allows("PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", row.process_id)
    return actor.is_system or changes or (row.started_by == actor.username and not row.restricted)


def name_in_case(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int,
    username: str,
    role: str,
    reason: str,
    last_day: date | None = None,
) -> None:
    """Give somebody a role in a running case, to the end of `last_day` if there is one; they get a notice.

    Raises NotFound, NotPermitted, Conflict (the case has ended), or InputRejected: no reason, no such person or role, a
    day that is past, or the person has the role already.
    """
    case = _case_to_change(uow, actor, instance_key)
    require_reason(reason)
    person = find_person(uow.connection, username) if username else None
    if person is None or not person.active or person.kind != ActorKind.PERSON:
        raise _refused("username", "unknown_user", "Hãy chọn người.", "Choose a person.")
    if role not in roles_of_process(uow, definition_key=case.row["definition_key"]):
        raise _refused("role", "unknown_role", "Hãy chọn vai trò.", "Choose a role.")
    until = _end_of(uow, last_day)
    for held in list_roles(uow, actor, instance_key=instance_key):
        if held.lasts and (held.role, held.username) == (role, username):
            raise _refused(
                "username",
                "role_held",
                f"{person.display_name} đang có vai trò này.",
                f"{person.display_name} has this role already.",
            )
    case.record("PersonNamed", person=username, role=role, until=until and until.isoformat(), reason=reason)
    case.save()
    add_role(uow.transaction, instance_key, role=role, username=username, by=actor.username, reason=reason, until=until)
    _tell(case, username, reason)


def end_role_in_case(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int,
    role_key: int,
    reason: str,
    last_day: date | None = None,
) -> None:
    """Let a role end, now or at the end of `last_day`. Who has no other part then reads the case no more.

    Raises NotFound, NotPermitted, Conflict (ended meanwhile) or InputRejected (no reason, a day that is past).
    """
    case = _case_to_change(uow, actor, instance_key)
    require_reason(reason)
    role = case_people.lasting_role(uow.connection, instance_key, role_key, uow.now)
    if role is None:
        raise Conflict(
            Text(vi="Vai trò này đã kết thúc. Không có gì thay đổi.", en="This role has ended. Nothing has changed."),
            code="role_ended",
        )
    until = _end_of(uow, last_day) or uow.now
    case.record("RoleEnded", person=role.username, role=role.role, until=until.isoformat(), reason=reason)
    case.save()
    end_role(
        uow.transaction,
        instance_key,
        role_key,
        username=role.username,
        until=until,
        by=actor.username,
        reason=reason,
    )


def _case_to_change(uow: UnitOfWork, actor: Actor, instance_key: int) -> Case:
    require_case_access(uow, actor, instance_key)
    case = lock_case(uow, actor, instance_key, suspended=True)
    if not may_change_people(uow, actor, instance_key=instance_key):
        raise NotPermitted(
            Text(
                vi="Chỉ người lập hồ sơ hoặc Chánh Văn phòng thay đổi được người trong hồ sơ.",
                en="Only who started the case, or whoever may change its process's cases, changes its people.",
            ),
            code="people_not_yours",
        )
    return case


def _end_of(uow: UnitOfWork, last_day: date | None) -> datetime | None:
    if last_day is None:
        return None
    zone = ZoneInfo(uow.host.timezone)
    if last_day < uow.now.astimezone(zone).date():
        raise _refused("last_day", "day_is_past", "Ngày này đã qua.", "This day is past.")
    return datetime.combine(last_day, time(23, 59, 59), zone)


def _refused(field: str, code: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code=code, findings=(Finding(code=code, text=text, field=field),))


def _tell(case: Case, username: str, reason: str) -> None:
    number, who = case.row["business_id"], case.actor.display_name
    data: Mapping[str, str] = {
        "vi": f"{who} đưa anh/chị vào hồ sơ {number}: {reason}",
        "en": f"{who} named you in case {number}: {reason}",
    }
    insert_notices(
        case.uow.transaction, [username], instance_key=case.key, code=CODE, data=data, source_key=f"case:{case.key}"
    )
