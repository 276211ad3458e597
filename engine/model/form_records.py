"""What the operations give back about versions of forms."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """A deployed version of a form, without its content."""

    key: int
    form_id: str
    version: int
    resource_name: str
    deployed_at: datetime
    deployed_by: str
    latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormUse:
    """A step of the latest version of a process at which people fill a form in, named as its model does."""

    form_id: str
    step: Text
    process: Text
