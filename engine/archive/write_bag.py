"""Write a bag: every payload file with its SHA-256, then what is known of the whole (RFC 8493 §2)."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from typing import BinaryIO, Final

DECLARATION: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD: Final = "data/"
_FIXED_DAY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same package


class BagWriter:
    """Writes one package into an open file; `close` makes it whole."""

    def __init__(self, target: BinaryIO, *, folder: str) -> None:
        """Begin; all files stand below `folder` in the zip, as the standard asks of a serialized bag."""
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._folder = folder
        self._payload: dict[str, str] = {}
        self._size_bytes = 0

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Add a payload file in blocks; raises ValueError for a name that is there already."""
        path = f"{PAYLOAD}{name}"
        if path in self._payload:
            raise ValueError(path)
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(f"{self._folder}/{path}", _FIXED_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as file:
            for block in blocks:
                digest.update(block)
                self._size_bytes += len(block)
                file.write(block)
        self._payload[path] = digest.hexdigest()

    def close(self, about: Mapping[str, str]) -> None:
        """Write the manifests and `about` (bag-info.txt), and end the package."""
        told = {**about, "Payload-Oxum": f"{self._size_bytes}.{len(self._payload)}"}
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": "".join(f"{label}: {' '.join(value.split())}\n" for label, value in told.items()),
            MANIFEST: _manifest(self._payload),
        }
        hashed = {name: hashlib.sha256(text.encode("utf-8")).hexdigest() for name, text in tags.items()}
        for name, text in {**tags, TAG_MANIFEST: _manifest(hashed)}.items():
            self._zip.writestr(zipfile.ZipInfo(f"{self._folder}/{name}", _FIXED_DAY), text.encode("utf-8"))
        self._zip.close()


def _manifest(hashes: Mapping[str, str]) -> str:
    """Write a manifest; a line end or a percent sign in a name is written as RFC 8493 §2.1.3 says."""
    escaped = {
        name.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D"): value for name, value in hashes.items()
    }
    return "".join(f"{value}  {name}\n" for name, value in sorted(escaped.items()))
