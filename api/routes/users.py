"""People over `/v2/users`: who they are, as far as colleagues need it. Reading only."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import (
    Incoming,
    Outgoing,
    PageIn,
    PathName,
    SearchAnswer,
    TextFilter,
    answer,
    found,
)
from engine.model.actor import Actor
from engine.operations import find_people, get_person

router = APIRouter(prefix="/users", tags=["Users"], route_class=StrictRoute)


class UserResult(Outgoing):
    """A person who signs in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"username": "dv.tu", "name": "Đặng Văn Tú"}]})

    username: str
    name: str | None
    email: str | None = None


class UserFilter(Incoming):
    """Which people."""

    username: TextFilter = None


class UserSearch(Incoming):
    """A search for people, in Vietnamese order of their names."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"username": "dv.tu"}}]})

    filter: UserFilter = UserFilter()
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[UserResult])
def search_users(door: DoorDep, search: UserSearch | None = None) -> Response:
    """Search the people of the Office."""
    wanted = search or UserSearch()
    with door.enter() as (uow, actor):
        page = find_people(
            uow, actor, username=wanted.filter.username, offset=wanted.page.from_, limit=wanted.page.limit
        )
    return found([_result(person) for person in page.items], page.total)


@router.get("/{username}", response_model=UserResult)
def get_user(door: DoorDep, username: Annotated[PathName, Path()]) -> Response:
    """Get a person."""
    with door.enter() as (uow, actor):
        person = get_person(uow, actor, username=username)
    return answer(_result(person))


def _result(person: Actor) -> UserResult:
    return UserResult(username=person.username, name=person.display_name)
