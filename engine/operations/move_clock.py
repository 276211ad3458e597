"""Pin the movable clock to a moment, or let it run with the machine again; for demonstrations and tests only."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from engine.errors import NotPermitted, Text
from engine.model.actor import Actor
from engine.operations.access import require_permission
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import ClockSetting
from engine.store.tables.core import core

_CLOCK = core(ClockSetting)
_ONLY_ROW = 1


def pin_clock(engine: Engine, uow: UnitOfWork, actor: Actor, *, moment: datetime) -> None:
    """Let every later command happen at `moment` (aware) until the clock is moved again.

    Needs UPDATE on SYSTEM, and an installation that allows moving its clock; raises NotPermitted otherwise.
    """
    _require_movable(engine, uow, actor)
    row = {"id": _ONLY_ROW, "pinned_at": moment}
    statement = insert(_CLOCK).values(row).on_conflict_do_update(index_elements=["id"], set_={"pinned_at": moment})
    uow.connection.execute(statement)


def reset_clock(engine: Engine, uow: UnitOfWork, actor: Actor) -> None:
    """Let the clock run with the machine again. Needs the same as `pin_clock`."""
    _require_movable(engine, uow, actor)
    uow.connection.execute(delete(_CLOCK))


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
