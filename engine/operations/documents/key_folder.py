"""Keys, pictures and trust in a folder on the server: whose key is where.

`HOLDER.p12` and `HOLDER.png` for each holder; `HOLDER.remote.json` instead of the `.p12` for a key at a remote signing
service: `{"address": "https://…/csc/v2", "credential_id": …, "token": …, "sad": …}` (the last only where the service
asks for it). `trust/*.cer` the roots, `trust/ca/*.cer` authorities below them and
`trust/*.crl` revocation lists, all DER. Files are read at each signature, so that a list put there counts at once.
The signing libraries are loaded when the first signature is made: loading them takes longer than the rest of a start.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import InputRejected, Text

if TYPE_CHECKING:
    from engine.signing import RemoteAccess, SigningKey, TimeStampAuthority, Trust

_REMOTE = "remote.json"
_ACCESS_PARTS = {"address", "credential_id", "token"}
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

    def key(self, holder: str) -> "SigningKey":
        """Read the holder's key, or ask the service that keeps it."""
        from engine.signing import RemoteKey, SoftwareKey  # noqa: PLC0415  see above

        if self._has(holder, _REMOTE):
            return RemoteKey(_remote_access(self._read(holder, _REMOTE)))
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


def _remote_access(written: bytes) -> "RemoteAccess":
    from engine.signing import RemoteAccess  # noqa: PLC0415  see above

    try:
        parts = json.loads(written)
    except ValueError as error:
        raise _access_unusable() from error
    known = isinstance(parts, dict) and parts.keys() >= _ACCESS_PARTS and parts.keys() <= _ACCESS_PARTS | {"sad"}
    if not known or not all(isinstance(part, str) for part in parts.values()):
        raise _access_unusable()
    return RemoteAccess(**parts)


def _access_unusable() -> InputRejected:
    return InputRejected(
        Text(
            vi="Tệp truy cập dịch vụ ký số từ xa sai quy cách. Chưa ký gì. Người vận hành kiểm tra tệp .remote.json.",
            en="The file of access to the remote signing service is not as it must be. Nothing was signed. "
            "The operator checks the .remote.json file.",
        ),
        code="signing_access_unusable",
    )
