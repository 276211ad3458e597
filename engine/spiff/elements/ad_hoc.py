"""Ad-hoc sub-process: its elements begin when they are asked for, any number of times, in any order (Camunda 8).

Each activation is an element instance of its own inside the sub-process, with a scope and tokens of its own: variables
and joins of one never meet those of another. The sub-process is done when its completion condition says so, without one
when its last activation is over; with a task definition a worker decides after each activation what follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Conflict, InputRejected, Text
from engine.feel import FeelValue, from_json
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.events import JobCanceled, JobCreated, JobKind
from engine.model.json_value import JsonValue, Variables
from engine.model.task_change import TaskAnswer
from engine.spiff.case import SubCase
from engine.spiff.elements.ad_hoc_setting import AdHocWork, read_ad_hoc
from engine.spiff.elements.kind import AD_HOC, Kind
from engine.spiff.elements.repetition import truth
from engine.spiff.elements.sub_process import SubProcess, check_room
from engine.spiff.failure import EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.feel_json import keep
from engine.spiff.job_settings import job_of
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token
from engine.spiff.waits import Wait, plan_event_starts

ELEMENTS = "adHocSubProcessElements"  # the variable that tells what can be begun (Camunda 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What an ad-hoc sub-process begins with."""

    own: Variables
    activations: Sequence[Activation]
    waits: tuple[Wait, ...]
    job: JobCreated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the end of an activation means: what is collected by now, whether it is enough, the next job."""

    collected: Variables
    is_enough: bool | None  # None: there is no condition
    job: JobCreated | None


class AdHocSpace(SubCase):
    """The activations of one ad-hoc sub-process, and its event sub-processes."""

    def activate(self, activation: Activation) -> None:
        """Put a token before one element, in an activation of its own."""
        spec = self.host.task_spec.activation_spec(self)
        token = self.task_tree.arrive(spec)
        token.chosen, token.payload = activation.element_id, activation.variables
        spec._update(token)

    def before_leaving(self, token: Token, outputs: Mapping[str, FeelValue]) -> None:
        """Work out what the end of an activation means; may raise ModelFailure; changes nothing of the case."""
        token.outcome = self.host.task_spec.judge(self, token)

    def _task_completed_notify(self, token: Token) -> None:
        if self.host.undoing:
            super()._task_completed_notify(token)
            return
        self.discard(token)
        self.host.task_spec.activation_done(self, token)

    def end_activations(self) -> None:
        """Take away all that still runs."""
        for token in self.live():
            self.top_workflow.terminate(token)

    def finish(self) -> None:
        """Let the sub-process be left."""
        self.host.task_spec.withdraw(self.host)
        super().finish()


class AdHocSubProcess(SubProcess):
    """Begins elements when it is entered, when a worker or somebody else asks for them, and knows when it is done."""

    space_type = AdHocSpace

    @property
    def work(self) -> AdHocWork:
        """What the model says of it."""
        assert isinstance(self.details.work, AdHocWork)  # noqa: S101 - the reader makes nothing else
        return self.details.work

    def activation_spec(self, space: AdHocSpace) -> "InnerInstance":
        """Give the spec of its activations."""
        return next(spec for spec in space.spec.task_specs.values() if isinstance(spec, InnerInstance))

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out what it begins with, and check that there is room for it."""
        case, work = token.case, self.work
        own: dict[str, JsonValue] = {ELEMENTS: list(work.elements)}
        if work.output is not None:
            own[work.output] = []
        case.scopes.check(own)
        seen = view.under({name: from_json(value) for name, value in own.items()})
        activations = [Activation(element_id=found) for found in self._listed(token, seen)]
        check_room(token, 1 + 2 * len(activations))
        starts = case.subprocess_specs[self.spec].event_starts
        return Begun(
            own=own,
            activations=activations,
            waits=plan_event_starts(case, starts, seen, token.key),
            job=self._next_job(token, seen),
        )

    def act(self, token: Token, prepared: object) -> bool:
        """Open the scope, begin the listed elements or ask the worker."""
        assert isinstance(prepared, Begun)  # noqa: S101 - made above
        case = token.case
        held = case.scopes.local(token.key) if token.is_scope else {}
        self.open_scope(token, {name: value for name, value in prepared.own.items() if name not in held})
        space = case.create_subprocess(token, self.spec)
        for wait in prepared.waits:
            case.open_wait(space.task_tree, wait)
        self._ask(token, prepared.job)
        for activation in prepared.activations:
            space.activate(activation)
        return False

    def is_work(self, token: Token) -> bool:
        """Tell whether its worker is asked what follows."""
        return token.has_job

    def withdraw(self, token: Token) -> None:
        """Report that nobody needs the worker's decision any more."""
        if token.has_job:
            token.has_job = False
            token.case.emit(JobCanceled(element_instance_key=token.key))

    def outcome(self, token: Token) -> tuple[dict[str, JsonValue], dict[str, FeelValue]]:
        """Give what was collected, and what output mappings make."""
        mapped, local = super().outcome(token)
        name = self.work.output
        if name is None:
            return mapped, local
        collected = token.case.scopes.local(token.key)[name]
        return {name: collected, **mapped}, {name: from_json(collected), **local}

    # Activations --------------------------------------------------------------------------------------------------

    def judge(self, space: AdHocSpace, token: Token) -> Judged:
        """Say what the end of an activation or of an event sub-process means; may raise ModelFailure."""
        case, work, host = token.case, self.work, space.host
        collected: dict[str, JsonValue] = {}
        if work.output is not None and work.output_element is not None and isinstance(token.task_spec, InnerInstance):
            value, _ = work.output_element.evaluate(case.scopes.view(token.scope_key), case.evaluator)
            before = case.scopes.local(host.key).get(work.output)
            if not isinstance(before, list):
                raise _no_list(work.output)
            collected[work.output] = [*before, keep(value, EXTRACT_VALUE_ERROR, work.output)]
            case.scopes.check(collected, host.scope_key)
        if space.is_fulfilled or space.is_interrupted:
            return Judged(collected=collected, is_enough=True, job=None)
        seen = case.scopes.view(host.scope_key, {name: from_json(value) for name, value in collected.items()})
        if work.completion is None:
            return Judged(collected=collected, is_enough=None, job=self._next_job(host, seen))
        value, warnings = work.completion.evaluate(seen, case.evaluator)
        return Judged(collected=collected, is_enough=truth(value, work.completion, warnings), job=None)

    def activation_done(self, space: AdHocSpace, token: Token) -> None:
        """Keep what was collected and go on: the end, the worker's next decision, or nothing yet."""
        judged, host = token.outcome, space.host
        assert isinstance(judged, Judged)  # noqa: S101 - made by `judge`
        token.case.scopes.set_local(host.key, judged.collected)
        if space.is_fulfilled:
            self.fulfil(space, cancels_remaining=False)  # who said that it is enough said what becomes of the rest
        elif judged.is_enough:
            self.fulfil(space, cancels_remaining=self.work.cancels_remaining)
        elif judged.is_enough is None and self.work.job is None and space.is_empty:
            space.finish()
        elif judged.job is not None:
            self.withdraw(host)
            self._ask(host, judged.job)

    def fulfil(self, space: AdHocSpace, *, cancels_remaining: bool) -> None:
        """Begin nothing more; the sub-process is done as soon as nothing runs in it."""
        space.is_fulfilled = True
        self.withdraw(space.host)
        if cancels_remaining:
            space.end_activations()
        if space.is_empty:
            space.finish()

    def _ask(self, token: Token, job: JobCreated | None) -> None:
        if job is not None:
            token.has_job = True
            token.case.emit(job)

    def _next_job(self, token: Token, view: ScopeView) -> JobCreated | None:
        return None if self.work.job is None else job_of(self.work.job, token, view, JobKind.AD_HOC_SUB_PROCESS)

    def _listed(self, token: Token, view: ScopeView) -> list[str]:
        """Give the ids of the elements to begin with."""
        source = self.work.listed
        if source is None:
            return []
        found, warnings = source.evaluate(view, token.case.evaluator)
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise ModelFailure(
                EXTRACT_VALUE_ERROR,
                f"{source.about.vi} ({source.shown}) phải là danh sách mã bước.",
                f"{source.about.en} ({source.shown}) must be a list of element ids.",
                warnings,
            )
        ids = [one for one in found if isinstance(one, str)]
        unknown = _unknown(ids, self.work)
        if unknown:
            raise ModelFailure(EXTRACT_VALUE_ERROR, unknown.vi, unknown.en)
        return ids


class InnerInstance(SubProcess):
    """One activation: the tokens that come of beginning one element."""

    def act(self, token: Token, prepared: object) -> bool:
        """Open the scope and put a token before the element."""
        ad_hoc = token.workflow.host.task_spec.work
        own: dict[str, JsonValue] = {} if ad_hoc.output_variable is None else {ad_hoc.output_variable: None}
        self.open_scope(token, {**own, **(token.payload or {})})
        element_id, token.payload, token.chosen = token.chosen, None, ""
        token.case.create_subprocess(token, self.spec).begin(element_id)
        return False


def check_result(token: Token, result: AdHocResult) -> None:
    """Raise when a running ad-hoc sub-process cannot do what is asked; changes nothing.

    Conflict when it is done already, InputRejected for elements that cannot be begun, LimitExceeded without room.
    """
    case, space, work = token.case, token.case.subprocesses[token.id], token.task_spec.work
    ids = [activation.element_id for activation in result.activations]
    unknown = _unknown(ids, work)
    if unknown:
        raise InputRejected(unknown)
    if len(set(ids)) < len(ids):
        raise InputRejected(
            Text(vi="Mỗi bước chỉ được bắt đầu một lần trong một lệnh.", en="A command begins each element once only.")
        )
    if ids and result.is_fulfilled:
        raise InputRejected(
            Text(
                vi="Tiểu quy trình tùy biến đã đủ điều kiện hoàn thành thì không bắt đầu thêm bước nào.",
                en="An ad-hoc sub-process whose completion condition is fulfilled begins no more elements.",
            )
        )
    if space.is_fulfilled or space.is_interrupted:
        raise Conflict(
            Text(
                vi="Tiểu quy trình tùy biến đang kết thúc, không bắt đầu thêm bước nào. Không có gì thay đổi.",
                en="The ad-hoc sub-process is ending and begins no more elements. Nothing has changed.",
            )
        )
    check_room(token, 2 * len(ids))
    case.scopes.check(
        {f"{found.element_id}.{name}": value for found in result.activations for name, value in found.variables.items()}
    )


def follow_result(token: Token, result: AdHocResult) -> None:
    """Do what is asked of a running ad-hoc sub-process, after `check_result`."""
    space = token.case.subprocesses[token.id]
    if result.cancels_remaining:
        space.end_activations()
    for activation in result.activations:
        space.activate(activation)
    if result.is_fulfilled:
        token.task_spec.fulfil(space, cancels_remaining=result.cancels_remaining)


def decide(token: Token, variables: Variables, result: AdHocResult) -> None:
    """End the job of an ad-hoc sub-process with what its worker decided; raises as `check_result` does."""
    check_result(token, result)
    token.has_job = False
    token.case.scopes.set_local(token.key, variables)
    follow_result(token, result)


def refuse_result(result: AdHocResult | TaskAnswer | None) -> None:
    """Raise InputRejected when there is a result where nothing can be decided."""
    if isinstance(result, TaskAnswer):
        raise InputRejected(
            Text(
                vi="Việc này không phải của bộ lắng nghe việc nên không từ chối hay sửa việc nào.",
                en="The job is not that of a task listener, so its result cannot deny or correct anything.",
            )
        )
    if result is not None:
        raise InputRejected(
            Text(
                vi="Việc này không phải của tiểu quy trình tùy biến (ad-hoc) nên không có kết quả chọn bước.",
                en="The job is not that of an ad-hoc sub-process, so its result cannot choose elements.",
            )
        )


def is_running(token: Token | None) -> bool:
    """Tell whether a token is that of an ad-hoc sub-process at work."""
    return (
        token is not None
        and isinstance(token.task_spec, AdHocSubProcess)
        and token.phase is Phase.WAIT
        and not token.undoing
    )


def _unknown(ids: Iterable[str], work: AdHocWork) -> Text | None:
    unknown = [found for found in ids if found not in work.ids]
    if not unknown:
        return None
    shown = ", ".join(f"“{found[:100]}”" for found in dict.fromkeys(unknown[:5]))
    return Text(
        vi=f"Tiểu quy trình tùy biến không có bước nào bắt đầu được với mã {shown}.",
        en=f"The ad-hoc sub-process has no element to begin with the id {shown}.",
    )


def _no_list(name: str) -> ModelFailure:
    return ModelFailure(
        EXTRACT_VALUE_ERROR,
        f"Dữ liệu “{name}” thu kết quả của tiểu quy trình tùy biến phải là danh sách.",
        f"The variable “{name}” that collects the results of the ad-hoc sub-process must be a list.",
    )


KINDS = (
    Kind(
        tag=AD_HOC,
        spec=AdHocSubProcess,
        read=read_ad_hoc,
        attributes=frozenset({"cancelRemainingInstances"}),
        children=frozenset({"completionCondition"}),
        extensions=frozenset({"adHoc", "taskDefinition", "taskHeaders"}),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
