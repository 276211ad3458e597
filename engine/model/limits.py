"""Bounds of what one case may ask of the service; an operator may change them, a model never can."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeLimits:
    """Bounds of the runtime; reaching one is an incident or a refusal with its reason, never a crash."""

    steps_per_command: int = 10_000  # element visits between two wait states
    feel_steps_per_command: int = 2_000_000  # work of all expressions between two wait states
    decision_steps: int = 500_000  # work of one decision, with those that it requires
    trace_bytes: int = 100_000  # what is kept of how one decision came about, as JSON
    active_elements: int = 10_000  # tokens alive in one case
    variable_bytes: int = 1_000_000  # one variable as JSON
    variables_bytes: int = 8_000_000  # all variables of a case as JSON
    buffered_messages: int = 1_000  # published messages of one name and key that still live
    model_bytes: int = 4_000_000  # one BPMN file
    model_elements: int = 10_000  # flow nodes and flows in one file
    multi_instance_items: int = 5_000  # items of one repeated activity
    call_depth: int = 10  # cases that call each other, one inside another
    calls_per_command: int = 500  # cases that one command starts, and callers that it tells of an end
