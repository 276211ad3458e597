"""Nghi trùng: a case beside an earlier one, answer by answer, and what the officer concludes from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.forms import FieldView
from api.pages.case_facts import given_answers, named_keys
from api.pages.cases import CaseRow, case_rows
from api.pages.frame import CASES, read_frame
from api.pages.posted import BIGGEST_KEY, Key, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Conflict, EngineError, InputRejected, Text
from engine.model.actor import Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import CaseRecord, InstanceRecord
from engine.operations import UnitOfWork, get_case, get_instance
from engine.operations.access import holds_task
from engine.operations.cases.merge_cases import is_mergeable, merge_case
from engine.operations.cases.search_instances import InstanceFilter, search_instances
from engine.operations.cases.similar_cases import Conclusion, SimilarCase, comparable, conclude, similar_cases

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)
COMPARED = "compared"  # the process property that names the answers to stand side by side, in their order
MERGE = "nhap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An answer of both cases; `same` where both gave the same."""

    label: str
    mine: FieldView | None
    theirs: FieldView | None

    @property
    def same(self) -> bool:
        """Tell whether both answers read the same."""
        return self.mine is not None and self.theirs is not None and _read(self.mine) == _read(self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two cases side by side and what the reader may conclude."""

    mine: CaseRow
    theirs: CaseRow
    lines: tuple[Line, ...]
    may_conclude: bool
    may_merge: bool


@router.get("/{instance_key:int}/so-sanh")
def comparison(
    request: Request,
    door: DoorDep,
    instance_key: Key,
    other: Annotated[int | None, Query(alias="voi", ge=1, le=BIGGEST_KEY)] = None,
    number: Annotated[str, Query(alias="ma", max_length=40, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """Show a case beside the likeliest earlier one, or beside the one that is named by key or by its id."""
    return _page(request, door, instance_key, other=other, number=number.strip())


@router.post("/{instance_key:int}/so-sanh")
def concluded(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Keep the conclusion and lead back to the work on the case."""
    other, wanted, reason = posted.number("voi"), posted.text("ket-luan"), posted.text("reason")
    try:
        with door.enter() as (uow, actor):
            if other is None:
                raise _choose()
            if wanted == MERGE:
                merge_case(uow, actor, instance_key=instance_key, into_key=other, reason=reason)
            elif wanted in set(Conclusion):
                conclude(uow, actor, instance_key=instance_key, other_key=other, conclusion=Conclusion(wanted))
            else:
                raise _choose()
    except InputRejected as refused:
        return _page(request, door, instance_key, other=other, refused=refused, reason=reason)
    return RedirectResponse(f"{CASES.path}/{instance_key}?bao=da-so-sanh", status_code=303)


def alike_numbers(uow: UnitOfWork, actor: Actor, case: InstanceRecord) -> tuple[str, ...]:
    """Give the ids of the earlier cases worth comparing, as the pages of a case and its tasks name them."""
    return tuple(one.case.business_id for one in similar_cases(uow, actor, instance_key=case.key))


def _page(
    request: Request,
    door: Door,
    instance_key: int,
    *,
    other: int | None = None,
    number: str = "",
    refused: EngineError | None = None,
    reason: str = "",
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        case = get_instance(uow, actor, instance_key=instance_key)
        found = similar_cases(uow, actor, instance_key=instance_key)
        key, problem = _meant(uow, actor, case, found, other, number)
        view = _comparison(uow, actor, words, case.key, key) if key is not None else None
    return render(
        request,
        "pages/comparing.html",
        language=frame.language,
        frame=frame,
        place=CASES,
        case=case,
        found=found,
        view=view,
        number=number,
        reason=reason,
        refused=refused or problem,
        status=status_of(refused) if refused is not None else 200,
    )


def _meant(
    uow: UnitOfWork, actor: Actor, case: InstanceRecord, found: Sequence[SimilarCase], other: int | None, number: str
) -> tuple[int | None, EngineError | None]:
    """Find which case to stand beside this one; a number that leads to none is told beside its box."""
    if other is None and number:
        named = search_instances(uow, actor, filter=InstanceFilter(text=number, process_id=case.process_id)).items
        other = next((one.key for one in named if one.business_id.casefold() == number.casefold()), None)
        if other is None:
            return None, _unknown(number)
    if other is None:
        return (found[0].case.key if found else None), None
    try:
        comparable(uow, actor, instance_key=case.key, other_key=other)
    except Conflict as refused:
        return None, refused
    return other, None


def _comparison(uow: UnitOfWork, actor: Actor, words: Words, mine: int, theirs: int) -> Comparison:
    records = [get_case(uow, actor, instance_key=key) for key in (mine, theirs)]
    rows = case_rows(words, [record.instance for record in records])
    wanted = named_keys(uow, records[0].instance.definition_key, COMPARED)
    left, right = (_answers(uow, actor, words.language, record, wanted) for record in records)
    running = all(record.instance.state is InstanceState.ACTIVE for record in records)
    holds = holds_task(uow, actor, mine)
    return Comparison(
        mine=rows[0],
        theirs=rows[1],
        lines=tuple(
            Line(label=(left.get(key) or right[key]).label, mine=left.get(key), theirs=right.get(key))
            for key in wanted
            if key in left or key in right
        ),
        may_conclude=holds,
        may_merge=holds and running and is_mergeable(uow, records[0].instance.definition_key),
    )


def _answers(
    uow: UnitOfWork, actor: Actor, language: str, record: CaseRecord, wanted: Collection[str]
) -> Mapping[str, FieldView]:
    return given_answers(
        uow,
        actor,
        language,
        definition_key=record.instance.definition_key,
        variables=record.variables,
        documents={str(document.key): document for document in record.documents},
        wanted=wanted,
    )


def _read(view: FieldView) -> tuple[object, ...]:
    """Give what an answer says, apart from how its field looks."""
    return view.value, view.checked, tuple(option.value for option in view.options if option.chosen)


def _choose() -> InputRejected:
    return InputRejected(
        Text(vi="Hãy chọn đơn để so sánh và kết luận.", en="Choose the letter to compare with, and a conclusion."),
        code="conclusion_missing",
    )


def _unknown(number: str) -> InputRejected:
    return InputRejected(
        Text(vi=f"Không tìm thấy đơn {number}.", en=f"There is no letter {number}."), code="case_number_unknown"
    )
