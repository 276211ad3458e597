"""A key in a file (PKCS#12): for tests, trials and a server that the organisation trusts with its own key."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from engine.signing import refusals


class SoftwareKey:
    """Holds the secret in memory."""

    def __init__(self, secret: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *chain: bytes) -> None:
        """Take the secret and its certificates (DER), the signer's first."""
        self._secret = secret
        self.certificate = chain[0]
        self.chain = chain[1:]

    @classmethod
    def from_pkcs12(cls, archive: bytes, password: str) -> "SoftwareKey":
        """Read a .p12 file; raises InputRejected when the file or its password is wrong, or the key of another kind."""
        try:
            secret, certificate, above = pkcs12.load_key_and_certificates(archive, password.encode())
        except ValueError as error:
            raise _unusable() from error
        if not isinstance(secret, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
            raise _unusable()
        return cls(secret, *(one.public_bytes(Encoding.DER) for one in (certificate, *above)))

    def sign(self, data: bytes) -> bytes:
        """Sign the SHA-256 digest of `data`."""
        if isinstance(self._secret, rsa.RSAPrivateKey):
            return self._secret.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._secret.sign(data, ec.ECDSA(hashes.SHA256()))


def _unusable() -> Exception:
    return refusals.refuse(
        "key_file_unusable",
        "Không mở được tệp khóa ký (sai mật khẩu hoặc sai loại khóa). Hãy kiểm tra tệp .p12 và mật khẩu.",
        "The key file cannot be opened (wrong password or kind of key). Please check the .p12 file and its password.",
    )
