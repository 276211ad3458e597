"""Who may see and do what: authorizations of a person, and the predicate that every reading of cases carries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    any_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)

from engine.model.actor import Absence, Actor
from engine.model.lifecycle import TaskState
from engine.store.queries.counting import count
from engine.store.tables import Authorization, CaseMember, CaseRole, Document, Person, ProcessInstance, UserTask
from engine.store.tables.core import core

_AUTHORIZATION, _MEMBER, _INSTANCE = core(Authorization), core(CaseMember), core(ProcessInstance)
_ROLE, _TASK, _PERSON, _DOCUMENT = core(CaseRole), core(UserTask), core(Person), core(Document)
EVERYONE = "everyone"
ANY = "*"
IN_CASE = "vai_tro:"  # a candidate group of this prefix is a role of the case, not a group of the Office
MOST_FEW = 2_000  # cases of somebody with which a search begins, instead of with its words
BY_TASK = ("candidate", "worker")  # what a case member is who takes part by a task
_ENDED = (TaskState.COMPLETED.value, TaskState.CANCELED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What a person has been given at a moment (aware UTC): (resource type, resource id, permission)."""

    held: frozenset[tuple[str, str, str]]
    at: datetime

    def allows(self, resource_type: str, permission: str, resource_id: str = ANY) -> bool:
        """Tell whether the permission is held for the resource or for all of its type."""
        return bool(self.held & {(resource_type, ANY, permission), (resource_type, resource_id, permission)})

    def resources(self, resource_type: str, permission: str) -> frozenset[str]:
        """Give the ids for which a permission is held (`*` among them means all)."""
        return frozenset(
            resource for kind, resource, granted in self.held if kind == resource_type and granted == permission
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FewCases:
    """The few cases that somebody takes part in: how to find their keys, and how many these are."""

    keys: Select[tuple[int]]
    number: int

    def among(self, key: ColumnElement[int]) -> ColumnElement[bool]:
        """Give the predicate that holds for the key of one of them; they are found first, then looked for by key."""
        return key == any_(func.array(self.keys.scalar_subquery()))


def grants_of(connection: Connection, actor: Actor, at: datetime) -> Grants:
    """Read what the actor's principals, and everyone, have been given."""
    columns = (_AUTHORIZATION.c.resource_type, _AUTHORIZATION.c.resource_id, _AUTHORIZATION.c.permission)
    statement = select(*columns).where(_AUTHORIZATION.c.owner.in_([*actor.principals, EVERYONE]))
    return Grants(held=frozenset((row[0], row[1], row[2]) for row in connection.execute(statement)), at=at)


def visible_cases(actor: Actor, grants: Grants) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds for the cases the actor may read.

    Taking part in a case shows it, and so does standing in for whom its open work waits. A permission on its process
    shows it too, unless the case is restricted: that one is for those whom it names, who therefore take part in it. To
    people from outside a task shows itself only (`known_tasks`, `handed_in`); a case that they take part in otherwise
    is open to them.
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
    if actor.outside:
        return or_(_brought_in(actor, grants.at), and_(_INSTANCE.c.restricted.is_(False), by_permission))
    by_standing_in = (stands_in_case(actor, grants.at),) if actor.stands_in_for else ()
    reached = or_(by_permission, in_case(actor, grants.at), *by_standing_in)
    return and_(reached, group_may_know(actor, grants.at))


def find_few_cases(connection: Connection, actor: Actor, grants: Grants) -> FewCases | None:
    """Give the cases that `visible_cases` can hold for where these are few, None where they may be more.

    They decide nothing: beside `visible_cases` they let a search begin with the cases that somebody takes part in, and
    not with all that have a common word. For those whom a permission or an absence shows more it is None.
    """
    if actor.is_system or actor.stands_in_for or grants.resources("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE"):
        return None
    theirs = select(_MEMBER.c.instance_key).where(_MEMBER.c.principal.in_(actor.principals))
    number = count(connection, theirs, MOST_FEW)
    return FewCases(keys=theirs, number=number) if number <= MOST_FEW else None


def among(key: ColumnElement[int], keys: Collection[int]) -> ColumnElement[bool]:
    """Give the predicate that holds for one of many keys, with a text that does not grow with them."""
    return key == any_(literal(list(keys), ARRAY(BigInteger)))


def in_case(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor takes part, by name or through a group."""
    return exists().where(
        _MEMBER.c.instance_key == _INSTANCE.c.key, _MEMBER.c.principal.in_(actor.principals), lasts(_MEMBER, at)
    )


def named_in_case(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor takes part by their own name.

    A group's name opens an ordinary case only: a restricted one is for persons named one by one.
    """
    return exists().where(
        _MEMBER.c.instance_key == _INSTANCE.c.key,
        _MEMBER.c.principal == f"user:{actor.username}",
        lasts(_MEMBER, at),
    )


def cases_by_name(actor: Actor, at: datetime) -> Select[tuple[int]]:
    """Select the keys of the cases in which an actor of the Office is named: `visible_cases` holds for all."""
    return select(_MEMBER.c.instance_key).where(_MEMBER.c.principal == f"user:{actor.username}", lasts(_MEMBER, at))


def _brought_in(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor takes part by name, not by a task alone."""
    return exists().where(
        _MEMBER.c.instance_key == _INSTANCE.c.key,
        _MEMBER.c.principal == f"user:{actor.username}",
        _MEMBER.c.role.not_in(BY_TASK),
        lasts(_MEMBER, at),
    )


def group_may_know(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where what is offered to a group reaches the actor."""
    return or_(_INSTANCE.c.restricted.is_(False), named_in_case(actor, at))


def has_left(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where the actor's taking part by name has ended."""
    return exists().where(
        _MEMBER.c.instance_key == _INSTANCE.c.key,
        _MEMBER.c.principal == f"user:{actor.username}",
        _MEMBER.c.until <= at,
    )


def has_its_role(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `user_task` that holds where the actor has a role of the case that it is for."""
    return exists().where(
        _ROLE.c.instance_key == _TASK.c.instance_key,
        _ROLE.c.username == actor.username,
        _ROLE.c.since <= at,
        lasts(_ROLE, at),
        (literal(IN_CASE) + _ROLE.c.role) == any_(_TASK.c.candidate_groups),
    )


def offered(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `user_task` and its `process_instance` for the tasks that wait for the actor.

    Assigned or offered to them by name, through a group, by a role in the case, or to somebody whose work they do.
    """
    return or_(_offered_to(actor, at), *(_offered_through(actor, absence, at) for absence in actor.stands_in_for))


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Give a predicate over `user_task` that indexes answer and that holds for every task `offered` holds for.

    It decides nothing: beside `offered` it lets the database begin with the tasks that can be the actor's, however many
    others are open.
    """
    people = [actor, *(absence.person for absence in actor.stands_in_for)]
    names = sorted({person.username for person in people})
    groups = sorted(frozenset[str]().union(*(person.groups for person in people)))
    cases = select(_ROLE.c.instance_key).where(_ROLE.c.username.in_(names)).scalar_subquery()
    return or_(
        _TASK.c.assignee.in_(names),
        _TASK.c.candidate_users.overlap(names),
        _TASK.c.candidate_groups.overlap(groups),
        _TASK.c.instance_key == func.any(func.array(cases)),
    )


def known_tasks(actor: Actor, grants: Grants) -> ColumnElement[bool]:
    """Give the predicate over `user_task` and its `process_instance` for the tasks that the actor may know of.

    Those offered to them and those of cases that they may read; of people from outside also those that were theirs.
    """
    known = [visible_cases(actor, grants), offered(actor, grants.at)]
    return or_(*known, were_theirs(actor, grants.at)) if actor.outside else or_(*known)


def were_theirs(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `user_task` and its `process_instance` for ended tasks of somebody from outside.

    Those that were for them by name, whoever did them, and those for bodies outside that their body did; what is
    restricted stays with the person.
    """
    return and_(
        _TASK.c.state.in_(_ENDED),
        or_(
            _TASK.c.assignee == actor.username,
            _TASK.c.candidate_users.contains([actor.username]),
            _TASK.c.completed_by == actor.username,
            and_(_TASK.c.completed_by.in_(_of_body(actor)), _TASK.c.outside, _INSTANCE.c.restricted.is_(False)),
        ),
        ~has_left(actor, at),
    )


def handed_in(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `document` for the files that somebody from outside may know of.

    Their own, and those handed in with tasks that were theirs. What an officer has handed in with one of these is
    theirs to know where the task is what their body owes: it was recorded for the body, and the next such task's form
    shows it.
    """
    for_body = or_(_TASK.c.outside, _TASK.c.completed_by.in_(_of_body(actor)))
    with_their_task = exists().where(
        _TASK.c.key == _DOCUMENT.c.task_key,
        _INSTANCE.c.key == _DOCUMENT.c.instance_key,
        were_theirs(actor, at),
        for_body,
    )
    return or_(_DOCUMENT.c.uploaded_by == actor.username, with_their_task.correlate(_DOCUMENT))


def _of_body(actor: Actor) -> Select[tuple[str]]:
    return select(_PERSON.c.username).where(_PERSON.c.unit_code == actor.unit)


def _offered_to(actor: Actor, at: datetime) -> ColumnElement[bool]:
    by_group = and_(_TASK.c.candidate_groups.overlap(sorted(actor.groups)), group_may_know(actor, at))
    by_name = or_(_TASK.c.assignee == actor.username, _TASK.c.candidate_users.contains([actor.username]))
    return or_(and_(by_name, ~has_left(actor, at)), has_its_role(actor, at), by_group if actor.groups else false())


def _offered_through(actor: Actor, absence: Absence, at: datetime) -> ColumnElement[bool]:
    theirs = or_(_TASK.c.assignee.is_(None), _TASK.c.assignee == absence.person.username)
    return and_(theirs, _offered_to(absence.person, at), group_may_know(actor, at), ~has_left(actor, at))


def stands_in_case(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where a task waits for somebody whose work the actor does.

    For cases that are not restricted: those name whom they are for. Nobody sees more through somebody from outside
    than that one does.
    """
    inside = (absence for absence in actor.stands_in_for if not absence.person.outside)
    through = or_(false(), *(_offered_through(actor, absence, at) for absence in inside))
    return (
        exists()
        .where(_TASK.c.instance_key == _INSTANCE.c.key, _TASK.c.state == TaskState.CREATED.value, through)
        .correlate(_INSTANCE)
    )


def lasts(table: Table, at: datetime) -> ColumnElement[bool]:
    """Give the predicate that holds for the rows that have not ended at a moment."""
    return or_(table.c.until.is_(None), table.c.until > at)
