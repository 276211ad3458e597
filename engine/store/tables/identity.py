"""Who sent a letter, where that is a secret: sealed, apart from the case, never searched."""

from datetime import datetime

from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class SenderIdentity(Table, table=True):
    """The sealed identity of one case's sender; only `identities.identity_safe` makes and opens `sealed`."""

    __tablename__ = "sender_identity"

    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True))
    key_mark: str = Field(index=True)  # which of the installation's keys sealed it
    sealed: bytes  # nonce, then AES-256-GCM ciphertext with its tag
    kept_at: datetime = Field(sa_column=columns.moment())
    kept_by: str
