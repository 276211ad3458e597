"""A signature over a few bytes and the certificate that it must fit: what can be told of them without any trust.

Whether an authority vouches for the certificate is for `engine.signing` to judge.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from engine.errors import InputRejected, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says of itself; `issuer` is the name of the authority, moments are aware."""

    name: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str


def certificate_facts(certificate: bytes) -> CertificateFacts:
    """Read a certificate (DER); raises InputRejected for what is none."""
    try:
        read = x509.load_der_x509_certificate(certificate)
        name, issuer = _common_name(read.subject), _common_name(read.issuer)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unreadable() from error
    return CertificateFacts(
        name=name,
        issuer=issuer,
        serial=f"{read.serial_number:x}",
        not_before=read.not_valid_before_utc,
        not_after=read.not_valid_after_utc,
        sha256=hashlib.sha256(certificate).hexdigest(),
    )


def fits(certificate: bytes, data: bytes, signature: bytes) -> bool:
    """Tell whether this is the certificate's signature over the SHA-256 digest of `data`, as `SigningKey` makes it."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def pairing_proof(code: str) -> bytes:
    """Give what a key signs to prove that it is there, for one pairing; no document is ever signed in these words."""
    return f"hoidong signing agent pairing\n{code}".encode()


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _unreadable() -> InputRejected:
    return InputRejected(
        Text(vi="Không đọc được chứng thư số.", en="The certificate cannot be read."), code="certificate_unreadable"
    )
