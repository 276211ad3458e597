"""The worker's side of a signature that is made on the signer's own machine: prepare, wait, put together.

Asked again for the same job it does what is missing: lays a document ready where none waits, waits while one does, and
gives the signed document once a signature is there. What a signature was given for is bound: the document that people
read, by its hash, the person, and the prepared bytes. When one of these is another now, the signature counts for
nothing and the signer is asked anew. No transaction is open while a document is prepared or put together.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from engine.errors import EngineError, NotFound, Text, Unavailable
from engine.model.lifecycle import SIGNING, SigningState, next_state
from engine.model.signing_request import SigningAgentRecord, SigningRequestRecord
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents, signing_agents, signing_requests

if TYPE_CHECKING:
    from engine.signing import Certified, PreparedSignature

PREPARED_PREFIX: Final = "signing/"
AWAITED: Final = "signing_agent_awaited"
_LASTS: Final = timedelta(minutes=15)  # how long a prepared document may be signed
_REMEMBERED: Final = timedelta(days=1)  # an answer that is repeated is known so long
_STAMPS_AWAY: Final = "time_stamps_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSignature:
    """What a job wants signed, and how: `prepare` and `finish` are the two halves of the signature."""

    job_key: int
    instance_key: int
    document_key: int
    holder: str
    prepare: "Callable[[bytes, Certified], PreparedSignature]"
    finish: "Callable[[PreparedSignature, bytes, Certified], bytes]"


def object_name(request: SigningRequestRecord) -> str:
    """Name the object with the prepared bytes: each round has its own."""
    return f"{PREPARED_PREFIX}{request.key}/{request.prepared_round}"


def signs_elsewhere(uow: UnitOfWork, holder: str) -> bool:
    """Tell whether a person has a machine of their own that signs."""
    return bool(signing_agents.agents_of(uow.transaction, holder))


def signed_elsewhere(engine: Engine, wanted: WantedSignature, content: bytes) -> bytes:
    """Give the signed document; raises Unavailable (`signing_agent_awaited`) until the signer has signed.

    Besides, what preparing and putting together raise.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with engine.unit_of_work() as uow:
        request = signing_requests.request_of_job(uow.connection, wanted.job_key)
        agents = signing_agents.agents_of(uow.transaction, wanted.holder)
        now = uow.now
    known = request if request is not None and _is_bound(request, wanted, sha256) else None
    if known is not None and known.state is SigningState.SIGNED:
        signed = _put_together(engine, wanted, known)
        if signed is not None:
            return signed
    elif known is not None and (known.prepared_round == known.round or known.state is SigningState.DECLINED):
        raise _awaited(known, (now - known.asked_at).total_seconds())
    if not agents:
        raise _no_machine()
    ready = _lay_ready(engine, wanted, content, _choose(agents, known), known)
    raise _awaited(ready, (now - ready.asked_at).total_seconds())


def complete_request(uow: UnitOfWork, job_key: int) -> None:
    """Note that the signature is in the case's document; a job that asked nobody changes nothing."""
    request = signing_requests.request_of_job(uow.connection, job_key, held=True)
    if request is not None and request.state is not SigningState.DONE:
        state = next_state(SIGNING, request.state, "complete")
        signing_requests.change_request(uow.transaction, request.key, state=state.value)


def forget_old_requests(uow: UnitOfWork) -> int:
    """Forget what was signed or is no longer wanted, a day after it was asked for; give how many there were."""
    return signing_requests.forget_requests(uow.transaction, uow.now - _REMEMBERED)


def _is_bound(request: SigningRequestRecord, wanted: WantedSignature, sha256: str) -> bool:
    return (request.username, request.document_key, request.document_sha256) == (
        wanted.holder,
        wanted.document_key,
        sha256,
    )


def _choose(agents: tuple[SigningAgentRecord, ...], known: SigningRequestRecord | None) -> SigningAgentRecord:
    """Give the machine seen last; one with the certificate of before goes first."""
    same = (one for one in agents if known is not None and one.certificate_sha256 == known.certificate_sha256)
    return next(same, agents[0])


def _put_together(engine: Engine, wanted: WantedSignature, request: SigningRequestRecord) -> bytes | None:
    """Give the signed document; None when what was signed is lost, so that it is prepared again."""
    from engine.signing import PreparedSignature  # noqa: PLC0415  loaded when the first signature is made

    try:
        with engine.objects.open(object_name(request)) as blocks:
            content = b"".join(blocks)
    except NotFound:
        return None
    if hashlib.sha256(content).hexdigest() != request.prepared_sha256 or request.signature is None:
        return None
    prepared = PreparedSignature(content=content, hole=request.hole, signed_attributes=request.signed_attributes)
    try:
        return wanted.finish(prepared, request.signature, request)
    except EngineError as error:
        if error.stable_code != _STAMPS_AWAY:
            _throw_away(engine, request, error.stable_code)
        raise


def _throw_away(engine: Engine, request: SigningRequestRecord, code: str) -> None:
    """Let the signer be asked anew: the signature that was given did not make a document that holds."""
    with engine.unit_of_work() as uow:
        held = signing_requests.request_of_job(uow.connection, request.job_key, held=True)
        if held is not None and held.state is SigningState.SIGNED and held.round == request.round:
            state = next_state(SIGNING, held.state, "prepare")
            values = {"state": state.value, "round": held.round + 1, "told": code, "signature": None}
            signing_requests.change_request(uow.transaction, held.key, **values)


def _lay_ready(
    engine: Engine,
    wanted: WantedSignature,
    content: bytes,
    agent: SigningAgentRecord,
    known: SigningRequestRecord | None,
) -> SigningRequestRecord:
    """Prepare the document outside every transaction, keep its bytes, then let the signer's machines see it.

    `known` is the request of before when it asked for the same, else None.
    """
    prepared = wanted.prepare(content, agent)
    with engine.unit_of_work() as uow:
        former = signing_requests.request_of_job(uow.connection, wanted.job_key)
        file = documents.find_file(uow.connection, key=wanted.document_key)
        request = SigningRequestRecord(
            key=former.key if former is not None else uow.new_key(),
            job_key=wanted.job_key,
            instance_key=wanted.instance_key,
            username=wanted.holder,
            document_key=wanted.document_key,
            document_sha256=hashlib.sha256(content).hexdigest(),
            document_size=len(content),
            file_name=file.record.file_name if file is not None else "",
            certificates=agent.certificates,
            certificate_sha256=agent.certificate_sha256,
            prepared_sha256=hashlib.sha256(prepared.content).hexdigest(),
            hole=prepared.hole,
            signed_attributes=prepared.signed_attributes,
            state=SigningState.WAITING,
            told=known.told if known is not None else "",
            round=_next_round(former),
            prepared_round=_next_round(former),
            asked_at=known.asked_at if known is not None else uow.now,
            expires_at=uow.now + _LASTS,
            signature=None,
        )
    engine.objects.put(object_name(request), prepared.content, content_type="application/pdf")
    with engine.unit_of_work() as uow:
        held = signing_requests.request_of_job(uow.connection, wanted.job_key, held=True)
        if held is not None:
            next_state(SIGNING, held.state, "prepare")
            # Somebody pressed meanwhile: that round is not laid ready yet.
            request = replace(request, round=max(request.round, held.round))
        signing_requests.keep_request(uow.transaction, request)
    return request


def _next_round(former: SigningRequestRecord | None) -> int:
    """Give the round that is being prepared: the one that was pressed, else a new one."""
    if former is None:
        return 1
    return former.round if former.prepared_round < former.round else former.round + 1


def _awaited(request: SigningRequestRecord, waited_s: float) -> Unavailable:
    return Unavailable(
        Text(
            vi=f"Đang chờ người ký nhập PIN trên máy có thiết bị ký (“{request.file_name}”). Chưa ký gì.",
            en=f"Waiting for the signer to enter the PIN at the machine with the token (“{request.file_name}”). "
            "Nothing was signed.",
        ),
        code=AWAITED,
        details={"waited_s": int(waited_s)},
    )


def _no_machine() -> Unavailable:
    return Unavailable(
        Text(
            vi="Người ký không còn máy ký nào được ghép. Chưa ký gì. Người ký ghép lại ở trang Máy ký.",
            en="The signer has no paired signing machine any more. Nothing was signed. "
            "The signer pairs one on the page Signing machine.",
        ),
        code=AWAITED,
    )
