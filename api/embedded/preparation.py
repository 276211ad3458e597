"""Whether an installation was prepared by exactly this version: then a start need not migrate, deploy and seed again.

The mark lies in the data folder, beside the data that it speaks of. An outside database is prepared at every start.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.embedded.installation import Installation
from api.shipped import shipped_folder

# Packages whose files decide what a prepared installation holds.
PARTS = ("engine.store", "engine.seed", "bpmn", "forms")


def prepared_mark(*, demo: bool, cases: bool, postgres_major: int) -> str:
    """Give the digest of everything that preparing depends on."""
    digest = hashlib.sha256(f"{demo} {cases} {postgres_major}".encode())
    for part in PARTS:
        folder = shipped_folder(part)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_prepared(installation: Installation, mark: str) -> bool:
    """Tell whether the last finished preparation of this data folder had this `mark`."""
    file = _file(installation)
    return installation.is_embedded and file.exists() and file.read_text() == mark


def note_prepared(installation: Installation, mark: str) -> None:
    """Remember that preparing has finished."""
    _file(installation).write_text(mark)


def forget_prepared(installation: Installation) -> None:
    """Forget it before preparing begins: what is cut off half-way is done again."""
    _file(installation).unlink(missing_ok=True)


@contextmanager
def filling(installation: Installation) -> Iterator[None]:
    """Remember, while the block fills the database with cases, that it has not finished."""
    mark = _half_filled(installation)
    mark.touch()
    yield
    mark.unlink()


def throw_half_filled_away(installation: Installation) -> None:
    """Empty a database whose filling was cut off; nobody has worked in it, for it is filled before it is served."""
    mark = _half_filled(installation)
    if mark.exists() and installation.postgres is not None:
        installation.postgres.start_anew()
        mark.unlink()


def _file(installation: Installation) -> Path:
    return installation.folder / "prepared"


def _half_filled(installation: Installation) -> Path:
    return installation.folder / "half-filled"
