"""Why somebody can or cannot see a case (Vì sao người này không thấy hồ sơ này?), told to administrators.

Number, process and the ways in; no content. Of a restricted case that does not name the administrator the answer is
that of a case that does not exist.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.operations.cases.case import case_not_found
from engine.operations.people.administration import require_administrator
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import ANY, BY_TASK, EVERYONE, lasts, named_in_case
from engine.store.queries.people import PersonRecord, find_person
from engine.store.tables import Authorization, CaseMember, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _MEMBER, _AUTHORIZATION = core(ProcessInstance), core(CaseMember), core(Authorization)
_BIGGEST_KEY = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One way into a case: `opens` tells whether it is open to the person; `text` says what it is."""

    opens: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessExplained:
    """The verdict on one person and one case with every reason for it, and what would change it."""

    business_id: str
    process_id: str
    display_name: str
    sees: bool
    reasons: tuple[Reason, ...]
    remedy: Text | None


def explain_access(uow: UnitOfWork, actor: Actor, *, username: str, case: str) -> AccessExplained:
    """Explain; `case` is a number (Mã hồ sơ) or a key. Raises NotPermitted, NotFound (person or case)."""
    require_administrator(uow, actor)
    person = find_person(uow.connection, username)
    if person is None:
        raise NotFound(Text(vi="Không tìm thấy người dùng này.", en="User not found."), code="user_not_found")
    names = [_INSTANCE.c.business_id == case]
    if case.isascii() and case.isdigit() and len(case) < len(str(_BIGGEST_KEY)):
        names.append(_INSTANCE.c.key == int(case))
    known = or_(_INSTANCE.c.restricted.is_(False), named_in_case(actor, uow.now))
    columns = (_INSTANCE.c.key, _INSTANCE.c.business_id, _INSTANCE.c.process_id, _INSTANCE.c.restricted)
    found = uow.connection.execute(select(*columns).where(or_(*names), known).order_by(_INSTANCE.c.key)).first()
    if found is None:
        raise case_not_found()
    reasons = (
        _account(person),
        _named(uow, found.key, person),
        *(
            (_by_group(uow, found.key, person), _by_grant(uow, found.process_id, person))
            if not found.restricted
            else ()
        ),
        *((_closed(),) if found.restricted else ()),
    )
    sees = reasons[0].opens and any(reason.opens for reason in reasons[1:])
    return AccessExplained(
        business_id=found.business_id,
        process_id=found.process_id,
        display_name=person.display_name,
        sees=sees,
        reasons=reasons,
        remedy=None if sees else _remedy(person, restricted=found.restricted),
    )


def _account(person: PersonRecord) -> Reason:
    if person.active:
        return Reason(opens=True, text=Text(vi="Tài khoản đang hoạt động.", en="The account is active."))
    return Reason(opens=False, text=Text(vi="Tài khoản đã ngừng sử dụng.", en="The account has been deactivated."))


def _named(uow: UnitOfWork, key: int, person: PersonRecord) -> Reason:
    part = _taking_part(uow, key).get(f"user:{person.username}")
    if part in BY_TASK and person.outside:
        return Reason(
            opens=False,
            text=Text(
                vi="Người của cơ quan ngoài, có việc trong hồ sơ: chỉ thấy việc của mình.",
                en="Of a body outside, with a task of the case: they see their own tasks only.",
            ),
        )
    if part is not None:
        return Reason(opens=True, text=Text(vi="Có tên trong hồ sơ.", en="The case names them."))
    return Reason(opens=False, text=Text(vi="Không có tên trong hồ sơ.", en="The case does not name them."))


def _by_group(uow: UnitOfWork, key: int, person: PersonRecord) -> Reason:
    taking_part = {name.removeprefix("group:") for name in _taking_part(uow, key) if name.startswith("group:")}
    shared = sorted(taking_part & person.groups)
    if shared and person.outside:
        return Reason(
            opens=False,
            text=Text(
                vi="Người của cơ quan ngoài: việc của nhóm không mở hồ sơ.",
                en="Of a body outside: what waits for a group does not open the case.",
            ),
        )
    if shared:
        listed = ", ".join(shared)
        return Reason(
            opens=True,
            text=Text(vi=f"Thuộc nhóm tham gia hồ sơ: {listed}.", en=f"In a group that takes part: {listed}."),
        )
    listed = ", ".join(sorted(taking_part)) or "–"
    return Reason(
        opens=False,
        text=Text(vi=f"Không thuộc nhóm nào tham gia hồ sơ ({listed}).", en=f"In no group that takes part ({listed})."),
    )


def _by_grant(uow: UnitOfWork, process_id: str, person: PersonRecord) -> Reason:
    owners = [f"user:{person.username}", *(f"group:{group}" for group in sorted(person.groups)), EVERYONE]
    statement = select(_AUTHORIZATION.c.owner).where(
        _AUTHORIZATION.c.owner.in_(owners),
        _AUTHORIZATION.c.resource_type == "PROCESS_DEFINITION",
        _AUTHORIZATION.c.resource_id.in_([ANY, process_id]),
        _AUTHORIZATION.c.permission == "READ_PROCESS_INSTANCE",
    )
    held = sorted(set(uow.connection.execute(statement).scalars()))
    if held:
        listed = ", ".join(held)
        return Reason(
            opens=True,
            text=Text(
                vi=f"Được đọc mọi hồ sơ của quy trình này nhờ: {listed}.",
                en=f"May read its process's cases by: {listed}.",
            ),
        )
    return Reason(
        opens=False,
        text=Text(
            vi="Không có quyền đọc hồ sơ của quy trình này (READ_PROCESS_INSTANCE).",
            en="Has no permission to read cases of this process (READ_PROCESS_INSTANCE).",
        ),
    )


def _closed() -> Reason:
    return Reason(
        opens=False,
        text=Text(
            vi="Hồ sơ hạn chế: nhóm và quyền theo quy trình không mở được, chỉ người có tên.",
            en="A restricted case: neither groups nor permissions open it, only being named does.",
        ),
    )


def _remedy(person: PersonRecord, *, restricted: bool) -> Text:
    if not person.active:
        return Text(vi="Cho tài khoản hoạt động lại nếu cần.", en="Reactivate the account if it is needed.")
    if person.outside:
        return Text(
            vi="Việc trong hồ sơ đủ để họ trả lời. Nếu cần cho đọc cả hồ sơ, chỉ định người này ở Người trong hồ sơ.",
            en="Tasks are enough for them to answer. To let them read all of it, name them among the case's people.",
        )
    if restricted:
        return Text(
            vi="Chỉ người có tên trong hồ sơ thêm được người khác, bằng cách giao việc.",
            en="Only somebody whom the case names can add others, by giving them a task.",
        )
    return Text(
        vi="Giao việc trong hồ sơ cho người này, thêm vào một nhóm tham gia, hoặc cấp vai trò theo dõi.",
        en="Give them a task of the case, add them to a group that takes part, or give them a monitoring role.",
    )


def _taking_part(uow: UnitOfWork, key: int) -> dict[str, str]:
    taking_part = select(_MEMBER.c.principal, _MEMBER.c.role)
    rows = uow.connection.execute(taking_part.where(_MEMBER.c.instance_key == key, lasts(_MEMBER, uow.now)))
    return {row.principal: row.role for row in rows}
