"""What waits for a signature on a person's own machine, as that machine asks for it.

A machine sees what its own person has to sign with the certificate that it has shown, and of that only what may be
signed now: laid ready, not over, of a case that the person may read. All else answers like what does not exist.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from engine.errors import NotFound, Text
from engine.model.lifecycle import SIGNING, SigningState, next_state
from engine.model.signing_request import SigningRequestRecord
from engine.operations.access import readable_cases
from engine.operations.agents.agent_signature import object_name
from engine.operations.agents.authenticate_agent import PairedMachine
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import signing_agents, signing_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDocument:
    """A document to be signed; `mark` is another one when it was pressed or prepared anew."""

    key: int
    mark: str
    file_name: str
    business_id: str
    title: str
    document_sha256: str
    document_size: int
    prepared_sha256: str
    hole: tuple[int, int]
    certificate_sha256: str
    signed_attributes: bytes = field(repr=False)
    asked_at: datetime  # the press: what is only prepared anew keeps it
    expires_at: datetime


def waiting_documents(uow: UnitOfWork, machine: PairedMachine) -> tuple[WaitingDocument, ...]:
    """Give what the machine may have signed now; what lay ready for too long is prepared anew for it."""
    found = signing_requests.open_requests(uow.connection, machine.actor.username)
    if not found:
        return ()
    readable = readable_cases(uow, machine.actor, {request.instance_key for request, _ in found})
    agents = signing_agents.agents_of(uow.transaction, machine.actor.username)
    certificates = {agent.certificate_sha256 for agent in agents}
    given = []
    for request, case in found:
        if request.instance_key not in readable:
            continue
        theirs = request.certificate_sha256 == machine.agent.certificate_sha256
        if theirs and request.is_ready(uow.now):
            given.append(_waiting(request, case.business_id, case.title))
        elif _is_stale(request, uow.now, certificates):
            _ask_anew(uow, request)
    return tuple(given)


def prepared_document(engine: Engine, machine: PairedMachine, *, request_key: int) -> bytes:
    """Give the very bytes that are signed; raises NotFound for what the machine may not sign now."""
    with engine.unit_of_work() as uow:
        request = ready_request(uow, machine, request_key)
    try:
        with engine.objects.open(object_name(request)) as blocks:
            content = b"".join(blocks)
    except NotFound:
        content = b""
    if hashlib.sha256(content).hexdigest() != request.prepared_sha256:
        with engine.unit_of_work() as uow:  # lost, or not what was kept: it is prepared anew
            _ask_anew(uow, request)
        raise not_waiting()
    return content


def ready_request(
    uow: UnitOfWork, machine: PairedMachine, request_key: int, *, held: bool = False
) -> SigningRequestRecord:
    """Give a request that the machine may have signed now; raises NotFound for everything else."""
    request = own_request(uow, machine, request_key, held=held)
    if not request.is_ready(uow.now) or not signing_requests.job_is_open(uow.connection, request.job_key):
        raise not_waiting()
    return request


def own_request(
    uow: UnitOfWork, machine: PairedMachine, request_key: int, *, held: bool = False
) -> SigningRequestRecord:
    """Give a request of the machine's person and certificate, in whatever state; raises NotFound for others'."""
    request = signing_requests.find_request(uow.connection, request_key, held=held)
    if request is None or (request.username, request.certificate_sha256) != (
        machine.actor.username,
        machine.agent.certificate_sha256,
    ):
        raise not_waiting()
    if not readable_cases(uow, machine.actor, [request.instance_key]):
        raise not_waiting()
    return request


def not_waiting() -> NotFound:
    """Give the answer to what cannot be signed here and now."""
    return NotFound(
        Text(
            vi="Văn bản này không còn chờ ký ở máy này. Chưa ký gì. Hãy mở lại việc trên hệ thống.",
            en="This document does not wait for a signature at this machine any more. Nothing was signed. "
            "Please open the task in the system again.",
        ),
        code="signing_request_not_found",
    )


def _is_stale(request: SigningRequestRecord, now: datetime, certificates: set[str]) -> bool:
    """Tell whether a request waits, laid ready, and nobody can answer it."""
    if request.state is not SigningState.WAITING or request.prepared_round != request.round:
        return False
    return now >= request.expires_at or request.certificate_sha256 not in certificates


def _ask_anew(uow: UnitOfWork, seen: SigningRequestRecord) -> None:
    signing_requests.wake_job(uow.transaction, seen.job_key)  # jobs before requests, as the worker locks them
    request = signing_requests.find_request(uow.connection, seen.key, held=True)
    if request is None or (request.state, request.round) != (seen.state, seen.round):
        return
    state = next_state(SIGNING, request.state, "ask")
    signing_requests.change_request(uow.transaction, request.key, state=state.value, round=request.round + 1)


def _waiting(request: SigningRequestRecord, business_id: str, title: str) -> WaitingDocument:
    return WaitingDocument(
        key=request.key,
        mark=request.mark,
        file_name=request.file_name,
        business_id=business_id,
        title=title,
        document_sha256=request.document_sha256,
        document_size=request.document_size,
        prepared_sha256=request.prepared_sha256,
        hole=request.hole,
        certificate_sha256=request.certificate_sha256,
        signed_attributes=request.signed_attributes,
        asked_at=request.asked_at,
        expires_at=request.expires_at,
    )
