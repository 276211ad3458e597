"""What one command works with: the transaction and the caches that it may read. It decides nothing itself."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from engine.calendar import Deadline
from engine.feel import Host
from engine.model.actor import Actor
from engine.model.decision import DecisionMaker
from engine.model.events import Event
from engine.model.forms import FormShelf
from engine.model.limits import RuntimeLimits
from engine.operations.cases.family import FamilyNews
from engine.operations.deadlines.law import LawCache
from engine.operations.decisions.make_decision import DeployedDecisions
from engine.operations.definitions.definitions import DefinitionCache
from engine.operations.definitions.deployed_forms import DeployedForms
from engine.operations.identities.identity_safe import IdentitySafe
from engine.store import Transaction
from engine.store.queries.access import FewCases, Grants


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCase:
    """What a command did to one case, as far as other cases must follow it."""

    case_key: int
    parent_key: int | None
    completed: bool
    escalated: bool
    actor: Actor
    events: tuple[Event, ...]  # its calls, requested and canceled
    news: FamilyNews | None = None  # what others of its process are to know


@dataclass(slots=True)
class UnitOfWork:
    """One command's transaction with its moment, keys, rules and definitions."""

    transaction: Transaction
    secret: bytes = field(repr=False, kw_only=True)
    former_secrets: tuple[bytes, ...] = field(default=(), repr=False, kw_only=True)
    # None where the installation has no key for the identities of senders.
    identities: IdentitySafe | None = field(default=None, repr=False, kw_only=True)
    limits: RuntimeLimits = field(kw_only=True)
    definitions: DefinitionCache = field(kw_only=True)
    law: LawCache = field(kw_only=True)
    # Every deadline computed in this command, with its reasons.
    deadlines: list[Deadline] = field(default_factory=list, kw_only=True)
    # What the principals who act or read in this transaction have been given, asked once.
    grants_read: dict[tuple[str, ...], Grants] = field(default_factory=dict, kw_only=True)
    # The cases with which a search of theirs begins, asked once.
    few_cases_read: dict[tuple[str, ...], FewCases | None] = field(default_factory=dict, kw_only=True)
    # Cases saved in this command, whose calls are still to be followed, and how many calls it has made.
    saved: deque[SavedCase] = field(default_factory=deque, kw_only=True)
    calls_found: int = field(default=0, kw_only=True)
    _host: Host | None = field(default=None, kw_only=True)
    _host_version: int = field(default=0, kw_only=True)

    @property
    def now(self) -> datetime:
        """Give the moment of this command (aware UTC), the same for all it writes."""
        return self.transaction.now

    @property
    def connection(self) -> Connection:
        """Give the transaction's connection."""
        return self.transaction.connection

    def new_key(self) -> int:
        """Give a fresh 64-bit key."""
        return self.transaction.new_key()

    def decisions_for(self, definition_key: int) -> DecisionMaker:
        """Give the decisions that the cases of a version of a process may call."""
        return DeployedDecisions(self, definition_key)

    def forms_for(self, definition_key: int) -> FormShelf:
        """Give the forms that the cases of a version of a process may show."""
        return DeployedForms(self, definition_key)

    @property
    def host(self) -> Host:
        """Give what FEEL may call in this command: the clock, working days, deadlines and code lists.

        It is made anew when the command has come to know a newer law than it began with.
        """
        version = self.transaction.law_version
        if self._host is None or self._host_version != version:
            self._host, self._host_version = self.law.host(self.transaction, self.deadlines), version
        return self._host
