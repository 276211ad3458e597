"""Find the people of the Office, as far as every colleague may know them: name, unit, groups."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor, ActorKind
from engine.model.records import Page
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import PersonRecord, people


def find_people(
    uow: UnitOfWork,
    actor: Actor,  # noqa: ARG001  whoever is signed in may know their colleagues
    *,
    username: str | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[Actor]:
    """Give active people (not machines) in Vietnamese order of their names."""
    found = people(uow.connection, None if username is None else [username])
    persons = [_actor(person) for person in found if person.active and person.kind == ActorKind.PERSON]
    return Page(items=tuple(persons[offset : offset + limit]), total=len(persons))


def all_people(uow: UnitOfWork) -> tuple[PersonRecord, ...]:
    """Give everybody who may or might sign in again, machines too; only an operator's command calls this."""
    return tuple(people(uow.connection))


def get_person(uow: UnitOfWork, actor: Actor, *, username: str) -> Actor:
    """Give one active person; raise NotFound otherwise."""
    found = find_people(uow, actor, username=username)
    if not found.items:
        raise NotFound(Text(vi="Không tìm thấy người dùng này.", en="User not found."), code="user_not_found")
    return found.items[0]


def _actor(person: PersonRecord) -> Actor:
    return Actor(
        kind=ActorKind(person.kind),
        username=person.username,
        display_name=person.display_name,
        groups=person.groups,
        unit=person.unit_code,
        language=person.language,
        outside=person.outside,
    )
