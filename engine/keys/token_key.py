"""A key on a token or in a hardware module, spoken to through PKCS#11 (OASIS PKCS #11 3.1); the secret stays there.

A wrong PIN is never tried again by itself: a token locks after a few.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11.util.ec import encode_ecdsa_signature

from engine.errors import EngineError, InputRejected, Text, Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAccess:
    """How to reach a key: the driver's library, the token's label, the key's label, the PIN."""

    library: str
    token_label: str
    key_label: str
    pin: str = field(repr=False)


class TokenKey:
    """Opens the token for each signature and closes it again."""

    def __init__(self, access: TokenAccess) -> None:
        """Read the certificates; raises Unavailable when the token is not there, InputRejected for a wrong PIN."""
        self._access = access
        with opened(access) as session:
            found = {
                str(one[pkcs11.Attribute.LABEL]): bytes(one[pkcs11.Attribute.VALUE])
                for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
            }
        if access.key_label not in found:
            raise _no_key(access)
        self.certificate = found.pop(access.key_label)
        self.chain = tuple(found.values())
        self._is_rsa = x509.Certificate.load(self.certificate).public_key.algorithm == "rsa"

    def sign(self, data: bytes) -> bytes:
        """Sign the SHA-256 digest of `data` on the token."""
        with opened(self._access) as session:
            kind = pkcs11.KeyType.RSA if self._is_rsa else pkcs11.KeyType.EC
            secret: Any = session.get_key(  # the library types no abilities of keys
                object_class=pkcs11.ObjectClass.PRIVATE_KEY, key_type=kind, label=self._access.key_label
            )
            if self._is_rsa:
                return bytes(secret.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            digest = session.digest(data, mechanism=pkcs11.Mechanism.SHA256)
            return encode_ecdsa_signature(secret.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))


@contextmanager
def opened(access: TokenAccess) -> Iterator[pkcs11.Session]:
    """Open the token with its PIN, which is tried once; what the token says becomes an error of ours."""
    try:
        token = pkcs11.lib(access.library).get_token(token_label=access.token_label)
        with token.open(user_pin=access.pin) as session:
            yield session
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
        raise _pin("token_pin_wrong", "Mã PIN không đúng", "The PIN is wrong") from error
    except (pkcs11.PinLocked, pkcs11.PinExpired) as error:
        raise _pin("token_pin_locked", "Thiết bị ký đã bị khóa mã PIN", "The token's PIN is locked") from error
    except pkcs11.NoSuchKey as error:
        raise _no_key(access) from error
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise Unavailable(
            Text(
                vi=f"Không tìm thấy thiết bị ký “{access.token_label}”. Hãy cắm thiết bị và thử lại. Chưa ký gì.",
                en=f"The signing token “{access.token_label}” was not found. Please plug it in and try again. "
                "Nothing was signed.",
            ),
            code="token_unavailable",
        ) from error


def _pin(code: str, vi: str, en: str) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"{vi}. Hãy kiểm tra kỹ: nhập sai nhiều lần thiết bị sẽ bị khóa. Chưa ký gì.",
            en=f"{en}. Please check carefully: the token locks after a few wrong ones. Nothing was signed.",
        ),
        code=code,
    )


def _no_key(access: TokenAccess) -> EngineError:
    return InputRejected(
        Text(
            vi=f"Thiết bị ký không có khóa “{access.key_label}”. Chưa ký gì. Hãy kiểm tra cấu hình.",
            en=f"The token holds no key “{access.key_label}”. Nothing was signed. Please check the settings.",
        ),
        code="token_key_missing",
    )
