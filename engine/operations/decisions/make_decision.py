"""Make decisions with what is deployed: for a case (the port of the runtime), and for whoever asks directly.

A version never changes, so the compiled file comes from the cache; nothing is stored here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from engine.dmn import DEFAULT_EVALUATION_LIMITS, DecisionModel, DecisionResult, evaluate
from engine.feel import FeelValue
from engine.model.decision import Binding, DecisionCall, DecisionOutcome, decision_not_found
from engine.operations.decisions.decision_trace import bounded_trace, failures_of, matched_rules
from engine.store.queries.decisions import bound_decision, newest_decision

if TYPE_CHECKING:
    from engine.operations.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeployedDecisions:
    """The decisions that the cases of one version of a process may call."""

    uow: "UnitOfWork"
    definition_key: int

    def decide(self, call: DecisionCall, variables: Mapping[str, FeelValue]) -> DecisionOutcome:
        """Decide by the version that the call binds to."""
        row = self._find(call)
        if row is None:
            raise decision_not_found(call.decision_id, call.version_tag)
        _, result = evaluate_deployed(self.uow, row, variables, call.steps)
        return DecisionOutcome(
            decision_key=row.key,
            decision_id=row.decision_id,
            name=row.name,
            version=row.version,
            value=result.value,
            steps=result.steps,
            trace=bounded_trace(result, self.uow.limits.trace_bytes),
            matched=matched_rules(result),
            failures=failures_of(result),
        )

    def _find(self, call: DecisionCall) -> Row[Any] | None:
        connection = self.uow.connection
        if call.binding is Binding.DEPLOYMENT:
            return bound_decision(connection, self.definition_key, call.decision_id)
        return newest_decision(connection, call.decision_id, call.version_tag)


def evaluate_deployed(
    uow: "UnitOfWork", row: Row[Any], variables: Mapping[str, FeelValue], steps: int
) -> tuple[DecisionModel, DecisionResult]:
    """Evaluate the decision of a row of `decision_rows`; gives its file, too. Raises LimitExceeded."""
    model = uow.definitions.decisions(uow.connection, row.requirements_key)
    limits = replace(DEFAULT_EVALUATION_LIMITS, steps=steps)
    return model, evaluate(model, row.decision_id, variables, host=uow.host, limits=limits, open_inputs=True)
