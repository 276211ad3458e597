"""The decisions of a scenario: small tables, made by the real decision engine."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.dmn import DEFAULT_EVALUATION_LIMITS, DecisionModel, evaluate, parse
from engine.feel import FeelValue, Host
from engine.model.decision import DecisionCall, DecisionOutcome, decision_not_found
from engine.operations.decisions.decision_trace import bounded_trace, failures_of, matched_rules
from tests.decisions import dmn, table

_TRACE_BYTES = 10_000


class Decisions:
    """Decisions by id, each written as `{inputs, rules, policy, tag}`: a rule is its tests and its output."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._models = {name: _model(name, of) for name, of in tables.items()}
        self._tags = {name: of.get("tag") for name, of in tables.items()}

    def decide(self, call: DecisionCall, variables: Mapping[str, FeelValue]) -> DecisionOutcome:
        """Decide by the table of this id, which must carry the tag that the call asks for."""
        model = self._models.get(call.decision_id)
        if model is None or call.version_tag not in {None, self._tags[call.decision_id]}:
            raise decision_not_found(call.decision_id, call.version_tag)
        limits = replace(DEFAULT_EVALUATION_LIMITS, steps=call.steps)
        result = evaluate(model, call.decision_id, variables, host=Host(), limits=limits, open_inputs=True)
        return DecisionOutcome(
            decision_key=1,
            decision_id=call.decision_id,
            name=call.decision_id,
            version=1,
            value=result.value,
            steps=result.steps,
            trace=bounded_trace(result, _TRACE_BYTES),
            matched=matched_rules(result),
            failures=failures_of(result),
        )


def dmn_file(name: str, of: Mapping[str, Any]) -> bytes:
    """Draw one decision as a DMN file."""
    rules = [([str(test) for test in rule[:-1]], str(rule[-1])) for rule in of["rules"]]
    drawn = table(name, of["inputs"], rules, policy=of.get("policy", "UNIQUE"), tag=of.get("tag", ""))
    return dmn(drawn, file_id=f"file_{name}", namespace=f"urn:{name}")


def _model(name: str, of: Mapping[str, Any]) -> DecisionModel:
    return parse(dmn_file(name, of), resource=f"{name}.dmn")
