"""What the page of one task shows, read in one transaction and rendered after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from api.dependencies import Door
from api.pages.cases import CaseRow, case_rows
from api.pages.comparing import alike_numbers
from api.pages.drafts import SEEN
from api.pages.filling import Filling, answers, fill, form_of, without_lost_files
from api.pages.frame import INBOX, Frame, read_frame
from api.pages.posted import Posted
from api.pages.words import AheadView, DueView, Words, holders
from api.templating import render
from engine.errors import Conflict, EngineError, InputRejected, Text
from engine.forms import change_rows
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.model.records import DocumentRecord, InstanceRecord, TaskRecord
from engine.operations import (
    InstanceFilter,
    TaskFilter,
    UnitOfWork,
    draft_mark,
    get_instance,
    get_task,
    has_identity,
    is_offered,
    list_task_documents,
    may_hand_over,
    may_urge,
    read_draft,
    search_instances,
    search_tasks,
    task_signature,
    task_variables,
    whose_place,
)
from engine.operations.access import readable_cases
from engine.operations.documents.list_documents import list_own_uploads
from engine.operations.documents.signatures import not_signing_for
from engine.operations.tasks.unfinished_cases import unfinished_cases

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A user task of the case, as a line of "where we stand"."""

    task: TaskRecord
    name: str
    who: str
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftView:
    """The called cases that a task waits for: how that is said, and those that the reader may see."""

    words: Text
    cases: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task with everything around its form. `filling` is None unless the reader may fill it in now."""

    task: TaskRecord
    case: InstanceRecord | None  # None to people from outside, to whom it is closed
    step: str
    process: str
    verb: str | None  # on the button, for the answers shown
    due: DueView | None
    names: Mapping[str, str]
    groups: str
    mine: bool
    in_place_of: str  # whose work it is when the reader stands in for them, in words
    no_signature: Text | None  # says who signs here, to those who cannot
    claimable: bool
    filling: Filling | None
    documents: tuple[DocumentRecord, ...]
    steps: tuple[StepView, ...]
    ahead: tuple[AheadView, ...]
    alike: tuple[str, ...]  # ids of earlier cases worth comparing
    left: LeftView | None  # what keeps it from being completed
    may_hand_over: bool
    may_urge: bool
    has_identity: bool  # the sender's identity is kept apart from the case
    reader: str
    draft_seen: str  # which draft the page shows, or came from

    @property
    def own_next(self) -> StepView | None:
        """Give the open step of the case that the reader has to do next, None when it is with others."""
        return next((one for one in self.steps if one.open and one.task.assignee == self.reader), None)

    @property
    def open(self) -> bool:
        """Tell whether the task still waits."""
        return self.task.state is TaskState.CREATED


def read_task_view(
    uow: UnitOfWork,
    actor: Actor,
    language: str,
    task_key: int,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
) -> TaskView:
    """Read a task for its page; `posted` (what was typed) goes before the draft, `refused` says why it came back."""
    words = Words(uow, language)
    task = get_task(uow, actor, task_key=task_key)
    opens_case = bool(readable_cases(uow, actor, [task.instance_key]))
    case = get_instance(uow, actor, instance_key=task.instance_key) if opens_case else None
    documents = list_task_documents(uow, actor, task=task)
    open_now = task.state is TaskState.CREATED
    absence = whose_place(uow, actor, task_key=task_key) if open_now else None
    signs = task_signature(uow, actor, task_key=task_key) if open_now else None
    mine = task.assignee == actor.username or (
        absence is not None and signs is None and task.assignee == absence.person.username
    )
    verb = words.verb(task.definition_key, task.element_id)
    filling = None
    if task.form_key is not None and (posted is not None or (open_now and mine)):
        filling = _filling(uow, actor, language, task, documents, verb, posted, refused)
    others = search_tasks(uow, actor, filter=TaskFilter(instance_key=task.instance_key), limit=_MOST_STEPS).items
    named = (name for each in others for name in holders(each))
    names = words.people([case.started_by if case is not None else None, task.assignee, task.completed_by, *named])
    return TaskView(
        task=task,
        case=case,
        step=words.task(task),
        process=words.process(task.definition_key, task.process_name),
        verb=filling.verb_now if filling is not None else None if verb.startswith("=") else verb or None,
        due=words.task_due(task),
        names=names,
        groups=words.groups(task.candidate_groups),
        mine=mine,
        in_place_of=words.in_place_of(absence) if absence is not None else "",
        no_signature=not_signing_for(signs) if signs is not None and not mine and actor.stands_in_for else None,
        claimable=open_now
        and task.assignee is None
        and not (absence is not None and signs is not None)
        and is_offered(uow, actor, task_key=task_key),
        filling=filling,
        documents=documents,
        steps=tuple(
            step_view(words, each, names) for each in sorted(others, key=lambda each: (each.created_at, each.key))
        ),
        ahead=_ahead(words, task, others) if opens_case else (),
        alike=alike_numbers(uow, actor, case) if case is not None and open_now else (),
        left=_left(uow, actor, words, task) if case is not None and open_now else None,
        may_hand_over=may_hand_over(uow, actor, task),
        may_urge=case is not None and may_urge(uow, actor, task, started_by=case.started_by),
        has_identity=case is not None and has_identity(uow, case.key),
        reader=actor.username,
        draft_seen=posted.text(SEEN) if posted is not None else draft_mark(task.draft_saved_at),
    )


def _left(uow: UnitOfWork, actor: Actor, words: Words, task: TaskRecord) -> LeftView | None:
    left = unfinished_cases(uow, instance_key=task.instance_key, element_id=task.element_id)
    if left is None:
        return None
    seen = search_instances(uow, actor, filter=InstanceFilter(keys=left.keys)).items
    return LeftView(words=left.words, cases=tuple(case_rows(words, seen)))


def _ahead(words: Words, task: TaskRecord, others: Sequence[TaskRecord]) -> tuple[AheadView, ...]:
    return words.ahead(
        task.definition_key,
        [one.element_id for one in others if one.state is TaskState.CREATED],
        [one.element_id for one in others if one.state is TaskState.COMPLETED],
    )


def fill_task(
    uow: UnitOfWork,
    actor: Actor,
    task: TaskRecord,
    data: Mapping[str, JsonValue],
    *,
    documents: tuple[DocumentRecord, ...] = (),
    verb: str = "",
    refused: EngineError | None = None,
    order: str = "",
) -> Filling:
    """Evaluate a task's form for `data` over its case; `verb` as in `Words.verb`, `order` as in `change_rows`."""
    assert task.form_key is not None  # noqa: S101  the callers have asked
    errors = refused.findings if isinstance(refused, InputRejected) else ()
    form = form_of(uow, task.form_key)
    return fill(
        uow,
        actor,
        form,
        change_rows(form, data, order),
        context=task_variables(uow, actor, task_key=task.key),
        documents=(*documents, *list_own_uploads(uow, actor, task_key=task.key)),
        page=f"{INBOX.path}/{task.key}",
        errors=errors,
        verb=verb,
    )


def show_task(
    request: Request,
    door: Door,
    task_key: int,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
    status: int = 200,
) -> Response:
    """Answer with the page of a task."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        view = read_task_view(uow, actor, frame.language, task_key, posted=posted, refused=refused)
    return _page(request, frame, view, refused, status)


def _page(request: Request, frame: Frame, view: TaskView, refused: EngineError | None, status: int) -> Response:
    return render(
        request,
        "pages/task.html",
        language=frame.language,
        status=status,
        frame=frame,
        place=INBOX,
        view=view,
        form=view.filling.to_fill(frame.language) if view.filling is not None else None,
        conflict=refused if isinstance(refused, Conflict) else None,
        just_done=request.query_params.get("vua-xong") == "1",
        notice_code=request.query_params.get("bao", ""),
    )


def _filling(
    uow: UnitOfWork,
    actor: Actor,
    language: str,
    task: TaskRecord,
    documents: tuple[DocumentRecord, ...],
    verb: str,
    posted: Posted | None,
    refused: EngineError | None,
) -> Filling:
    assert task.form_key is not None  # noqa: S101  the caller has asked
    form = form_of(uow, task.form_key)
    if posted is not None:
        data = answers(uow, actor, form, posted, language)
    else:
        known = (*documents, *list_own_uploads(uow, actor, task_key=task.key))
        data = without_lost_files(form, read_draft(uow, actor, task_key=task.key) or {}, known)
    order = posted.text("row") if posted is not None and refused is None else ""
    return fill_task(uow, actor, task, data, documents=documents, verb=verb, refused=refused, order=order)


def step_view(words: Words, task: TaskRecord, names: Mapping[str, str]) -> StepView:
    """Put the words beside a task of a case; `names` are of its `holders`."""
    return StepView(
        task=task, name=words.task(task), who=words.holder(task, names), open=task.state is TaskState.CREATED
    )
