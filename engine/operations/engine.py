"""The engine as one object a process: its parts put together, and the way into a unit of work.

It keeps only immutable things between commands (parsed definitions, forms, rules); no case lives here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine.content import DocumentPolicy
from engine.mail import MailServer
from engine.model.limits import RuntimeLimits
from engine.operations.deadlines.law import LawCache
from engine.operations.definitions.definitions import DefinitionCache
from engine.operations.dispatch.channels import Channel
from engine.operations.documents.signing_desk import SigningDesk
from engine.operations.identities.identity_safe import IdentitySafe
from engine.operations.running.follow_calls import follow_calls
from engine.operations.unit_of_work import UnitOfWork
from engine.scanning import VirusScanner
from engine.store import Database
from engine.store.objects import ObjectStore


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """What an operator decides: bounds, what is accepted as a document, and the secret that seals audit chains.

    `signing` is None where nothing is signed, `mail` where no e-mail is sent.
    `former_secrets` sealed chains before and still prove them; a case's next event is sealed by `secret`.
    """

    secret: bytes = field(repr=False)
    former_secrets: tuple[bytes, ...] = field(default=(), repr=False)
    limits: RuntimeLimits = field(default_factory=RuntimeLimits)
    documents: DocumentPolicy = field(default_factory=DocumentPolicy)
    signing: SigningDesk | None = field(default=None, repr=False)
    mail: MailServer | None = field(default=None, repr=False)
    scanner: VirusScanner | None = None  # None where uploads are not looked at for viruses
    scanner_folder: Path | None = None  # None where people choose files of their own machines only
    public_url: str | None = None  # the address that people type, for messages that lead here
    # How documents leave the house, first the one that is preferred; `axis_organisation` is who we are on the axis.
    channels: tuple[Channel, ...] = field(default=(), repr=False)
    axis_organisation: str = ""
    # Keys of the identity store, the one that seals first; without any, identities stay on paper.
    identity_keys: tuple[bytes, ...] = field(default=(), repr=False)


class Engine:
    """The workflow engine over one database and one object store."""

    def __init__(self, database: Database, objects: ObjectStore, settings: EngineSettings) -> None:
        self.database = database
        self.objects = objects
        self.settings = settings
        self.definitions = DefinitionCache(settings.limits)
        self.law = LawCache()
        self.identities = IdentitySafe(settings.identity_keys) if settings.identity_keys else None

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Open one transaction for one command or read: committed at the end of the block, undone if it raises."""
        with self.database.transaction() as transaction:
            uow = UnitOfWork(
                transaction,
                secret=self.settings.secret,
                former_secrets=self.settings.former_secrets,
                identities=self.identities,
                limits=self.settings.limits,
                definitions=self.definitions,
                law=self.law,
            )
            yield uow
            follow_calls(uow)

    def close(self) -> None:
        """Give back everything that the engine holds."""
        self.database.close()
