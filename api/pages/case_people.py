"""Người trong hồ sơ: who takes part in a case, since when, until when, by whose word and why; named and let go here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.cases import case_rows
from api.pages.days import read_day
from api.pages.frame import CASES, read_frame
from api.pages.handing import Division, divisions
from api.pages.posted import Key, Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import InputRejected, Text
from engine.model.case_people import CasePerson, CaseRoleRecord
from engine.operations import (
    UnitOfWork,
    end_role_in_case,
    get_instance,
    list_people,
    list_roles,
    may_change_people,
    name_in_case,
    roles_of_process,
)
from engine.store.queries.people import people

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)
_USER, _GROUP = "user:", "group:"
_TYPED = ("username", "role", "reason", "last_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """A role in the case, in words."""

    role: CaseRoleRecord
    name: str
    who: str
    added_by: str
    ended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody, or a group, that takes part by work, in words; `part` is the code of how."""

    who: str
    part: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form for naming somebody offers; none to those who may not."""

    divisions: Sequence[Division] = ()
    roles: Sequence[tuple[str, str]] = ()


@router.get("/{instance_key:int}/nguoi")
def case_people(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Show who takes part in a case."""
    return _page(request, door, instance_key)


@router.post("/{instance_key:int}/nguoi")
def name_person(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Give somebody a role in the case; whatever is refused comes back with what was typed."""
    try:
        with door.enter() as (uow, actor):
            name_in_case(
                uow,
                actor,
                instance_key=instance_key,
                username=posted.text("username"),
                role=posted.text("role"),
                reason=posted.text("reason"),
                last_day=_day(posted),
            )
    except InputRejected as refused:
        return _page(request, door, instance_key, posted=posted, refused=refused)
    return _back(instance_key, "da-dua-vao")


@router.post("/{instance_key:int}/nguoi/{role_key:int}/thoi")
def end_role(request: Request, door: DoorDep, instance_key: Key, role_key: Key, posted: PostedDep) -> Response:
    """Let a role end, now or at the end of a day."""
    try:
        with door.enter() as (uow, actor):
            end_role_in_case(
                uow,
                actor,
                instance_key=instance_key,
                role_key=role_key,
                reason=posted.text("reason"),
                last_day=_day(posted),
            )
    except InputRejected as refused:
        return _page(request, door, instance_key, refused=refused)
    return _back(instance_key, "da-cho-thoi")


def _day(posted: Posted) -> date | None:
    return read_day(posted.text("last_day"), "last_day")


def _back(instance_key: int, notice: str) -> Response:
    return RedirectResponse(f"{CASES.path}/{instance_key}/nguoi?bao={notice}", status_code=303)


def _page(
    request: Request,
    door: Door,
    instance_key: int,
    *,
    posted: Posted | None = None,
    refused: InputRejected | None = None,
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        case = get_instance(uow, actor, instance_key=instance_key)
        roles, taking_part = (
            list_roles(uow, actor, instance_key=instance_key),
            list_people(uow, actor, instance_key=instance_key),
        )
        names = words.people(_usernames(roles, taking_part))
        may_change = may_change_people(uow, actor, instance_key=instance_key)
        choices = _choices(uow, words, case.definition_key, actor.unit) if may_change else Choices()
        row = case_rows(words, [case])[0]
    return render(
        request,
        "pages/case_people.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=CASES,
        case=case,
        row=row,
        roles=[_role_row(words, one, names) for one in roles],
        others=[_person_row(words, one, names) for one in taking_part if one.part != "role"],
        may_change=may_change,
        choices=choices,
        typed={name: posted.text(name) if posted else "" for name in _TYPED},
        refused=refused,
        errors={**dict.fromkeys(_TYPED), **_errors(refused)},
        notice_code=request.query_params.get("bao", ""),
    )


def _errors(refused: InputRejected | None) -> dict[str, Text]:
    found = refused.findings if refused is not None else ()
    return {one.field: one.text for one in found if one.field is not None}


def _choices(uow: UnitOfWork, words: Words, definition_key: int, unit: str | None) -> Choices:
    offered = [(code, words.role(code)) for code in roles_of_process(uow, definition_key=definition_key)]
    return Choices(divisions=divisions(people(uow.connection), unit), roles=offered)


def _usernames(roles: Sequence[CaseRoleRecord], taking_part: Sequence[CasePerson]) -> set[str]:
    named = {name for role in roles for name in (role.username, role.added_by, role.ended_by) if name}
    return named | {one.principal.removeprefix(_USER) for one in taking_part if one.principal.startswith(_USER)}


def _role_row(words: Words, role: CaseRoleRecord, names: Mapping[str, str]) -> RoleRow:
    return RoleRow(
        role=role,
        name=words.role(role.role),
        who=names[role.username],
        added_by=names[role.added_by],
        ended_by=names[role.ended_by] if role.ended_by else "",
    )


def _person_row(words: Words, person: CasePerson, names: Mapping[str, str]) -> PersonRow:
    principal = person.principal
    who = words.group(principal.removeprefix(_GROUP)) if principal.startswith(_GROUP) else names[principal[5:]]
    return PersonRow(who=who, part=person.part, since=person.since, until=person.until)
