"""Keys, pictures and trust in a folder on the server: for trials, and for an organisation's key where it lives there.

`HOLDER.p12` and `HOLDER.png` for each holder; `trust/*.cer` the roots, `trust/ca/*.cer` authorities below them and
`trust/*.crl` revocation lists, all DER. Files are read at each signature, so that a list put there counts at once.
The signing libraries are loaded when the first signature is made: loading them takes longer than the rest of a start.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import InputRejected, Text

if TYPE_CHECKING:
    from engine.signing import SigningKey, TimeStampAuthority, Trust

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
        """Read the holder's key."""
        from engine.signing import SoftwareKey  # noqa: PLC0415  see above

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

    def _all(self, pattern: str) -> tuple[bytes, ...]:
        return tuple(path.read_bytes() for path in sorted((self._folder / "trust").glob(pattern)))

    def _read(self, holder: str, suffix: str) -> bytes:
        path = self._folder / f"{holder}.{suffix}"
        if not _HOLDER.fullmatch(holder) or not path.is_file():
            raise InputRejected(
                Text(
                    vi=f"“{holder}” chưa có khóa ký hoặc ảnh chữ ký trên máy chủ. Chưa ký gì. Liên hệ quản trị.",
                    en=f"“{holder}” has no signing key or picture on this server. Nothing was signed. "
                    "Please see the administrator.",
                ),
                code="signing_key_missing",
            )
        return path.read_bytes()
