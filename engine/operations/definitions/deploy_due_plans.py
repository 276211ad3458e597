"""Deploy what was planned for a day that has begun, in the name of whoever planned it.

By then somebody may have deployed another version, or the planner may have lost the permission: such a plan is refused,
and stays listed with its reason until somebody takes it off. Running cases keep their version, as in every deployment.
"""

from typing import TYPE_CHECKING

from engine.errors import EngineError, NotPermitted, Text
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations.definitions.deploy_drawing import deploy_drawing
from engine.operations.unit_of_work import UnitOfWork
from engine.store import plans
from engine.store.accounts import find_credentials

if TYPE_CHECKING:
    from engine.operations.engine import Engine


def deploy_due_plans(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Deploy what is due, each in a transaction of its own; give how many were dealt with and why any was refused.

    A failure that nobody foresaw is its error's cause.
    """
    failures: list[EngineError] = []
    for count in range(limit):
        with engine.unit_of_work() as uow:
            key = plans.due_plan(uow.transaction)
        if key is None:
            return count, tuple(failures)
        failures += _deploy(engine, key)
    return limit, tuple(failures)


def _deploy(engine: "Engine", key: int) -> list[EngineError]:
    """Deploy a plan or note why it is refused; give that reason."""
    try:
        with engine.unit_of_work() as uow:
            _deploy_alone(uow, key)
    except EngineError as error:
        if error.retryable:
            raise
        failure = error
    except Exception as error:  # noqa: BLE001  one broken plan must not keep the others and all timers from their turn
        failure = _broken(error)
    else:
        return []
    with engine.unit_of_work() as uow:
        _refuse(uow, key, failure)
    return [failure]


def _deploy_alone(uow: UnitOfWork, key: int) -> None:
    plan = plans.lock_waiting(uow.transaction, key)
    if plan is None:  # another worker had it, or it was withdrawn
        return
    resource = Resource(name=plan.resource_name, content=plan.content)
    deploy_drawing(uow, _planner(uow, plan.planned_by), resource=resource, base_key=plan.base_key, note=plan.note)
    plans.end_plan(uow.transaction, key, "deployed")


def _refuse(uow: UnitOfWork, key: int, failure: EngineError) -> None:
    if plans.lock_waiting(uow.transaction, key) is not None:
        reason = {"code": failure.stable_code, "vi": failure.text.vi, "en": failure.text.en}
        plans.end_plan(uow.transaction, key, "refused", reason)


def _planner(uow: UnitOfWork, username: str) -> Actor:
    """Give who planned, with the permissions that they have today."""
    found = find_credentials(uow.transaction, username)
    if found is None:
        raise NotPermitted(
            Text(
                vi="Tài khoản của người hẹn áp dụng không còn hoạt động.",
                en="The account that planned this is no longer active.",
            )
        )
    return found.actor


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi áp dụng; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while deploying; the operator will find it in the log.",
        ),
        code="plan_broke",
    )
    failure.__cause__ = cause
    return failure
