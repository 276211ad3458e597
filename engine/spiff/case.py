"""One case at work: SpiffWorkflow's workflow with our tokens, scopes, waits and events, and the loop that moves it.

The tree of tasks holds the root and the live tokens only: a token that is done hands its children to the root and goes,
so a step costs what is active, never what has happened. Specs are shared by all cases and never changed here.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine.errors import LimitExceeded, Text
from engine.feel import FeelValue, Host
from engine.model.calls import CalledProcesses, NoProcesses
from engine.model.decision import DecisionMaker
from engine.model.events import (
    ElementActivated,
    Event,
    IncidentCleared,
    IncidentRaised,
    ProcessCompleted,
    WaitClosed,
)
from engine.model.forms import FormShelf, NoForms
from engine.model.items import ItemSource, NoItems
from engine.model.json_value import Variables
from engine.model.limits import RuntimeLimits
from engine.spiff.details import EventStart
from engine.spiff.failure import JOIN_CANNOT_FIRE, LIMIT_EXCEEDED, ModelFailure
from engine.spiff.items import Items
from engine.spiff.listening import ask_listener
from engine.spiff.no_scripts import NO_SCRIPTS
from engine.spiff.scopes import Scopes
from engine.spiff.tokens import Phase, Token, Work
from engine.spiff.values import Evaluator
from engine.spiff.waits import Wait

if TYPE_CHECKING:
    from engine.spiff.process_model import ProcessModel


@runtime_checkable
class Collecting(Protocol):
    """A join that is asked whether it may fire when nothing else can move."""

    def is_complete(self, token: Token) -> bool:
        """Tell whether no further token can arrive."""

    def fire(self, token: Token) -> None:
        """Go on with what has arrived."""


class TokenSpace:
    """What a process and an embedded sub-process have in common: a root, live tokens and waiting joins."""

    tasks: dict[int, Token]
    task_tree: Token
    spec: Any
    top_workflow: "Case"
    scope_key: int
    owner: Token | None = None  # the token of the sub-process or body; None for the process itself
    joins: dict[str, Token]
    completed_work: list[Work]  # activities that can be compensated, in the order in which they completed
    is_fulfilled = False  # of an ad-hoc sub-process: its completion condition has held

    @property
    def counts(self) -> tuple[int, int, int] | None:
        """Total, started and completed items of a repeated activity; None for what is none."""
        return None

    def _plant(self) -> None:
        """Make the root: it stays for the life of the space, holds its event sub-processes' waits, and is no token."""
        self.joins = {}
        self.completed_work = []
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED)
        self.task_tree.key = self.scope_key

    def begin(self, start_id: str | None = None, payload: Variables | None = None) -> None:
        """Put the first token before a start event, else the none start event or the only one.

        `payload` is what the event brought that started the space.
        """
        starts = self.spec.bpmn_start_events
        if start_id is None:
            start = next((found for found in starts if found.details.work is None), starts[0])
        else:
            start = self.spec.task_specs[start_id]
        first = self.task_tree.arrive(start)
        first.payload = payload
        start._update(first)

    @property
    def event_starts(self) -> tuple[EventStart, ...]:
        """The event sub-processes that may start in the space."""
        return getattr(self.spec, "event_starts", ())

    @property
    def is_interrupted(self) -> bool:
        """Tell whether an interrupting event sub-process has taken over: then no other may start."""
        taking_over = {found.element_id for found in self.event_starts if found.start.interrupting}
        return bool(taking_over) and any(token.task_spec.name in taking_over for token in self.live())

    def end_waits(self) -> None:
        """Close the waits of the event sub-processes."""
        for key in list(self.task_tree.waits):
            self.top_workflow.close_wait(self.task_tree, key)

    def live(self) -> Iterator[Token]:
        """Give the tokens in the order in which they came."""
        return (token for token in list(self.tasks.values()) if token is not self.task_tree)

    @property
    def is_empty(self) -> bool:
        """Tell whether no token is left."""
        return len(self.tasks) == 1

    def _task_completed_notify(self, token: Token) -> None:
        self.discard(token)
        if self.is_empty:
            self.top_workflow.emptied.append(self)

    def discard(self, token: Token) -> None:
        """Take a token out; its children go on from the root."""
        root = self.task_tree
        token.parent._children.remove(token.id)
        for child in token.children:
            child.parent = root
        root._children.extend(token._children)
        del self.tasks[token.id]
        self.top_workflow.forget(token)

    @property
    def is_over(self) -> bool:
        """Tell whether the space has ended already."""
        raise NotImplementedError

    def finish(self) -> None:
        """Act when the last token is gone."""
        raise NotImplementedError

    def before_leaving(self, token: Token, outputs: Mapping[str, FeelValue]) -> None:
        """Work out what else a token's leaving means here; may raise ModelFailure; changes nothing of the case."""

    def load_all(self) -> None:
        """Bring every token of the space into memory; only items of repeated activities may be elsewhere."""


class SubCase(TokenSpace, BpmnSubWorkflow):
    """An embedded sub-process at work inside its token."""

    def __init__(self, spec: Any, owner: Token) -> None:
        self.owner = self.host = owner
        self.scope_key = owner.key
        super().__init__(spec, parent_task_id=owner.id, top_workflow=owner.case, deserializing=True)
        self._plant()

    @property
    def parent_workflow(self) -> Any:
        """The space that the sub-process stands in."""
        return self.host.workflow

    @property
    def is_over(self) -> bool:
        """Tell whether the sub-process was left or taken away."""
        return self.top_workflow.subprocesses.get(self.host.id) is not self

    def finish(self) -> None:
        """Let the sub-process be left."""
        self.end_waits()
        self.completed = True
        self.host.undoable = self.completed_work
        self.top_workflow.subprocesses.pop(self.host.id, None)
        self.host.phase = Phase.LEAVE
        self.host._ready()


class Case(TokenSpace, BpmnWorkflow):
    """A process instance at work, with everything that it needs from its host."""

    def __init__(  # noqa: PLR0913 - what a host keeps of a case, and what it offers, each under its name
        self,
        model: "ProcessModel",
        *,
        instance_key: int,
        keys: Callable[[], int],
        host: Host,
        limits: RuntimeLimits,
        decisions: DecisionMaker,
        items: ItemSource | None = None,
        calls: CalledProcesses | None = None,
        forms: FormShelf | None = None,
    ) -> None:
        self.model = model
        self.decisions = decisions
        self.calls = calls or NoProcesses()
        self.forms = forms or NoForms()
        self.items = Items(items or NoItems())
        self.new_key = keys
        self.evaluator = Evaluator(host, limits.feel_steps_per_command)
        self.limits = limits
        self.scope_key = instance_key
        self.scopes = Scopes(instance_key, limits, watched=bool(model.conditions))
        self.log: list[Event] = []
        self.ready: deque[Token] = deque()
        self.emptied: list[TokenSpace] = []  # whose last token went in this step
        self.by_key: dict[int, Token] = {}
        self.by_wait: dict[int, Token] = {}
        self.new_conditions: set[int] = set()  # waits for conditions that nobody has asked for yet
        self.live_count = 0
        self._last_token_id = 0
        super().__init__(model.spec, model.subprocess_specs, script_engine=NO_SCRIPTS, deserializing=True)
        self._plant()
        self.live_count = 0

    def next_token_id(self) -> int:
        """Give the next token id and count the token."""
        self._last_token_id += 1
        self.live_count += 1
        return self._last_token_id

    def now(self) -> datetime:
        """Read the host's clock; a host without one cannot run timers."""
        if self.evaluator.host.now is None:
            msg = "the host has no clock"
            raise ValueError(msg)
        return self.evaluator.host.now()

    def create_subprocess(self, my_task: Token, spec_name: str) -> SubCase:
        """Make the space of an embedded sub-process inside its token."""
        space: SubCase = my_task.task_spec.space_type(self.subprocess_specs[spec_name], my_task)
        self.live_count -= 1  # its root is no token
        self.subprocesses[my_task.id] = space
        return space

    def spaces(self) -> Iterator[TokenSpace]:
        """Give the process and its running sub-processes, outer ones first."""
        yield self
        yield from list(self.subprocesses.values())

    def emit(self, event: Event) -> None:
        """Report a fact, in order."""
        self.log.append(event)

    def run(self, watch: "Callable[[Case], None]") -> None:
        """Move every token that can move, until all wait; the bound on steps parks the rest as incidents.

        `watch` is asked after each step for events that happen by themselves, and first of all when nothing moves.
        """
        left = self.limits.steps_per_command
        self.evaluator.begin_command()
        if not self.ready:
            watch(self)
        while self.ready or self._fire_join():
            token = self.ready.popleft()
            if not token.has_state(TaskState.READY):
                continue
            if left <= 0:
                self.park(token, _too_many_steps(self.limits.steps_per_command))
                continue
            left -= 1
            token.run()
            watch(self)
            self._finish_emptied()
        self._report_stuck_joins()

    def load_every_item(self) -> None:
        """Bring the items of all repeated activities into memory, those inside other items too."""
        loaded = set[int]()
        while missing := [space for owner_id, space in self.subprocesses.items() if owner_id not in loaded]:
            for space in missing:
                loaded.add(space.owner.id)
                space.load_all()

    def activate(self, token: Token) -> None:
        """Name a token's visit and report it, once."""
        if token.key:
            return
        token.key = self.new_key()
        self.by_key[token.key] = token
        element = token.task_spec.details.element
        self.emit(
            ElementActivated(
                element_instance_key=token.key,
                element_id=element.id,
                element_type=element.type,
                scope_key=token.enclosing_key,
            )
        )

    def park(self, token: Token, failure: ModelFailure) -> None:
        """Let a token wait with an incident until somebody retries; its state stays as it was before it acted."""
        self.activate(token)
        token.incident = True
        if token.has_state(TaskState.READY):
            token._set_state(TaskState.STARTED)
        self.emit(
            IncidentRaised(
                element_instance_key=token.key,
                element_id=token.element_id,
                error_type=failure.error_type,
                message=failure.text,
            )
        )

    def clear_incident(self, token: Token) -> None:
        """Report that a token's incident is over, if it has one."""
        if token.incident:
            token.incident = False
            self.emit(IncidentCleared(element_instance_key=token.key))

    def open_wait(self, token: Token, wait: Wait) -> None:
        """Give a planned wait its key and report it."""
        opened = replace(wait, key=self.new_key())
        token.waits[opened.key] = opened
        self.by_wait[opened.key] = token
        if opened.is_condition:
            self.new_conditions.add(opened.key)
        event = opened.opened(token.key)
        if event is not None:
            self.emit(event)

    def close_wait(self, token: Token, key: int) -> Wait:
        """End one wait and report it."""
        del self.by_wait[key]
        wait = token.waits.pop(key)
        if not wait.is_condition:
            self.emit(WaitClosed(wait_key=key, kind=wait.kind))
        return wait

    def terminate(self, token: Token) -> None:
        """Take a token away with all that stands inside it, inner tokens first."""
        space = self.subprocesses.pop(token.id, None)
        if space is not None:
            space.load_all()
            space.end_waits()
            for inner in space.live():
                self.terminate(inner)
        token.cancel()
        token.workflow.joins = {name: join for name, join in token.workflow.joins.items() if join is not token}
        token.workflow.discard(token)

    def forget(self, token: Token) -> None:
        """Drop a token from the indexes."""
        self.live_count -= 1
        self.by_key.pop(token.key, None)

    def begin(self, start_id: str | None = None, payload: Variables | None = None) -> None:
        """Begin as any space does, after the start listeners of the process."""
        root = self.task_tree
        root.chosen, root.payload, root.phase = start_id or "", payload, Phase.START
        self.go_on()

    @property
    def is_over(self) -> bool:
        """Tell whether the case has ended."""
        return bool(self.completed)

    def _finish_emptied(self) -> None:
        """Let spaces without a token be over, unless a condition that the last one made true has put one into them."""
        emptied, self.emptied = self.emptied, []
        for space in emptied:
            if space.is_empty and not space.is_over:
                space.finish()

    def finish(self) -> None:
        """End the case, after the end listeners of the process."""
        self.end_waits()
        self.task_tree.phase = Phase.END
        self.go_on()

    def go_on(self) -> None:
        """Ask the next listener of the process, whose job is the root's; after the last one begin or end the case."""
        root = self.task_tree
        starts = root.phase is Phase.START
        try:
            if ask_listener(root, self.model.starting if starts else self.model.ending):
                self.by_key[root.key] = root
                return
        except ModelFailure as failure:
            self.by_key[root.key] = root
            self.park(root, failure)
            return
        self.by_key.pop(root.key, None)
        root.heard, root.phase = 0, Phase.WAIT
        if starts:
            start_id, payload = root.chosen or None, root.payload
            root.chosen, root.payload = "", None
            super().begin(start_id, payload)
        else:
            self.completed = True
            self.emit(ProcessCompleted())

    def _fire_join(self) -> bool:
        """Let one inclusive join go on that nothing can reach any more; True when there was one.

        Asked only when no token moves: what moves could still arrive, and one join's token may be another's.
        """
        for space in self.spaces():
            for token in space.joins.values():
                if isinstance(token.task_spec, Collecting) and token.task_spec.is_complete(token):
                    token.task_spec.fire(token)
                    return True
        return False

    def _report_stuck_joins(self) -> None:
        """Raise an incident at joins that nothing can reach any more: such a case would hang without a word."""
        for space in self.spaces():
            if space.joins and len(space.joins) == len(space.tasks) - 1:
                for token in space.joins.values():
                    if not token.incident:
                        self.park(token, _stuck_join(token))


def _too_many_steps(bound: int) -> ModelFailure:
    return ModelFailure(
        LIMIT_EXCEEDED,
        f"Đã chạy {bound} bước mà chưa đến điểm chờ, có thể là vòng lặp vô tận. Hãy sửa điều kiện rồi chạy tiếp.",
        f"{bound} steps ran without a wait, maybe an endless loop. Mend the condition, then retry.",
    )


def _stuck_join(token: Token) -> ModelFailure:
    missing = ", ".join(sorted(set(token.task_spec.details.incoming) - set(token.arrived)))
    return ModelFailure(
        JOIN_CANNOT_FIRE,
        f"Điểm gộp không bao giờ đủ nhánh: còn thiếu luồng {missing} mà không việc nào dẫn tới nữa.",
        f"The join can never be complete: flow {missing} is missing and nothing leads there any more.",
    )


def too_many_tokens(bound: int) -> LimitExceeded:
    """Give the refusal to make more tokens than the bound."""
    return LimitExceeded(
        Text(
            vi=f"Hồ sơ sẽ có hơn {bound} bước cùng hoạt động. Hãy sửa chỗ rẽ nhánh song song.",
            en=f"The case would have more than {bound} active elements. Mend the parallel split.",
        )
    )
