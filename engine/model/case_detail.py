"""Single things of a case as the interface for machines shows them, each with the case that it belongs to."""

from dataclasses import dataclass

from engine.model.json_value import JsonValue
from engine.model.lifecycle import IncidentState
from engine.model.records import ElementRecord, IncidentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableRecord:
    """One variable of one scope (the case, or an element instance of it)."""

    key: int
    name: str
    value: JsonValue
    scope_key: int
    instance_key: int
    root_key: int  # the outermost case that called, else the case itself


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """What incidents to find; everything given must hold."""

    key: int | None = None
    instance_key: int | None = None
    element_instance_key: int | None = None
    element_id: str | None = None
    job_key: int | None = None
    error_type: str | None = None
    state: IncidentState | None = None
    process_id: str | None = None
    definition_key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOfCase:
    """An incident and the process of its case."""

    incident: IncidentRecord
    root_key: int  # the outermost case that called, else the case itself
    process_id: str
    definition_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedElement:
    """How often a case visited an element, by what became of it; `active` are those that wait without an incident."""

    element_id: str
    active: int
    canceled: int
    incidents: int
    completed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOfCase:
    """A token's visit to an element, and the process of its case."""

    element: ElementRecord
    instance_key: int
    root_key: int  # the outermost case that called, else the case itself
    process_id: str
    definition_key: int
    incident_key: int | None
    has_incident: bool  # of its own, or in the case that a call activity called
