"""What the operations give back about decisions: deployed files and decisions, and what was decided."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Text
from engine.model.decision import Trace
from engine.model.json_value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A deployed version of a decision, with the version of the file that it stands in."""

    key: int
    decision_id: str
    name: str
    version: int
    version_tag: str | None
    requirements_key: int
    requirements_id: str
    requirements_name: str
    requirements_version: int
    resource_name: str
    deployment_key: int
    deployed_at: datetime
    deployed_by: str
    latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementsRecord:
    """A deployed version of a DMN file."""

    key: int
    requirements_id: str
    name: str
    version: int
    resource_name: str
    deployment_key: int
    deployed_at: datetime
    deployed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDecision:
    """A decision made for a case."""

    key: int
    instance_key: int
    process_id: str
    definition_key: int
    element_id: str
    element_instance_key: int
    decision_key: int
    decision_id: str
    name: str
    version: int
    requirements_key: int
    requirements_id: str
    evaluated_at: datetime
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedInput:
    """What one input column of a table saw."""

    id: str
    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedOutput:
    """What a rule gives for one output column."""

    id: str
    name: str
    value: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedRule:
    """A rule that matched, numbered from 1."""

    id: str
    number: int
    outputs: tuple[EvaluatedOutput, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedDecision:
    """One decision of an evaluation, the required ones included; `is_table` tells a table from another logic.

    `key` and `version` are those of the deployed decision, None when it is no longer known which.
    """

    decision_id: str
    name: str
    key: int | None
    version: int | None
    is_table: bool
    value: JsonValue
    inputs: tuple[EvaluatedInput, ...]
    matched: tuple[EvaluatedRule, ...]
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The answer to somebody who asked for a decision directly; `key` names it, nothing of it is kept.

    `failure` tells why there is no value although there should be one.
    """

    key: int
    decision: DecisionRecord
    value: JsonValue
    decisions: tuple[EvaluatedDecision, ...]
    failure: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionResult:
    """The value of an expression as JSON, and why parts of it are null."""

    value: JsonValue
    warnings: tuple[Text, ...]
