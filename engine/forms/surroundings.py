"""What the evaluation of one form has around it, the same at every level of it."""

from dataclasses import dataclass

from engine.errors import Finding
from engine.feel import Host
from engine.forms.directory import Directory
from engine.forms.limits import FormLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`host` is what FEEL may call, `errors` go to their fields, `directory` serves pickers (None: there are none)."""

    host: Host
    errors: tuple[Finding, ...]
    directory: Directory | None
    limits: FormLimits
