"""What the designer's pages have in common on the server: the drawing that comes in and the findings that go out.

Nothing of a drawing is trusted: its name is checked here, its size and content in the engine.
"""

import re
from typing import Annotated, Final

from fastapi import File, Form, Request, UploadFile
from starlette.responses import Response

from api.dependencies import Door
from api.pages.posted import BIGGEST_KEY
from api.templating import render
from engine.errors import Conflict, Finding, Text
from engine.model.records import Resource

_STEM: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}")
Drawing = Annotated[UploadFile, File(alias="file")]
GivenName = Annotated[str, Form(alias="resource_name", max_length=200)]
BaseKey = Annotated[int | None, Form(alias="base_key", ge=1, le=BIGGEST_KEY)]


def resource(name: str, drawing: UploadFile, *, default: str) -> Resource:
    """Make the file to check or deploy; `default` is its name when `name` is none that a file may have."""
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


def overtaken(what: str, who: str, version: int) -> Conflict:
    """Refuse a drawing that was made from another version than the latest: nobody's work is overwritten unseen."""
    return Conflict(
        Text(
            vi=f"{who} đã áp dụng phiên bản {version} của “{what}”. "
            "Bản anh/chị đang sửa còn nguyên trên màn hình, chưa áp dụng. "
            "Hãy tải bản của mình về máy, mở phiên bản mới nhất rồi sửa tiếp trên đó.",
            en=f"{who} has deployed version {version} of “{what}”. "
            "Your drawing is kept on the screen and was not deployed. "
            "Download it, open the latest version and go on from there.",
        ),
        code="model_overtaken",
        details={"version": version},
    )
