"""The secrets of an embedded installation: made at its first start, kept in its data folder for the owner alone.

Production never reads them: there every secret comes from the environment.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the parts of one installation show each other."""

    database_password: str = field(repr=False)
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    secret_key: str = field(repr=False)


def new_credentials() -> Credentials:
    """Make fresh random credentials."""
    return Credentials(
        database_password=secrets.token_urlsafe(24),
        s3_access_key=secrets.token_hex(10),
        s3_secret_key=secrets.token_urlsafe(30),
        secret_key=secrets.token_urlsafe(48),
    )


def load_credentials(file: Path) -> Credentials:
    """Read the credentials of `file`; at the first start make them and store them with mode 0600."""
    try:
        return Credentials(**json.loads(file.read_text()))
    except FileNotFoundError:
        made = new_credentials()
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written apart and renamed: a crash in between leaves either no file or a whole one.
    partial = file.with_suffix(".new")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as stream:
        json.dump(asdict(made), stream, indent=2)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
    return made
