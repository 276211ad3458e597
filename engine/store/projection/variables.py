"""Project variables: changed ones are written by scope and name, those of closed scopes go."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from engine.model.events import Event, ScopeClosed, VariableSet
from engine.store.tables import Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_VARIABLE = core(Variable)


def project_variables(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Upsert every variable that got a value and delete the scopes that closed."""
    closed = {event.scope_key for event in events if isinstance(event, ScopeClosed)}
    changed = {
        (event.scope_key, event.name): event.value
        for event in events
        if isinstance(event, VariableSet) and event.scope_key not in closed
    }
    if changed:
        rows = [
            {
                "scope_key": scope_key,
                "name": name,
                "key": tx.new_key(),
                "instance_key": instance_key,
                "value": value,
            }
            for (scope_key, name), value in changed.items()
        ]
        statement = insert(_VARIABLE)
        statement = statement.on_conflict_do_update(
            index_elements=["scope_key", "name"], set_={"value": statement.excluded.value}
        )
        tx.connection.execute(statement, rows)
    if closed:
        tx.connection.execute(delete(_VARIABLE).where(_VARIABLE.c.scope_key.in_(closed)))
