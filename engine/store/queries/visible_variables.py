"""The variables that steps see: those of their case, and over them those of each scope that they stand in."""

from collections.abc import Collection

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, func, literal, select

from engine.model.json_value import JsonValue
from engine.store.tables import ElementInstance, Variable
from engine.store.tables.core import core

_ELEMENT, _VARIABLE = core(ElementInstance), core(Variable)
_SCOPE = select(_ELEMENT.c.scope_key).where(_ELEMENT.c.key == bindparam("key"))


def scopes_around(connection: Connection, visit: int) -> tuple[int, ...]:
    """Give the scopes in which a step stands, its own first and its case last."""
    chain = [visit]
    while (outer := connection.execute(_SCOPE, {"key": chain[-1]}).scalar_one_or_none()) is not None:
        chain.append(outer)
    return tuple(chain)


def visible_variables(
    connection: Connection, visits: Collection[int], names: Collection[str] | None = None
) -> dict[int, dict[str, JsonValue]]:
    """Give what each element instance sees, by its key: inner scopes hide outer ones (only `names`, when given).

    A case counts as the visit of its own process, by its own key.
    """
    keys = func.unnest(bindparam("visits", list(visits), type_=ARRAY(BigInteger))).column_valued("visit")
    around = select(keys.label("visit"), keys.label("scope_key"), literal(0).label("distance"))
    chain = around.cte("chain", recursive=True)
    outwards = select(chain.c.visit, _ELEMENT.c.scope_key, chain.c.distance + 1).where(
        _ELEMENT.c.key == chain.c.scope_key
    )
    chain = chain.union_all(outwards)
    statement = (
        select(chain.c.visit, _VARIABLE.c.name, _VARIABLE.c.value)
        .join(_VARIABLE, _VARIABLE.c.scope_key == chain.c.scope_key)
        .order_by(chain.c.distance.desc())  # outer ones first, so that inner ones overwrite them
    )
    if names is not None:
        statement = statement.where(_VARIABLE.c.name.in_(list(names)))
    found: dict[int, dict[str, JsonValue]] = {visit: {} for visit in visits}
    for visit, name, value in connection.execute(statement):
        found[visit][name] = value
    return found
