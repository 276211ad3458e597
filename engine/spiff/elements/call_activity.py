"""Call activity: another process as an instance of its own; the token waits until that one ends (Camunda 8).

The host starts and ends the called case. This module only says what it is given and takes what it gives.
"""

from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.defaults import NoneTask as SpiffNoneTask

from engine.errors import EngineError, Text
from engine.model.calls import ProcessCall
from engine.model.decision import Binding
from engine.model.events import CallCanceled, CallRequested
from engine.spiff.bindings import read_binding
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.failure import CALLED_ELEMENT_ERROR, ModelFailure, unhandled
from engine.spiff.feel_json import short_name
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token
from engine.spiff.values import Value
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWork:
    """Which process is called and which variables pass to it and back."""

    process_id: Value
    binding: Binding
    version_tag: str | None
    passes_all: bool
    takes_all: bool


class CallActivity(ElementSpec, SpiffNoneTask):
    """Waits for the called case."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Find the version of the process that is called."""
        work = self._work()
        given, warnings = work.process_id.evaluate(view, token.case.evaluator)
        process_id = short_name(given)
        if process_id is None:
            raise ModelFailure(
                CALLED_ELEMENT_ERROR,
                f"{work.process_id.about.vi} ({work.process_id.shown}) phải là mã của một quy trình.",
                f"{work.process_id.about.en} ({work.process_id.shown}) must be the id of a process.",
                warnings,
            )
        call = ProcessCall(process_id=process_id, binding=work.binding, version_tag=work.version_tag)
        try:
            return token.case.calls.find(call)
        except EngineError as error:
            raise ModelFailure(CALLED_ELEMENT_ERROR, error.text.vi, error.text.en) from None

    def act(self, token: Token, prepared: object) -> bool:
        """Ask the host to start the case, with all that is visible here or only with what input mappings set."""
        assert isinstance(prepared, int)  # noqa: S101 - made above
        scopes = token.case.scopes
        own = scopes.local(token.key) if token.is_scope else {}
        token.case.emit(
            CallRequested(
                element_instance_key=token.key,
                element_id=self.details.element.id,
                definition_key=prepared,
                variables=scopes.visible(token.scope_key) if self._work().passes_all else own,
            )
        )
        return False

    def leave(self, token: Token) -> None:
        """Take what the called case gave; what cannot be kept is an incident whose retry tries again."""
        if token.chosen:
            raise unhandled(token.chosen)
        if token.payload is not None:
            wanted = token.payload if self._work().takes_all or self.details.outputs else {}
            token.case.scopes.check(wanted, token.scope_key)
            self.take_result(token, wanted)
            token.payload = None
        super().leave(token)

    def withdraw(self, token: Token) -> None:
        """Report that the called case is no longer wanted."""
        token.case.emit(CallCanceled(element_instance_key=token.key))

    def _work(self) -> CallWork:
        assert isinstance(self.details.work, CallWork)  # noqa: S101 - the reader makes nothing else
        return self.details.work


def call_failed(token: Token, code: str) -> None:
    """Keep an error of the called case that nobody catches as an incident of the call, whose retries find it again.

    So it is while a completed sub-process is undone: its boundary events are over, which its model does not tell.
    """
    token.task_spec.withdraw(token)
    token.phase, token.chosen = Phase.LEAVE, code
    token.case.park(token, unhandled(code))


def read_call(node: Node, reading: Reading) -> CallWork | None:
    """Read `zeebe:calledElement`."""
    called = reading.extension(node, "calledElement")
    if called is None or not called.get("processId"):
        reading.findings.add(
            "missing_setting",
            node,
            "Bước gọi quy trình chưa chọn quy trình (zeebe:calledElement processId).",
            "The call activity names no process (zeebe:calledElement processId).",
        )
        return None
    process_id = reading.value(called, "processId", "Mã quy trình được gọi", "The called process id")
    bound = read_binding(reading.findings, called)
    if process_id is None or bound is None:
        return None
    return CallWork(
        process_id=process_id,
        binding=bound[0],
        version_tag=bound[1],
        passes_all=_flag(called, "propagateAllParentVariables", reading),
        takes_all=_flag(called, "propagateAllChildVariables", reading),
    )


def _flag(called: Node, name: str, reading: Reading) -> bool:
    written = called.get(name, "true")
    if written not in {"true", "false"}:
        about = Text(vi=f"{name} chỉ nhận true hoặc false.", en=f"{name} is either true or false.")
        reading.findings.add("invalid_setting", called, about.vi, about.en)
    return bool(written == "true")


KINDS = (
    Kind(
        tag="callActivity",
        spec=CallActivity,
        read=read_call,
        extensions=frozenset({"calledElement"}),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
