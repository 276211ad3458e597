"""Plan a deployment for a coming day (Áp dụng từ ngày): the drawing waits until the day begins.

It is checked twice: when it is planned, so that whoever drew it can mend it, and on the day (`deploy_due_plans`).
"""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import Conflict, Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.model.plan import DeploymentPlan
from engine.model.records import Resource
from engine.operations.access import require_permission
from engine.operations.definitions.deploy_drawing import require_next
from engine.operations.definitions.deploy_resources import require_readable_note
from engine.operations.definitions.read_resources import read_resources
from engine.operations.unit_of_work import UnitOfWork
from engine.store import plans
from engine.store.queries.definitions import lock_deployments
from engine.store.queries.people import display_name


def plan_deployment(
    uow: UnitOfWork, actor: Actor, *, resource: Resource, base_key: int | None, note: str, day: date
) -> int:
    """Keep `resource` to be deployed when `day` begins at the Office; give the plan's key.

    Needs CREATE on RESOURCE. Raises DefinitionError with every finding, InputRejected for a day that is not to come,
    Conflict when somebody deployed a newer version than the base or another plan waits for the same thing.
    """
    require_permission(uow, actor, "RESOURCE", "CREATE")
    require_readable_note(note)
    zone = ZoneInfo(uow.host.timezone)
    _require_coming(day, uow.now.astimezone(zone).date())
    ids = read_resources(uow, actor, [resource]).ids
    lock_deployments(uow.transaction)
    require_next(uow, resource.name, base_key, ids)
    for subject in ids:
        _require_free(uow, zone, subject)
    return plans.insert_plan(
        uow.transaction,
        due_at=datetime.combine(day, time.min, zone),
        planned_at=uow.now,
        planned_by=actor.username,
        note=note,
        resource_name=resource.name,
        content=resource.content,
        base_key=base_key,
        subject=ids[0],
    )


def list_plans(uow: UnitOfWork, actor: Actor) -> tuple[DeploymentPlan, ...]:
    """Give what waits for its day and what was refused on its day. Needs CREATE on RESOURCE."""
    require_permission(uow, actor, "RESOURCE", "CREATE")
    return tuple(_record(row) for row in plans.open_plans(uow.connection))


def withdraw_plan(uow: UnitOfWork, actor: Actor, *, plan_key: int) -> DeploymentPlan:
    """Take a plan back, or take one that was refused off the list. Needs CREATE on RESOURCE.

    Raises NotFound for an unknown key, Conflict when its day has come and it is deployed.
    """
    require_permission(uow, actor, "RESOURCE", "CREATE")
    row = plans.lock_plan(uow.transaction, plan_key)
    if row is None:
        text = Text(vi="Không tìm thấy lần hẹn áp dụng này.", en="Planned deployment not found.")
        raise NotFound(text, code="plan_not_found")
    if row.state not in {"waiting", "refused"}:
        raise Conflict(
            Text(
                vi="Lần hẹn này đã được áp dụng hoặc đã rút lại trước đó. Không có gì thay đổi.",
                en="This plan has been deployed or withdrawn before. Nothing has changed.",
            ),
            code="plan_ended",
        )
    plans.end_plan(uow.transaction, plan_key, "withdrawn")
    return _record(row)


def _require_coming(day: date, today: date) -> None:
    if day > today:
        return
    text = Text(
        vi=f"Ngày áp dụng phải sau hôm nay ({today:%d/%m/%Y}); để áp dụng ngay, bỏ trống ngày.",
        en=f"The day must come after today ({today:%d/%m/%Y}); leave it empty to deploy now.",
    )
    finding = Finding(code="day_not_to_come", text=text, field="day")
    raise InputRejected(text, code=finding.code, findings=(finding,))


def _require_free(uow: UnitOfWork, zone: ZoneInfo, subject: str) -> None:
    other = plans.waiting_plan(uow.connection, subject)
    if other is None:
        return
    who, day = display_name(uow.connection, other.planned_by), f"{other.due_at.astimezone(zone):%d/%m/%Y}"
    raise Conflict(
        Text(
            vi=f"{who} đã hẹn áp dụng một phiên bản của “{subject}” từ ngày {day}. "
            "Bản anh/chị đang sửa còn nguyên. Hãy rút lại lần hẹn đó ở trang Thiết kế trước.",
            en=f"{who} has planned a version of “{subject}” from {day}. "
            "Your drawing is kept. Withdraw that plan on the design page first.",
        ),
        code="plan_waiting",
    )


def _record(row: Any) -> DeploymentPlan:
    return DeploymentPlan(
        key=row.key,
        due_at=row.due_at,
        planned_at=row.planned_at,
        planned_by=row.planned_by,
        note=row.note,
        subject=row.subject,
        resource_name=row.resource_name,
        refusal=None if row.refusal is None else Text(vi=row.refusal["vi"], en=row.refusal["en"]),
    )
