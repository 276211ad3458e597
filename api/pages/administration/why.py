"""Quản trị, the page that explains why somebody does not see a case."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import NotFound
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administer_people import list_people
from engine.operations.people.explain_access import explain_access

router = APIRouter(prefix=f"{ADMIN.path}/vi-sao", route_class=RetriedRoute)


@router.get("")
def why(
    request: Request,
    door: DoorDep,
    username: Annotated[str, Query(alias="nguoi", max_length=200)] = "",
    case: Annotated[str, Query(alias="ho-so", max_length=200)] = "",
) -> Response:
    """Ask for a person and a case, and explain."""

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        found = [(one.username, f"{one.display_name} ({one.username})") for one in list_people(uow, actor)]
        answer, missing = None, None
        if username and case:
            try:
                answer = explain_access(uow, actor, username=username, case=case.strip())
            except NotFound as error:
                missing = error.text
        process = words.process_name(answer.process_id) if answer is not None else ""
        return {"people": found, "answer": answer, "missing": missing, "process": process}

    return show(request, door, "why", read, username=username, case=case)
