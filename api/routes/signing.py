"""Signing on the signer's own machine: `/v2/signing-agents` pairs it, `/v2/signing-requests` is what it asks for.

The token of a paired machine opens these and nothing else; no other credentials open them.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from pydantic import AfterValidator, ConfigDict, Field
from starlette.responses import Response

from api.accounts import TokenCredentials, client_address, shown_credentials
from api.long_polls import LongPolls
from api.requests import StrictRoute
from api.routes.shapes import (
    EXAMPLE_KEY,
    EXAMPLE_TIME,
    Incoming,
    KeyIn,
    Name,
    Outgoing,
    answer,
    moment,
    nothing,
    refuse,
)
from engine.operations.agents.authenticate_agent import PairedMachine, authenticate_agent, unknown_agent
from engine.operations.agents.pair_agent import pair_agent
from engine.operations.agents.take_signature import TOLD, note_told, take_signature
from engine.operations.agents.waiting_documents import WaitingDocument, prepared_document, waiting_documents
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork

router = APIRouter(tags=["Signing"], route_class=StrictRoute)
_LONGEST_WAIT_MS: Final = 60_000
_LONGEST_BASE64: Final = 24_000
_POLLS = LongPolls(every_s=1.0)


def _bytes(value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        refuse("base64_malformed", vi="Giá trị phải là Base64.", en="The value must be Base64.")
    return value


def _code(value: str) -> str:
    if value not in TOLD:
        refuse("failure_unknown", vi="Mã lỗi này không có.", en="There is no such code.")
    return value


Base64 = Annotated[str, Field(min_length=4, max_length=_LONGEST_BASE64), AfterValidator(_bytes)]
Mark = Annotated[str, Field(max_length=40, description="As the search gave it with the document.")]
RequestKey = Annotated[KeyIn, Path(alias="signingRequestKey")]


class Machine:
    """A paired machine's way in."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.engine: Engine = request.app.state.engine

    @contextmanager
    def enter(self) -> Iterator[tuple[UnitOfWork, PairedMachine]]:
        """Open a transaction and tell whose machine asks; raise NotAuthenticated for everybody else."""
        shown = shown_credentials(self._request)
        if not isinstance(shown, TokenCredentials):
            raise unknown_agent()
        with self.engine.unit_of_work() as uow:
            machine = authenticate_agent(uow, token=shown.token)
            self._request.state.actor = machine.actor
            yield uow, machine


MachineDep = Annotated[Machine, Depends(Machine)]


class AgentPairing(Incoming):
    """A machine with a token that shows the code of its person's page."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "ABCD-EFGH-JKLM", "machine": "PC-01", "certificates": ["MIIB"], "proof": "MEUC"},
            ]
        }
    )

    code: Annotated[str, Field(max_length=40)]
    machine: Annotated[str, Field(max_length=100)]
    certificates: Annotated[list[Base64], Field(min_length=1, max_length=8, description="DER, the signer's first.")]
    proof: Annotated[Base64, Field(description="The key's signature over the pairing's own words and the code.")]


class PairedAgentResult(Outgoing):
    """The machine's token, told this once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"token": "…", "username": "dv.tu", "displayName": "Đặng Văn Tú"}]}
    )

    token: str
    username: str
    display_name: str


class SigningRequestSearch(Incoming):
    """What the machine knows already; the answer waits until something else is there."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"known": [f"{EXAMPLE_KEY}.1"], "requestTimeout": 25000}]}
    )

    known: Annotated[list[Mark], Field(max_length=1000, default_factory=list)]
    request_timeout: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_MS, description="Milliseconds.")] = 0


class SigningRequestResult(Outgoing):
    """A document to be signed; hashes in hexadecimal, `signedAttributes` (Base64) is what the key signs."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"signingRequestKey": EXAMPLE_KEY, "mark": f"{EXAMPLE_KEY}.1", "fileName": "Thông báo.pdf"}]
        }
    )

    signing_request_key: str
    mark: str
    file_name: str
    business_id: str
    case_title: str
    signer: str
    document_sha256: str
    document_size: int
    prepared_sha256: str
    hole_begins: int
    hole_ends: int
    certificate_sha256: str
    signed_attributes: str
    asked_at: Annotated[str | None, Field(examples=[EXAMPLE_TIME], description="When the person pressed last.")]
    expires_at: Annotated[str | None, Field(examples=[EXAMPLE_TIME])]


class SigningRequests(Outgoing):
    """Everything that the machine may have signed now."""

    items: tuple[SigningRequestResult, ...]


class SignatureIn(Incoming):
    """A signature over the signed attributes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mark": f"{EXAMPLE_KEY}.1", "signature": "MEUC"}]})

    mark: Mark
    signature: Base64


class SigningFailure(Incoming):
    """Why there is no signature."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mark": f"{EXAMPLE_KEY}.1", "code": "token_pin_wrong"}]})

    mark: Mark
    code: Annotated[Name, AfterValidator(_code)]


@router.post("/signing-agents", response_model=PairedAgentResult)
def pair(request: Request, pairing: AgentPairing) -> Response:
    """Pair the machine; the code is used up."""
    paired = pair_agent(
        request.app.state.engine,
        request.app.state.sign_in_rules,
        code=pairing.code,
        certificates=tuple(base64.b64decode(one) for one in pairing.certificates),
        machine=pairing.machine,
        proof=base64.b64decode(pairing.proof),
        address=client_address(request),
    )
    return answer(PairedAgentResult(token=paired.token, username=paired.username, display_name=paired.display_name))


@router.post("/signing-requests/search", response_model=SigningRequests)
async def search(request: Request, machine: MachineDep, wanted: SigningRequestSearch | None = None) -> Response:
    """Search what waits for the machine's person; waits, when asked to, until it differs from what is known."""
    asked = wanted or SigningRequestSearch()

    def look() -> SigningRequests:
        with machine.enter() as (uow, who):
            signer = who.actor.display_name
            return SigningRequests(items=tuple(_result(one, signer) for one in waiting_documents(uow, who)))

    def differs(found: SigningRequests) -> bool:
        return {one.mark for one in found.items} != set(asked.known)

    found: SigningRequests = await _POLLS.wait(request, look, differs, wait_s=asked.request_timeout / 1000)
    return answer(found)


@router.get(
    "/signing-requests/{signingRequestKey}/document",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def document(machine: MachineDep, request_key: RequestKey) -> Response:
    """Give the bytes that the signature covers, with the hole that it fills."""
    with machine.enter() as (_uow, who):
        pass
    content = prepared_document(machine.engine, who, request_key=request_key)
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})


@router.post("/signing-requests/{signingRequestKey}/signature", status_code=204)
def sign(machine: MachineDep, request_key: RequestKey, signature: SignatureIn) -> Response:
    """Take the signature; the same one again is the same effect."""
    with machine.enter() as (uow, who):
        take_signature(
            uow,
            who,
            request_key=request_key,
            mark=signature.mark,
            signature=base64.b64decode(signature.signature),
        )
    return nothing()


@router.post("/signing-requests/{signingRequestKey}/failure", status_code=204)
def fail(machine: MachineDep, request_key: RequestKey, failure: SigningFailure) -> Response:
    """Take why there is no signature."""
    with machine.enter() as (uow, who):
        note_told(uow, who, request_key=request_key, mark=failure.mark, code=failure.code)
    return nothing()


def _result(waiting: WaitingDocument, signer: str) -> SigningRequestResult:
    return SigningRequestResult(
        signing_request_key=str(waiting.key),
        mark=waiting.mark,
        file_name=waiting.file_name,
        business_id=waiting.business_id,
        case_title=waiting.title,
        signer=signer,
        document_sha256=waiting.document_sha256,
        document_size=waiting.document_size,
        prepared_sha256=waiting.prepared_sha256,
        hole_begins=waiting.hole[0],
        hole_ends=waiting.hole[1],
        certificate_sha256=waiting.certificate_sha256,
        signed_attributes=base64.b64encode(waiting.signed_attributes).decode(),
        asked_at=moment(waiting.asked_at),
        expires_at=moment(waiting.expires_at),
    )
