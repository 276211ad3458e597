"""Who takes part in a case, as pages and programs see it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePerson:
    """A principal (`user:…`, `group:…`) who takes part, or took part until it ended for them.

    `part` is starter, worker, candidate, cooperate, inform, informed or role.
    """

    principal: str
    part: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRoleRecord:
    """A role that somebody has or had in a case; who gave it and why, and who ended it and why."""

    key: int
    role: str
    username: str
    since: datetime
    until: datetime | None
    added_by: str
    reason: str
    ended_by: str | None
    end_reason: str | None
    lasts: bool
