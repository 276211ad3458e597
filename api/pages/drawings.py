"""What the designer's pages have in common on the server: the drawing that comes in and the findings that go out.

Nothing of a drawing is trusted: its name is checked here, its size and content in the engine.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Protocol

from fastapi import Depends, File, Form, Request, UploadFile
from starlette.responses import Response

from api.dependencies import Door
from api.json_text import is_storable, unstorable_finding
from api.pages.days import read_day
from api.pages.posted import BIGGEST_KEY
from api.templating import render
from engine.errors import Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.model.records import DeploymentRecord, Resource
from engine.operations import UnitOfWork, deploy_drawing, plan_deployment

_STEM: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}")
Drawing = Annotated[UploadFile, File(alias="file")]
GivenName = Annotated[str, Form(alias="resource_name", max_length=200)]
BaseKey = Annotated[int | None, Form(alias="base_key", ge=1, le=BIGGEST_KEY)]


_NO_DAY: Final = Text(
    vi="Ngày áp dụng phải viết như 31/12/2026. Chưa áp dụng gì; bản vẽ còn nguyên.",
    en="Write the day like 31/12/2026. Nothing was deployed; the drawing is kept.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a person says on applying a drawing: what has changed and why, and the day from which (None: at once)."""

    note: str
    day: date | None


def read_terms(note: Annotated[str, Form()] = "", day: Annotated[str, Form(max_length=100)] = "") -> Terms:
    """Read the terms that came with a drawing."""
    if not is_storable(note):
        finding = unstorable_finding("note")
        raise InputRejected(finding.text, code=finding.code, findings=(finding,))
    return Terms(note=note.strip(), day=read_day(day, "day", refusal=_NO_DAY))


TermsDep = Annotated[Terms, Depends(read_terms)]


class Stored(Protocol):
    """What a drawing is made from: a version that is deployed under a file's name."""

    @property
    def resource_name(self) -> str:
        """Name of the file, its ending included."""


def resource(base: Stored | None, given_name: str, drawing: UploadFile, *, default: str) -> Resource:
    """Make the file to check or deploy, under the name of its base or, for a new one, the given name.

    `default` is its name when that is none that a file may have.
    """
    name = base.resource_name if base is not None else given_name
    stem, dot, ending = name.rpartition(".")
    usable = _STEM.fullmatch(stem) and dot + ending == default[default.rindex(".") :]
    return Resource(name=name if usable else default, content=drawing.file.read())


def findings_answer(request: Request, door: Door, findings: tuple[Finding, ...], *, status: int) -> Response:
    """Answer with what was found, as the part of the page that shows it."""
    return render(request, "fragments/model_findings.html", language=door.language, status=status, findings=findings)


def go_to(path: str) -> Response:
    """Answer that the drawing is in force, and where it is from now on."""
    response = Response(status_code=204)
    response.headers["HX-Redirect"] = path
    return response


def deploy_or_plan(
    uow: UnitOfWork, actor: Actor, sent: Resource, *, base_key: int | None, terms: Terms
) -> DeploymentRecord | None:
    """Deploy the drawing at once, or keep it for the day that was asked for: then nothing is deployed yet (None)."""
    if terms.day is None:
        return deploy_drawing(uow, actor, resource=sent, base_key=base_key, note=terms.note)
    plan_deployment(uow, actor, resource=sent, base_key=base_key, note=terms.note, day=terms.day)
    return None
