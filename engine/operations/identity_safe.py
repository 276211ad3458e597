"""Seals what tells who sent a letter: AES-256-GCM under keys that stand in the installation's configuration only.

Each sealing is bound to its case, so that a row copied to another case does not open. The first key seals; the others
open what they sealed before (`hoidong identities reseal` moves everything to the first).
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.errors import Conflict, Text

_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_PURPOSE: Final = b"hoidong sender identity"


class IdentitySafe:
    """The keys of the identity store, of which the first seals."""

    def __init__(self, secrets_: Sequence[bytes]) -> None:
        """Take the secrets, newest first, each of 32 bytes or more; at least one."""
        keys = [_derived(secret) for secret in secrets_]
        self._keys = {_mark(key): key for key in keys}
        self.mark = _mark(keys[0])

    def __repr__(self) -> str:
        return f"IdentitySafe({self.mark})"

    def seal(self, instance_key: int, plain: bytes) -> bytes:
        """Seal for one case, with the first key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._keys[self.mark]).encrypt(nonce, plain, _bound(instance_key))

    def open(self, instance_key: int, mark: str, sealed: bytes) -> bytes:
        """Open what was sealed for a case; raises Conflict when no key opens it or it was changed."""
        key = self._keys.get(mark)
        try:
            if key is not None:
                return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(instance_key))
        except InvalidTag:
            pass  # told below, like a key that is missing
        raise Conflict(
            Text(
                vi="Không mở được danh tính đã niêm phong: thiếu khóa hoặc dữ liệu đã bị thay đổi. Báo quản trị.",
                en="The sealed identity does not open: its key is missing or it was changed. Tell the administrator.",
            ),
            code="identity_sealed",
        )


def _derived(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE).derive(secret)


def _mark(key: bytes) -> str:
    """Name a key without telling anything of it."""
    return hashlib.sha256(_PURPOSE + key).hexdigest()[:16]


def _bound(instance_key: int) -> bytes:
    return _PURPOSE + b"|%d" % instance_key
