"""A key at a remote signing service, spoken to over HTTP as the Cloud Signature Consortium's API v2 describes.

Methods used: `credentials/info` (§11.5), `credentials/authorize` (§11.6) and `signatures/signHash` (§11.10). Only
digests leave this program, never a document. A failed call is never repeated here: the caller's queue decides.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import urllib3
from asn1crypto import x509

from engine.errors import EngineError, InputRejected, Text
from engine.signing import refusals

_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_SHA256_RSA: Final = "1.2.840.113549.1.1.11"
_SHA256_ECDSA: Final = "1.2.840.10045.4.3.2"
_LONGEST_ANSWER: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccess:
    """Where the service is (`…/csc/v2`), which credential, and what proves that we may use it.

    `pin` is what the service asks for before each signature: with it the signature activation data are fetched anew,
    for this digest alone. `sad` are activation data that it gave once; both are empty where it asks for none.
    """

    address: str
    credential_id: str
    token: str = field(repr=False)
    sad: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    timeout_s: float = 10.0


class RemoteKey:
    """Asks the service for each signature."""

    def __init__(self, access: RemoteAccess) -> None:
        """Read the certificates; raises Unavailable when the service does not answer, InputRejected when it refuses."""
        self._access = access
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(total=access.timeout_s), retries=urllib3.Retry(0, redirect=False)
        )
        answer = self._ask("credentials/info", {"certificates": "chain"})
        certificates = answer.get("cert")
        listed = certificates.get("certificates") if isinstance(certificates, dict) else None
        if not isinstance(listed, list) or not listed:
            raise _nonsense()
        chain = tuple(_decoded(one) for one in listed)
        self.certificate, self.chain = chain[0], chain[1:]
        try:
            algorithm = x509.Certificate.load(self.certificate).public_key.algorithm
        except ValueError as error:
            raise _nonsense() from error
        self._algorithm = _SHA256_RSA if algorithm == "rsa" else _SHA256_ECDSA

    def sign(self, data: bytes) -> bytes:
        """Have the SHA-256 digest of `data` signed."""
        wanted: dict[str, object] = {
            "hashes": [base64.b64encode(hashlib.sha256(data).digest()).decode()],
            "hashAlgorithmOID": _SHA256,
        }
        activation = self._authorize(wanted) if self._access.pin else self._access.sad
        known = {"SAD": activation} if activation else {}
        asked = {**wanted, "signAlgo": self._algorithm, **known}
        signatures = self._ask("signatures/signHash", asked).get("signatures")
        if not isinstance(signatures, list) or len(signatures) != 1:
            raise _nonsense()
        return _decoded(signatures[0])

    def _authorize(self, wanted: Mapping[str, object]) -> str:
        """Have the signing of these digests allowed by the PIN; give the activation data."""
        proof = {"numSignatures": 1, "authData": [{"id": "PIN", "value": self._access.pin}]}
        activation = self._ask("credentials/authorize", {**wanted, **proof}).get("SAD")
        if not isinstance(activation, str) or not activation:
            raise _nonsense()
        return activation

    def _ask(self, method: str, wanted: Mapping[str, object]) -> dict[str, object]:
        body = json.dumps({"credentialID": self._access.credential_id, **wanted})
        headers = {"Authorization": f"Bearer {self._access.token}", "Content-Type": "application/json"}
        try:
            response = self._pool.request(
                "POST", f"{self._access.address}/{method}", body=body, headers=headers, preload_content=False
            )
            content = response.read(_LONGEST_ANSWER + 1)
            response.close()
        except urllib3.exceptions.HTTPError as error:
            raise _unavailable() from error
        if response.status in {400, 401, 403}:
            raise _refused()
        if response.status != 200 or len(content) > _LONGEST_ANSWER:
            raise _unavailable()
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise _nonsense() from error
        if not isinstance(answer, dict):
            raise _nonsense()
        return answer


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        raise _nonsense()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _nonsense() from error


def _unavailable() -> EngineError:
    return refusals.out_of_reach(
        "signing_service_unavailable",
        "Dịch vụ ký số từ xa không trả lời. Hệ thống sẽ thử lại.",
        "The remote signing service does not answer. It will be tried again.",
    )


def _nonsense() -> EngineError:
    return refusals.out_of_reach(
        "signing_service_answer_invalid",
        "Dịch vụ ký số từ xa trả lời sai quy cách. Người vận hành kiểm tra dịch vụ.",
        "The remote signing service gave an answer that cannot be used. The operator checks the service.",
    )


def _refused() -> InputRejected:
    return InputRejected(
        Text(
            vi="Dịch vụ ký số từ xa từ chối ký. Chưa ký gì. Hãy xác nhận lại trên thiết bị của người ký hoặc kiểm tra "
            "quyền truy cập.",
            en="The remote signing service refused. Nothing was signed. Please confirm again on the signer's device "
            "or check the access rights.",
        ),
        code="signing_service_refused",
    )
