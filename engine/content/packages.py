"""The table of contents of a zip-based file, read from its last bytes without unpacking anything.

Format: APPNOTE.TXT 6.3.10 §4.3.12 (central directory) and §4.3.16 (its end record). Only what fits the kept tail is
read: cost is bounded by the tail's size, whatever the archive claims. Zip64 is refused: no office file needs it.
"""

import struct
import zlib
from dataclasses import dataclass

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_MARK, _ENTRY_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_ENCRYPTED_FLAG = 0x1
_STORED, _DEFLATED = 0, 8
_ZIP64_COUNT, _ZIP64_SIZE = 0xFFFF, 0xFFFFFFFF


class PackageUnreadable(Exception):
    """The bytes hold no table of contents that we are willing to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One entry; `offset` is where its local header stands in the file."""

    name: str
    encrypted: bool
    method: int
    packed_bytes: int
    unpacked_bytes: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of an archive, and the last bytes of the file, which begin at `tail_offset`."""

    parts: tuple[Part, ...]
    tail: bytes
    tail_offset: int

    @property
    def names(self) -> frozenset[str]:
        """Name every part."""
        return frozenset(part.name for part in self.parts)

    def small_part(self, name: str, *, max_bytes: int) -> bytes | None:
        """Unpack the part `name` if it lies in the kept tail; at most `max_bytes` come out, the rest is left alone."""
        for part in self.parts:
            start = part.offset - self.tail_offset
            if part.name != name or start < 0:
                continue
            if start + _LOCAL.size > len(self.tail) or self.tail[start : start + 4] != _LOCAL_MARK:
                raise PackageUnreadable
            name_length, extra_length = _LOCAL.unpack_from(self.tail, start)[9:11]
            body = start + _LOCAL.size + name_length + extra_length
            packed = self.tail[body : body + part.packed_bytes]
            return _unpack(packed, part.method, max_bytes)
        return None


def read_package(tail: bytes, *, size_bytes: int, max_parts: int) -> Package:
    """Read the table of contents of a file of `size_bytes` from its last bytes; raises PackageUnreadable."""
    at = tail.rfind(_END_MARK)
    if at < 0 or at + _END.size > len(tail):
        raise PackageUnreadable
    _, disk, directory_disk, here, total, directory_size, directory_offset, _ = _END.unpack_from(tail, at)
    tail_offset = size_bytes - len(tail)
    start = directory_offset - tail_offset
    whole = disk == directory_disk == 0 and here == total
    if not whole or total in {0, _ZIP64_COUNT} or directory_offset == _ZIP64_SIZE or total > max_parts:
        raise PackageUnreadable
    if start < 0 or start + directory_size != at:
        raise PackageUnreadable
    parts: list[Part] = []
    for _ in range(total):
        part, start = _read_entry(tail, start, at)
        parts.append(part)
    if len({part.name for part in parts}) != total:
        raise PackageUnreadable  # two parts of one name: different readers would see different files
    return Package(parts=tuple(parts), tail=tail, tail_offset=tail_offset)


def _read_entry(tail: bytes, start: int, end: int) -> tuple[Part, int]:
    if start + _ENTRY.size > end or tail[start : start + 4] != _ENTRY_MARK:
        raise PackageUnreadable
    fields = _ENTRY.unpack_from(tail, start)
    flags, method, packed, unpacked = fields[3], fields[4], fields[8], fields[9]
    name_length, extra_length, comment_length, offset = fields[10], fields[11], fields[12], fields[16]
    name_start = start + _ENTRY.size
    after = name_start + name_length + extra_length + comment_length
    if after > end:
        raise PackageUnreadable
    part = Part(
        name=tail[name_start : name_start + name_length].decode("utf-8", errors="replace"),
        encrypted=bool(flags & _ENCRYPTED_FLAG),
        method=method,
        packed_bytes=packed,
        unpacked_bytes=unpacked,
        offset=offset,
    )
    return part, after


def _unpack(packed: bytes, method: int, max_bytes: int) -> bytes:
    if method == _STORED:
        return packed[:max_bytes]
    if method != _DEFLATED:
        raise PackageUnreadable
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, max_bytes)
    except zlib.error as error:
        raise PackageUnreadable from error
