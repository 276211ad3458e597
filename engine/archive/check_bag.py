"""Check a package: nothing missing, nothing altered, nothing added, and nothing that should not be opened.

Within bounds on entries and unpacked bytes; no file is written.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from engine.archive.write_bag import DECLARATION, MANIFEST, PAYLOAD, TAG_MANIFEST
from engine.errors import Text

MOST_ENTRIES: Final = 100_000
MOST_BYTES: Final = 200 * 1024**3
LARGEST_TAG: Final = 64 * 1024**2
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BagReport:
    """What a check found; the package is sound when there are no `problems`. `about` is its bag-info.txt."""

    problems: tuple[Text, ...] = ()
    files: int = 0
    size_bytes: int = 0
    about: Mapping[str, str] = field(default_factory=dict)


def check_bag(source: BinaryIO) -> BagReport:
    """Check a package from beginning to end."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _check(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return BagReport(problems=(Text(vi="Tệp không phải gói zip lành lặn.", en="The file is no sound zip."),))


def _check(archive: zipfile.ZipFile) -> BagReport:
    entries = archive.infolist()
    names = [one.filename for one in entries if not one.is_dir()]
    roots = {name.partition("/")[0] for name in names}
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_BYTES:
        return BagReport(problems=(Text(vi="Gói quá lớn.", en="The package is too large."),))
    if len(roots) != 1 or len(set(names)) != len(names) or not all(_harmless(name) for name in names):
        return BagReport(problems=(Text(vi="Tên tệp trong gói không dùng được.", en="Names in it cannot be used."),))
    root = f"{roots.pop()}/"
    inside = {name.removeprefix(root) for name in names}
    problems = [
        Text(vi=f"Thiếu “{name}”.", en=f"“{name}” is missing.")
        for name in ("bagit.txt", "bag-info.txt", MANIFEST, TAG_MANIFEST)
        if name not in inside
    ]
    if problems:
        return BagReport(problems=tuple(problems))
    if _tag(archive, root, "bagit.txt") != DECLARATION:
        problems.append(Text(vi="“bagit.txt” không đúng chuẩn.", en="“bagit.txt” is not as the standard has it."))
    listed = _hashes(_tag(archive, root, MANIFEST))
    problems += _compare(archive, root, _hashes(_tag(archive, root, TAG_MANIFEST)), inside)
    problems += _compare(archive, root, listed, inside)
    extra = {name for name in inside if name.startswith(PAYLOAD)} - set(listed)
    problems += [Text(vi=f"Tệp lạ: “{name}”.", en=f"A file too many: “{name}”.") for name in sorted(extra)]
    about = _about(_tag(archive, root, "bag-info.txt"))
    size = sum(one.file_size for one in entries if one.filename.removeprefix(root) in listed)
    if about.get("Payload-Oxum") != f"{size}.{len(listed)}":
        problems.append(Text(vi="Tổng dung lượng không khớp.", en="The sum of the payload does not fit."))
    return BagReport(problems=tuple(problems), files=len(listed), size_bytes=size, about=about)


def _compare(archive: zipfile.ZipFile, root: str, listed: Mapping[str, str], inside: set[str]) -> list[Text]:
    problems = []
    for name, expected in listed.items():
        if name not in inside:
            problems.append(Text(vi=f"Thiếu “{name}”.", en=f"“{name}” is missing."))
        elif _digest(archive, f"{root}{name}") != expected:
            problems.append(Text(vi=f"“{name}” đã bị thay đổi.", en=f"“{name}” has been altered."))
    return problems


def _digest(archive: zipfile.ZipFile, name: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except (zipfile.BadZipFile, EOFError, OSError):
        return None
    return digest.hexdigest()


def _tag(archive: zipfile.ZipFile, root: str, name: str) -> str:
    with archive.open(f"{root}{name}") as file:
        return file.read(LARGEST_TAG).decode("utf-8", "replace")


def _hashes(manifest: str) -> dict[str, str]:
    found = {}
    for line in manifest.splitlines():
        value, _, name = line.partition(" ")
        found[name.strip().replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")] = value
    return found


def _about(text: str) -> dict[str, str]:
    lines = [line.partition(": ") for line in text.splitlines() if ": " in line]
    return {label: value for label, _, value in lines}


def _harmless(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and name.isprintable()
