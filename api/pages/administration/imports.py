"""Quản trị, Nhập từ bảng tính: units and people from an .xlsx file, with a dry run that lists what is wrong."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN
from api.retrying import RetriedRoute
from engine.errors import EngineError, InputRejected
from engine.operations.people.import_people import ImportPlan, check_import, import_people
from engine.operations.people.import_sheet import MOST_BYTES

router = APIRouter(prefix=f"{ADMIN.path}/nhap", route_class=RetriedRoute)
Asked = Literal["kiem-tra", "nhap"]
_NAME: Final = 200


@router.get("")
def imports(request: Request, door: DoorDep) -> Response:
    """Show what a file has to look like."""
    return _page(request, door)


@router.post("")
def take_file(
    request: Request,
    door: DoorDep,
    file: Annotated[UploadFile, File(alias="tep")],
    asked: Annotated[Asked, Form(alias="viec")] = "kiem-tra",
) -> Response:
    """Check the file, or import it when nothing is wrong."""
    content, name = file.file.read(MOST_BYTES + 1), (file.filename or "")[:_NAME]
    try:
        with door.enter() as (uow, actor):
            if asked == "nhap":
                plan = import_people(uow, actor, content=content, file_name=name)
            else:
                plan = check_import(uow, actor, content=content)
    except InputRejected as refused:
        return _page(request, door, refused=refused)
    return _page(request, door, plan=plan, stored=asked == "nhap" and not plan.errors)


def _page(
    request: Request,
    door: Door,
    *,
    plan: ImportPlan | None = None,
    stored: bool = False,
    refused: EngineError | None = None,
) -> Response:
    more: dict[str, Any] = {"plan": plan, "stored": stored}
    return show(request, door, "imports", lambda _uow, _actor, _words: {}, refused=refused, **more)
