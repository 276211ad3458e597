"""Take what a machine answers: a signature, which is checked before it is kept, or why there is none.

A signature is taken once. The same one again is the same effect; another one for the same request is refused.
"""

from typing import Final

from engine.errors import Conflict, InputRejected, Text
from engine.model.lifecycle import SIGNING, SigningState, next_state
from engine.operations.agents.authenticate_agent import PairedMachine
from engine.operations.agents.waiting_documents import not_waiting, own_request, ready_request
from engine.operations.unit_of_work import UnitOfWork
from engine.store import signing_requests

DECLINED: Final = "declined"
# What a machine may tell: the codes of a token, and that the person said no.
TOLD: Final = frozenset(
    {
        DECLINED,
        "token_unavailable",
        "token_pin_wrong",
        "token_pin_locked",
        "token_key_missing",
        "token_other_certificate",
        "token_library_unusable",
        "document_not_as_told",
    }
)
_LONGEST: Final = 2048


def take_signature(uow: UnitOfWork, machine: PairedMachine, *, request_key: int, mark: str, signature: bytes) -> None:
    """Keep a signature that fits and wake the job that waits for it.

    Raises NotFound (not this machine's, over, prepared anew since: `mark` is what the machine was given), Conflict
    (`signing_request_spent`: signed already, otherwise) and InputRejected (`signature_of_another_key`).
    """
    from engine.keys import fits  # noqa: PLC0415  loaded when the first signature comes

    seen = own_request(uow, machine, request_key)
    signing_requests.wake_job(uow.transaction, seen.job_key)  # jobs before requests, as the worker locks them
    request = own_request(uow, machine, request_key, held=True)
    if request.state in {SigningState.SIGNED, SigningState.DONE}:
        if request.signature == signature and mark == request.mark:
            return
        raise _spent()
    request = ready_request(uow, machine, request_key, held=True)
    if mark != request.mark or not fits(request.certificate, request.signed_attributes, signature):
        raise _does_not_fit()
    state = next_state(SIGNING, request.state, "sign")
    values = {"state": state.value, "signature": signature, "told": ""}
    signing_requests.change_request(uow.transaction, request.key, **values)


def note_told(uow: UnitOfWork, machine: PairedMachine, *, request_key: int, mark: str, code: str) -> None:
    """Keep why a machine has not signed, for the person's page; "declined" lets it rest until the next press.

    Raises NotFound for what was pressed or prepared anew since.
    """
    request = ready_request(uow, machine, request_key, held=True)
    if mark != request.mark:
        raise not_waiting()
    state = next_state(SIGNING, request.state, "decline") if code == DECLINED else request.state
    signing_requests.change_request(uow.transaction, request.key, state=state.value, told=code)


def _spent() -> Conflict:
    return Conflict(
        Text(
            vi="Văn bản này đã được ký. Chữ ký gửi thêm không được nhận.",
            en="This document has been signed already. Another signature is not taken.",
        ),
        code="signing_request_spent",
    )


def _does_not_fit() -> InputRejected:
    return InputRejected(
        Text(
            vi="Chữ ký không khớp với văn bản hoặc với chứng thư số đã ghép. Chưa ký gì. Hãy kiểm tra đúng thiết bị "
            "ký rồi ký lại.",
            en="The signature does not fit the document or the certificate that was paired. Nothing was signed. "
            "Please check that this is your token and sign again.",
        ),
        code="signature_of_another_key",
    )
