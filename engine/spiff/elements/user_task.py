"""User task: waits for a person. Whom it is for is worked out when the token arrives, not later.

Its listeners are asked when it begins and before it is assigned, changed or completed; an interruption asks nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from SpiffWorkflow.bpmn.specs.defaults import UserTask as SpiffUserTask

from engine.errors import EngineError
from engine.model.events import UserTaskCanceled, UserTaskChanged, UserTaskCreated
from engine.model.forms import FormReference
from engine.model.json_value import Variables
from engine.model.lifecycle import TaskState
from engine.model.task_change import TaskAnswer, TaskChange, TaskEvent
from engine.spiff import task_listening
from engine.spiff.details import Listener
from engine.spiff.elements import assignment
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.failure import FORM_NOT_FOUND, ModelFailure
from engine.spiff.listener_settings import read_task_listeners
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanWork:
    """What the model says: whom the task is for, and who is asked about each change of it."""

    assignment: assignment.Assignment
    listeners: Mapping[TaskEvent, tuple[Listener, ...]]


class UserTask(ElementSpec, SpiffUserTask):
    """Waits until somebody completes the task."""

    @property
    def work(self) -> HumanWork:
        """What the model says."""
        work = self.details.work
        assert isinstance(work, HumanWork)  # noqa: S101 - the reader makes nothing else
        return work

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out assignee, candidates, form, dates and priority."""
        asked, evaluator = self.work.assignment, token.case.evaluator
        form = self.details.element.form
        return UserTaskCreated(
            element_instance_key=token.key,
            element_id=self.details.element.id,
            name=self.details.element.name or self.details.element.id,
            about=assignment.subject(asked.about, view, evaluator),
            assignee=assignment.one_name(asked.assignee, view, evaluator),
            candidate_groups=assignment.names(asked.candidate_groups, view, evaluator) or asked.lane_groups,
            candidate_users=assignment.names(asked.candidate_users, view, evaluator),
            form_id=None if form is None else form.form_id,
            form_tag=None if form is None else form.version_tag,
            form_key=None if form is None else _version(token, form),
            due_at=assignment.moment(asked.due, view, evaluator, end_of_day=True),
            follow_up_at=assignment.moment(asked.follow_up, view, evaluator, end_of_day=False),
            priority=assignment.priority(asked.priority, view, evaluator),
        )

    def act(self, token: Token, prepared: object) -> bool:
        """Report the task and wait, for its listeners first; a model's assignee has it after they were asked."""
        assert isinstance(prepared, UserTaskCreated)  # noqa: S101 - made above
        event = self._first_event(prepared)
        if event is None:
            token.case.emit(prepared)
            return False
        attributes = task_listening.attributes_of(prepared)
        changes = {"assignee": attributes.pop("assignee")} if prepared.assignee else {}
        token.case.emit(replace(prepared, assignee=None, state=event.state))
        action = "create" if event is TaskEvent.CREATING else "assign"
        task_listening.remember_change(
            token, TaskChange(event=event, action=action, by="", now=attributes, changes=changes)
        )
        try:
            self.go_on(token)
        except ModelFailure as failure:
            token.case.park(token, failure)
        return False

    def _first_event(self, task: UserTaskCreated) -> TaskEvent | None:
        if self.is_listened(TaskEvent.CREATING):
            return TaskEvent.CREATING
        return TaskEvent.ASSIGNING if task.assignee and self.is_listened(TaskEvent.ASSIGNING) else None

    def is_listened(self, event: TaskEvent) -> bool:
        """Tell whether anybody is to be asked about an event."""
        return bool(self.work.listeners.get(event))

    def go_on(self, token: Token) -> bool:
        """Ask the next listener about the change that waits; after the last one make it. True: the task is done."""
        event = TaskEvent(token.chosen)
        if task_listening.ask_next(token, self.work.listeners[event]):
            return False
        change = task_listening.forget_change(token)
        if event is TaskEvent.COMPLETING:
            self._tell(token, change, TaskState.COMPLETED)
            self.take_result(token, change.variables)
            return True
        assignee = change.changes.get("assignee")
        if event is TaskEvent.CREATING and assignee and self.is_listened(TaskEvent.ASSIGNING):
            made = {name: value for name, value in change.changes.items() if name != "assignee"}
            self._tell(token, replace(change, changes=made), TaskState.ASSIGNING)
            following = replace(
                change,
                event=TaskEvent.ASSIGNING,
                action="assign",
                now={**change.now, **made},
                changes={"assignee": assignee},
            )
            task_listening.remember_change(token, following)
            return self.go_on(token)
        self._tell(token, change, TaskState.CREATED)
        return False

    def answer(self, token: Token, answer: TaskAnswer, variables: Variables) -> None:
        """Take what the listener said whose job was out; raises InputRejected when it cannot be followed."""
        task_listening.check_answer(task_listening.change_of(token), answer, variables)
        if answer.denied:
            self._tell(token, task_listening.forget_change(token), TaskState.CREATED, denied=answer.reason)
        else:
            task_listening.keep_answer(token, answer)
            token._ready()

    def _tell(self, token: Token, change: TaskChange, state: TaskState, denied: str | None = None) -> None:
        token.case.emit(
            UserTaskChanged(
                element_instance_key=token.key,
                element_id=self.details.element.id,
                state=state,
                change=change,
                denied=denied,
            )
        )

    def is_work(self, token: Token) -> bool:
        """Tell that it is."""
        return token.phase is Phase.WAIT

    def withdraw(self, token: Token) -> None:
        """Report that the task is no longer wanted."""
        token.case.emit(UserTaskCanceled(element_instance_key=token.key))


def _version(token: Token, form: FormReference) -> int | None:
    """Give the version of the form when it is settled, None when it is the newest; a form that is not there fails."""
    try:
        return token.case.forms.find(form)
    except EngineError as error:
        raise ModelFailure(FORM_NOT_FOUND, error.text.vi, error.text.en) from None


def read_user_task(node: Node, reading: Reading) -> HumanWork:
    """Read whom the task is for and its listeners."""
    return HumanWork(assignment=assignment.read_assignment(node, reading), listeners=read_task_listeners(node, reading))


KINDS = (
    Kind(
        tag="userTask",
        spec=UserTask,
        read=read_user_task,
        extensions=frozenset(
            {
                *("userTask", "assignmentDefinition", "taskSchedule", "priorityDefinition", "formDefinition"),
                "taskListeners",
            }
        ),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
