"""Machines that are paired with people to sign there, and the codes that pair them; secrets only as hashes."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model.signing_request import SigningAgentRecord
from engine.store.tables import Person, SigningAgent, SigningPairing
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_AGENT, _PAIRING, _PERSON = core(SigningAgent), core(SigningPairing), core(Person)


def as_words(certificates: Sequence[bytes]) -> list[str]:
    """Write certificates as the tables keep them."""
    return [base64.b64encode(der).decode() for der in certificates]


def as_certificates(words: Sequence[str]) -> tuple[bytes, ...]:
    """Read certificates as the tables keep them."""
    return tuple(base64.b64decode(word) for word in words)


def keep_code(tx: Transaction, *, username: str, code_sha256: bytes, expires_at: datetime) -> None:
    """Keep the code of a person's next pairing; an earlier one counts no more."""
    values = {"code_sha256": code_sha256, "expires_at": expires_at}
    statement = insert(_PAIRING).values(username=username, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["username"], set_=values))


def take_code(tx: Transaction, *, code_sha256: bytes, now: datetime) -> str | None:
    """Use a code up; give whose it was, None when it is wrong, over, or of somebody who may sign in no more."""
    theirs = select(_PERSON.c.username).where(_PERSON.c.username == _PAIRING.c.username, _PERSON.c.active).exists()
    used = delete(_PAIRING).where(_PAIRING.c.code_sha256 == code_sha256, _PAIRING.c.expires_at > now, theirs)
    return tx.connection.execute(used.returning(_PAIRING.c.username)).scalar_one_or_none()


def insert_agent(tx: Transaction, agent: SigningAgentRecord, *, token_sha256: bytes) -> None:
    """Keep a machine that was paired."""
    tx.connection.execute(
        insert(_AGENT).values(
            key=agent.key,
            username=agent.username,
            token_sha256=token_sha256,
            machine=agent.machine,
            certificates=as_words(agent.certificates),
            certificate_sha256=agent.certificate_sha256,
            paired_at=agent.paired_at,
            seen_at=agent.seen_at,
        )
    )


def agents_of(tx: Transaction, username: str) -> tuple[SigningAgentRecord, ...]:
    """List a person's machines, the one last seen first."""
    statement = select(_AGENT).where(_AGENT.c.username == username)
    rows = tx.connection.execute(statement.order_by(_AGENT.c.seen_at.desc(), _AGENT.c.key.desc()))
    return tuple(_record(row) for row in rows)


def find_agent(tx: Transaction, token_sha256: bytes) -> SigningAgentRecord | None:
    """Find the machine of a token whose person may still sign in."""
    statement = select(_AGENT).join(_PERSON, _PERSON.c.username == _AGENT.c.username)
    row = tx.connection.execute(statement.where(_AGENT.c.token_sha256 == token_sha256, _PERSON.c.active)).one_or_none()
    return _record(row) if row is not None else None


def note_seen(tx: Transaction, key: int) -> None:
    """Note that a machine is there now."""
    tx.connection.execute(update(_AGENT).where(_AGENT.c.key == key).values(seen_at=tx.now))


def delete_agent(tx: Transaction, *, key: int, username: str) -> str | None:
    """Forget one of a person's machines; give its name, None when there is no such one."""
    gone = delete(_AGENT).where(_AGENT.c.key == key, _AGENT.c.username == username)
    return tx.connection.execute(gone.returning(_AGENT.c.machine)).scalar_one_or_none()


def delete_agents(tx: Transaction, username: str) -> int:
    """Forget all of a person's machines and the code of a pairing that has begun; give how many machines there were."""
    tx.connection.execute(delete(_PAIRING).where(_PAIRING.c.username == username))
    return tx.connection.execute(delete(_AGENT).where(_AGENT.c.username == username)).rowcount


def _record(row: Row[Any]) -> SigningAgentRecord:
    return SigningAgentRecord(
        key=row.key,
        username=row.username,
        machine=row.machine,
        certificates=as_certificates(row.certificates),
        certificate_sha256=row.certificate_sha256,
        paired_at=row.paired_at,
        seen_at=row.seen_at,
    )
