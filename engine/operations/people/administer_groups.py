"""Groups (nhóm, vai trò chung) for administrators: who belongs to each, and what each may do.

A group is a value of the code list `groups`, which gives it its name. What it may do are authorizations as in Camunda 8
(resource type, resource id, permission): for all resources of a type they are given and taken here, those of single
resources are shown and left alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import Conflict, NotFound, Text
from engine.model.actor import Actor
from engine.operations.people.administration import record, require_administrator
from engine.operations.unit_of_work import UnitOfWork
from engine.store import groups
from engine.store.groups import GroupMembership
from engine.store.people import GROUPS
from engine.store.queries.access import ANY, grants_of

Permission = tuple[str, str]  # resource type, permission
PERMISSIONS: Final[Mapping[Permission, Text]] = {
    ("PROCESS_DEFINITION", "CREATE_PROCESS_INSTANCE"): Text(vi="Lập hồ sơ mới", en="Start cases"),
    ("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE"): Text(
        vi="Xem mọi hồ sơ, trừ hồ sơ hạn chế xem", en="Read every case that is not restricted"
    ),
    ("PROCESS_DEFINITION", "UPDATE_USER_TASK"): Text(
        vi="Chuyển việc của người khác", en="Hand over the work of others"
    ),
    ("PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE"): Text(
        vi="Can thiệp hồ sơ: tạm dừng, gia hạn, chạy lại, đổi người tham gia",
        en="Step into cases: suspend, extend, run again, change who takes part",
    ),
    ("PROCESS_DEFINITION", "CANCEL_PROCESS_INSTANCE"): Text(vi="Kết thúc sớm hồ sơ", en="End cases early"),
    ("OWN_UNIT", "UPDATE_USER_TASK"): Text(vi="Phân công việc của đơn vị mình", en="Give out the work of the own unit"),
    ("REGISTER", "READ"): Text(vi="Xem các sổ", en="Read the registers"),
    ("PETITION_REPORT", "READ"): Text(vi="Xem báo cáo đơn thư", en="Read the reports of petitions"),
    ("PETITION_REPORT", "UPDATE"): Text(vi="Lập báo cáo đơn thư", en="Make the reports of petitions"),
    ("RESOURCE", "CREATE"): Text(
        vi="Đưa quy trình, biểu mẫu, bảng quy tắc vào dùng", en="Deploy processes, forms and decisions"
    ),
    ("DECISION_DEFINITION", "CREATE_DECISION_INSTANCE"): Text(vi="Thử bảng quy tắc", en="Try decisions"),
    ("EXPRESSION", "EVALUATE"): Text(vi="Thử biểu thức", en="Try expressions"),
    ("MESSAGE", "CREATE"): Text(vi="Gửi thông điệp vào quy trình", en="Send messages to processes"),
    ("SYSTEM", "READ"): Text(vi="Xem tình trạng hệ thống", en="Read the state of the system"),
    ("SYSTEM", "UPDATE"): Text(vi="Quản trị hệ thống", en="Administer the system"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetail:
    """A group with everybody who belongs to it, past and coming ones included, and what it may do.

    `single` are permissions for single resources: (resource type, resource id, permission).
    """

    code: str
    members: tuple[GroupMembership, ...]
    permissions: frozenset[Permission]
    single: tuple[tuple[str, str, str], ...]


def count_members(uow: UnitOfWork, actor: Actor) -> Mapping[str, int]:
    """Count who belongs to each group now; groups without anybody are left out."""
    require_administrator(uow, actor)
    return groups.count_members(uow.transaction)


def get_group(uow: UnitOfWork, actor: Actor, code: str) -> GroupDetail:
    """Give one group; raise NotFound."""
    require_administrator(uow, actor)
    if all(row.value != code for row in uow.law.current(uow.transaction).code_lists.get(GROUPS, ())):
        raise NotFound(Text(vi=f"Không có nhóm “{code}”.", en=f"There is no group “{code}”."), code="group_unknown")
    held = groups.authorizations(uow.transaction, _owner(code))
    return GroupDetail(
        code=code,
        members=groups.members(uow.transaction, code),
        permissions=frozenset((kind, permission) for kind, resource, permission in held if resource == ANY),
        single=tuple(sorted(one for one in held if one[1] != ANY)),
    )


def permit(uow: UnitOfWork, actor: Actor, *, code: str, permissions: Collection[Permission]) -> None:
    """Let a group do exactly these of PERMISSIONS, for all resources of their types.

    Raises NotFound, and Conflict when the actor could not administer any more. Permissions that are not in PERMISSIONS
    stay as they are.
    """
    require_administrator(uow, actor)  # before the lock: nobody else may make others wait
    groups.lock_authorizations(uow.transaction)
    before = get_group(uow, actor, code).permissions
    wanted = frozenset(permissions) & PERMISSIONS.keys() | (before - PERMISSIONS.keys())
    if wanted == before:
        return
    groups.replace_authorizations(uow.transaction, _owner(code), ANY, wanted)
    if not (actor.is_system or grants_of(uow.connection, actor, uow.now).allows("SYSTEM", "UPDATE")):
        raise Conflict(
            Text(
                vi="Bỏ quyền này thì chính anh/chị không quản trị được nữa. Chưa có gì thay đổi.",
                en="Without this permission you could not administer any more. Nothing has changed.",
            ),
            code="own_administration",
        )
    record(uow, actor, "PermissionsChanged", code, old=_told(before), new=_told(wanted))


def _owner(code: str) -> str:
    return f"group:{code}"


def _told(permissions: Collection[Permission]) -> list[str]:
    return sorted(f"{kind} {permission}" for kind, permission in permissions)
