"""Seals what tells who sent a letter, each for its case.

`hoidong identities reseal` moves everything to the first key.
"""

from collections.abc import Sequence
from typing import Final

from engine.errors import Conflict, Text
from engine.operations.identities.safe import Safe

_PURPOSE: Final = b"hoidong sender identity"


class IdentitySafe:
    """The keys of the identity store, of which the first seals."""

    def __init__(self, secrets_: Sequence[bytes]) -> None:
        """Take the secrets, newest first, each of 32 bytes or more; at least one."""
        self._safe = Safe(secrets_, purpose=_PURPOSE)
        self.mark = self._safe.mark

    def seal(self, instance_key: int, plain: bytes) -> bytes:
        """Seal for one case, with the first key."""
        return self._safe.seal(str(instance_key), plain)

    def open(self, instance_key: int, mark: str, sealed: bytes) -> bytes:
        """Open what was sealed for a case; raises Conflict when no key opens it or it was changed."""
        plain = self._safe.open(str(instance_key), mark, sealed)
        if plain is None:
            raise _sealed()
        return plain


def _sealed() -> Conflict:
    return Conflict(
        Text(
            vi="Không mở được danh tính đã niêm phong: thiếu khóa hoặc dữ liệu đã bị thay đổi. Báo quản trị.",
            en="The sealed identity does not open: its key is missing or it was changed. Tell the administrator.",
        ),
        code="identity_sealed",
    )
