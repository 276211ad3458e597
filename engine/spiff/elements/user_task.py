"""User task: waits for a person. Whom it is for is worked out when the token arrives, not later."""

from SpiffWorkflow.bpmn.specs.defaults import UserTask as SpiffUserTask

from engine.model.events import UserTaskCanceled, UserTaskCreated
from engine.spiff.elements import assignment
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token


class UserTask(ElementSpec, SpiffUserTask):
    """Waits until somebody completes the task."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out assignee, candidates, dates and priority."""
        asked, evaluator = self.details.work, token.case.evaluator
        assert isinstance(asked, assignment.Assignment)  # noqa: S101 - the reader makes nothing else
        return UserTaskCreated(
            element_instance_key=token.key,
            element_id=self.details.element.id,
            name=self.details.element.name or self.details.element.id,
            about=assignment.subject(asked.about, view, evaluator),
            assignee=assignment.one_name(asked.assignee, view, evaluator),
            candidate_groups=assignment.names(asked.candidate_groups, view, evaluator) or asked.lane_groups,
            candidate_users=assignment.names(asked.candidate_users, view, evaluator),
            form_id=self.details.element.form_id,
            due_at=assignment.moment(asked.due, view, evaluator, end_of_day=True),
            follow_up_at=assignment.moment(asked.follow_up, view, evaluator, end_of_day=False),
            priority=assignment.priority(asked.priority, view, evaluator),
        )

    def act(self, token: Token, prepared: object) -> bool:
        """Report the task and wait."""
        assert isinstance(prepared, UserTaskCreated)  # noqa: S101 - made above
        token.case.emit(prepared)
        return False

    def is_work(self, token: Token) -> bool:
        """Tell that it is."""
        return token.phase is Phase.WAIT

    def withdraw(self, token: Token) -> None:
        """Report that the task is no longer wanted."""
        token.case.emit(UserTaskCanceled(element_instance_key=token.key))


KINDS = (
    Kind(
        tag="userTask",
        spec=UserTask,
        read=assignment.read_assignment,
        extensions=frozenset(
            {"userTask", "assignmentDefinition", "taskSchedule", "priorityDefinition", "formDefinition"}
        ),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
