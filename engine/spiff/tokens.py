"""A token of a case: SpiffWorkflow's task without data, log or clock of its own, plus what the host remembers of it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from SpiffWorkflow import TaskState
from SpiffWorkflow.task import Task

from engine.model.json_value import Variables
from engine.spiff.details import OutFlow
from engine.spiff.waits import Wait

if TYPE_CHECKING:
    from engine.spiff.case import Case


# Completed work that can be undone: an activity with a handler, or a sub-process with what completed in it, in order.
Work: TypeAlias = "str | list[Any]"


class Phase(StrEnum):
    """How far a token is with its element."""

    ENTER = "E"  # arrived, nothing done yet
    START = "S"  # its start listeners are at work, before its own work begins
    WAIT = "W"  # acting was begun; the world must answer
    TASK = "T"  # listeners of a user task are asked about a change of it
    LEAVE = "L"  # the work is done, the way out is next
    END = "X"  # its end listeners are at work, after its outputs were given and before its flows are taken


LISTENING = frozenset({Phase.START, Phase.TASK, Phase.END})


class Token(Task):
    """One token. Ids count up within a case; `key` is the element instance key, 0 until the element is entered."""

    def __init__(
        self, workflow: Any, task_spec: Any, parent: "Token | None" = None, state: int = TaskState.FUTURE
    ) -> None:
        self.key = 0
        self.phase = Phase.ENTER
        self.incident = False
        self.is_scope = False
        self.arrived: list[str] = []
        self.waits: dict[int, Wait] = {}
        self.taken: tuple[OutFlow, ...] = ()
        self.payload: Variables | None = None  # what the event that made the token brought; None: no event did
        self.index: int | None = None  # of an item of a repeated activity, from 0
        self.outcome: object = None  # what the end of an item means, between working it out and leaving
        self.to_undo: list[Work] | None = None  # of a compensation throw: the activities still to be undone
        self.undoing = False  # of a completed sub-process: entered again, to undo what completed in it
        self.undoable: list[Work] = []  # of a sub-process about to be left: what completed in it and can be undone
        self.kept: Variables | None = None  # of one about to be left: its variables, for what undoes it as a whole
        self.undoes = 0  # of a compensation handler: the key of the throw event that it works for
        # the element whose event decided an event-based gateway, or that an activation begins with; of a call the
        # code of an error that nobody catches
        self.chosen = ""
        self.has_job = False  # a job is out that is not the whole work of the element: of a listener, of an ad-hoc one
        self.heard = 0  # listeners of the phase that are done
        super().__init__(workflow, task_spec, parent, state, id=workflow.top_workflow.next_token_id())

    @property
    def case(self) -> "Case":
        """The case that the token belongs to, however deep it stands."""
        return self.workflow.top_workflow  # type: ignore[no-any-return]

    @property
    def enclosing_key(self) -> int:
        """The key of the scope around the element."""
        return self.workflow.scope_key  # type: ignore[no-any-return]

    @property
    def scope_key(self) -> int:
        """The key of the innermost scope that the element sees: its own if it opened one."""
        return self.key if self.is_scope else self.enclosing_key

    @property
    def element_id(self) -> str:
        """The id of the element where the token stands; of a root that of the process."""
        case = self.case
        return case.model.definition.process_id if self is case.task_tree else self.task_spec.name

    @property
    def is_listening(self) -> bool:
        """Tell whether the job of a listener is out."""
        return self.has_job and self.phase in LISTENING

    @property
    def outward_key(self) -> int:
        """The key of the scope that the element gives its outputs to.

        An item's output may also be a variable of its own, which its result is made from (Camunda 8).
        """
        return self.enclosing_key if self.index is None else self.scope_key

    def arrive(self, task_spec: Any, flow_id: str | None = None) -> "Token":
        """Put a new token before an element, as a child of this one."""
        child = Token(self.workflow, task_spec, self)
        if flow_id is not None:
            child.arrived.append(flow_id)
        return child

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        """Carry nothing: variables live in scopes."""
