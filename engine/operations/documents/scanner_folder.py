"""Files that the Office's scanners leave in a folder: taken from there as if they had been uploaded.

Each person and each group may have a subfolder under its sign-in name or code; the machine writes there, and the files
wait for whom they are for. One is taken by renaming it first, so that two people do not take the same; when anything
breaks it stands there again. What was taken is gone from the folder once its bytes are safe here.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from engine.errors import NotFound, Text, Unavailable
from engine.model.actor import Actor
from engine.model.document import DocumentPlace
from engine.model.records import DocumentRecord
from engine.operations.documents.upload_document import begin_upload, send
from engine.operations.engine import Engine

MOST_SHOWN: Final = 100
_SETTLED_S: Final = 3.0  # a machine that has not written for so long has finished
_FORGOTTEN_S: Final = 600.0  # a file that somebody began to take, and that is still there
_TAKING: Final = ".taking-"
_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedFile:
    """A file that waits; `id` names it to pages, `shared` tells that it lies in a group's folder."""

    id: str
    name: str
    size_bytes: int
    written_at: float  # seconds since 1970
    shared: bool
    path: Path


def list_scans(engine: Engine, actor: Actor) -> tuple[ScannedFile, ...]:
    """Give the files that wait for the actor, the newest first; none where no folder is set up.

    Raises Unavailable when the folder cannot be read.
    """
    root = engine.settings.scanner_folder
    if root is None:
        return ()
    try:
        if not root.is_dir():
            raise _unavailable()
        found = [one for name in _folders(actor) for one in _waiting(root / name, shared=name != actor.username)]
    except OSError as error:
        raise _unavailable() from error
    return tuple(sorted(found, key=lambda one: -one.written_at)[:MOST_SHOWN])


def take_scan(engine: Engine, actor: Actor, *, scan_id: str, place: DocumentPlace) -> DocumentRecord:
    """Take a file in; raises NotFound when somebody else was faster, and what an upload raises: then it waits on."""
    scan = next((one for one in list_scans(engine, actor) if one.id == scan_id), None)
    if scan is None:
        raise _gone()
    taken = scan.path.with_name(f"{_TAKING}{secrets.token_hex(8)}-{scan.name}")  # machines use one name again and again
    try:
        scan.path.rename(taken)
        os.utime(taken)
    except FileNotFoundError as error:
        raise _gone() from error
    except OSError as error:
        raise _unavailable() from error
    try:
        record = send(begin_upload(engine, actor, file_name=scan.name), _blocks(taken), place)
    except BaseException:
        _put_back(taken)
        raise
    taken.unlink(missing_ok=True)
    return record


def _folders(actor: Actor) -> list[str]:
    """Give the names of the actor's subfolders; one that is no plain name has none."""
    return [name for name in (actor.username, *sorted(actor.groups)) if _FOLDER.fullmatch(name)]


def _waiting(folder: Path, *, shared: bool) -> Iterator[ScannedFile]:
    if not folder.is_dir() or folder.is_symlink():
        return
    now = time.time()
    for entry in list(os.scandir(folder)):
        if not entry.is_file(follow_symlinks=False):
            continue
        facts = entry.stat(follow_symlinks=False)
        path = Path(entry.path)
        if entry.name.startswith(_TAKING) and now - facts.st_mtime > _FORGOTTEN_S:
            path = _put_back(path)
        if not _is_name(path.name) or facts.st_size == 0 or now - facts.st_mtime < _SETTLED_S:
            continue
        said = f"{folder.name}/{path.name}/{facts.st_size}/{facts.st_mtime_ns}"
        yield ScannedFile(
            id=hashlib.sha256(said.encode()).hexdigest()[:32],
            name=path.name,
            size_bytes=facts.st_size,
            written_at=facts.st_mtime,
            shared=shared,
            path=path,
        )


def _put_back(taken: Path) -> Path:
    """Let a file stand under its name again, with a number where the machine has written another one meanwhile."""
    _, _, name = taken.name.removeprefix(_TAKING).partition("-")
    for number in count(1):
        path = taken.with_name(name if number == 1 else f"{Path(name).stem} ({number}){Path(name).suffix}")
        try:
            os.link(taken, path, follow_symlinks=False)  # unlike a rename it takes nobody's place
        except FileExistsError:
            continue
        taken.unlink()
        return path
    raise AssertionError  # numbers do not end


def _is_name(name: str) -> bool:
    """Tell whether people can read a name; a dot begins what is hidden, or being taken."""
    return name.isprintable() and not name.startswith(".")


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise _unavailable() from error


def _gone() -> NotFound:
    return NotFound(
        Text(
            vi="Tệp quét này không còn trong thư mục: đã có người lấy, hoặc máy quét vừa ghi lại. Mở lại danh sách.",
            en="This scan is no longer in the folder: somebody took it, or it was written anew. Open the list again.",
        ),
        code="scan_gone",
    )


def _unavailable() -> Unavailable:
    return Unavailable(
        Text(
            vi="Không mở được thư mục của máy quét. Chưa lấy gì. Hãy chọn tệp từ máy mình, hoặc báo quản trị hệ thống.",
            en="The scanners' folder cannot be opened. Nothing was taken. Choose a file of your own machine, or tell "
            "the administrator.",
        ),
        code="scanner_folder_unavailable",
    )
