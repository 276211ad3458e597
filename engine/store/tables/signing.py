"""Signing with a key that its holder keeps: the machines that are paired, and what waits for a signature there."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class SigningPairing(Table, table=True):
    """A code that pairs one machine with a person; it is deleted when it is used."""

    __tablename__ = "signing_pairing"

    username: str = Field(primary_key=True, foreign_key="person.username")
    code_sha256: bytes = Field(unique=True)
    expires_at: datetime = Field(sa_column=columns.moment())  # machine time, as all credentials


class SigningAgent(Table, table=True):
    """A person's machine that signs with a token; certificates as DER in base64, the signer's own first."""

    __tablename__ = "signing_agent"

    key: int = Field(sa_column=columns.key())
    username: str = Field(foreign_key="person.username", index=True)
    token_sha256: bytes = Field(unique=True)
    machine: str
    certificates: list[str] = Field(sa_column=columns.words())
    certificate_sha256: str
    paired_at: datetime = Field(sa_column=columns.moment())
    seen_at: datetime = Field(sa_column=columns.moment())


class SigningRequest(Table, table=True):
    """A document of a case that waits for the signature of one person; one a job.

    `round` goes up with every press; `prepared_round` is the press for which the document lies ready (object
    `signing/KEY`). What is bound to it: the document that people read and its hash, the person, the certificate, the
    prepared bytes and the hole in them. A signature is taken once.
    """

    __tablename__ = "signing_request"

    key: int = Field(sa_column=columns.key())
    job_key: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    username: str = Field(foreign_key="person.username", index=True)
    document_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    document_sha256: str
    document_size: int = Field(sa_column=Column(BigInteger, nullable=False))
    file_name: str
    certificates: list[str] = Field(sa_column=columns.words())
    certificate_sha256: str
    prepared_sha256: str
    hole_begins: int = Field(sa_column=Column(BigInteger, nullable=False))
    hole_ends: int = Field(sa_column=Column(BigInteger, nullable=False))
    signed_attributes: bytes
    state: str
    told: str  # the code of what the machine told last, empty when nothing
    round: int
    prepared_round: int
    asked_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment())
    signature: bytes | None = None
