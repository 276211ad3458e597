"""Who gives a command: a person, a machine or the system itself, with what decides their permissions."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActorKind(StrEnum):
    """What stands behind a command."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The giver of a command.

    `username` is the stable sign-in name (`system` for the system), `groups` the candidate groups (role codes such as
    `van_thu`), `unit` the code of the organisational unit, `stands_in_for` those whose work they do today. `outside`
    tells that the unit is a body outside the Office: a task opens itself to such a person, not its case.
    """

    kind: ActorKind
    username: str
    display_name: str
    groups: frozenset[str] = frozenset()
    unit: str | None = None
    language: str = "vi"
    stands_in_for: tuple["Absence", ...] = ()
    outside: bool = False

    @property
    def principals(self) -> tuple[str, ...]:
        """Name every principal that a membership or an authorization may be given to: `user:…` and `group:…`."""
        return (f"user:{self.username}", *(f"group:{group}" for group in sorted(self.groups)))

    @property
    def is_system(self) -> bool:
        """Tell whether the system itself acts (timers, its own jobs, seeding)."""
        return self.kind is ActorKind.SYSTEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody who is away, first and last day included, and whose tasks another does meanwhile.

    What is offered to `person` is: work. Nothing that `person` may sign or has been permitted comes along, and nobody
    stands in for those for whom `person` does.
    """

    person: Actor
    gender: str | None  # `nam` or `nữ`, None when it is not known
    first_day: date
    last_day: date
    reason: str


SYSTEM = Actor(kind=ActorKind.SYSTEM, username="system", display_name="Hệ thống")
