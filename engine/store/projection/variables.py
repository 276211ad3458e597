"""Project variables: changed ones are written by scope and name, those of closed scopes go."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, BigInteger, bindparam, delete, func

from engine.model.events import Event, ScopeClosed, VariableSet
from engine.store.statements import InsertRows, Statement
from engine.store.tables import Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_VARIABLE = core(Variable)
_SET = InsertRows(
    _VARIABLE,
    ("scope_key", "name", "key", "instance_key", "item_key", "value"),
    "ON CONFLICT (scope_key, name) DO UPDATE SET value = excluded.value",
)
_CLOSE = Statement(
    delete(_VARIABLE).where(_VARIABLE.c.scope_key == func.any(bindparam("scopes", type_=ARRAY(BigInteger))))
)


def project_variables(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Upsert every variable that got a value and delete the scopes that closed."""
    closed = {event.scope_key for event in events if isinstance(event, ScopeClosed)}
    changed = {
        (event.scope_key, event.name): event
        for event in events
        if isinstance(event, VariableSet) and event.scope_key not in closed
    }
    rows = [
        {
            "scope_key": event.scope_key,
            "name": event.name,
            "key": tx.new_key(),
            "instance_key": instance_key,
            "item_key": event.item_key,
            "value": event.value,
        }
        for event in changed.values()
    ]
    tx.write(_SET, rows)
    if closed:
        tx.write(_CLOSE, [{"scopes": sorted(closed)}])
