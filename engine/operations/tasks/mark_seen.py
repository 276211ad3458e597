"""Note that somebody has seen what they got for information (Đã xem): the case leaves that tab of their desk."""

from collections.abc import Collection

from sqlalchemy import select, update

from engine.errors import Conflict
from engine.model.actor import Actor
from engine.operations.cases.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import CaseMember
from engine.store.tables.core import core

_MEMBER = core(CaseMember)
INFORM, INFORMED = "inform", "informed"


def mark_seen(uow: UnitOfWork, actor: Actor, *, instance_keys: Collection[int]) -> int:
    """Note it for those of the cases that were sent to the actor for information; give how many those were.

    Others, and those seen before, change nothing. Who has seen a case may read it as before.
    """
    mine = (_MEMBER.c.principal == f"user:{actor.username}", _MEMBER.c.role == INFORM)
    statement = select(_MEMBER.c.instance_key).where(*mine, _MEMBER.c.instance_key.in_(list(instance_keys)))
    keys = sorted(uow.connection.execute(statement).scalars())  # one order for all, so that two people cannot block
    seen = 0
    for key in keys:
        try:
            case = lock_case(uow, actor, key, suspended=True)
        except Conflict:
            continue  # the case ended meanwhile: its tab has forgotten it
        case.record("CaseSeen")
        case.save()
        uow.transaction.connection.execute(
            update(_MEMBER).where(*mine, _MEMBER.c.instance_key == key).values(role=INFORMED)
        )
        seen += 1
    return seen
