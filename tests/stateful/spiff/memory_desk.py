"""The desk of a random case in memory: around it are processes that can be called and a decision that is made."""

from collections.abc import Mapping

from engine.feel import FeelValue
from engine.model import events as e
from engine.model.ad_hoc import AdHocResult
from engine.model.calls import ProcessCall
from engine.model.decision import DecisionCall, DecisionOutcome
from engine.model.json_value import JsonValue
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer
from engine.spiff import true_starts
from tests.stateful.spiff.ad_hoc_blocks import NUMBER
from tests.stateful.spiff.whole_process import BY_EVENT, WholeProcess
from tests.unit.spiff.desk import INSTANCE, Desk

ACTIVATION = "#innerInstance"


class AnyProcess:
    """A host that has whatever process is called."""

    def find(self, _call: ProcessCall) -> int:
        return 1

    def caller_catches(self, _error_code: str) -> bool:
        return False


class AnyDecision:
    """A host that decides everything alike."""

    def decide(self, call: DecisionCall, _variables: Mapping[str, FeelValue]) -> DecisionOutcome:
        return DecisionOutcome(
            decision_key=1,
            decision_id=call.decision_id,
            name=call.decision_id,
            version=1,
            value="A",
            steps=1,
            trace={"decisionId": call.decision_id},
            matched={},
            failures=(),
        )


class MemoryDesk(Desk):
    """A desk that is played at random."""

    def __init__(self, whole: WholeProcess, xml: bytes, limits: RuntimeLimits, *, shared: bool) -> None:
        brought = {"n_by": 1} if whole.start_id else None
        super().__init__(
            xml,
            {"ma": "HS-1"},
            limits=limits,
            calls=AnyProcess(),
            decisions=AnyDecision(),
            shared=shared,
            start_id=whole.start_id,
            brought=brought,
        )
        if whole.started_by == "condition":
            asked = [(1, self.parse(), BY_EVENT)]
            for value, begun in ((1, [(1, BY_EVENT)]), (0, [])):
                assert true_starts(asked, {"n_by": value}, host=self.host, limits=limits) == begun

    # what can be seen

    def item_path(self, element_instance_key: int) -> tuple[int, ...]:
        """Give the items and activations that an element instance stands in, outermost first."""
        path, key = [], element_instance_key
        while key in self.enclosing:
            if self.item_of_scope.get(key) == key:
                path.append(int(str(self.scopes[key]["loopCounter"])))
            elif self.active.get(key, "").endswith(ACTIVATION):
                path.append(int(str(self.scopes.get(key, {}).get(NUMBER, 0))))
            key = self.enclosing[key]
        return tuple(path[::-1])

    @property
    def ad_hocs(self) -> dict[int, str]:
        """The ad-hoc sub-processes at work."""
        return {key: found for key, found in self.active.items() if found.startswith("hoc") and "#" not in found}

    # what can be done

    def fire_key(self, wait_key: int, variables: Mapping[str, JsonValue] | None = None) -> None:
        """Let something happen that is waited for; a timer not before its time."""
        wait = self.waits.get(wait_key)
        if isinstance(wait, e.TimerScheduled):
            self.now = max(self.now, wait.due_at)
        super().fire_key(wait_key, variables)

    def end_call_key(self, key: int, variables: Mapping[str, JsonValue] | None = None) -> None:
        """End a called case; what is refused leaves everything as it was."""
        execution = self.restored()
        execution.end_call(key, variables or {})
        del self.calls[key]
        self._keep(execution)

    def throw_out(self, key: int, kind: str, code: str) -> None:
        """Throw what a job, or the called case of a call, throws."""
        if key in self.jobs:
            assert self.throw_key(key, code, {})
        elif kind == "error":
            self.take_error_key(key, code, {})
        else:
            self.take_escalation_key(key, code, {})

    def answer(self, key: int, result: AdHocResult | TaskAnswer) -> None:
        """Complete a job with what its worker decided."""
        self.complete_key(key, {}, result)

    def change(self, **variables: JsonValue) -> None:
        """Set variables of the case."""
        self.set_variables(INSTANCE, **variables)

    def possible(self, _wait_key: int) -> bool:
        """Tell whether the world can do this to the one and to no other: here everything has its key."""
        return True
