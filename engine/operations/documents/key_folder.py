"""Keys, pictures and trust in a folder on the server: whose key is where.

`HOLDER.p12` and `HOLDER.png` for each holder: a sign-in name; `co_quan`, the Office; `co_quan.CODE`, another body with
a seal of its own, by its code in the directory in small letters. Instead of the `.p12` stands, for a key at a remote
signing service, `HOLDER.remote.json`: `{"address": "https://…/csc/v2", "credential_id": …, "token": …}`, with `pin` (or
`sad`) where the service asks for it; for a key on a token or in a hardware module, `HOLDER.token.json`:
`{"library": "/…/driver.so", "token_label": …, "key_label": …, "pin": …}`. `trust/*.cer` are the roots, `trust/ca/*.cer`
authorities below them and `trust/*.crl` revocation lists, all DER. Files are read at each signature, so that a list put
there counts at once.
The signing libraries are loaded when the first signature is made: loading them takes longer than the rest of a start.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.errors import InputRejected, Text

if TYPE_CHECKING:
    from engine.signing import SigningKey, TimeStampAuthority, Trust

_REMOTE, _TOKEN = "remote.json", "token.json"
# What an access file must say, and what it may say beside it.
_PARTS: Final = {
    _REMOTE: ({"address", "credential_id", "token"}, {"sad", "pin"}),
    _TOKEN: ({"library", "token_label", "key_label", "pin"}, set[str]()),
}
_HOLDER = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)


class KeyFolder:
    """A signing desk over a folder; every file of a key has the same password."""

    def __init__(
        self, folder: Path, *, password: str, seal_mm: float = 36.0, time_stamp_url: str | None = None
    ) -> None:
        """Take the folder; nothing is read yet."""
        self.seal_mm = seal_mm
        self._folder = folder
        self._password = password
        self._time_stamp_url = time_stamp_url

    def has_key(self, holder: str) -> bool:
        """Tell whether the holder has a key: in a file, on a token or at a service."""
        return any(self._has(holder, suffix) for suffix in (_REMOTE, _TOKEN, "p12"))

    def key(self, holder: str) -> "SigningKey":
        """Read the holder's key, or ask the token or the service that keeps it."""
        from engine.signing import RemoteAccess, RemoteKey, SoftwareKey, TokenAccess, TokenKey  # noqa: PLC0415  see above

        if self._has(holder, _REMOTE):
            return RemoteKey(RemoteAccess(**_access(self._read(holder, _REMOTE), _REMOTE)))
        if self._has(holder, _TOKEN):
            return TokenKey(TokenAccess(**_access(self._read(holder, _TOKEN), _TOKEN)))
        return SoftwareKey.from_pkcs12(self._read(holder, "p12"), self._password)

    def picture(self, holder: str) -> bytes:
        """Read the holder's picture."""
        return self._read(holder, "png")

    def trust(self) -> "Trust":
        """Read roots, authorities and revocation lists."""
        from engine.signing import Trust  # noqa: PLC0415  see above

        crls = self._all("*.crl")
        return Trust(
            roots=self._all("*.cer"), intermediates=self._all("ca/*.cer"), crls=crls, revocation_required=bool(crls)
        )

    def time_stamps(self) -> "TimeStampAuthority | None":
        """Give the authority at the configured address."""
        from engine.signing import HttpTimeStamps  # noqa: PLC0415  see above

        return HttpTimeStamps(self._time_stamp_url) if self._time_stamp_url else None

    def _has(self, holder: str, suffix: str) -> bool:
        return bool(_HOLDER.fullmatch(holder)) and self._path(holder, suffix).is_file()

    def _path(self, holder: str, suffix: str) -> Path:
        return self._folder / f"{holder}.{suffix}"

    def _all(self, pattern: str) -> tuple[bytes, ...]:
        return tuple(path.read_bytes() for path in sorted((self._folder / "trust").glob(pattern)))

    def _read(self, holder: str, suffix: str) -> bytes:
        if not self._has(holder, suffix):
            raise InputRejected(
                Text(
                    vi=f"“{holder}” chưa có khóa ký hoặc ảnh chữ ký trên máy chủ. Chưa ký gì. Liên hệ quản trị.",
                    en=f"“{holder}” has no signing key or picture on this server. Nothing was signed. "
                    "Please see the administrator.",
                ),
                code="signing_key_missing",
            )
        return self._path(holder, suffix).read_bytes()


def _access(written: bytes, suffix: str) -> dict[str, Any]:
    """Read what an access file of this kind says, all of it text; raises InputRejected for any other content."""
    required, more = _PARTS[suffix]
    try:
        parts = json.loads(written)
    except ValueError as error:
        raise _access_unusable(suffix) from error
    known = isinstance(parts, dict) and parts.keys() >= required and parts.keys() <= required | more
    if not known or not all(isinstance(part, str) for part in parts.values()):
        raise _access_unusable(suffix)
    return dict(parts)


def _access_unusable(suffix: str) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"Tệp truy cập khóa ký (.{suffix}) sai quy cách. Chưa ký gì. Người vận hành kiểm tra tệp ấy.",
            en=f"The file of access to the signing key (.{suffix}) is not as it must be. Nothing was signed. "
            "The operator checks that file.",
        ),
        code="signing_access_unusable",
    )
