"""Một hồ sơ: what was asked, where it stands, its files, and what happened, in plain sentences and as a diagram."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import Response

from api.dependencies import DoorDep
from api.forms import FieldView, FormUrls, render_submission
from api.pages.case_decisions import read_decision_views
from api.pages.case_facts import case_facts
from api.pages.case_grid import Grid, case_grid, in_grid
from api.pages.cases import CaseRow, case_rows
from api.pages.comparing import alike_numbers
from api.pages.filling import document_url, form_of
from api.pages.frame import CASES, read_frame
from api.pages.posted import Key
from api.pages.task_view import StepView, step_view
from api.pages.words import AheadView, DueView, Words, holders
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import NotFound
from engine.forms import FormState, evaluate_form
from engine.model.actor import Actor
from engine.model.document_role import CaseFile
from engine.model.lifecycle import RUNNING, ElementState, IncidentState
from engine.model.records import CaseRecord, ElementRecord, InstanceRecord
from engine.operations import (
    OfficeDirectory,
    UnitOfWork,
    get_case,
    get_instance,
    has_identity,
    may_hand_over,
    may_urge,
    search_elements,
    urgings_of,
)
from engine.operations.access import grants
from engine.operations.cases.case import case_not_found
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.dispatch.list_dispatches import DispatchRecord, dispatch_records
from engine.operations.documents.document_roles import case_files
from engine.store.queries.definitions import process_source

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)
_WAITING = frozenset(
    {
        "serviceTask",
        "sendTask",
        "businessRuleTask",
        "receiveTask",
        "intermediateCatchEvent",
        "eventBasedGateway",
        "callActivity",
    }
)
Section = Literal["tong-quan", "tep", "bang-quy-tac", "dien-bien"]
SectionChoice = Annotated[Section, Query(alias="muc")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case with the words beside its codes and what the reader may do."""

    record: CaseRecord
    row: CaseRow
    caller: CaseRow | None  # the case that called this one
    files: tuple[CaseFile, ...]  # what was issued first
    called: tuple[CaseRow, ...]  # the cases that it called, newest first
    linked: tuple[CaseRow, ...]
    alike: tuple[str, ...]  # ids of earlier cases worth comparing
    steps: tuple[StepView, ...]
    due: Mapping[int, DueView | None]  # by task key
    uploaders: Mapping[str, str]
    failed_steps: Mapping[int, str]  # names by incident key
    ahead: tuple[AheadView, ...]
    dispatches: tuple[DispatchRecord, ...]  # where its document went
    grid: Grid | None
    to_hand_over: frozenset[int]  # keys of the open tasks that the reader may give to somebody else
    to_urge: frozenset[int]  # and of those that they may urge
    waiting_for: tuple[str, ...]  # names of active elements that are no user tasks
    facts: tuple[FieldView, ...]  # what the case is about, where its process says so
    request: FormState | None  # the start form with the case's answers
    may_suspend: bool
    may_resume: bool
    may_change: bool  # its dates
    may_retry: bool
    may_cancel: bool
    has_identity: bool  # the sender's identity is kept apart

    @property
    def open_incidents(self) -> tuple[int, ...]:
        """Give the keys of the incidents that wait for somebody."""
        return tuple(one.key for one in self.record.incidents if one.state is IncidentState.ACTIVE)


@router.get("/{instance_key:int}")
def case(request: Request, door: DoorDep, instance_key: Key, section: SectionChoice = "tong-quan") -> Response:
    """Show one section of a case."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        view = read_case_view(uow, actor, frame.language, instance_key)
        decisions = read_decision_views(uow, frame.language, view.record) if section == "bang-quy-tac" else ()
    return render(
        request,
        "pages/case.html",
        language=frame.language,
        frame=frame,
        place=CASES,
        section=section,
        view=view,
        decisions=decisions,
        answers=_answers(view, frame.language),
        notice_code=request.query_params.get("bao", ""),
    )


@router.get("/{instance_key:int}/so-do.bpmn")
def diagram(door: DoorDep, instance_key: Key) -> Response:
    """Give the model that the case runs on, for its diagram; who may read the case may see it."""
    with door.enter() as (uow, actor):
        instance = get_instance(uow, actor, instance_key=instance_key)
        source = process_source(uow.connection, instance.definition_key)
    if source is None:
        raise case_not_found()
    return Response(source.xml, media_type="application/xml", headers={"Cache-Control": "private, no-cache"})


def read_case_view(uow: UnitOfWork, actor: Actor, language: str, instance_key: int) -> CaseView:
    """Read everything that the page of a case shows; raise NotFound when there is none for this reader."""
    words = Words(uow, language)
    record = get_case(uow, actor, instance_key=instance_key)
    instance, held = record.instance, grants(uow, actor)
    names = words.people(name for task in record.tasks for name in holders(task))
    running, stands = instance.state in RUNNING, instance.suspended
    manages = running and held.allows("PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", instance.process_id)
    elements = search_elements(uow, actor, instance_key=instance_key).items
    steps = {one.element_id: words.step(instance.definition_key, one.element_id, one.name) for one in elements}
    views = tuple(step_view(words, task, names) for task in reversed(record.tasks))
    due = {task.key: words.task_due(task) for task in record.tasks}
    request = _request_form(uow, actor, record)
    return CaseView(
        record=record,
        row=case_rows(words, [instance])[0],
        caller=case_rows(words, [record.caller])[0] if record.caller is not None else None,
        called=tuple(case_rows(words, record.called)),
        linked=tuple(case_rows(words, record.linked)),
        alike=alike_numbers(uow, actor, instance) if running else (),
        steps=views,
        due=due,
        grid=_grid(uow, words, instance, views, steps, due),
        files=case_files(uow, instance.definition_key, record.documents),
        uploaders=words.people(document.uploaded_by for document in record.documents),
        failed_steps={one.key: steps.get(one.element_id, one.element_id) for one in record.incidents},
        ahead=words.ahead(instance.definition_key, record.active_elements, record.completed_elements)
        if running
        else (),
        dispatches=dispatch_records(uow, instance_key),
        to_hand_over=frozenset(task.key for task in record.tasks if may_hand_over(uow, actor, task)),
        to_urge=frozenset(
            task.key for task in record.tasks if may_urge(uow, actor, task, started_by=instance.started_by)
        ),
        waiting_for=tuple(dict.fromkeys(steps[one.element_id] for one in elements if _waits_apart(one))),
        facts=case_facts(
            uow,
            actor,
            language,
            definition_key=instance.definition_key,
            variables=record.variables,
            beside=_answered(request),
        ),
        request=request,
        has_identity=has_identity(uow, instance_key),
        may_suspend=manages and not stands and instance.parent_key is None,
        may_resume=manages and stands and instance.parent_key is None,
        may_change=manages,
        may_retry=manages and not stands,
        may_cancel=running and held.allows("PROCESS_DEFINITION", "CANCEL_PROCESS_INSTANCE", instance.process_id),
    )


def _grid(
    uow: UnitOfWork,
    words: Words,
    case: InstanceRecord,
    views: tuple[StepView, ...],
    steps: Mapping[str, str],
    due: Mapping[int, DueView | None],
) -> Grid | None:
    """Make the grid of the case's tasks, with how often those that wait for bodies outside were urged."""
    chosen = words.columns(case.definition_key)
    outside = [view.task.key for view in in_grid(views, chosen) if view.task.outside]
    urged = urgings_of(uow, outside) if outside else {}
    return case_grid(views, steps, due, chosen=chosen, urged=urged)


def _waits_apart(element: ElementRecord) -> bool:
    """Tell whether a case waits at this element for something other than a person's task."""
    return element.state is ElementState.ACTIVE and element.element_type in _WAITING


def _request_form(uow: UnitOfWork, actor: Actor, record: CaseRecord) -> FormState | None:
    """Evaluate the start form over the case, so that the request reads with its labels."""
    try:
        form_key = start_form_key(uow, record.instance.definition_key)
        if form_key is None:
            return None
        form = form_of(uow, form_key)
        given = {key: record.variables[key] for key in form.by_key() if key in record.variables}
        return evaluate_form(
            form, given, host=uow.host, context=record.variables, directory=OfficeDirectory(uow, actor)
        )
    except NotFound:
        return None


def _answered(request: FormState | None) -> frozenset[str]:
    """Give the keys that the request shows an answer of."""
    states = request.walk() if request is not None else ()
    shown = (one for one in states if one.visible and one.value not in (None, "", []))
    return frozenset(one.component.key for one in shown if one.component.key is not None)


def _answers(view: CaseView, language: str) -> Markup | None:
    if view.request is None:
        return None
    documents = {str(document.key): document for document in view.record.documents}
    return render_submission(view.request, language=language, urls=FormUrls(document=document_url), documents=documents)
