"""A deployment that waits for its day."""

from dataclasses import dataclass
from datetime import datetime

from engine.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentPlan:
    """A file to be deployed when a day begins at the Office; `refusal` tells why it was not, once its day came.

    `subject` is the id of the process, DMN file or form whose next version it is to be.
    """

    key: int
    due_at: datetime
    planned_at: datetime
    planned_by: str
    note: str
    subject: str
    resource_name: str
    refusal: Text | None
