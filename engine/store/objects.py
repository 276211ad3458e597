"""Object storage over S3: the only module that speaks to the object server.

Written for the plain S3 protocol; the storage suite runs it against every server that we name (SeaweedFS, MinIO).
Memory stays constant: an upload holds one part, a download one block. It knows no documents, no permissions and no
database: names come in, bytes go out. Object names are made by us from keys, never from what a person typed.
"""

import mmap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, Tags
from minio.datatypes import Part
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from minio.objectlockconfig import ObjectLockConfig
from minio.versioningconfig import VersioningConfig
from urllib3.exceptions import HTTPError

from engine.errors import EngineError, NotFound, Text, Unavailable
from engine.store.object_retry import RetryUnlessSilent

# S3 refuses parts below 5 MiB (the last one excepted) and more than 10,000 parts: so an object ends at 48 GiB.
PART_SIZE_BYTES = 5 * 1024 * 1024
BLOCK_SIZE_BYTES = 128 * 1024
_MISSING = frozenset({"NoSuchKey", "NoSuchObject", "NoSuchVersion", "NoSuchUpload"})
_BUCKET_MADE = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})
_NEVER_HELD = "NoSuchObjectLegalHold"  # what SeaweedFS says, where others say that it is off
_WITHOUT_LOCK = "ObjectLockConfigurationNotFoundError"
_GONE = Text(vi="Tệp không còn trong kho lưu trữ.", en="The file is no longer in the object storage.")
_DOWN = Text(
    vi="Kho lưu trữ tệp tạm thời không trả lời. Chưa lưu gì. Hãy thử lại sau ít phút.",
    en="The file storage does not answer at the moment. Nothing was saved. Please try again in a few minutes.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStoreSettings:
    """How to reach the S3 server; `endpoint` is host:port, `secure` asks for TLS.

    `read_timeout_s` is how long the server may keep silent; a person waits that long to hear that it hangs.
    """

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    bucket: str = "hoidong"
    secure: bool = False
    region: str | None = None
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFacts:
    """What the server knows of one object; `version_id` is None where the server gives none."""

    name: str
    size_bytes: int
    modified_at: datetime | None
    content_type: str | None = None
    version_id: str | None = None


class ObjectStore:
    """One bucket of an S3 server. Safe to share between threads (urllib3's pool is)."""

    def __init__(self, settings: ObjectStoreSettings) -> None:
        self._settings = settings
        self._client = Minio(
            settings.endpoint,
            access_key=settings.access_key,
            secret_key=settings.secret_key,
            secure=settings.secure,
            region=settings.region,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=settings.connect_timeout_s, read=settings.read_timeout_s),
                maxsize=16,
                retries=RetryUnlessSilent(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            ),
        )

    @property
    def bucket(self) -> str:
        """Name the bucket."""
        return self._settings.bucket

    def ensure_bucket(self) -> None:
        """Make the bucket unless it exists, with versions and object lock; safe to call from several processes at once.

        Raises Unavailable, also where the server lets nothing be held in a bucket that was made without object lock.
        """
        with _translated():
            if not self._client.bucket_exists(self.bucket):
                try:
                    self._client.make_bucket(self.bucket, object_lock=True)
                except S3Error as error:
                    if error.code not in _BUCKET_MADE:
                        raise
            if self._client.get_bucket_versioning(self.bucket).status != ENABLED:
                self._client.set_bucket_versioning(self.bucket, VersioningConfig(ENABLED))
            self._let_objects_be_held()

    def _let_objects_be_held(self) -> None:
        try:
            self._client.get_object_lock_config(self.bucket)
        except S3Error as missing:
            if missing.code != _WITHOUT_LOCK:
                raise
            try:  # no term of its own: what is held is held until it is released
                self._client.set_object_lock_config(self.bucket, ObjectLockConfig(None, None, None))
            except S3Error as error:
                raise Unavailable(
                    Text(
                        vi=f"Ngăn “{self.bucket}” của kho tệp không khóa được tệp đã ký. Hãy tạo ngăn mới có khóa đối "
                        "tượng (object lock) và khôi phục bản sao lưu vào đó.",
                        en=f"The bucket “{self.bucket}” can hold no signed files. Make one with object lock and "
                        "restore a backup into it.",
                    ),
                    code="object_store_without_lock",
                    details={"reason": str(error.code)},
                ) from error

    def check(self) -> None:
        """Ask the server for the bucket; raise Unavailable when it does not answer or the bucket is missing."""
        with _translated():
            present = self._client.bucket_exists(self.bucket)
        if not present:
            raise Unavailable(_DOWN, code="object_store_unavailable", details={"reason": "bucket missing"})

    def begin(self, name: str, *, content_type: str) -> "ObjectUpload":
        """Open an upload of the object `name`; nothing exists under that name before `ObjectUpload.finish`."""
        return ObjectUpload(client=self._client, bucket=self.bucket, name=name, content_type=content_type)

    def put(self, name: str, content: bytes, *, content_type: str) -> None:
        """Keep a small object, in place of what stands under its name; raises Unavailable."""
        upload = self.begin(name, content_type=content_type)
        upload.write(content)
        upload.finish()

    @contextmanager
    def open(self, name: str, *, offset: int = 0, length: int | None = None) -> Iterator[Iterator[bytes]]:
        """Read an object in blocks, whole or `length` bytes from `offset`; raises NotFound, Unavailable."""
        with _translated():
            response = self._client.get_object(self.bucket, name, offset=offset, length=length or 0)
        try:
            yield _blocks(response)
        finally:
            # A reader that stopped half-way leaves bytes on the wire: such a connection is not used again.
            response.close()
            response.release_conn()

    def stat(self, name: str) -> ObjectFacts:
        """Give size, type and time of an object; raises NotFound, Unavailable."""
        with _translated():
            found = self._client.stat_object(self.bucket, name)
        return ObjectFacts(
            name=name,
            size_bytes=found.size or 0,
            modified_at=found.last_modified,
            content_type=found.content_type,
            version_id=found.version_id,
        )

    def label(self, name: str, labels: dict[str, str]) -> None:
        """Write `labels` as the object's tags (for example its sha256, known only after the last byte)."""
        tags = Tags.new_object_tags()
        tags.update(labels)
        with _translated():
            self._client.set_object_tags(self.bucket, name, tags)

    def labels(self, name: str) -> dict[str, str]:
        """Read the object's tags."""
        with _translated():
            return dict(self._client.get_object_tags(self.bucket, name) or {})

    def hold(self, name: str) -> None:
        """Let nobody remove the object as it stands now, us neither, until it is released (S3's legal hold)."""
        with _translated():
            self._client.enable_object_legal_hold(self.bucket, name)

    def is_held(self, name: str) -> bool:
        """Tell whether the object as it stands now is held; raises NotFound, Unavailable."""
        with _translated():
            try:
                return self._client.is_object_legal_hold_enabled(self.bucket, name)
            except S3Error as error:
                if error.code != _NEVER_HELD:
                    raise
                return False

    def release(self, name: str) -> None:
        """Let every version of an object be removed again; no error when it does not exist."""
        with _translated():
            for found in self._client.list_objects(self.bucket, prefix=name, recursive=True, include_version=True):
                if found.object_name == name and not found.is_delete_marker:
                    self._client.disable_object_legal_hold(self.bucket, name, found.version_id)

    def delete(self, name: str) -> None:
        """Remove every version of an object and its delete markers; no error when it does not exist.

        Raises Unavailable, also for one that is held.
        """
        self._delete(name, lambda found: found == name)

    def destroy(self, name: str) -> None:
        """Remove an object as `delete` does, also one that is held: for what no case may have any more."""
        try:
            self.delete(name)
        except Unavailable:  # held, or the server is away, which is told again
            self.release(name)
            self.delete(name)

    def delete_folder(self, folder: str) -> None:
        """Remove every object whose name begins with `folder` (which ends in a slash), as `delete` does."""
        self._delete(folder, lambda _found: True)

    def _delete(self, prefix: str, is_meant: Callable[[str], bool]) -> None:
        with _translated():
            versions = [
                DeleteObject(found.object_name, found.version_id)
                for found in self._client.list_objects(self.bucket, prefix=prefix, recursive=True, include_version=True)
                if found.object_name is not None and is_meant(found.object_name)
            ]
            for problem in self._client.remove_objects(self.bucket, versions):
                raise Unavailable(_DOWN, code="object_store_unavailable", details={"reason": str(problem.code)})

    def names(self, prefix: str, *, after: str | None = None) -> Iterator[ObjectFacts]:
        """List current objects whose name begins with `prefix`, in order of name, page by page."""
        with _translated():
            for found in self._client.list_objects(self.bucket, prefix=prefix, recursive=True, start_after=after):
                yield ObjectFacts(
                    name=found.object_name or "", size_bytes=found.size or 0, modified_at=found.last_modified
                )

    def folders(self, prefix: str) -> Iterator[str]:
        """List what stands between `prefix` and the next slash of objects' names, slash included, each once."""
        with _translated():
            for found in self._client.list_objects(self.bucket, prefix=prefix):
                if found.is_dir and found.object_name:
                    yield found.object_name

    def begin_parts(self, name: str, *, content_type: str) -> str:
        """Open an upload that is sent part by part over several requests; give its id at the server."""
        with _translated():
            return self._client._create_multipart_upload(self.bucket, name, {"Content-Type": content_type})  # noqa: SLF001

    def send_part(self, name: str, upload_id: str, number: int, content: bytes | bytearray) -> str:
        """Send part `number` (from 1; all but the last of PART_SIZE_BYTES), again if need be; give its tag."""
        with _translated():
            sent = cast("bytes", content)  # the client takes anything that has bytes
            return self._client._upload_part(self.bucket, name, sent, None, upload_id, number)  # noqa: SLF001

    def finish_parts(self, name: str, upload_id: str, tags: Sequence[str]) -> None:
        """Make the object appear out of its parts; raises NotFound when the upload is gone, or finished."""
        parts = [Part(number, tag) for number, tag in enumerate(tags, start=1)]
        with _translated():
            self._client._complete_multipart_upload(self.bucket, name, upload_id, parts)  # noqa: SLF001

    def abandoned_uploads(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Give (object name, upload id) of multipart uploads that were begun and neither finished nor aborted.

        MinIO answers only when `prefix` is a whole object name.
        """
        with _translated():
            # The client has no public call for this part of S3.
            result = self._client._list_multipart_uploads(self.bucket, prefix=prefix)  # noqa: SLF001
        return tuple((upload.object_name, upload.upload_id or "") for upload in result.uploads)

    def abort_upload(self, name: str, upload_id: str) -> None:
        """Drop the parts of an abandoned upload; no error when it is gone."""
        try:
            with _translated():
                self._client._abort_multipart_upload(self.bucket, name, upload_id)  # noqa: SLF001
        except NotFound:
            return


class ObjectUpload:
    """An upload in progress: `write` what comes, then `finish`, or `abort`. Holds at most one part in memory.

    It is pushed, not pulled, so that a slow sender holds no thread: an asynchronous caller runs `write` in a thread
    only for a chunk that is there already. The part is gathered in a map of its own, sent from there without a copy,
    and given back to the machine at once when the upload ends: what the heap is given back, it often keeps.
    """

    def __init__(self, *, client: Minio, bucket: str, name: str, content_type: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._content_type = content_type
        self._gathered: mmap.mmap | None = None
        self._length = 0
        self._upload_id: str | None = None
        self._parts: list[Part] = []

    def write(self, chunk: bytes) -> None:
        """Add `chunk`; sends a part whenever one is full."""
        with memoryview(chunk) as coming:
            taken = 0
            while taken < len(coming):
                if self._gathered is None:
                    self._gathered = mmap.mmap(-1, PART_SIZE_BYTES)
                fits = min(PART_SIZE_BYTES - self._length, len(coming) - taken)
                self._gathered[self._length : self._length + fits] = coming[taken : taken + fits]
                self._length += fits
                taken += fits
                if self._length == PART_SIZE_BYTES:
                    self._send()

    def finish(self) -> None:
        """Make the object appear, whole; raises Unavailable, and then nothing appears."""
        if self._upload_id is None:
            with _translated(), self._part() as content:
                headers: dict[str, str | list[str] | tuple[str]] = {"Content-Type": self._content_type}
                self._client._put_object(self._bucket, self._name, content, headers)  # noqa: SLF001  see `_part`
            self._forget()
            return
        if self._length:
            self._send()
        self._forget()
        with _translated():
            self._client._complete_multipart_upload(  # noqa: SLF001  no public call takes parts one by one
                self._bucket, self._name, self._upload_id, self._parts
            )

    def abort(self) -> None:
        """Drop what was sent; safe to call twice. What cannot be dropped now is collected later as an orphan."""
        self._forget()
        upload_id, self._upload_id = self._upload_id, None
        if upload_id is None:
            return
        try:
            with _translated():
                self._client._abort_multipart_upload(self._bucket, self._name, upload_id)  # noqa: SLF001
        except EngineError:
            return

    def _send(self) -> None:
        with _translated():
            if self._upload_id is None:
                self._upload_id = self._client._create_multipart_upload(  # noqa: SLF001
                    self._bucket, self._name, {"Content-Type": self._content_type}
                )
            number = len(self._parts) + 1
            with self._part() as part:
                etag = self._client._upload_part(  # noqa: SLF001
                    self._bucket, self._name, part, None, self._upload_id, number
                )
            self._parts.append(Part(number, etag))
            self._length = 0

    @contextmanager
    def _part(self) -> Iterator[bytes]:
        """Give what is gathered where it lies: the client hashes and sends anything that has bytes."""
        with memoryview(self._gathered or b"") as whole, whole[: self._length] as part:
            yield cast("bytes", part)

    def _forget(self) -> None:
        self._gathered, self._length = None, 0


def _blocks(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    with _translated():
        yield from response.stream(BLOCK_SIZE_BYTES)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the client's errors into ours; programming errors pass."""
    try:
        yield
    except S3Error as error:
        if error.code in _MISSING:
            raise NotFound(_GONE, code="object_missing") from error
        raise Unavailable(_DOWN, code="object_store_unavailable", details={"reason": str(error.code)}) from error
    except (MinioException, HTTPError, OSError) as error:
        reason = type(error).__name__
        raise Unavailable(_DOWN, code="object_store_unavailable", details={"reason": reason}) from error
