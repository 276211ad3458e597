"""What the operations give back about decisions: deployed files and decisions, and what was decided."""

from dataclasses import dataclass
from datetime import datetime

from engine.model.decision import Trace


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
