"""What lies on this machine to be signed, and the signing: the token is asked once a press, with the PIN typed then.

A PIN is used for the documents of one press and forgotten. After a wrong one nothing more is tried with it.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Final

from engine.agent.offer import NOT_AS_TOLD, Offer, checked
from engine.agent.pairing_file import Pairing
from engine.agent.server import Refused, Server, Told
from engine.errors import EngineError, InputRejected, Text, Unavailable
from engine.keys import TokenAccess, TokenKey, certificate_facts

DECLINED: Final = "declined"
_log = logging.getLogger("hoidong.sign_agent")
_SPENT: Final = "signing_request_spent"
_GONE: Final = frozenset({"signing_request_not_found", _SPENT})
# What the token says and a person can do something about; the server is told, so that its page says it too.
_OF_TOKEN: Final = frozenset(
    {
        "token_unavailable",
        "token_pin_wrong",
        "token_pin_locked",
        "token_key_missing",
        "token_other_certificate",
        "token_library_unusable",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one press: the names of the documents that were signed, and what stopped it, if something did."""

    signed: tuple[str, ...]
    stopped: EngineError | None


class Desk:
    """The documents of one person at this machine; used by the loop that asks the server and by the window."""

    def __init__(self, pairing: Pairing, server: Server) -> None:
        self.pairing = pairing
        self._server = server
        self._offers: dict[str, Offer] = {}
        self._refused: set[str] = set()  # marks of what was not as told
        self._shown: set[tuple[str, str]] = set()  # presses for which the window has been opened
        self._lock = Lock()
        self._signing = Lock()

    @property
    def marks(self) -> frozenset[str]:
        """Give the marks of everything that the server has told of and still waits."""
        with self._lock:
            return frozenset(self._offers) | frozenset(self._refused)

    def offers(self) -> tuple[Offer, ...]:
        """List what may be signed."""
        with self._lock:
            return tuple(self._offers.values())

    def find(self, mark: str) -> Offer | None:
        """Give what may be signed by its mark."""
        with self._lock:
            return self._offers.get(mark)

    def take(self, waiting: Iterable[Told]) -> bool:
        """Take over what waits now; tell whether the window is to be opened.

        It is for a press that it has not been opened for: what was only prepared anew waits in the window that is open.
        """
        told = {one.mark: one for one in waiting}
        with self._lock:
            self._refused &= set(told)
            self._offers = {mark: offer for mark, offer in self._offers.items() if mark in told}
            fresh = [one for mark, one in told.items() if mark not in self._offers and mark not in self._refused]
        pressed = {(one.key, one.asked_at) for one in fresh if self._take_one(one)}
        new = not pressed <= self._shown
        self._shown = {(one.key, one.asked_at) for one in told.values()} & (self._shown | pressed)
        return new

    def _take_one(self, told: Told) -> bool:
        try:
            offer = checked(told, self._server.document(told.key))
        except Refused:
            return False  # gone meanwhile: the server tells of it again if it still waits
        except InputRejected as error:
            _log.warning("%s: %s", told.mark, error.text.en)
            with self._lock:
                self._refused.add(told.mark)
            self._tell(told, NOT_AS_TOLD)
            return False
        with self._lock:
            self._offers[told.mark] = offer
        return True

    def sign(self, marks: Collection[str], pin: str) -> Result:
        """Sign what was chosen with one PIN and hand it over; one press at a time."""
        with self._signing:
            chosen = [offer for offer in self.offers() if offer.told.mark in marks]
            signed: list[str] = []
            if not chosen:
                return Result(signed=(), stopped=_nothing_chosen())
            try:
                key = self._key(chosen, pin)
                for offer in chosen:
                    if offer.signature is None and key is not None:
                        offer.signature = key.sign(offer.told.signed_attributes)
                    self._hand_over(offer)
                    signed.append(offer.told.file_name)
            except EngineError as error:
                self._note(chosen, len(signed), error)
                return Result(signed=tuple(signed), stopped=error)
        return Result(signed=tuple(signed), stopped=None)

    def decline(self, marks: Collection[str]) -> Result:
        """Tell the server that the person does not sign what was chosen."""
        with self._signing:
            for offer in self.offers():
                if offer.told.mark in marks:
                    try:
                        self._server.fail(offer.told, DECLINED)
                    except EngineError as error:
                        if error.stable_code not in _GONE:
                            return Result(signed=(), stopped=error)
                    self._drop(offer)
        return Result(signed=(), stopped=None)

    def _key(self, chosen: list[Offer], pin: str) -> TokenKey | None:
        """Open the token for those that have no signature yet; raises what it says, and for another certificate."""
        if all(offer.signature is not None for offer in chosen):
            return None
        access = TokenAccess(
            library=self.pairing.library,
            token_label=self.pairing.token_label,
            key_label=self.pairing.key_label,
            pin=pin,
        )
        key = TokenKey(access)
        sha256 = certificate_facts(key.certificate).sha256
        if any(offer.told.certificate_sha256 != sha256 for offer in chosen):
            raise InputRejected(
                Text(
                    vi="Chứng thư số trên thiết bị không phải chứng thư đã ghép. Chưa ký gì. Hãy cắm đúng thiết bị, "
                    "hoặc ghép lại máy ký nếu vừa gia hạn.",
                    en="The certificate on the token is not the paired one. Nothing was signed. Please plug in your "
                    "own token, or pair the machine again if the certificate was renewed.",
                ),
                code="token_other_certificate",
            )
        return key

    def _hand_over(self, offer: Offer) -> None:
        assert offer.signature is not None  # noqa: S101  the caller has signed
        try:
            self._server.sign(offer.told, offer.signature)
        except Refused as error:
            if error.stable_code != _SPENT:  # else an earlier press has arrived after all
                self._drop(offer)
                raise
        except Unavailable as error:
            raise _not_sent() from error
        self._drop(offer)

    def _drop(self, offer: Offer) -> None:
        with self._lock:
            self._offers.pop(offer.told.mark, None)

    def _note(self, chosen: list[Offer], done: int, error: EngineError) -> None:
        if error.stable_code in _OF_TOKEN:
            for offer in chosen[done:]:
                self._tell(offer.told, error.stable_code)

    def _tell(self, told: Told, code: str) -> None:
        with suppress(EngineError):  # it is told here anyway
            self._server.fail(told, code)


def _not_sent() -> Unavailable:
    return Unavailable(
        Text(
            vi="Đã ký nhưng chưa gửi được về hệ thống: không kết nối được máy chủ. Hãy kiểm tra mạng rồi bấm Ký số lần "
            "nữa; không cần nhập lại PIN.",
            en="Signed, but not sent to the system: the server cannot be reached. Please check the network, then press "
            "Sign again; the PIN is not needed again.",
        ),
        code="signature_not_sent",
    )


def _nothing_chosen() -> InputRejected:
    return InputRejected(
        Text(
            vi="Chưa ký gì: chưa chọn văn bản nào, hoặc văn bản đã chờ lâu nên vừa được chuẩn bị lại. Hãy xem lại và "
            "nhập PIN lần nữa.",
            en="Nothing was signed: no document was chosen, or it had waited long and was prepared anew. Please look "
            "again and enter the PIN once more.",
        ),
        code="nothing_chosen",
    )
