"""A document that this machine may sign: what the server told, the bytes, and that the two are the same thing.

The program signs no hash that it is merely told. It takes the whole document, computes what its signature covers, and
compares: the document that people read stands unchanged at its beginning, the hole for the signature is empty, and
the bytes to be signed name this digest and this key's certificate and nothing else (RFC 5652 §5.4, RFC 5035).
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from asn1crypto import cms, tsp

from engine.agent.server import Told
from engine.errors import InputRejected, Text

_KNOWN: Final = {"content_type", "message_digest", "signing_certificate_v2", "cms_algorithm_protection"}
NOT_AS_TOLD: Final = "document_not_as_told"


@dataclass(slots=True, kw_only=True)
class Offer:
    """A document that was found to be what it is said to be; `signature` is kept until the server has it."""

    told: Told
    content: bytes = field(repr=False)
    signature: bytes | None = field(default=None, repr=False)


def checked(told: Told, content: bytes) -> Offer:
    """Give the offer; raises InputRejected (`document_not_as_told`) when anything is not as it must be."""
    first, behind = told.hole
    sound = (
        hashlib.sha256(content).hexdigest() == told.prepared_sha256
        and hashlib.sha256(content[: told.document_size]).hexdigest() == told.document_sha256
        and told.document_size < first < behind <= len(content)
        and content[first:behind].strip(b"<>").strip(b"0") == b""
    )
    digest = hashlib.sha256(content[:first] + content[behind:]).digest()
    if not sound or not _names(told.signed_attributes, digest, told.certificate_sha256):
        raise _refused()
    return Offer(told=told, content=content)


def _names(attributes: bytes, digest: bytes, certificate_sha256: str) -> bool:
    """Tell whether attributes name this digest and certificate, once each, and no other kind of thing."""
    try:
        listed = cms.CMSAttributes.load(attributes, strict=True)
        found = {one["type"].native: one["values"] for one in listed}
        if len(found) != len(listed) or not set(found) <= _KNOWN or listed.dump(force=True) != attributes:
            return False
        [kind], [message] = found["content_type"].native, found["message_digest"].native
        [signing] = found["signing_certificate_v2"]
        if not isinstance(signing, tsp.SigningCertificateV2):  # RFC 5035: `tsp` teaches `cms` to read it
            return False
        [certificate] = signing["certs"]
        algorithm = certificate["hash_algorithm"]["algorithm"].native
        named = certificate["cert_hash"].native.hex()
    except (ValueError, TypeError, KeyError):
        return False
    return (kind, message, algorithm, named) == ("data", digest, "sha256", certificate_sha256)


def _refused() -> InputRejected:
    return InputRejected(
        Text(
            vi="Văn bản máy chủ gửi tới không đúng bản cần ký. Máy này không ký. Hãy báo quản trị hệ thống.",
            en="What the server sent is not the document to be signed. This machine does not sign it. "
            "Please tell an administrator.",
        ),
        code=NOT_AS_TOLD,
    )
