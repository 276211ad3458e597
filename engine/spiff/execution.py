"""The door to a running case: start or restore it, give it a command, read what happened and what to keep.

An execution lives for one request. Each command runs on until every token waits. Nothing is stored here: the caller
keeps the document, the variables and the events in one transaction, or keeps nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import Conflict, NotFound, Text
from engine.feel import Host
from engine.model.ad_hoc import AdHocResult
from engine.model.calls import CalledProcesses
from engine.model.decision import DecisionMaker, NoDecisions
from engine.model.events import EscalationLeft, Event, IncidentCleared, ProcessTerminated
from engine.model.forms import FormShelf
from engine.model.items import ItemChanges, ItemSource
from engine.model.json_value import JsonValue, Variables
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer, TaskChange, TaskEvent
from engine.spiff.case import Case, too_many_tokens
from engine.spiff.catchers import error_catcher, escalation_catcher, leave_with_error
from engine.spiff.condition_watch import fire_conditions
from engine.spiff.document import load_around, read_document, write_document, write_items
from engine.spiff.elements.ad_hoc import check_result, decide, follow_result, is_running, refuse_result
from engine.spiff.elements.call_activity import CallActivity, call_failed
from engine.spiff.elements.user_task import UserTask
from engine.spiff.firing import check_fire, finish, fire, move_on
from engine.spiff.listening import keep_result, result_key, withdraw_listener
from engine.spiff.process_model import ProcessModel
from engine.spiff.task_listening import remember_change
from engine.spiff.tokens import Phase, Token


class Execution:
    """One case in memory. Make it with `start` or `restore`."""

    def __init__(self, case: Case) -> None:
        self._case = case

    @classmethod
    def start(  # noqa: PLR0913 - a case needs all of them, each by name
        cls,
        model: ProcessModel,
        *,
        instance_key: int,
        keys: Callable[[], int],
        host: Host,
        limits: RuntimeLimits,
        variables: Variables,
        decisions: DecisionMaker | None = None,
        calls: CalledProcesses | None = None,
        forms: FormShelf | None = None,
        start_id: str | None = None,
        brought: Variables | None = None,
    ) -> "Execution":
        """Begin a case at its none start event, or at `start_id` with what its event brought, and run to the waits.

        `keys` gives a new 64-bit key at each call, `host.now` is the clock, `decisions`, `calls` and `forms` are
        what business rule tasks, call activities and user tasks ask for. Raises LimitExceeded or InputRejected when
        the variables cannot be kept.
        """
        case = Case(
            model,
            instance_key=instance_key,
            keys=keys,
            host=host,
            limits=limits,
            decisions=decisions or NoDecisions(),
            calls=calls,
            forms=forms,
        )
        case.scopes.check({**variables, **(brought or {})})
        case.scopes.set_local(instance_key, variables)
        case.begin(start_id, brought)
        case.run(fire_conditions)
        return cls(case)

    @classmethod
    def restore(  # noqa: PLR0913  what a host keeps of a case, and what it offers, each under its name
        cls,
        model: ProcessModel,
        *,
        instance_key: int,
        keys: Callable[[], int],
        host: Host,
        limits: RuntimeLimits,
        document: Mapping[str, Any],
        variables: Mapping[int, Variables],
        decisions: DecisionMaker | None = None,
        calls: CalledProcesses | None = None,
        forms: FormShelf | None = None,
        items: ItemSource | None = None,
    ) -> "Execution":
        """Bring a case back from its document and the variables of its open scopes by scope key; runs nothing.

        `items` gives the items of repeated activities as `item_changes` reported them, and the variables inside them.
        """
        case = Case(
            model,
            instance_key=instance_key,
            keys=keys,
            host=host,
            limits=limits,
            decisions=decisions or NoDecisions(),
            calls=calls,
            forms=forms,
            items=items,
        )
        read_document(case, document, variables)
        return cls(case)

    def complete(
        self, element_instance_key: int, variables: Variables, result: AdHocResult | TaskAnswer | None = None
    ) -> None:
        """Complete the user task or job that waits at an element instance and run on.

        A user task whose listeners are to be asked waits for them first. `result` is what the worker of an ad-hoc
        sub-process decided or what the listener of a task answered. Raises Conflict when that element instance does
        not wait for it, LimitExceeded or InputRejected when the variables cannot be kept or the result cannot be
        followed; nothing has changed then.
        """
        token = self._work(element_instance_key)
        if token.is_listening and isinstance(token.task_spec, UserTask) and token.phase is Phase.TASK:
            refuse_result(result if isinstance(result, AdHocResult) else None)
            token.task_spec.answer(token, result if isinstance(result, TaskAnswer) else TaskAnswer(), variables)
        elif token.is_listening:
            refuse_result(result)
            self._case.scopes.check(variables, result_key(token))
            keep_result(token, variables)
            self._resume(token)
        elif is_running(token):
            self._case.scopes.check(variables, token.scope_key)
            refuse_result(result if isinstance(result, TaskAnswer) else None)
            decide(token, variables, result if isinstance(result, AdHocResult) else AdHocResult())
        else:
            refuse_result(result)
            asked = TaskChange(event=TaskEvent.COMPLETING, action="complete", by="", variables=variables)
            if self.change_task(element_instance_key, asked):
                return
            self._case.scopes.check(variables, token.scope_key)
            finish(token, variables)
        self._case.run(fire_conditions)

    def change_task(self, element_instance_key: int, change: TaskChange) -> bool:
        """Let a change of a user task wait for the listeners that are to be asked, and run on; False when none are.

        Raises Conflict when that element instance is no user task that waits, LimitExceeded or InputRejected when the
        variables cannot be kept; nothing has changed then.
        """
        token = self._work(element_instance_key)
        if token.is_listening:
            raise _no_longer("Việc này đang chờ bộ lắng nghe.", "This task waits for its listeners.")
        if not isinstance(token.task_spec, UserTask) or not token.task_spec.is_listened(change.event):
            return False
        self._case.scopes.check(change.variables, token.scope_key)
        remember_change(token, change)
        token._ready()
        self._case.run(fire_conditions)
        return True

    def activate(self, element_instance_key: int, wanted: AdHocResult) -> None:
        """Begin elements of the ad-hoc sub-process at an element instance, and run on.

        Raises NotFound when no ad-hoc sub-process is at work there, Conflict when it is ending, InputRejected for
        elements that it cannot begin, LimitExceeded without room for them; nothing has changed then.
        """
        token = self._token(element_instance_key)
        if token is None or not is_running(token):
            raise NotFound(
                Text(
                    vi="Không có tiểu quy trình tùy biến (ad-hoc) nào đang chạy với mã này.",
                    en="No ad-hoc sub-process of this key is at work.",
                )
            )
        check_result(token, wanted)
        follow_result(token, wanted)
        self._case.run(fire_conditions)

    def visible_variables(self, element_instance_key: int) -> dict[str, JsonValue]:
        """Give what the user task or job that waits at an element instance sees; inner scopes hide outer ones.

        Raises Conflict when that element instance waits for neither.
        """
        return self._case.scopes.visible(self._work(element_instance_key).scope_key)

    def end_call(self, element_instance_key: int, variables: Variables) -> None:
        """Go on at a call activity whose case has ended with these variables, and run on.

        Raises Conflict when no call waits there. Variables that cannot be kept are an incident, never an error.
        """
        token = self._call(element_instance_key)
        token.payload = variables
        move_on(token)
        self._case.run(fire_conditions)

    def take_error(self, element_instance_key: int, code: str, variables: Variables) -> None:
        """Catch the error that left the called case of a call activity, or let it leave this case too, and run on.

        When nobody catches it any more, the call is an incident. Raises Conflict when no call waits there,
        LimitExceeded or InputRejected when the variables cannot be kept.
        """
        token = self._call(element_instance_key)
        catcher = error_catcher(token.workflow, code, host=token)
        if catcher is None and self._case.calls.caller_catches(code):
            leave_with_error(self._case, code, variables)
            return
        if catcher is None:
            call_failed(token, code)
            return
        self._case.scopes.check(variables, catcher.scope_key)
        catcher.enter(variables)
        self._case.run(fire_conditions)

    def take_escalation(self, element_instance_key: int, code: str, variables: Variables) -> None:
        """Catch the escalation that left the called case of a call activity, or let it leave this one too; run on.

        Raises Conflict when no call waits there, LimitExceeded or InputRejected when the variables cannot be kept,
        LimitExceeded when an event that does not interrupt would make one token too many; nothing has changed then.
        """
        case, token = self._case, self._call(element_instance_key)
        catcher = escalation_catcher(token.workflow, code, host=token)
        if catcher is None:
            case.emit(
                EscalationLeft(
                    element_instance_key=token.key,
                    element_id=token.task_spec.name,
                    escalation_code=code,
                    variables=dict(variables),
                )
            )
            return
        if not catcher.details.interrupting and case.live_count >= case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        case.scopes.check(variables, catcher.scope_key)
        catcher.enter(variables)
        case.run(fire_conditions)

    def trigger(self, wait_key: int, variables: Variables) -> None:
        """Fire a timer or deliver a message by its wait key and run on; each wait fires at most once.

        Raises Conflict when nothing waits under this key any more, LimitExceeded or InputRejected when the variables
        cannot be kept, LimitExceeded when an event that does not interrupt would make one token too many; nothing has
        changed then.
        """
        if wait_key not in self._case.by_wait:
            load_around(self._case, self._case.items.source.around_wait, wait_key)
        if wait_key not in self._case.by_wait:
            raise _no_longer("Hồ sơ không còn chờ sự kiện này.", "The case no longer waits for this event.")
        check_fire(self._case, wait_key, variables)
        fire(self._case, wait_key, variables)
        self._case.run(fire_conditions)

    def throw_error(self, element_instance_key: int, code: str, variables: Variables) -> bool:
        """Throw a BPMN error from the task or job that waits at an element instance; run on and give True when caught.

        The nearest catch event outwards takes it, one of this code before one for all (BPMN 2.0.2 §10.5.6). Nothing has
        changed when it gives False, nor when it raises: Conflict when that element instance does not wait for work,
        LimitExceeded or InputRejected when the variables cannot be kept.
        """
        token = self._work(element_instance_key)
        if token.is_listening:
            raise _no_longer(
                "Việc của bộ lắng nghe không báo lỗi nghiệp vụ được.",
                "The job of a listener cannot throw a BPMN error.",
            )
        catcher = error_catcher(token.workflow, code, host=token)
        if catcher is None and self._case.calls.caller_catches(code):
            leave_with_error(self._case, code, variables)
            return True
        if catcher is None:
            return False
        self._case.scopes.check(variables, catcher.scope_key)
        catcher.enter(variables)
        self._case.run(fire_conditions)
        return True

    def retry(self, element_instance_key: int) -> None:
        """Try again what failed at an element instance, and run on; a new failure is a new incident.

        Raises Conflict when that element instance has no incident of the model.
        """
        case = self._case
        token = self._token(element_instance_key)
        if token is None or not token.incident:
            raise _no_longer("Bước này không có lỗi đang chờ xử lý.", "This element has no incident.")
        token.incident = False
        case.emit(IncidentCleared(element_instance_key=token.key))
        if token.workflow.joins.get(token.task_spec.name) is not token:
            self._resume(token)
        case.run(fire_conditions)

    def set_variables(self, scope_key: int, variables: Variables, *, local: bool = True) -> None:
        """Set variables in exactly this scope; only what waits for a condition on them runs on.

        The scope is the case, or an element instance that is at work (one without variables of its own gets a scope).
        Without `local`, each goes to the nearest scope from there outwards that has it, else to the case (Camunda 8).
        Raises NotFound when nothing of this key is open, LimitExceeded or InputRejected when they cannot be kept.
        """
        scopes, token = self._case.scopes, self._token(scope_key)
        if token is None and not scopes.is_open(scope_key):
            raise NotFound(
                Text(
                    vi="Bước này của hồ sơ không còn mở.",
                    en="Nothing of this key is open in the case any more.",
                ),
                code="scope_not_open",
            )
        seen_from = scope_key if token is None or scopes.is_open(scope_key) else token.scope_key
        scopes.check(variables, seen_from)
        if not local:
            scopes.propagate(seen_from, variables)
        elif seen_from == scope_key or token is None:
            scopes.set_local(scope_key, variables)
        else:
            token.task_spec.open_scope(token, variables)
        self._case.run(fire_conditions)

    def cancel(self) -> None:
        """End the case early: every token is taken away. Raises Conflict when it is over already."""
        case = self._case
        if case.completed:
            raise _no_longer("Hồ sơ đã kết thúc.", "The case is over.")
        case.end_waits()
        for token in case.live():
            case.terminate(token)
        case.clear_incident(case.task_tree)
        withdraw_listener(case.task_tree)
        case.completed = True
        case.emit(ProcessTerminated())

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened since start or restore, in order, then each changed variable with its last value."""
        return (*self._case.log, *self._case.scopes.changes())

    @property
    def finished(self) -> bool:
        """Tell whether the case has ended, in whatever way."""
        return bool(self._case.completed)

    def document(self) -> dict[str, JsonValue]:
        """Give the tokens as a small JSON document to be kept whole."""
        return write_document(self._case)

    def item_changes(self) -> ItemChanges:
        """Give the items of repeated activities that are to be written or dropped, each in a record of its own."""
        return write_items(self._case)

    def active_elements(self) -> tuple[str, ...]:
        """Give the ids of the elements where a token stands, each once, outer ones first.

        Of what goes on inside items that no command has touched, only the repeated activity itself is known.
        """
        return tuple(dict.fromkeys(token.task_spec.name for space in self._case.spaces() for token in space.live()))

    def _work(self, element_instance_key: int) -> Token:
        token = self._token(element_instance_key)
        if token is None or not (token.is_listening or token.task_spec.is_work(token)):
            raise _no_longer("Việc này không còn chờ xử lý.", "This task or job no longer waits.")
        return token

    def _resume(self, token: Token) -> None:
        """Let a token go on where it stood; the root stands before the beginning or the end of the case."""
        if token is self._case.task_tree:
            self._case.go_on()
        else:
            token._ready()

    def _call(self, element_instance_key: int) -> Token:
        token = self._token(element_instance_key)
        if token is None or token.phase is not Phase.WAIT or not isinstance(token.task_spec, CallActivity):
            raise _no_longer("Hồ sơ không còn chờ quy trình được gọi.", "The case no longer waits for this call.")
        return token

    def _token(self, element_instance_key: int) -> Token | None:
        if element_instance_key not in self._case.by_key:
            load_around(self._case, self._case.items.source.around, element_instance_key)
        return self._case.by_key.get(element_instance_key)


def _no_longer(vi: str, en: str) -> Conflict:
    return Conflict(Text(vi=f"{vi} Không có gì thay đổi.", en=f"{en} Nothing has changed."))
