"""Seals small secrets: AES-256-GCM under keys that stand in the installation's configuration only.

Each sealing is bound to its purpose and to whom or what it belongs to, so that a row copied elsewhere does not open.
The first key seals; the others open what they sealed before.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32


class Safe:
    """The keys of one purpose, of which the first seals; `mark` names it without telling anything of it."""

    def __init__(self, secrets_: Sequence[bytes], *, purpose: bytes) -> None:
        """Take the secrets, newest first, each of 32 bytes or more; at least one."""
        self._purpose = purpose
        keys = [self._derived(secret) for secret in secrets_]
        self._keys = {self._mark(key): key for key in keys}
        self.mark = self._mark(keys[0])

    def __repr__(self) -> str:
        return f"Safe({self._purpose.decode()}, {self.mark})"

    def seal(self, owner: str, plain: bytes) -> bytes:
        """Seal for one owner, with the first key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._keys[self.mark]).encrypt(nonce, plain, self._bound(owner))

    def open(self, owner: str, mark: str, sealed: bytes) -> bytes | None:
        """Open what was sealed for an owner; None when its key is missing or it was changed."""
        key = self._keys.get(mark)
        if key is None:
            return None
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], self._bound(owner))
        except InvalidTag:
            return None

    def _derived(self, secret: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=self._purpose).derive(secret)

    def _mark(self, key: bytes) -> str:
        return hashlib.sha256(self._purpose + key).hexdigest()[:16]

    def _bound(self, owner: str) -> bytes:
        return self._purpose + b"|" + owner.encode()
