"""What a signer reads while their own machine has not signed yet: what holds it up, what to do, and pressing again.

Words are chosen by what the machine told last and whether it has been heard of lately.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from engine.errors import NotFound, Text
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import SIGNING, IncidentState, SigningState, next_state
from engine.model.signing_request import SigningAgentRecord, SigningRequestRecord
from engine.operations.access import readable_cases
from engine.operations.agents.authenticate_agent import PRESENT_FOR
from engine.operations.agents.take_signature import DECLINED
from engine.operations.running.resolve_incident import resolve_incident
from engine.operations.unit_of_work import UnitOfWork
from engine.store import signing_agents, signing_requests
from engine.store.tables import Incident
from engine.store.tables.core import core

_INCIDENT = core(Incident)
_A_MOMENT: Final = timedelta(milliseconds=1)  # as exactly as the interface writes moments
_KEPT: Final = Text(vi="Chưa ký, đã giữ lại.", en="Not signed yet, kept.")
_AWAY, _PREPARING, _HERE, _NONE, _FAILED, _SIGNED = "away", "preparing", "here", "none", "failed", "signed"
_COMPLETING: Final = Text(
    vi="Đã nhận chữ ký. Hệ thống đang kiểm tra và hoàn tất văn bản.",
    en="The signature has come. The system checks it and completes the document.",
)
_WORDS: Final[Mapping[str, Text]] = {
    _NONE: Text(
        vi="Chưa có máy ký nào được ghép. Hãy ghép lại ở trang Máy ký.",
        en="No signing machine is paired. Please pair one on the page Signing machine.",
    ),
    _AWAY: Text(
        vi="Máy ký chưa kết nối. Hãy mở máy tính có thiết bị ký và chạy chương trình Máy ký; cửa sổ nhập PIN tự mở.",
        en="The signing machine is not connected. Please start the computer with the token and the signing program; "
        "the window for the PIN opens by itself.",
    ),
    _PREPARING: Text(
        vi="Hệ thống đang chuẩn bị văn bản cho máy ký.", en="The document is being prepared for the signing machine."
    ),
    _HERE: Text(
        vi="Hãy xem văn bản và nhập PIN trong cửa sổ Máy ký trên máy tính có thiết bị ký. Không thấy cửa sổ thì bấm "
        "“Ký số lần nữa”.",
        en="Please look at the document and enter the PIN in the window Signing machine at the computer with the "
        "token. If there is no such window, press “Sign again”.",
    ),
    _FAILED: Text(
        vi="Văn bản đã chờ quá lâu. Hãy bấm “Ký số lần nữa”.",
        en="The document has waited too long. Please press “Sign again”.",
    ),
    DECLINED: Text(
        vi="Anh/chị đã chọn Không ký trên máy ký. Muốn ký thì bấm “Ký số lần nữa”.",
        en="You chose not to sign at the signing machine. To sign, press “Sign again”.",
    ),
    "token_unavailable": Text(
        vi="Máy ký không thấy thiết bị ký. Hãy cắm thiết bị rồi nhập PIN trong cửa sổ Máy ký.",
        en="The signing machine does not find the token. Please plug it in, then enter the PIN in its window.",
    ),
    "token_pin_wrong": Text(
        vi="Mã PIN vừa nhập không đúng. Hãy nhập lại thật cẩn thận trong cửa sổ Máy ký: sai nhiều lần thiết bị sẽ "
        "bị khóa.",
        en="The PIN was wrong. Please enter it again with care in the signing machine's window: the token locks after "
        "a few wrong ones.",
    ),
    "token_pin_locked": Text(
        vi="Thiết bị ký đã bị khóa mã PIN. Hãy liên hệ đơn vị cấp chứng thư số để mở khóa.",
        en="The token's PIN is locked. Please turn to the body that issued the certificate.",
    ),
    "token_key_missing": Text(
        vi="Thiết bị đang cắm không có khóa đã ghép. Hãy cắm đúng thiết bị ký của mình.",
        en="The token that is plugged in does not hold the paired key. Please plug in your own token.",
    ),
    "token_other_certificate": Text(
        vi="Chứng thư số trên thiết bị không phải chứng thư đã ghép. Hãy cắm đúng thiết bị, hoặc ghép lại máy ký nếu "
        "vừa gia hạn.",
        en="The certificate on the token is not the paired one. Please plug in your own token, or pair the machine "
        "again if the certificate was renewed.",
    ),
    "token_library_unusable": Text(
        vi="Máy ký không dùng được phần mềm của thiết bị. Hãy cài lại phần mềm của thiết bị ký.",
        en="The signing machine cannot use the token's software. Please install the token's software again.",
    ),
    "document_not_as_told": Text(
        vi="Máy ký đã từ chối: văn bản nhận được không đúng bản cần ký. Hãy báo quản trị hệ thống.",
        en="The signing machine refused: what it got is not the document to be signed. Please tell an administrator.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedSignature:
    """A document that waits for its signer's machine; `code` says what holds it up, `words` says it to people."""

    key: int
    code: str
    words: Text
    file_name: str
    business_id: str
    instance_key: int

    @property
    def may_press(self) -> bool:
        """Tell whether pressing again can help."""
        return self.code not in {_SIGNED, _NONE}


def awaited_signatures(
    uow: UnitOfWork, actor: Actor, *, instance_key: int | None = None
) -> tuple[AwaitedSignature, ...]:
    """List what waits for the actor's own signature, in one case or in all that they may read."""
    found = signing_requests.open_requests(uow.connection, actor.username, instance_key=instance_key)
    if not found:
        return ()
    readable = readable_cases(uow, actor, {request.instance_key for request, _ in found})
    agents = signing_agents.agents_of(uow.transaction, actor.username)
    return tuple(
        AwaitedSignature(
            key=request.key,
            code=code,
            words=_words(code),
            file_name=request.file_name,
            business_id=case.business_id,
            instance_key=request.instance_key,
        )
        for request, case in found
        if request.instance_key in readable
        for code in [_FAILED if case.job_failed else _held_up_by(request, agents, uow.now)]
    )


def _held_up_by(request: SigningRequestRecord, agents: tuple[SigningAgentRecord, ...], now: datetime) -> str:
    if request.state is SigningState.SIGNED:
        return _SIGNED
    if request.state is SigningState.DECLINED:
        return DECLINED
    if not agents:
        return _NONE
    if not any(agent.seen_at > now - PRESENT_FOR for agent in agents):
        return _AWAY
    if request.told in _WORDS:
        return request.told
    return _HERE if request.is_ready(now) else _PREPARING


def _words(code: str) -> Text:
    if code == _SIGNED:
        return _COMPLETING
    return Text(vi=f"{_KEPT.vi} {_WORDS[code].vi}", en=f"{_KEPT.en} {_WORDS[code].en}")


def press_again(uow: UnitOfWork, actor: Actor, *, request_key: int) -> None:
    """Have a document of one's own laid ready once more and shown at one's machine, as a first press does.

    Raises NotFound for what is not the actor's to sign. One that has been signed meanwhile is left as it is.
    """
    seen = signing_requests.find_request(uow.connection, request_key)
    theirs = seen is not None and seen.username == actor.username
    if seen is None or not theirs or not readable_cases(uow, actor, [seen.instance_key]):
        raise _not_found()
    _run_again(uow, seen.job_key)  # the case's row and the job's before the request's, as the worker locks them
    signing_requests.wake_job(uow.transaction, seen.job_key)
    request = signing_requests.find_request(uow.connection, request_key, held=True)
    if request is None or request.state in {SigningState.SIGNED, SigningState.DONE}:
        return
    state = next_state(SIGNING, request.state, "ask")
    # A press is known by its moment: no two have the same, whatever the clock does.
    asked_at = max(uow.now, request.asked_at + _A_MOMENT)
    values = {"state": state.value, "round": request.round + 1, "told": "", "asked_at": asked_at}
    signing_requests.change_request(uow.transaction, request.key, **values)


def _run_again(uow: UnitOfWork, job_key: int) -> None:
    """Let a job that has waited too long go on; the system does it, for it is the signer's own step."""
    stopped = select(_INCIDENT.c.key).where(
        _INCIDENT.c.job_key == job_key, _INCIDENT.c.state == IncidentState.ACTIVE.value
    )
    for incident in uow.connection.execute(stopped).scalars().all():
        resolve_incident(uow, SYSTEM, incident_key=incident)


def _not_found() -> NotFound:
    return NotFound(
        Text(vi="Không tìm thấy văn bản chờ ký này.", en="No such document waits for your signature."),
        code="signing_request_not_found",
    )
