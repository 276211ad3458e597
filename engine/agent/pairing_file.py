"""What the program remembers between two starts: the server that it is paired with, and where the key is. Never a PIN.

One file that only its owner may read; the token in it opens what its person has to sign on that one server.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from engine.errors import InputRejected, Text

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A server (its origin), the token for it, and the key by the labels on its token; `authorities` is a PEM file."""

    server: str
    token: str = field(repr=False)
    display_name: str
    library: str
    token_label: str
    key_label: str
    authorities: str = ""


def usual_place() -> Path:
    """Give where the file lies when nobody says otherwise."""
    home = os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "hoidong" / "sign-agent.json"


def save(pairing: Pairing, place: Path) -> None:
    """Write the file whole or not at all, for its owner alone."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(pairing), file, ensure_ascii=False, indent=1)
    fresh.replace(place)


def load(place: Path) -> Pairing:
    """Read the file; raises InputRejected when there is none or it is not as it must be."""
    try:
        return Pairing(**json.loads(place.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise InputRejected(
            Text(
                vi="Máy này chưa được ghép. Hãy chạy “hoidong-sign-agent pair” với mã ở trang Máy ký.",
                en="This machine is not paired. Please run “hoidong-sign-agent pair” with the code of the page "
                "Signing machine.",
            ),
            code="not_paired",
        ) from None
    except (OSError, ValueError, TypeError) as error:
        raise InputRejected(
            Text(
                vi=f"Không đọc được tệp {place}. Hãy xóa tệp ấy và ghép lại.",
                en=f"The file {place} cannot be read. Please delete it and pair again.",
            ),
            code="pairing_file_unusable",
        ) from error


def origin_of(address: str) -> str:
    """Give the origin of a server's address; raises InputRejected for one without TLS that is not this machine."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not host or not secure or parts.username is not None:
        raise InputRejected(
            Text(vi="Địa chỉ máy chủ phải bắt đầu bằng https://.", en="The server's address must begin with https://."),
            code="server_not_secure",
        )
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
