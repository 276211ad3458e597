"""Uploads in pieces over HTTP: interrupted anywhere, they go on where they stopped, and nothing is kept twice."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from engine.content import DocumentPolicy
from engine.operations import Engine, collect_orphans
from engine.operations.documents.resumable_upload import MOST_FILES_ON_THE_WAY, PIECE_BYTES
from tests.integration.api.conftest import Served, logs, serve, served, settings
from tests.office import MovingClock

__all__ = ["logs", "serve", "served", "settings"]
OANH, AN = "le.kim.oanh", "nguyen.hoai.an"
PIECES = "/v2/documents/uploads"
OCTETS = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def oanh(served: Served, engine: Engine) -> Iterator[httpx.Client]:
    """Sign Oanh in, and give her client."""
    engine.objects.ensure_bucket()
    with served.person(OANH) as client:
        yield client


def pdf(size: int) -> bytes:
    body = os.urandom(size // 2).hex().encode()
    return b"%PDF-1.7\n" + body[: size - 16] + b"\n%%EOF\n"


def begun(client: httpx.Client, size: int, name: str = "Bản quét.pdf") -> str:
    answer = client.post(PIECES, json={"fileName": name, "contentType": "application/pdf", "size": size})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["documentId"])


def send(client: httpx.Client, key: str, content: bytes, offset: int) -> httpx.Response:
    piece = content[offset : offset + PIECE_BYTES]
    return client.patch(f"{PIECES}/{key}", content=piece, headers={**OCTETS, "Upload-Offset": str(offset)})


def completed(client: httpx.Client, key: str, **metadata: Any) -> httpx.Response:
    return client.post(f"{PIECES}/{key}/completion", json=metadata)


def test_an_interrupted_upload_goes_on_where_it_stopped(oanh: httpx.Client, served: Served) -> None:
    content = pdf(2 * PIECE_BYTES + 1000)
    key = begun(oanh, len(content))
    assert send(oanh, key, content, 0).json()["receivedBytes"] == PIECE_BYTES
    assert oanh.get(f"/v2/documents/{key}").status_code == 404, "nothing to be read before it is whole"
    with served.person(OANH) as later:  # after a sign-out, on another machine
        at = later.get(f"{PIECES}/{key}").json()["receivedBytes"]
        assert at == PIECE_BYTES
        assert send(later, key, content, at).status_code == 200
        lost_answer = send(later, key, content, at)
        assert (lost_answer.status_code, lost_answer.json()["code"]) == (409, "document_upload_elsewhere")
        early = completed(later, key)
        assert (early.status_code, early.json()["code"]) == (409, "document_upload_elsewhere")
        assert send(later, key, content, 2 * PIECE_BYTES).json()["receivedBytes"] == len(content)
        done = completed(later, key, fileName="Bản quét.pdf", customProperties={"field": "tep"})
        assert done.status_code == 201, done.text
        again = completed(later, key)
        assert (again.status_code, again.json()["contentHash"]) == (201, done.json()["contentHash"])
    assert oanh.get(f"/v2/documents/{key}").content == content


def test_only_who_began_it_knows_of_an_upload(oanh: httpx.Client, served: Served) -> None:
    content = pdf(1000)
    key = begun(oanh, len(content))
    with served.person(AN) as other:
        assert other.get(f"{PIECES}/{key}").status_code == 404
        assert send(other, key, content, 0).status_code == 404
        assert completed(other, key).status_code == 404
        assert other.delete(f"{PIECES}/{key}").status_code == 404
    assert send(oanh, key, content, 0).status_code == 200


def test_a_file_in_pieces_is_judged_like_every_other(oanh: httpx.Client, count: Callable[[str], int]) -> None:
    lie = os.urandom(PIECE_BYTES)
    key = begun(oanh, len(lie))
    first = send(oanh, key, lie, 0)
    assert first.status_code == 400, "its beginning tells"
    broken = pdf(PIECE_BYTES + 5000)[:-40]  # without the end of a PDF
    key = begun(oanh, len(broken))
    for offset in (0, PIECE_BYTES):
        assert send(oanh, key, broken, offset).status_code == 200
    assert completed(oanh, key).status_code == 400
    assert oanh.get(f"{PIECES}/{key}").status_code == 404, "nothing of it is left"
    assert count("document WHERE state = 'STORED'") == 0
    for about in (
        {"fileName": "chay.exe", "size": 10},
        {"fileName": "MẬT_phương án.pdf", "size": 10},
        {"fileName": "a.pdf", "size": 0},
        {"fileName": "a.pdf", "size": DocumentPolicy().max_size_bytes + 1},
    ):
        assert oanh.post(PIECES, json=about).status_code == 400, about


def test_pieces_have_their_length_and_uploads_their_bound(oanh: httpx.Client) -> None:
    content = pdf(PIECE_BYTES + 5000)
    key = begun(oanh, len(content))
    headers = {**OCTETS, "Upload-Offset": "0"}
    assert oanh.patch(f"{PIECES}/{key}", content=content[:100], headers=headers).status_code == 400
    assert oanh.patch(f"{PIECES}/{key}", content=content, headers=headers).status_code == 413
    assert oanh.patch(f"{PIECES}/{key}", content=content[:100], headers=OCTETS).status_code == 400
    largest = DocumentPolicy().max_size_bytes
    for _ in range(MOST_FILES_ON_THE_WAY - 1):
        begun(oanh, largest)
    full = oanh.post(PIECES, json={"fileName": "a.pdf", "size": largest})
    assert full.json()["code"] == "document_uploads_unfinished"
    assert oanh.delete(f"{PIECES}/{key}").status_code == 204
    begun(oanh, largest)


def test_an_upload_that_nobody_goes_on_with_is_collected(
    oanh: httpx.Client, engine: Engine, clock: MovingClock, count: Callable[[str], int]
) -> None:
    content = pdf(PIECE_BYTES + 5000)
    key = begun(oanh, len(content))
    assert send(oanh, key, content, 0).status_code == 200
    collect_orphans(engine)
    assert count("document_upload") == 1, "a pause is no end"
    clock.forward(seconds=DocumentPolicy().orphan_grace_s + 1)
    assert collect_orphans(engine).unfinished_uploads == 1
    assert (count("document_upload"), count("document")) == (0, 0)


def test_a_completion_that_died_half_way_is_repeated(
    oanh: httpx.Client, engine: Engine, count: Callable[[str], int]
) -> None:
    content = pdf(PIECE_BYTES + 5000)
    key = begun(oanh, len(content))
    for offset in (0, PIECE_BYTES):
        send(oanh, key, content, offset)
    with engine.database.sql_engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT upload_id, part_tags FROM document_upload").one()
    engine.objects.finish_parts(f"document/{key}", row.upload_id, row.part_tags)  # and then the power went
    assert completed(oanh, key).status_code == 201
    assert (count("document WHERE state = 'STORED'"), count("document_upload")) == (1, 0)


@pytest.fixture
def count(engine: Engine) -> Callable[[str], int]:
    """Give a function that counts rows."""

    def read(table: str) -> int:
        with engine.database.sql_engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608

    return read
