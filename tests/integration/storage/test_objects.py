"""The object store over real S3 servers: the same suite for every product that `s3_settings` names."""

import hashlib
import os
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from minio import Minio

from engine.errors import NotFound, Unavailable
from engine.store.objects import PART_SIZE_BYTES, ObjectStore, ObjectStoreSettings
from tests.services import S3TestSettings


@pytest.fixture
def store(s3_settings: S3TestSettings) -> ObjectStore:
    """Give a store with a fresh bucket."""
    objects = ObjectStore(_settings(s3_settings))
    objects.ensure_bucket()
    return objects


def _settings(s3: S3TestSettings) -> ObjectStoreSettings:
    return ObjectStoreSettings(
        endpoint=s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, bucket=s3.bucket, secure=s3.secure
    )


def _put(store: ObjectStore, name: str, content: bytes, *, block: int = 1 << 20) -> None:
    upload = store.begin(name, content_type="application/pdf")
    for start in range(0, len(content), block):
        upload.write(content[start : start + block])
    upload.finish()


def _get(store: ObjectStore, name: str, *, offset: int = 0, length: int | None = None) -> bytes:
    with store.open(name, offset=offset, length=length) as blocks:
        return b"".join(blocks)


@pytest.mark.parametrize(
    "size", [0, 1, PART_SIZE_BYTES - 1, PART_SIZE_BYTES, PART_SIZE_BYTES + 1, 3 * PART_SIZE_BYTES + 12_345]
)
def test_what_goes_in_comes_out(store: ObjectStore, size: int) -> None:
    content = os.urandom(size)
    _put(store, "document/1", content)
    assert hashlib.sha256(_get(store, "document/1")).digest() == hashlib.sha256(content).digest()
    facts = store.stat("document/1")
    assert (facts.size_bytes, facts.content_type) == (size, "application/pdf")
    assert facts.version_id


def test_ranges(store: ObjectStore) -> None:
    content = os.urandom(PART_SIZE_BYTES + 1000)
    _put(store, "document/1", content)
    assert _get(store, "document/1", offset=10, length=20) == content[10:30]
    assert _get(store, "document/1", offset=PART_SIZE_BYTES - 5, length=10) == content[PART_SIZE_BYTES - 5 :][:10]
    assert _get(store, "document/1", offset=len(content) - 7) == content[-7:]


def test_what_is_held_is_removed_by_nobody_until_it_is_released(store: ObjectStore) -> None:
    for content in (b"draft", b"signed"):
        _put(store, "document/1", content)
    assert not store.is_held("document/1")
    store.hold("document/1")
    store.hold("document/1")
    assert store.is_held("document/1")
    with pytest.raises(Unavailable):
        store.delete("document/1")
    assert _get(store, "document/1") == b"signed"
    store.release("document/1")
    store.delete("document/1")
    assert list(store.names("document/")) == []


def test_a_bucket_made_without_object_lock_gets_it_or_is_refused(s3_settings: S3TestSettings) -> None:
    settings = _settings(s3_settings)
    client = Minio(settings.endpoint, settings.access_key, settings.secret_key, secure=False)
    client.make_bucket(settings.bucket)
    store = ObjectStore(settings)
    try:
        store.ensure_bucket()
    except Unavailable as refused:
        assert refused.stable_code == "object_store_without_lock"  # noqa: PT017  servers differ here
    else:
        _put(store, "document/1", b"signed")
        store.hold("document/1")
        assert store.is_held("document/1")


def test_folders_are_listed_each_once_and_deleted_whole(store: ObjectStore) -> None:
    for name in ("view/1/1", "view/1/2", "view/10/1"):
        store.put(name, b"first", content_type="image/jpeg")
        store.put(name, b"then", content_type="image/jpeg")
    assert _get(store, "view/1/2") == b"then"
    assert list(store.folders("view/")) == ["view/1/", "view/10/"]
    store.delete_folder("view/1/")
    assert [facts.name for facts in store.names("view/")] == ["view/10/1"]


def test_nothing_appears_before_finish_and_abort_leaves_no_parts(store: ObjectStore) -> None:
    upload = store.begin("document/2", content_type="application/pdf")
    upload.write(os.urandom(2 * PART_SIZE_BYTES))
    assert [name for name, _ in store.abandoned_uploads("document/2")] == ["document/2"]
    with pytest.raises(NotFound):
        store.stat("document/2")
    upload.abort()
    upload.abort()
    assert store.abandoned_uploads("document/2") == ()
    assert list(store.names("document/")) == []


def test_abandoned_upload_can_be_dropped_later(store: ObjectStore) -> None:
    store.begin("document/3", content_type="application/pdf").write(os.urandom(PART_SIZE_BYTES))
    ((name, upload_id),) = store.abandoned_uploads("document/3")
    store.abort_upload(name, upload_id)
    store.abort_upload(name, upload_id)
    assert store.abandoned_uploads("document/3") == ()


def test_names_by_prefix_in_order(store: ObjectStore) -> None:
    for name in ("document/3", "document/1", "other/9", "document/2"):
        _put(store, name, b"x")
    assert [facts.name for facts in store.names("document/")] == ["document/1", "document/2", "document/3"]
    assert [facts.name for facts in store.names("document/", after="document/1")] == ["document/2", "document/3"]
    assert all(facts.modified_at and facts.modified_at.tzinfo for facts in store.names(""))


def test_delete_takes_every_version_and_nothing_else(store: ObjectStore) -> None:
    _put(store, "document/1", b"first")
    _put(store, "document/1", b"second")
    _put(store, "document/12", b"neighbour")
    store.delete("document/1")
    store.delete("document/1")
    with pytest.raises(NotFound) as missing:
        _get(store, "document/1")
    assert missing.value.stable_code == "object_missing"
    assert [facts.name for facts in store.names("")] == ["document/12"]


def test_labels(store: ObjectStore) -> None:
    _put(store, "document/1", b"x")
    assert store.labels("document/1") == {}
    store.label("document/1", {"sha256": "ab12"})
    assert store.labels("document/1") == {"sha256": "ab12"}
    assert _get(store, "document/1") == b"x"


def test_reader_that_stops_half_way_harms_nobody(store: ObjectStore) -> None:
    content = os.urandom(PART_SIZE_BYTES)
    _put(store, "document/1", content)
    for _ in range(20):
        with store.open("document/1") as blocks:
            assert next(blocks) == content[: len(next(_again(content)))]
    assert _get(store, "document/1", offset=1, length=3) == content[1:4]


def _again(content: bytes) -> Iterator[bytes]:
    yield content[: 128 * 1024]


def test_ensure_bucket_is_repeatable(store: ObjectStore) -> None:
    store.ensure_bucket()
    store.check()


def test_missing_bucket_wrong_key_and_dead_server_are_unavailable(s3_settings: S3TestSettings) -> None:
    with pytest.raises(Unavailable):
        ObjectStore(_settings(s3_settings)).check()
    with pytest.raises(Unavailable) as wrong_key:
        ObjectStore(replace(_settings(s3_settings), secret_key="wrong")).ensure_bucket()
    with pytest.raises(Unavailable) as dead:
        ObjectStore(replace(_settings(s3_settings), endpoint="127.0.0.1:9")).check()
    assert wrong_key.value.retryable
    assert dead.value.stable_code == "object_store_unavailable"
    assert "127.0.0.1" not in str(dead.value)


def test_server_that_hangs_is_waited_for_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(0)
        address, port = silent.getsockname()
        settings = ObjectStoreSettings(
            endpoint=f"{address}:{port}", access_key="any", secret_key="any", region="us-east-1", read_timeout_s=0.2
        )
        with pytest.raises(Unavailable) as hanging:
            ObjectStore(settings).check()
        assert hanging.value.stable_code == "object_store_unavailable"
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):  # nobody else has come
            silent.accept()
