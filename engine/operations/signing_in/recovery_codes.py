"""Recovery codes: ten random words, each good once, for whoever has lost the app; only their digests are kept.

Eighty random bits a code: a plain digest keeps them secret, and trying them out is hopeless.
"""

import base64
import hashlib
import re
import secrets
from typing import Final

HOW_MANY: Final = 10
_BYTES: Final = 10
_APART: Final = re.compile(r"[\s-]+")


def new_codes() -> tuple[str, ...]:
    """Make codes as people read them: four groups of four letters and digits."""
    return tuple(_in_groups(base64.b32encode(secrets.token_bytes(_BYTES)).decode()) for _ in range(HOW_MANY))


def plain_code(typed: str) -> str:
    """Give a typed code without spaces and dashes, in capitals."""
    return _APART.sub("", typed).upper()


def code_digest(code: str) -> bytes:
    """Give what is kept of a code."""
    return hashlib.sha256(plain_code(code).encode("utf-8", "surrogatepass")).digest()


def _in_groups(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
