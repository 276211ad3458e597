"""A letter urged whoever owes a step: it counts with the step's task, which may be over, and stands in the history.

Permission is the caller's business: the case itself issued the letter. Nobody is told, for the letter does that.
"""

from sqlalchemy import func, select

from engine.errors import NotFound, Text
from engine.model.actor import SYSTEM
from engine.operations.cases.record_event import record_event
from engine.operations.tasks.urge_task import keep_urging
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import TaskUrging, UserTask
from engine.store.tables.core import core

ACTION = "UrgedByLetter"
_TASK, _URGING = core(UserTask), core(TaskUrging)


def urge_by_letter(
    uow: UnitOfWork, *, instance_key: int, element_ids: tuple[str, ...], about: str | None, who: str, document: str
) -> int:
    """Count the letter `document` with the latest task of these steps that is about `about`; give how many there are.

    `who` is whom it urges, in words for the history. Raises NotFound when the case has no such task.
    """
    conditions = (_TASK.c.instance_key == instance_key, _TASK.c.element_id.in_(element_ids))
    wanted = (*conditions, _TASK.c.about == about) if about else conditions
    tasks = uow.connection.execute(select(_TASK.c.key).where(*wanted).order_by(_TASK.c.key.desc())).scalars().all()
    if not tasks:
        raise NotFound(
            Text(
                vi="Hồ sơ chưa có việc nào ở bước cần đôn đốc.",
                en="The case has no task at the step that is to be urged.",
            ),
            code="task_not_found",
        )
    keep_urging(uow, tasks[0], by=SYSTEM.username, document=document)
    times = uow.connection.execute(select(func.count()).where(_URGING.c.task_key.in_(tasks))).scalar_one()
    record_event(
        uow,
        SYSTEM,
        instance_key=instance_key,
        action=ACTION,
        vi=f"Đã đôn đốc {who} lần {times} bằng văn bản {document}.",
        en=f"{who} urged by letter {document}, number {times}.",
    )
    return int(times)
