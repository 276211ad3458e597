"""What the page of one task shows, read in one transaction and rendered after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.dependencies import Door
from api.forms import FieldView
from api.pages.case_facts import FACTS, case_facts, named_keys
from api.pages.cases import CaseRow, case_rows
from api.pages.comparing import alike_numbers
from api.pages.decision import DECIDES, SHOWS, DecisionView, read_decision
from api.pages.drafts import SEEN
from api.pages.filling import Filling, answers, fill, form_of, without_lost_files
from api.pages.frame import INBOX, Frame, read_frame
from api.pages.posted import BIGGEST_KEY, Posted
from api.pages.words import AheadView, DueView, Words, holders
from api.templating import render, show_clock
from engine.errors import Conflict, EngineError, InputRejected, Text
from engine.forms import change_rows
from engine.model.actor import Absence, Actor
from engine.model.document_role import CaseFile
from engine.model.json_value import JsonValue
from engine.model.lifecycle import InstanceState, TaskState
from engine.model.records import DocumentRecord, InstanceRecord, TaskRecord
from engine.operations import (
    InstanceFilter,
    TaskFilter,
    TaskOutcome,
    UnitOfWork,
    draft_mark,
    get_instance,
    get_task,
    has_identity,
    is_offered,
    list_task_documents,
    may_ask,
    may_hand_over,
    may_urge,
    read_draft,
    search_instances,
    search_tasks,
    task_outcome,
    task_signature,
    task_variables,
    whose_place,
)
from engine.operations.access import readable_cases
from engine.operations.dispatch.list_dispatches import DispatchRecord, dispatch_records
from engine.operations.documents.document_roles import case_files
from engine.operations.documents.list_documents import list_own_uploads
from engine.operations.documents.signatures import not_signing_for
from engine.operations.editing.newest_saves import Saves, read_saves
from engine.operations.tasks.unfinished_cases import unfinished_cases

_MOST_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A user task of the case, as a line of "where we stand"."""

    task: TaskRecord
    name: str
    who: str
    open: bool
    offered: bool = False  # open, and the reader may do it


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
    decision: DecisionView
    outcome: TaskOutcome | None  # of a completed task
    dispatches: tuple[DispatchRecord, ...]  # of a completed task: where its case's document went
    files: tuple[CaseFile, ...]  # what was issued first
    steps: tuple[StepView, ...]
    ahead: tuple[AheadView, ...]
    facts: tuple[FieldView, ...]  # what the case is about, apart from what the form shows
    alike: tuple[str, ...]  # ids of earlier cases worth comparing
    left: LeftView | None  # what keeps it from being completed
    may_hand_over: bool
    may_ask: bool  # to have a colleague work on it
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

    @property
    def may_fill(self) -> bool:
        """Tell whether the reader may complete the task from this page."""
        return self.open and self.filling is not None and (self.mine or self.claimable)

    @property
    def outcome_words(self) -> Text | None:
        """Give the model's sentence about what was done, with who has the case now and when it was done."""
        said = self.outcome.said if self.outcome is not None else None
        at = self.task.completed_at
        if said is None or at is None:
            return None
        who = ", ".join(dict.fromkeys(step.who for step in self.steps if step.open and step.who))
        vi, en = (words.replace("{ai}", who).replace("{luc}", show_clock(at)) for words in (said.vi, said.en))
        return Text(vi=vi, en=en)

    @property
    def awaited(self) -> bool:
        """Tell whether the system does the next steps of the case right now, perhaps in a case that this one called."""
        if self.outcome is None or self.case is None:
            return False
        nowhere = self.case.state is InstanceState.ACTIVE and not any(step.open for step in self.steps)
        return self.outcome.working or (self.outcome.recent and nowhere)

    @property
    def changed(self) -> tuple[DocumentRecord, DocumentRecord] | None:
        """Give the draft as it was submitted last time and as it is now; None when this is the first time."""
        return self.decision.since(one.task.completed_at for one in self.steps if one.task.completed_at is not None)

    @property
    def returned_by(self) -> StepView | None:
        """Give the step that sent the document back last."""
        return next((step for step in self.steps if step.task.key == self.decision.returned), None)

    @property
    def next_steps(self) -> tuple[StepView, ...]:
        """Give the open steps of the case that the reader may do now."""
        return tuple(step for step in self.steps if step.open and step.offered)


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
    stands = _standing(uow, actor, task)
    verb = words.verb(task.definition_key, task.element_id)
    # What is decided by a button is decided at once: taking it first would keep nobody from doing work twice.
    direct = stands.claimable and any(
        words.task_property(task.definition_key, task.element_id, name) for name in (DECIDES, SHOWS)
    )
    filling = None
    if task.form_key is not None and (posted is not None or (open_now and (stands.mine or direct))):
        filling = _filling(uow, actor, words, task, documents, posted, refused)
    others = search_tasks(uow, actor, filter=TaskFilter(instance_key=task.instance_key), limit=_MOST_STEPS).items
    names = _names(words, case, task, others)
    return TaskView(
        task=task,
        case=case,
        step=words.task(task),
        process=words.process(task.definition_key, task.process_name),
        verb=filling.verb_now if filling is not None else None if verb.startswith("=") else verb or None,
        due=words.task_due(task),
        names=names,
        groups=words.groups(task.candidate_groups),
        mine=stands.mine,
        in_place_of=words.in_place_of(stands.absence) if stands.absence is not None else "",
        no_signature=not_signing_for(stands.signs)
        if stands.signs is not None and not stands.mine and actor.stands_in_for
        else None,
        claimable=stands.claimable,
        filling=filling,
        decision=read_decision(uow, actor, words, task, documents),
        outcome=task_outcome(uow, actor, task),
        dispatches=dispatch_records(uow, task.instance_key) if opens_case and not open_now else (),
        files=case_files(uow, task.definition_key, documents),
        steps=_steps(uow, actor, words, task, others, names),
        ahead=_ahead(words, task, others) if opens_case else (),
        facts=_facts(uow, actor, language, task) if case is not None else (),
        alike=alike_numbers(uow, actor, case) if case is not None and open_now else (),
        left=_left(uow, actor, words, task) if case is not None and open_now else None,
        may_hand_over=may_hand_over(uow, actor, task),
        may_ask=may_ask(actor, task),
        may_urge=case is not None and may_urge(uow, actor, task, started_by=case.started_by),
        has_identity=case is not None and has_identity(uow, case.key),
        reader=actor.username,
        draft_seen=posted.text(SEEN) if posted is not None else draft_mark(task.draft_saved_at),
    )


def _names(
    words: Words, case: InstanceRecord | None, task: TaskRecord, others: Sequence[TaskRecord]
) -> Mapping[str, str]:
    """Name who began the case, who has the task, asked for it or did it, and who has the others of the case."""
    named = (name for each in others for name in holders(each))
    starter = case.started_by if case is not None else None
    return words.people([starter, task.assignee, task.asked_by, task.completed_by, *named])


def _facts(uow: UnitOfWork, actor: Actor, language: str, task: TaskRecord) -> tuple[FieldView, ...]:
    """Give what the case is about, apart from what the task's own form shows; nothing where its process names none."""
    if not named_keys(uow, task.definition_key, FACTS):
        return ()
    return case_facts(
        uow,
        actor,
        language,
        definition_key=task.definition_key,
        variables=task_variables(uow, actor, task_key=task.key),
        beside=form_of(uow, task.form_key).by_key() if task.form_key is not None else (),
    )


def _left(uow: UnitOfWork, actor: Actor, words: Words, task: TaskRecord) -> LeftView | None:
    left = unfinished_cases(uow, instance_key=task.instance_key, element_id=task.element_id)
    if left is None:
        return None
    seen = search_instances(uow, actor, filter=InstanceFilter(keys=left.keys)).items
    return LeftView(words=left.words, cases=tuple(case_rows(words, seen)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How the reader stands to an open task; `signs` says who signs at its step, if it is a signature."""

    absence: Absence | None
    signs: Text | None
    mine: bool
    claimable: bool


def _standing(uow: UnitOfWork, actor: Actor, task: TaskRecord) -> _Standing:
    if task.state is not TaskState.CREATED:
        return _Standing(absence=None, signs=None, mine=task.assignee == actor.username, claimable=False)
    absence = whose_place(uow, actor, task_key=task.key)
    signs = task_signature(uow, actor, task_key=task.key)
    stands_in = absence is not None and signs is None and task.assignee == absence.person.username
    claimable = task.assignee is None and not (absence is not None and signs is not None)
    return _Standing(
        absence=absence,
        signs=signs,
        mine=task.assignee == actor.username or stands_in,
        claimable=claimable and is_offered(uow, actor, task_key=task.key),
    )


def _steps(
    uow: UnitOfWork,
    actor: Actor,
    words: Words,
    task: TaskRecord,
    others: Sequence[TaskRecord],
    names: Mapping[str, str],
) -> tuple[StepView, ...]:
    """Give all steps in the order in which they came; after a task was done, with those that the reader may do next."""
    offered: set[int] = set()
    if task.state is TaskState.COMPLETED and any(one.state is TaskState.CREATED for one in others):
        mine = TaskFilter(tab="mine", instance_key=task.instance_key)
        offered = {one.key for one in search_tasks(uow, actor, filter=mine, limit=_MOST_STEPS).items}
    in_order = sorted(others, key=_came)
    return tuple(replace(step_view(words, one, names), offered=one.key in offered) for one in in_order)


def _came(task: TaskRecord) -> tuple[datetime, bool, datetime, int]:
    """Give what orders tasks: when they came; of those that came together, the ones that were done go first."""
    return task.created_at, task.completed_at is None, task.completed_at or task.created_at, task.key


def _ahead(words: Words, task: TaskRecord, others: Sequence[TaskRecord]) -> tuple[AheadView, ...]:
    return words.ahead(
        task.definition_key,
        [one.element_id for one in others if one.state is TaskState.CREATED],
        [one.element_id for one in others if one.state is TaskState.COMPLETED],
    )


def fill_task(  # noqa: PLR0913  each is one thing that the page of a form has
    uow: UnitOfWork,
    actor: Actor,
    task: TaskRecord,
    data: Mapping[str, JsonValue],
    *,
    documents: tuple[DocumentRecord, ...] = (),
    verb: str = "",
    refused: EngineError | None = None,
    order: str = "",
    decides: str = "",
    language: str = "vi",
    saves: Saves | None = None,
) -> Filling:
    """Evaluate a task's form for `data` over its case; `order` as in `change_rows`, the rest as in `fill`.

    `saves` are those of the task, where they have been read already.
    """
    assert task.form_key is not None  # noqa: S101  the callers have asked
    errors = refused.findings if isinstance(refused, InputRejected) else ()
    form = form_of(uow, task.form_key)
    held = task_variables(uow, actor, task_key=task.key)
    known = (*documents, *list_own_uploads(uow, actor, task_key=task.key))
    saves = saves or read_saves(uow, task_key=task.key)
    return fill(
        uow,
        actor,
        form,
        change_rows(form, saves.applied(form, data, held), order),
        context=held,
        documents=known,
        word_url=f"{INBOX.path}/{task.key}/mo-bang-word",
        saved=saves.moments,
        page=f"{INBOX.path}/{task.key}",
        errors=errors,
        verb=verb,
        decides=decides,
        language=language,
    )


def show_task(
    request: Request,
    door: Door,
    task_key: int,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
    status: int = 200,
    follow: bool = False,
) -> Response:
    """Answer with the page of a task.

    `follow`: a page that waits until the system has done what follows on the task is led on then: to the same step
    when it has come back to its reader, else to the page as it is now.
    """
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        view = read_task_view(uow, actor, frame.language, task_key, posted=posted, refused=refused)
    if follow:
        return _led_on(view)
    return _page(request, frame, view, refused, status)


def _led_on(view: TaskView) -> Response:
    if view.awaited:
        return Response(status_code=204)
    at = view.task.completed_at
    back = (one for one in view.next_steps if one.task.element_id == view.task.element_id)
    again = next((one for one in back if at is not None and one.task.created_at >= at), None)
    place = f"{INBOX.path}/{again.task.key}" if again is not None else f"{INBOX.path}/{view.task.key}?vua-xong=1"
    return Response(status_code=204, headers={"HX-Redirect": place})


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
        done_before=done_before_key(request),
        notice_code=request.query_params.get("bao", ""),
    )


def done_before_key(request: Request) -> int | None:
    """Give the task that led here when it was completed, from the page's address."""
    text = request.query_params.get("vua", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(BIGGEST_KEY)) else None


def _filling(
    uow: UnitOfWork,
    actor: Actor,
    words: Words,
    task: TaskRecord,
    documents: tuple[DocumentRecord, ...],
    posted: Posted | None,
    refused: EngineError | None,
) -> Filling:
    assert task.form_key is not None  # noqa: S101  the caller has asked
    form = form_of(uow, task.form_key)
    saves = read_saves(uow, task_key=task.key)
    if posted is not None:
        data = answers(uow, actor, form, posted, words.language)
    else:
        known = (*documents, *list_own_uploads(uow, actor, task_key=task.key))
        drafted = saves.applied(form, read_draft(uow, actor, task_key=task.key) or {})
        data = without_lost_files(form, drafted, known)
    order = posted.text("row") if posted is not None and refused is None else ""
    return fill_task(
        uow,
        actor,
        task,
        data,
        documents=documents,
        verb=words.verb(task.definition_key, task.element_id),
        refused=refused,
        order=order,
        decides=words.task_property(task.definition_key, task.element_id, DECIDES),
        language=words.language,
        saves=saves,
    )


def step_view(words: Words, task: TaskRecord, names: Mapping[str, str]) -> StepView:
    """Put the words beside a task of a case; `names` are of its `holders`."""
    return StepView(
        task=task, name=words.task(task), who=words.holder(task, names), open=task.state is TaskState.CREATED
    )
