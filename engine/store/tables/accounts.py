"""Signing in: server-side sessions, access tokens of machines, and attempts for throttling. Only hashes of secrets."""

from datetime import datetime

from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class SignInSession(Table, table=True):
    """A person's signed-in browser; the token itself lives only in the cookie."""

    __tablename__ = "sign_in_session"

    token_sha256: bytes = Field(primary_key=True)
    username: str = Field(foreign_key="person.username", index=True)
    created_at: datetime = Field(sa_column=columns.moment())
    last_seen_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment(index=True))


class AccessToken(Table, table=True):
    """A machine's OAuth access token."""

    __tablename__ = "access_token"

    token_sha256: bytes = Field(primary_key=True)
    username: str = Field(foreign_key="person.username", index=True)
    created_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment(index=True))


class SignInAttempt(Table, table=True):
    """One try to sign in; `subject` is a hash of the name tried or of the address it came from."""

    __tablename__ = "sign_in_attempt"

    id: int = Field(sa_column=columns.key())
    subject: bytes = Field(index=True)
    at: datetime = Field(sa_column=columns.moment(index=True))
    succeeded: bool
