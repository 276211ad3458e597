"""The port of signing keys: whoever holds a certificate and can sign bytes is a key, wherever the secret lives.

No key ever enters this program except the software one, which is for tests, trials and the organisation's own server.
"""

from typing import Protocol

from asn1crypto import x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"


class Certified(Protocol):
    """A certificate (DER) and the certificates above it: enough to prepare a signature that is made elsewhere."""

    @property
    def certificate(self) -> bytes:
        """Give the signer's certificate."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Give the certificates above, the issuer first; the root may be missing."""
        ...


class SigningKey(Certified, Protocol):
    """A certificate with the ability to sign with its secret.

    `sign` gives the raw signature over the SHA-256 digest of `data`: RSASSA-PKCS1-v1_5 for an RSA key (RFC 8017 §8.2),
    the DER sequence of r and s for ECDSA (RFC 3279 §2.2.3). It raises Unavailable when the holder does not answer.
    """

    def sign(self, data: bytes) -> bytes:
        """Sign."""
        ...


class KeySigner(Signer):
    """Lets pyHanko sign through the port."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(x509.Certificate.load(der) for der in key.chain)
        super().__init__(signing_cert=x509.Certificate.load(key.certificate), cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 – pyHanko's signature
        """Sign, or give as many bytes as a signature takes."""
        if digest_algorithm != DIGEST:
            message = f"keys sign {DIGEST} digests, not {digest_algorithm}"
            raise ValueError(message)
        if dry_run:
            certificate = self.signing_cert
            size = certificate.public_key.byte_size if certificate else 0
            return bytes(2 * size + 16)
        return self._key.sign(data)
