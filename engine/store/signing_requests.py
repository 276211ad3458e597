"""Documents that wait for a signature on their signer's own machine: the rows; the prepared bytes are objects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model.lifecycle import JobState, SigningState
from engine.model.signing_request import SigningRequestRecord
from engine.store.signing_agents import as_certificates, as_words
from engine.store.tables import Job, ProcessInstance, SigningRequest
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_REQUEST, _JOB, _INSTANCE = core(SigningRequest), core(Job), core(ProcessInstance)
_OPEN_JOBS: Final = (JobState.CREATED.value, JobState.FAILED.value)
_OPEN: Final = (SigningState.WAITING.value, SigningState.DECLINED.value, SigningState.SIGNED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOfRequest:
    """What people call the case, and whether its job has stopped with an incident."""

    business_id: str
    title: str
    job_failed: bool


def keep_request(tx: Transaction, request: SigningRequestRecord) -> None:
    """Keep a request as it is now, new or in place of what the job asked before."""
    values = {
        "job_key": request.job_key,
        "instance_key": request.instance_key,
        "username": request.username,
        "document_key": request.document_key,
        "document_sha256": request.document_sha256,
        "document_size": request.document_size,
        "file_name": request.file_name,
        "certificates": as_words(request.certificates),
        "certificate_sha256": request.certificate_sha256,
        "prepared_sha256": request.prepared_sha256,
        "hole_begins": request.hole[0],
        "hole_ends": request.hole[1],
        "signed_attributes": request.signed_attributes,
        "state": request.state.value,
        "told": request.told,
        "round": request.round,
        "prepared_round": request.prepared_round,
        "asked_at": request.asked_at,
        "expires_at": request.expires_at,
        "signature": request.signature,
    }
    statement = insert(_REQUEST).values(key=request.key, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["job_key"], set_=values))


def request_of_job(connection: Connection, job_key: int, *, held: bool = False) -> SigningRequestRecord | None:
    """Give what a job asks for; `held` keeps others from changing it until the commit."""
    return _one(connection, _REQUEST.c.job_key == job_key, held=held)


def find_request(connection: Connection, key: int, *, held: bool = False) -> SigningRequestRecord | None:
    """Give a request by its key."""
    return _one(connection, _REQUEST.c.key == key, held=held)


def open_requests(
    connection: Connection, username: str, *, instance_key: int | None = None
) -> tuple[tuple[SigningRequestRecord, CaseOfRequest], ...]:
    """List what waits for a person's signature, in one case or in all, oldest first, with what people call the case."""
    statement = (
        select(_REQUEST, _INSTANCE.c.business_id, _INSTANCE.c.title, _JOB.c.state.label("job_state"))
        .join(_JOB, _JOB.c.key == _REQUEST.c.job_key)
        .join(_INSTANCE, _INSTANCE.c.key == _REQUEST.c.instance_key)
        .where(_REQUEST.c.username == username, _REQUEST.c.state.in_(_OPEN), _JOB.c.state.in_(_OPEN_JOBS))
        .order_by(_REQUEST.c.key)
    )
    if instance_key is not None:
        statement = statement.where(_REQUEST.c.instance_key == instance_key)
    return tuple(
        (
            _record(row),
            CaseOfRequest(
                business_id=row.business_id, title=row.title, job_failed=row.job_state == JobState.FAILED.value
            ),
        )
        for row in connection.execute(statement)
    )


def job_is_open(connection: Connection, job_key: int) -> bool:
    """Tell whether the job still waits for the signature."""
    found = select(_JOB.c.key).where(_JOB.c.key == job_key, _JOB.c.state.in_(_OPEN_JOBS))
    return connection.execute(found).scalar_one_or_none() is not None


def change_request(tx: Transaction, key: int, **values: Any) -> None:
    """Set columns of a request whose row is held."""
    tx.connection.execute(update(_REQUEST).where(_REQUEST.c.key == key).values(values))


def wake_job(tx: Transaction, job_key: int) -> None:
    """Let a worker take a waiting job now instead of after its pause.

    A worker that looks at it this moment loses its lease: its pause would come after this and be the longer one.
    """
    tx.connection.execute(
        update(_JOB)
        .where(_JOB.c.key == job_key, _JOB.c.state == JobState.CREATED.value)
        .values(available_at=tx.now, locked_until=None, lease_token=None)
    )


def known_requests(connection: Connection, keys: Collection[int]) -> frozenset[int]:
    """Give those of the keys whose document still waits: the bytes of all others are needed by nobody."""
    statement = select(_REQUEST.c.key).where(_REQUEST.c.key.in_(keys), _REQUEST.c.state != SigningState.DONE.value)
    return frozenset(connection.execute(statement).scalars())


def forget_requests(tx: Transaction, before: datetime) -> int:
    """Delete requests whose job is over, once nobody repeats an answer any more."""
    over = select(_JOB.c.key).where(_JOB.c.key == _REQUEST.c.job_key, _JOB.c.state.in_(_OPEN_JOBS)).exists()
    return tx.connection.execute(delete(_REQUEST).where(_REQUEST.c.asked_at < before, ~over)).rowcount


def _one(connection: Connection, condition: Any, *, held: bool) -> SigningRequestRecord | None:
    statement = select(_REQUEST).where(condition)
    row = connection.execute(statement.with_for_update() if held else statement).one_or_none()
    return _record(row) if row is not None else None


def _record(row: Row[Any]) -> SigningRequestRecord:
    return SigningRequestRecord(
        key=row.key,
        job_key=row.job_key,
        instance_key=row.instance_key,
        username=row.username,
        document_key=row.document_key,
        document_sha256=row.document_sha256,
        document_size=row.document_size,
        file_name=row.file_name,
        certificates=as_certificates(row.certificates),
        certificate_sha256=row.certificate_sha256,
        prepared_sha256=row.prepared_sha256,
        hole=(row.hole_begins, row.hole_ends),
        signed_attributes=row.signed_attributes,
        state=SigningState(row.state),
        told=row.told,
        round=row.round,
        prepared_round=row.prepared_round,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        signature=row.signature,
    )
