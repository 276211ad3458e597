"""What stands around every page of a person who is signed in: navigation, name, language, this page's address.

Only places that the person may use are offered; the operations check again whatever is asked for.
"""

from dataclasses import dataclass

from fastapi import Request

from api.dependencies import Door
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.access import grants
from engine.operations.news.notices import count_unread_notices
from engine.operations.registers.read_register import READ, RESOURCE
from engine.store.queries.access import Grants


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the navigation; `shortcut` is the letter after g."""

    code: str
    path: str
    icon: str
    shortcut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of one page. `here` is the page's own path with its query, for coming back to it."""

    who: str
    username: str
    places: tuple[Place, ...]
    language: str
    here: str
    demo: bool
    unread: int = 0  # notices
    stands_in_for: tuple[str, ...] = ()  # those whose work the person does today
    scans: bool = False  # scanners leave files that a form can take


INBOX = Place(code="inbox", path="/viec", icon="inbox", shortcut="v")
CASES = Place(code="cases", path="/ho-so", icon="folder2-open", shortcut="h")
DOCUMENTS = Place(code="documents", path="/van-ban", icon="journal-text", shortcut="d")
START = Place(code="start", path="/lap-ho-so", icon="plus-circle", shortcut="l")
PROGRESS = Place(code="progress", path="/theo-doi", icon="speedometer2", shortcut="t")
NOTICES = Place(code="notices", path="/thong-bao", icon="bell", shortcut="b")
ADMIN = Place(code="admin", path="/quan-tri", icon="gear", shortcut="q")
DESIGN = Place(code="design", path="/thiet-ke", icon="diagram-3", shortcut="k")


def read_frame(uow: UnitOfWork, actor: Actor, request: Request, door: Door) -> Frame:
    """Make the frame for the person who asks (two queries: grants, unread notices)."""
    return Frame(
        who=actor.display_name,
        username=actor.username,
        places=_places(grants(uow, actor)),
        language=door.language,
        here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        demo=request.app.state.settings.demo,
        unread=count_unread_notices(uow, actor),
        scans=door.engine.settings.scanner_folder is not None,
        stands_in_for=tuple(absence.person.display_name for absence in actor.stands_in_for),
    )


def may_design(held: Grants) -> bool:
    """Tell whether a person may deploy models."""
    return held.allows("RESOURCE", "CREATE")


def may_administer(held: Grants) -> bool:
    """Tell whether a person administers the system."""
    return held.allows("SYSTEM", "UPDATE")


def may_watch(held: Grants) -> bool:
    """Tell whether a person reads cases beyond those they take part in."""
    return bool(held.resources("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE"))


def _places(held: Grants) -> tuple[Place, ...]:
    offered = [INBOX, CASES]
    if held.allows(RESOURCE, READ):
        offered.append(DOCUMENTS)
    if held.resources("PROCESS_DEFINITION", "CREATE_PROCESS_INSTANCE"):
        offered.append(START)
    if may_watch(held):
        offered.append(PROGRESS)
    if may_design(held):
        offered.append(DESIGN)
    if may_administer(held):
        offered.append(ADMIN)
    return tuple(offered)
