"""A step that waits for the cases which its case called: the properties `unfinished` and `unfinished-words`.

`unfinished` names call activities by id, separated by commas. While a case called there runs, the step's task stands
on the desk and is refused; `unfinished-words` (and `unfinished-words-en`), FEEL over `con` (how many are left), say so.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from engine.errors import Conflict, Text
from engine.operations.cases.process_property import evaluate_property
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.called_cases import case_row
from engine.store.tables import ElementInstance, ProcessInstance
from engine.store.tables.core import core

CODE: Final = "cases_unfinished"
STEPS: Final = "unfinished"
_INSTANCE, _ELEMENT = core(ProcessInstance), core(ElementInstance)
_PLAIN = Text(
    vi='="Còn " + string(con) + " hồ sơ chưa xong"',
    en='=string(con) + (if con = 1 then " case is" else " cases are") + " unfinished"',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """The cases that a task waits for, oldest first, and how that is said."""

    keys: tuple[int, ...]
    words: Text


def unfinished_cases(uow: UnitOfWork, *, instance_key: int, element_id: str) -> Unfinished | None:
    """Give what a step of a case waits for; None when nothing is left, or the step waits for no cases."""
    definition = uow.definitions.model(uow.connection, case_row(uow.connection, instance_key).definition_key).definition
    properties = definition.elements[element_id].properties
    steps = [name.strip() for name in properties.get(STEPS, "").split(",") if name.strip()]
    if not steps:
        return None
    statement = (
        select(_INSTANCE.c.key)
        .join(_ELEMENT, _ELEMENT.c.key == _INSTANCE.c.parent_element_key)
        .where(_INSTANCE.c.parent_key == instance_key, _INSTANCE.c.ended_at.is_(None), _ELEMENT.c.element_id.in_(steps))
        .order_by(_INSTANCE.c.key)
    )
    keys = tuple(uow.connection.execute(statement).scalars())
    if not keys:
        return None
    words = Text(
        vi=_said(uow, properties.get("unfinished-words", _PLAIN.vi), len(keys)),
        en=_said(uow, properties.get("unfinished-words-en", _PLAIN.en), len(keys)),
    )
    return Unfinished(keys=keys, words=words)


def require_finished(uow: UnitOfWork, *, instance_key: int, element_id: str) -> None:
    """Raise Conflict while the step waits for cases."""
    left = unfinished_cases(uow, instance_key=instance_key, element_id=element_id)
    if left is not None:
        vi, en = f"{left.words.vi}. Không có gì thay đổi.", f"{left.words.en}. Nothing has changed."
        raise Conflict(Text(vi=vi, en=en), code=CODE, details={"left": len(left.keys)})


def _said(uow: UnitOfWork, written: str, left: int) -> str:
    said = evaluate_property(written, {"con": left}, uow.host)
    return said if isinstance(said, str) else str(left)
