"""The rows of a case that has ended and becomes readable by named people only."""

from sqlalchemy import delete, update

from engine.store.tables import CaseLikeness, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INSTANCE, _LIKENESS = core(ProcessInstance), core(CaseLikeness)


def hide_case(tx: Transaction, instance_key: int) -> None:
    """Restrict the case, whose lock is held; it is compared with no other any more."""
    tx.connection.execute(update(_INSTANCE).where(_INSTANCE.c.key == instance_key).values(restricted=True))
    tx.connection.execute(delete(_LIKENESS).where(_LIKENESS.c.instance_key == instance_key))
