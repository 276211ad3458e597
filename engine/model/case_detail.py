"""Single things of a case as the interface for machines shows them, each with the case that it belongs to."""

from dataclasses import dataclass

from engine.model.json_value import JsonValue
from engine.model.records import ElementRecord, IncidentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableRecord:
    """One variable of one scope (the case, or an element instance of it)."""

    key: int
    name: str
    value: JsonValue
    scope_key: int
    instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOfCase:
    """An incident and the process of its case."""

    incident: IncidentRecord
    process_id: str
    definition_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOfCase:
    """A token's visit to an element, and the process of its case."""

    element: ElementRecord
    instance_key: int
    root_key: int  # the outermost case that called, else the case itself
    process_id: str
    definition_key: int
    incident_key: int | None
