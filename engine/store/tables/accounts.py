"""Signing in: sessions, second factors, access tokens of machines, attempts for throttling; secrets hashed, sealed."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field

from engine.model.sign_in import SignInStep
from engine.store.tables import columns
from engine.store.tables.table import Table


class SignInSession(Table, table=True):
    """A person's signed-in browser; the token itself lives only in the cookie. `step` is what it waits for."""

    __tablename__ = "sign_in_session"

    token_sha256: bytes = Field(primary_key=True)
    username: str = Field(foreign_key="person.username", index=True)
    created_at: datetime = Field(sa_column=columns.moment())
    last_seen_at: datetime = Field(sa_column=columns.moment())
    expires_at: datetime = Field(sa_column=columns.moment(index=True))
    step: str = Field(default=SignInStep.COMPLETE.value, sa_column_kwargs={"server_default": text("'complete'")})


class SecondFactor(Table, table=True):
    """A person's app that makes codes (RFC 6238); only `signing_in.factor_secret` makes and opens `sealed`."""

    __tablename__ = "second_factor"

    username: str = Field(primary_key=True, foreign_key="person.username")
    key_mark: str  # which of the installation's secret keys sealed it
    sealed: bytes
    confirmed_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))  # None: not yet in use
    last_step: int = 0  # the step of time whose code was used last: none is used twice


class RecoveryCode(Table, table=True):
    """A code that lets a person in once without the app; it is deleted when it is used."""

    __tablename__ = "recovery_code"

    username: str = Field(primary_key=True, foreign_key="person.username")
    code_sha256: bytes = Field(primary_key=True)


class SecondFactorDemand(Table, table=True):
    """A group whose people sign in with a second factor or not at all."""

    __tablename__ = "second_factor_demand"

    group_code: str = Field(primary_key=True)


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
