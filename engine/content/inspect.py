"""Judges a file while its bytes pass: type by content, size, sha256. Keeps its head and its tail, nothing else.

It refuses as early as it can, and it never trusts the name or the sender's media type: they must agree with the bytes.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass

from engine.content import refusals
from engine.content.file_names import carries_stamp, clean_file_name, extension_of
from engine.content.file_types import FILE_TYPES, FileType, bare_media_type
from engine.content.packages import Package, PackageUnreadable, read_package
from engine.content.policy import DocumentPolicy
from engine.errors import InputRejected

HEAD_BYTES = 4096
# A table of contents of some 10,000 parts fits; so does the cross-reference part of a PDF that matters here.
TAIL_BYTES = 1024 * 1024
_MANIFEST_BYTES = 1024 * 1024
_PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# What may act or hide in a PDF, or hide that it does: compressed objects, and names with escaped letters. A sign only.
_PDF_SIGNS = re.compile(
    rb"/(?:JS|JavaScript|Launch|ImportData|RichMedia|EmbeddedFile|EF|ObjStm)|/[A-Za-z0-9]{0,20}#[0-9A-Fa-f]{2}"
)
_PDF_SIGNED = re.compile(
    rb"/ByteRange\s*\["
)  # of a signature's dictionary, which is never compressed (ISO 32000-2 §12.8.1)
_LONGEST_SIGN = 24  # bytes
_MACRO_PARTS = re.compile(
    r"(^|/)vbaProject\.bin$|(^|/)vbaData\.xml$|^Basic/|^Scripts/|(^|/)macrosheets/", re.IGNORECASE
)
_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What is known of a file after its last byte."""

    content_type: str
    size_bytes: int
    sha256: str
    may_act: bool = False  # a PDF that shows signs of scripts, actions or files inside: to be looked into
    is_signed: bool = False  # a PDF with a signature, whatever it is worth


class ContentInspector:
    """One file's judge. Raises InputRejected from the constructor, `feed` or `finish`."""

    def __init__(self, policy: DocumentPolicy, *, file_name: str, declared_type: str = "") -> None:
        """Judge the name first: `file_name` as the sender gave it, `declared_type` the sender's media type."""
        self.file_name = clean_file_name(file_name, max_length=policy.max_name_length)
        self._policy = policy
        if carries_stamp(self.file_name, policy.stamp_words):
            raise refusals.secret_stamp()
        self.file_type = _type_of(self.file_name, policy)
        declared = bare_media_type(declared_type)
        if not self.file_type.agrees_with(declared):
            raise refusals.declared_otherwise(self.file_name, self.file_type.kind, declared[:80])
        self._head = bytearray()
        self._head_judged = False
        self._tail = bytearray()
        self._may_act = False
        self._is_signed = False
        self._size_bytes = 0
        self._sha256 = hashlib.sha256()
        self._text = codecs.getincrementaldecoder("utf-8")() if self.file_type.code == "txt" else None

    @property
    def size_bytes(self) -> int:
        """Count the bytes taken so far."""
        return self._size_bytes

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self._size_bytes += len(chunk)
        if self._size_bytes > self._policy.max_size_bytes:
            raise refusals.too_large(self.file_name, self._policy.max_size_bytes)
        self._sha256.update(chunk)
        if not self._head_judged:
            self._head += chunk[: HEAD_BYTES - len(self._head)]
            if len(self._head) >= HEAD_BYTES:
                self._judge_head()
        if self._text is not None:
            self._judge_text(chunk, final=False)
        if self.file_type.code == "pdf" and not (self._may_act and self._is_signed):
            seen = bytes(self._tail[-_LONGEST_SIGN:]) + chunk
            self._may_act = self._may_act or _PDF_SIGNS.search(seen) is not None
            self._is_signed = self._is_signed or _PDF_SIGNED.search(seen) is not None
        self._tail += chunk[-TAIL_BYTES:]
        if len(self._tail) > 2 * TAIL_BYTES:
            del self._tail[:-TAIL_BYTES]

    def finish(self) -> FileFacts:
        """Judge the whole and give its facts."""
        if self._size_bytes == 0:
            raise refusals.empty(self.file_name)
        if not self._head_judged:
            self._judge_head()
        if self._text is not None:
            self._judge_text(b"", final=True)
        tail = bytes(self._tail[-TAIL_BYTES:])
        if not self.file_type.tail_fits(tail):
            raise refusals.damaged(self.file_name)
        if self.file_type.package_part is not None:
            self._judge_package(tail)
        if self.file_type.code == "pdf" and (_PDF_ENCRYPTED.search(tail) or _PDF_ENCRYPTED.search(bytes(self._head))):
            raise refusals.encrypted(self.file_name)
        return FileFacts(
            content_type=self.file_type.media_type,
            size_bytes=self._size_bytes,
            sha256=self._sha256.hexdigest(),
            may_act=self._may_act,
            is_signed=self._is_signed,
        )

    def _judge_head(self) -> None:
        self._head_judged = True
        if not self.file_type.head_fits(bytes(self._head)):
            raise self._mismatch()

    def _judge_text(self, chunk: bytes, *, final: bool) -> None:
        if self._text is None or not _TEXT_CONTROLS.isdisjoint(chunk):
            raise self._mismatch()
        try:
            self._text.decode(chunk, final)
        except UnicodeDecodeError as error:
            raise self._mismatch() from error

    def _judge_package(self, tail: bytes) -> None:
        try:
            package = read_package(tail, size_bytes=self._size_bytes, max_parts=self._policy.max_parts)
            # ODF protects by the manifest, not by the archive's own flags.
            manifest = package.small_part("META-INF/manifest.xml", max_bytes=_MANIFEST_BYTES) or b""
        except PackageUnreadable as error:
            raise refusals.damaged(self.file_name) from error
        if any(part.encrypted for part in package.parts) or b"encryption-data" in manifest:
            raise refusals.encrypted(self.file_name)
        if any(_MACRO_PARTS.search(part.name) for part in package.parts):
            raise refusals.has_macros(self.file_name)
        if sum(part.unpacked_bytes for part in package.parts) > self._policy.max_unpacked_bytes:
            raise refusals.unpacks_too_large(self.file_name)
        self._judge_parts(package)

    def _judge_parts(self, package: Package) -> None:
        wanted = self.file_type.package_part
        is_ooxml = self.file_type.code in {"docx", "xlsx", "pptx"}
        if wanted not in package.names or (is_ooxml and "[Content_Types].xml" not in package.names):
            raise self._mismatch()

    def _mismatch(self) -> InputRejected:
        file_type = self.file_type
        looks_like = _looks_like(bytes(self._head), file_type)
        return refusals.not_what_it_says(self.file_name, file_type.kind, file_type.mend, looks_like)


def _type_of(file_name: str, policy: DocumentPolicy) -> FileType:
    extension = extension_of(file_name)
    for code in policy.allowed_types:
        if extension in FILE_TYPES[code].extensions:
            return FILE_TYPES[code]
    allowed = ", ".join(f".{each}" for code in policy.allowed_types for each in FILE_TYPES[code].extensions)
    raise refusals.type_not_allowed(file_name, allowed)


def _looks_like(head: bytes, expected: FileType) -> str | None:
    """Guess, for the message only, what the bytes are: an extension such as `.exe`, or None."""
    import puremagic  # noqa: PLC0415  it reads its table of all types, for files refused alone

    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    best = matches[0].extension if matches else ""
    return best if best and best.removeprefix(".") not in expected.extensions else None
