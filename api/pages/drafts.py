"""What a page is told when its form was kept as a draft, or when another window had kept it in the meantime."""

from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.dependencies import Door
from api.pages.posted import Posted
from api.templating import render
from engine.errors import Conflict
from engine.model.records import DocumentRecord
from engine.operations import draft_mark

SEEN = "draft_seen"  # the control that names the draft which the window had last


def seen_draft(posted: Posted) -> str | None:
    """Give the draft that the window had last; None from a page that does not tell, whose draft counts in any case."""
    return posted.text(SEEN) if SEEN in posted.values else None


def draft_kept(
    request: Request,
    door: Door,
    saved_at: datetime,
    versions: tuple[DocumentRecord, ...] = (),
    saved_over: tuple[DocumentRecord, ...] = (),
) -> Response:
    """Tell when the draft was kept, and name it for the next one; `versions` of a file when one has just been added."""
    return render(
        request,
        "fragments/saved.html",
        language=door.language,
        saved_at=saved_at,
        seen=draft_mark(saved_at),
        versions=versions,
        saved_over=saved_over,
    )


def draft_too_late(request: Request, door: Door) -> Response:
    """Tell that the reader has sent the form meanwhile: of a draft still on its way then nothing is kept."""
    return render(request, "fragments/draft_too_late.html", language=door.language)


def draft_refused(request: Request, door: Door, refused: Conflict) -> Response:
    """Tell that another window's draft stands, and offer both ways out; raise any other conflict."""
    if refused.stable_code != "draft_newer":
        raise refused
    seen = str(refused.details["saved_at"])
    saved_at = datetime.fromisoformat(seen)
    return render(request, "fragments/draft_newer.html", language=door.language, saved_at=saved_at, seen=seen)
