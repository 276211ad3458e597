"""A process that can be executed: what it says to everybody else, and its spec for the runtime."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Finding
from engine.model.definition import Definition
from engine.spiff.details import ConditionSetting, ConditionStart, Listener


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessModel:
    """Made once from a file, then shared by threads and cases: nothing in it changes any more.

    `notes` are what the file's designer should know of it although it can be deployed.
    """

    definition: Definition
    spec: Any = field(repr=False)
    subprocess_specs: Mapping[str, Any] = field(repr=False)
    conditions: Mapping[str, ConditionSetting] = field(default_factory=dict)  # by the id of the conditional event
    condition_starts: Mapping[str, ConditionStart] = field(default_factory=dict)  # by the id of the start event
    has_conditions_in_items: bool = False  # some conditional event stands inside a repeated activity
    starting: tuple[Listener, ...] = ()  # execution listeners of the process itself
    ending: tuple[Listener, ...] = ()
    notes: tuple[Finding, ...] = ()
