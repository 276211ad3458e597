"""A process as people review it: its steps as a table (Bảng bước), and what changed since another version (So sánh)."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.frame import DESIGN, read_frame
from api.pages.outline_words import kind_word, setting_word
from api.pages.posted import BIGGEST_KEY, Key
from api.pages.steps_table import StepRow, listed, step_rows
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Text
from engine.model.outline import Part
from engine.operations import get_definition
from engine.operations.access import require_permission
from engine.operations.definitions.outline_definition import compare_definitions, outline_definition, version_before

router = APIRouter(prefix=DESIGN.path, route_class=RetriedRoute)
_JOIN: Final = Text(vi="Gộp các nhánh", en="Branches meet")
BaseQuery = Annotated[int | None, Query(alias="voi", ge=1, le=BIGGEST_KEY)]


@router.get("/{definition_key:int}/buoc")
def steps(request: Request, door: DoorDep, definition_key: Key) -> Response:
    """Show the steps of a version: who, form, due date by which rule, and what follows."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        definition = get_definition(uow, actor, definition_key=definition_key)
        parts = outline_definition(uow, actor, definition_key=definition_key)
        words = Words(uow, frame.language)
        rows = step_rows(parts)
        rules = {rule: words.rule(rule) for row in rows for rule in row.rules}
        given = (value for row in rows for path, value in row.assignment if path.endswith("candidateGroups"))
        groups = {value: words.groups(codes) for value in given if (codes := listed(value))}
        name = words.process(definition.key, definition.name)
    return render(
        request,
        "pages/steps.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        definition=definition,
        name=name,
        rows=rows,
        parts=parts,
        rules=rules,
        groups=groups,
        named=_naming_steps(frame.language, rows),
        kind_word=kind_word,
        setting_word=setting_word,
    )


@router.get("/{definition_key:int}/so-sanh")
def comparison(request: Request, door: DoorDep, definition_key: Key, base_key: BaseQuery = None) -> Response:
    """Show what changed from one version to another, by default from the one before."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        definition = get_definition(uow, actor, definition_key=definition_key)
        base = (
            version_before(uow, actor, definition_key=definition_key)
            if base_key is None
            else get_definition(uow, actor, definition_key=base_key)
        )
        changes = compare_definitions(uow, actor, definition_key=definition_key, base_key=base.key)
        name = Words(uow, frame.language).process(definition.key, definition.name)
    return render(
        request,
        "pages/comparison.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        definition=definition,
        base=base,
        name=name,
        changes=changes,
        named=_naming(frame.language),
        kind_word=kind_word,
        setting_word=setting_word,
    )


def _naming(language: str) -> Callable[[Part], str]:
    """Give what names a part in the reader's language; a part without a name is called by its id."""

    def named(part: Part) -> str:
        english = part.settings.get("property[name-en]") if language == "en" else None
        return english or part.name or part.id

    return named


def _naming_steps(language: str, rows: tuple[StepRow, ...]) -> Callable[[Part], str]:
    """Give what names a step; one without a name is called by what it does."""
    joins = {row.part.id for row in rows if row.part.kind.endswith("Gateway") and len(row.onward) <= 1}
    own = _naming(language)

    def named(part: Part) -> str:
        if part.name:
            return own(part)
        return _JOIN.in_language(language) if part.id in joins else kind_word(part.kind).in_language(language)

    return named
