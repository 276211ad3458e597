"""Who may see and do what: authorizations of a person, and the predicate that every reading of cases carries."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select, true

from engine.model.actor import Actor
from engine.store.tables import Authorization, CaseMember, ProcessInstance
from engine.store.tables.core import core

_AUTHORIZATION, _MEMBER, _INSTANCE = core(Authorization), core(CaseMember), core(ProcessInstance)
EVERYONE = "everyone"
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What a person has been given: (resource type, resource id, permission)."""

    held: frozenset[tuple[str, str, str]]

    def allows(self, resource_type: str, permission: str, resource_id: str = ANY) -> bool:
        """Tell whether the permission is held for the resource or for all of its type."""
        return bool(self.held & {(resource_type, ANY, permission), (resource_type, resource_id, permission)})

    def resources(self, resource_type: str, permission: str) -> frozenset[str]:
        """Give the ids for which a permission is held (`*` among them means all)."""
        return frozenset(
            resource for kind, resource, granted in self.held if kind == resource_type and granted == permission
        )


def grants_of(connection: Connection, actor: Actor) -> Grants:
    """Read what the actor's principals, and everyone, have been given."""
    columns = (_AUTHORIZATION.c.resource_type, _AUTHORIZATION.c.resource_id, _AUTHORIZATION.c.permission)
    statement = select(*columns).where(_AUTHORIZATION.c.owner.in_([*actor.principals, EVERYONE]))
    return Grants(held=frozenset((row[0], row[1], row[2]) for row in connection.execute(statement)))


def visible_cases(actor: Actor, grants: Grants) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds for the cases the actor may read.

    Taking part in a case shows it. A permission on its process shows it too, unless the case is restricted.
    """
    if actor.is_system:
        return true()
    processes = grants.resources("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE")
    if ANY in processes:
        by_permission: ColumnElement[bool] = true()
    elif processes:
        by_permission = _INSTANCE.c.process_id.in_(processes)
    else:
        by_permission = false()
    return or_(and_(_INSTANCE.c.restricted.is_(False), or_(in_case(actor), by_permission)), named_in_case(actor))


def in_case(actor: Actor) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor takes part, by name or through a group."""
    return exists().where(_MEMBER.c.instance_key == _INSTANCE.c.key, _MEMBER.c.principal.in_(actor.principals))


def named_in_case(actor: Actor) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor takes part by their own name.

    A group's name opens an ordinary case only: a restricted one is for persons named one by one.
    """
    return exists().where(_MEMBER.c.instance_key == _INSTANCE.c.key, _MEMBER.c.principal == f"user:{actor.username}")


def group_may_know(actor: Actor) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where what is offered to a group reaches the actor."""
    return or_(_INSTANCE.c.restricted.is_(False), named_in_case(actor))
