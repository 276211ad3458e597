"""The life of every element: entered, worked on, left. Kinds say only what is special to them.

Each transition first evaluates everything that can fail, then acts without a chance of failure: an incident therefore
leaves no partial effect, and a retry starts the same transition again. Built on the hooks of SpiffWorkflow's specs.
"""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin

from engine.errors import InputRejected, LimitExceeded
from engine.feel import FeelValue
from engine.model.events import ElementCompleted, ElementTerminated, ScopeClosed, SequenceFlowTaken
from engine.model.json_value import JsonValue, Variables
from engine.spiff.case import too_many_tokens
from engine.spiff.details import CompensationSetting, Details, OutFlow
from engine.spiff.elements.compensation import handler_done
from engine.spiff.elements.conditions import every_true_flow
from engine.spiff.failure import EXTRACT_VALUE_ERROR, LIMIT_EXCEEDED, ModelFailure
from engine.spiff.io_mapping import evaluate_mappings
from engine.spiff.listening import ask_listener, withdraw_listener
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token
from engine.spiff.waits import plan_waits

_BEFORE = frozenset({Phase.ENTER, Phase.START})


class ElementSpec(BpmnSpecMixin):
    """A flow node that executes. Shared by all cases: everything about one case stands in its token."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, details: Details, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.details = details
        self.is_compensated = any(isinstance(event.work, CompensationSetting) for event in details.boundaries)
        self.is_conditional = any(flow.condition is not None for flow in details.flows)

    # What a kind may say of its own -------------------------------------------------------------------------------

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Evaluate what acting needs; may raise ModelFailure; changes nothing."""
        return None

    def act(self, token: Token, prepared: object) -> bool:
        """Do the element's work; True when it is done at once, False when the world must answer."""
        return True

    def choose_flows(self, token: Token, outputs: Mapping[str, FeelValue]) -> tuple[OutFlow, ...]:
        """Say which flows the token leaves by; may raise ModelFailure; changes nothing.

        Conditions see what the element gives to its surroundings (`outputs`), which is set a moment later.
        Several flows are a parallel split; conditions on them choose, as at an inclusive gateway.
        """
        return every_true_flow(token, outputs) if self.is_conditional else self.details.flows

    def withdraw(self, token: Token) -> None:
        """Report that work which waited for the world is no longer wanted."""

    def go_on(self, token: Token) -> bool:
        """Go on with a change of the work that listeners were asked about; True when the work is done by it."""
        raise NotImplementedError

    def is_work(self, token: Token) -> bool:
        """Tell whether the token waits for somebody to complete a task or job."""
        return False

    def after_completion(self, token: Token) -> None:
        """Act when the element is complete and before its flows are taken."""

    # The life itself ----------------------------------------------------------------------------------------------

    def enter(self, token: Token) -> bool:
        """Go from arrival to waiting or to the end of the work; True when the work is done.

        Start listeners come between the input mappings and all else; they see and set the element's own variables.
        """
        case = token.case
        case.activate(token)
        scopes, details = case.scopes, self.details
        inputs: dict[str, JsonValue] = {}
        local: dict[str, FeelValue] = {}
        if details.inputs and token.phase is Phase.ENTER:
            inputs, local = evaluate_mappings(details.inputs, scopes, token.scope_key, case.evaluator, extending=False)
        if details.starting:
            if token.phase is Phase.ENTER:
                self.open_scope(token, inputs)
                inputs, token.phase = {}, Phase.START
            if ask_listener(token, details.starting):
                return False
        view = scopes.view(token.scope_key, local)
        prepared = self.prepare(token, view)
        planned = plan_waits(case, details.boundaries, view, token.enclosing_key)
        if details.inputs or details.outputs:
            self.open_scope(token, inputs)
        token.phase, token.heard = Phase.WAIT, 0
        done = self.act(token, prepared)
        for wait in planned:
            case.open_wait(token, wait)
        return done

    def open_scope(self, token: Token, variables: Variables) -> None:
        """Give the element a scope of its own."""
        if not token.is_scope:
            token.case.scopes.open(token.key, token.enclosing_key)
            token.is_scope = True
        token.case.scopes.set_local(token.key, variables)

    def take_result(self, token: Token, variables: Variables) -> None:
        """Keep what the work gave: local when output mappings select from it, else where each name belongs.

        Camunda 8: without output mappings a variable goes to the nearest scope that has it, else to the process. In
        models of Camunda 7 it does so beside output parameters too.
        """
        if self.details.outputs and not self.details.keeps_result:
            token.case.scopes.set_local(token.key, variables)
        else:
            token.case.scopes.propagate(token.scope_key, variables)

    def outcome(self, token: Token) -> tuple[dict[str, JsonValue], dict[str, FeelValue]]:
        """Evaluate what the element gives to its surroundings: to keep, and to reckon with; may raise ModelFailure."""
        case = token.case
        return evaluate_mappings(self.details.outputs, case.scopes, token.scope_key, case.evaluator, extending=True)

    def leave(self, token: Token) -> None:
        """Evaluate output mappings and the way out, then close everything that the element had open.

        End listeners come in between: they see what the outputs gave, and set variables around the element too.
        """
        case = token.case
        outputs, local = ({}, {}) if token.phase is Phase.END else self.outcome(token)
        if self.details.ending:
            if token.phase is not Phase.END:
                case.scopes.propagate(token.outward_key, outputs)
                self.close_waits(token)
                outputs, local, token.phase = {}, {}, Phase.END
            if ask_listener(token, self.details.ending):
                return
        token.workflow.before_leaving(token, local)
        flows = self.choose_flows(token, local)
        if len(flows) > 1 and case.live_count - 1 + len(flows) > case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        case.scopes.propagate(token.outward_key, outputs)
        self.close(token)
        token.taken = flows

    def close(self, token: Token) -> None:
        """Close the waits and the scope of a token that goes."""
        self.close_waits(token)
        if token.is_scope:
            token.is_scope = False
            token.case.scopes.close(token.key)
            token.case.emit(ScopeClosed(scope_key=token.key))

    def close_waits(self, token: Token) -> None:
        """Close the waits of a token whose work is done."""
        for key in list(token.waits):
            token.case.close_wait(token, key)

    # SpiffWorkflow's hooks ----------------------------------------------------------------------------------------

    def test(self) -> None:
        """Check nothing at run time: models are checked when they are deployed."""

    def _predict(self, my_task: Token, *_arguments: object, **_named: object) -> None:
        """Predict nothing: a token exists only where it stands."""

    def _update_hook(self, my_task: Token) -> bool | None:
        return True

    def _on_ready(self, my_task: Token) -> None:
        my_task.case.ready.append(my_task)

    def _run(self, my_task: Token) -> bool | None:
        """Move the token on; None parks it in STARTED, True completes it."""
        try:
            if not self._is_worked(my_task):
                return None
            if my_task.phase is not Phase.END:
                my_task.phase = Phase.LEAVE
            self.leave(my_task)
        except ModelFailure as failure:
            my_task.case.park(my_task, failure)
            return None
        except LimitExceeded as error:
            my_task.case.park(my_task, ModelFailure(LIMIT_EXCEEDED, error.text.vi, error.text.en))
            return None
        except InputRejected as error:
            my_task.case.park(my_task, ModelFailure(EXTRACT_VALUE_ERROR, error.text.vi, error.text.en))
            return None
        if my_task.is_listening:
            return None
        return True if my_task.id in my_task.workflow.tasks else None  # leaving may have taken the token itself away

    def _is_worked(self, token: Token) -> bool:
        if token.phase in _BEFORE:
            return self.enter(token)
        return token.phase is not Phase.TASK or self.go_on(token)

    def _on_complete_hook(self, my_task: Token) -> None:
        case, element_id = my_task.case, self.details.element.id
        case.emit(ElementCompleted(element_instance_key=my_task.key, element_id=element_id))
        if self.is_compensated and not my_task.undoing:
            my_task.workflow.completed_work.append(self.name)
        elif (my_task.undoable or my_task.kept is not None) and my_task.index is None:
            kept = [] if my_task.kept is None else [dict(my_task.kept)]
            my_task.workflow.completed_work.append([self.name, my_task.undoable, *kept])
        self.after_completion(my_task)
        for flow in my_task.taken:
            case.emit(SequenceFlowTaken(flow_id=flow.id, source_id=element_id, target_id=flow.target_id))
            my_task.arrive(self._wf_spec.task_specs[flow.target_id], flow.id)
        if my_task.undoes:
            handler_done(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        case = my_task.case
        if not my_task.key:
            return
        if my_task.phase in {Phase.WAIT, Phase.TASK}:
            self.withdraw(my_task)
        withdraw_listener(my_task)
        self.close(my_task)
        case.clear_incident(my_task)
        case.emit(ElementTerminated(element_instance_key=my_task.key, element_id=self.details.element.id))
