"""The notice to whoever a task is handed to: at once, or when the task's listeners have agreed."""

from typing import Final

from engine.model.definition import Element
from engine.model.task_change import TaskChange
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.people import display_name

CODE: Final = "task_handed_over"


def tell_receiver(
    uow: UnitOfWork, change: TaskChange, element: Element, *, instance_key: int, business_id: str
) -> None:
    """Tell who has a task now by whom, for which case and why, where the change is to be told.

    Who took it themselves, or is no active person, receives nothing.
    """
    receiver = change.changes.get("assignee")
    if not change.is_told or not isinstance(receiver, str) or receiver == change.by:
        return
    name, giver = element.name or element.id, display_name(uow.connection, change.by)
    asks = change.changes.get("asked_by") is not None
    gave = "phân công cho" if change.now.get("assignee") is None else "nhờ" if asks else "chuyển cho"
    what, handed = ("xử lý việc", "asks you to work on the task") if asks else ("việc", "handed you the task")
    because = f": {change.reason}" if change.reason else "."
    insert_task_notices(
        uow.transaction,
        people_of(uow.connection, usernames=[receiver], groups=(), instance_key=instance_key),
        instance_key=instance_key,
        code=CODE,
        data={
            "vi": f"{giver} {gave} anh/chị {what} “{name}”, hồ sơ {business_id}{because}",
            "en": f"{giver} {handed} “{element.properties.get('name-en', name)}” of case {business_id}{because}",
        },
        source_key=f"task:{change.task_key}",
    )
