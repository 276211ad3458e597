"""Second factors for administrators: which roles must have one, who has, and forgetting one that was lost."""

from collections.abc import Collection
from dataclasses import dataclass

from engine.errors import Conflict, InputRejected, Text
from engine.model.actor import Actor
from engine.operations.people.add_person import group_findings
from engine.operations.people.administration import record, require_administrator
from engine.operations.reasons import require_reason
from engine.operations.signing_in.second_factor import tell
from engine.operations.signing_in.sign_in_name import require_person
from engine.operations.unit_of_work import UnitOfWork
from engine.store import accounts, people, second_factors

RESET = Text(
    vi="Quản trị đã gỡ xác thực hai bước của anh/chị. Nếu anh/chị không đề nghị, báo lại ngay và đăng ký lại.",
    en="An administrator removed your second factor. If you did not ask for it, tell them at once and enrol again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFactors:
    """A role: must its people have a second factor, how many people it has today, how many of them have one."""

    demanded: bool = False
    people: int = 0
    enrolled: int = 0


def factors_by_role(uow: UnitOfWork, actor: Actor) -> dict[str, RoleFactors]:
    """Tell of each role that has people today or a demand."""
    require_administrator(uow, actor)
    demanded = second_factors.demanded_groups(uow.transaction)
    counted = second_factors.factors_by_group(uow.connection)
    return {
        group: RoleFactors(
            demanded=group in demanded,
            people=counted[group].people if group in counted else 0,
            enrolled=counted[group].enrolled if group in counted else 0,
        )
        for group in {*demanded, *counted}
    }


def demand_factors(uow: UnitOfWork, actor: Actor, *, groups: Collection[str]) -> None:
    """Let exactly these roles have to have a second factor, from each person's next sign-in on.

    Raises InputRejected for an unknown role.
    """
    require_administrator(uow, actor)
    findings = group_findings(uow, groups)
    if findings:
        raise InputRejected(findings[0].text, findings=tuple(findings))
    before = second_factors.demanded_groups(uow.transaction)
    second_factors.replace_demanded_groups(uow.transaction, groups)
    named = {"old": {"groups": ", ".join(sorted(before))}, "new": {"groups": ", ".join(sorted(set(groups)))}}
    record(uow, actor, "SecondFactorDemanded", "", **named)


def has_factor(uow: UnitOfWork, actor: Actor, username: str) -> bool:
    """Tell whether somebody has a second factor in use."""
    require_administrator(uow, actor)
    found = accounts.find_credentials(uow.transaction, username)
    return found is not None and found.enrolled


def reset_factor(uow: UnitOfWork, actor: Actor, *, username: str, reason: str) -> None:
    """Forget the factor of somebody who has lost it, end their sign-ins and tell them.

    Raises NotFound, InputRejected (no reason), Conflict (nothing to forget, or it is the administrator's own).
    """
    require_administrator(uow, actor)
    require_reason(reason)
    if username == actor.username:
        raise Conflict(
            Text(
                vi="Xác thực hai bước của chính mình thì tắt ở trang Bảo mật, bằng một mã.",
                en="Switch your own second factor off on your security page, with a code.",
            ),
            code="second_factor_own",
        )
    ended = forget_factor(uow, username)
    record(uow, actor, "SecondFactorReset", username, reason=reason.strip(), sessions_ended=ended)


def forget_factor(uow: UnitOfWork, username: str) -> int:
    """Forget somebody's factor, end their sign-ins and tell them; give how many sign-ins ended.

    Asks for no permission: `reset_factor` and an operator's command call it. Raises NotFound, Conflict.
    """
    require_person(uow, username)
    if not second_factors.delete_factor(uow.transaction, username):
        raise Conflict(
            Text(
                vi=f"“{username}” không có xác thực hai bước để gỡ.",
                en=f"“{username}” has no second factor to remove.",
            ),
            code="second_factor_missing",
        )
    tell(uow, username, code="second_factor_reset", told=RESET)
    return people.end_sign_ins(uow.transaction, username)
