"""Queries of signing in: sessions, access tokens, attempts, and whoever is behind them; secrets only as hashes.

Moments are given by the caller: lifetimes of credentials follow the machine's time, never the movable clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, delete, func, insert, select, text, update

from engine.model.actor import Absence, Actor, ActorKind
from engine.model.sign_in import SignInStep
from engine.store.queries.absences import absences, absences_of
from engine.store.queries.membership import holds_today, is_outside
from engine.store.second_factors import demanded_of, enrolled
from engine.store.statements import Statement
from engine.store.tables import AccessToken, GroupMember, Person, SignInAttempt, SignInSession
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_PERSON = core(Person)
_MEMBER = core(GroupMember)
_SESSION = core(SignInSession)
_TOKEN = core(AccessToken)
_ATTEMPT = core(SignInAttempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who a sign-in name belongs to, and the hash that a password must fit (None: cannot sign in by password).

    `enrolled`: has a second factor; `demanded`: a group of theirs must have one.
    """

    actor: Actor
    password_hash: str | None
    must_change_password: bool
    enrolled: bool
    demanded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSession:
    """A stored session that may be over: the caller compares the moments."""

    actor: Actor
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    step: SignInStep


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundToken:
    """A stored access token that may be over."""

    actor: Actor
    expires_at: datetime


def find_credentials(transaction: Transaction, username: str) -> Credentials | None:
    """Find an active person or machine by sign-in name."""
    asked = (_PERSON.c.password_hash, _PERSON.c.must_change_password, enrolled().label("enrolled"))
    statement = with_actor(select(*asked, demanded_of().label("demanded")))
    statement = statement.where(_PERSON.c.username == username, _PERSON.c.active)
    row = transaction.connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    away = transaction.connection.execute(absences_of(row["username"]), {"now": transaction.now}).mappings()
    return Credentials(
        actor=actor_of(row, absences(away)),
        password_hash=row["password_hash"],
        must_change_password=row["must_change_password"],
        enrolled=row["enrolled"],
        demanded=row["demanded"],
    )


def find_session(transaction: Transaction, token_sha256: bytes) -> FoundSession | None:
    """Find the session of a token whose owner is still active."""
    asked = {"token_sha256": token_sha256, "now": transaction.now}
    rows, away = transaction.read((_FIND_SESSION, asked), (_ABSENCES_OF_SESSION, asked))
    if not rows:
        return None
    [row] = rows
    return FoundSession(
        actor=actor_of(row, absences(away)),
        created_at=row["opened_at"],
        last_seen_at=row["last_seen_at"],
        expires_at=row["expires_at"],
        step=SignInStep(row["step"]),
    )


def find_token(transaction: Transaction, token_sha256: bytes) -> FoundToken | None:
    """Find an access token whose owner is still active."""
    [rows] = transaction.read((_FIND_TOKEN, {"token_sha256": token_sha256}))
    return FoundToken(actor=actor_of(rows[0]), expires_at=rows[0]["expires_at"]) if rows else None


def insert_session(
    transaction: Transaction,
    *,
    token_sha256: bytes,
    username: str,
    now: datetime,
    expires_at: datetime,
    step: SignInStep,
) -> None:
    """Store a new session that waits for `step`."""
    moments = {"created_at": now, "last_seen_at": now, "expires_at": expires_at}
    transaction.connection.execute(
        insert(_SESSION).values(token_sha256=token_sha256, username=username, step=step.value, **moments)
    )


def touch_session(transaction: Transaction, token_sha256: bytes, now: datetime) -> None:
    """Note that a session is in use."""
    transaction.connection.execute(
        update(_SESSION).where(_SESSION.c.token_sha256 == token_sha256).values(last_seen_at=now)
    )


def delete_session(transaction: Transaction, token_sha256: bytes) -> None:
    """Forget a session; one that is gone already is no error."""
    ended = delete(_SESSION).where(_SESSION.c.token_sha256 == token_sha256).returning(_SESSION.c.username)
    transaction.ring(f"user:{username}" for username in transaction.connection.execute(ended).scalars())


def insert_token(
    transaction: Transaction, *, token_sha256: bytes, username: str, now: datetime, expires_at: datetime
) -> None:
    """Store a new access token."""
    transaction.connection.execute(
        insert(_TOKEN).values(token_sha256=token_sha256, username=username, created_at=now, expires_at=expires_at)
    )


def lock_subject(transaction: Transaction, subject: bytes) -> None:
    """Let one transaction at a time count and note attempts of a subject (held until the commit)."""
    number = int.from_bytes(subject[:8], "big", signed=True)
    transaction.connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def count_failures(transaction: Transaction, subject: bytes, since: datetime) -> int:
    """Count the failed attempts of a subject after `since` and after its last success."""
    last_success = (
        select(func.max(_ATTEMPT.c.at)).where(_ATTEMPT.c.subject == subject, _ATTEMPT.c.succeeded).scalar_subquery()
    )
    statement = select(func.count()).where(
        _ATTEMPT.c.subject == subject,
        ~_ATTEMPT.c.succeeded,
        _ATTEMPT.c.at > since,
        _ATTEMPT.c.at > func.coalesce(last_success, since),
    )
    return int(transaction.connection.execute(statement).scalar_one())


def insert_attempt(transaction: Transaction, subject: bytes, now: datetime) -> int:
    """Note an attempt as failed until it proves otherwise; give its key."""
    key = transaction.new_key()
    transaction.connection.execute(insert(_ATTEMPT).values(id=key, subject=subject, at=now, succeeded=False))
    return key


def mark_succeeded(transaction: Transaction, attempt_keys: tuple[int, ...]) -> None:
    """Note that attempts were right after all."""
    transaction.connection.execute(update(_ATTEMPT).where(_ATTEMPT.c.id.in_(attempt_keys)).values(succeeded=True))


def delete_expired(transaction: Transaction, *, now: datetime, attempts_before: datetime) -> int:
    """Forget sessions and tokens that are over and attempts that are old; give the number of rows."""
    statements = (
        delete(_SESSION).where(_SESSION.c.expires_at <= now),
        delete(_TOKEN).where(_TOKEN.c.expires_at <= now),
        delete(_ATTEMPT).where(_ATTEMPT.c.at <= attempts_before),
    )
    return sum(transaction.connection.execute(statement).rowcount for statement in statements)


def with_actor(statement: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Select whoever is behind credentials as well, as `actor_of` reads it; the caller joins the person."""
    groups = (
        select(func.coalesce(func.array_agg(_MEMBER.c.group_code), text("'{}'")))
        .where(_MEMBER.c.username == _PERSON.c.username, holds_today())
        .scalar_subquery()
    )
    columns = (
        _PERSON.c.username,
        _PERSON.c.display_name,
        _PERSON.c.kind,
        _PERSON.c.unit_code,
        _PERSON.c.language,
        groups.label("groups"),
        is_outside().label("outside"),
    )
    return statement.add_columns(*columns)


def actor_of(row: RowMapping | Mapping[str, Any], stands_in_for: tuple[Absence, ...] = ()) -> Actor:
    """Make the actor of a row that was selected `with_actor`."""
    return Actor(
        kind=ActorKind(row["kind"]),
        username=row["username"],
        display_name=row["display_name"],
        groups=frozenset(row["groups"]),
        unit=row["unit_code"],
        language=row["language"],
        stands_in_for=stands_in_for,
        outside=row["outside"],
    )


# Walked by every request of a person and of a machine.
_FIND_SESSION = Statement(
    with_actor(
        select(
            _SESSION.c.created_at.label("opened_at"), _SESSION.c.last_seen_at, _SESSION.c.expires_at, _SESSION.c.step
        )
    ).where(
        _SESSION.c.token_sha256 == bindparam("token_sha256"),
        _SESSION.c.username == _PERSON.c.username,
        _PERSON.c.active,
    )
)
_ABSENCES_OF_SESSION = Statement(
    absences_of(
        select(_SESSION.c.username).where(_SESSION.c.token_sha256 == bindparam("token_sha256")).scalar_subquery()
    )
)
_FIND_TOKEN = Statement(
    with_actor(select(_TOKEN.c.expires_at)).where(
        _TOKEN.c.token_sha256 == bindparam("token_sha256"),
        _TOKEN.c.username == _PERSON.c.username,
        _PERSON.c.active,
    )
)
