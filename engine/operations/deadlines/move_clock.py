"""Move the clock: pin it to a moment, let it run on from one, or run with the machine again.

For demonstrations and tests only.
"""

from datetime import datetime

from engine.clock import system_now
from engine.errors import NotPermitted, Text
from engine.model.actor import Actor
from engine.operations.access import require_permission
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import clock_setting


def pin_clock(engine: Engine, uow: UnitOfWork, actor: Actor, *, moment: datetime) -> None:
    """Let every later command happen at `moment` (aware) until the clock is moved again.

    Needs UPDATE on SYSTEM, and an installation that allows moving its clock; raises NotPermitted otherwise.
    """
    _require_movable(engine, uow, actor)
    clock_setting.pin(uow.transaction, moment)


def run_clock_from(engine: Engine, uow: UnitOfWork, actor: Actor, *, moment: datetime) -> None:
    """Let it be `moment` (aware) now, and go on with the machine's clock. Needs the same as `pin_clock`."""
    _require_movable(engine, uow, actor)
    clock_setting.pin(uow.transaction, moment, running_since=system_now())


def reset_clock(engine: Engine, uow: UnitOfWork, actor: Actor) -> None:
    """Let the clock run with the machine again. Needs the same as `pin_clock`."""
    _require_movable(engine, uow, actor)
    clock_setting.unpin(uow.transaction)


def _require_movable(engine: Engine, uow: UnitOfWork, actor: Actor) -> None:
    if not engine.database.settings.movable_clock:
        raise NotPermitted(
            Text(
                vi="Hệ thống này chạy theo giờ thật; chỉ bản trình diễn mới chỉnh được đồng hồ.",
                en="This installation runs on real time; only a demonstration lets its clock be moved.",
            ),
            code="clock_not_movable",
        )
    require_permission(uow, actor, "SYSTEM", "UPDATE")
