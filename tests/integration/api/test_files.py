"""Files over HTTP: in by multipart, out in ranges, refused with words; broken uploads leave nothing."""

import hashlib
import io
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import docx
import httpx
import pytest
from camunda_orchestration_sdk import CamundaClient
from camunda_orchestration_sdk.models.create_document_data import CreateDocumentData
from camunda_orchestration_sdk.models.document_metadata import DocumentMetadata
from camunda_orchestration_sdk.semantic_types import ProcessInstanceKey
from camunda_orchestration_sdk.types import File
from sqlalchemy import func, select

from engine.content import DocumentPolicy
from engine.model.actor import Actor
from engine.model.document import DocumentState
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.documents.upload_document import OBJECT_PREFIX
from engine.store.tables import Document
from engine.store.tables.core import core
from tests.integration.api.conftest import Served
from tests.models import TIMER_AND_MESSAGE
from tests.office import PASSWORD, deploy
from tests.signing import draft

Make = Callable[[str], Actor]
Person = Callable[[str | None], httpx.Client]
OANH, LIEN, AN = "le.kim.oanh", "vu.bich.lien", "nguyen.hoai.an"


@pytest.fixture
def person(served: Served) -> Iterator[Person]:
    """Give a function that signs a person in (None: nobody); its clients close with the test."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(served.person(name) if name else served.anonymous())


def pdf(size: int = 3000) -> bytes:
    return b"%PDF-1.7\n" + os.urandom(size // 2).hex().encode() + b"\n%%EOF\n"


def send(client: httpx.Client, content: bytes, name: str = "Tờ trình số 1.pdf", **metadata: Any) -> httpx.Response:
    parts: list[tuple[str, Any]] = [("file", (name, content, "application/pdf"))]
    if metadata:
        parts.append(("metadata", (None, json.dumps(metadata), "application/json")))
    return client.post("/v2/documents", files=parts)


def test_in_and_out(person: Person) -> None:
    client, content = person(OANH), pdf(300_000)
    sent = send(client, content)
    assert sent.status_code == 201, sent.text
    reference = sent.json()
    assert reference["camunda.document.type"] == "camunda"
    assert reference["contentHash"] == hashlib.sha256(content).hexdigest()
    assert reference["metadata"]["fileName"] == "Tờ trình số 1.pdf"
    assert (reference["metadata"]["size"], reference["metadata"]["contentType"]) == (len(content), "application/pdf")
    got = client.get(f"/v2/documents/{reference['documentId']}")
    assert got.content == content
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].endswith("filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh%20s%E1%BB%91%201.pdf")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert "no-store" in got.headers["cache-control"]


def test_ranges(person: Person) -> None:
    client, content = person(OANH), pdf(200_000)
    path = f"/v2/documents/{send(client, content).json()['documentId']}"
    part = client.get(path, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, content[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(content)}"
    assert client.get(path, headers={"Range": "bytes=-7"}).content == content[-7:]
    behind = client.get(path, headers={"Range": f"bytes={len(content)}-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(content)}")


def test_strangers_and_nobody(person: Person) -> None:
    key = send(person(OANH), pdf()).json()["documentId"]
    for client, status in ((person(AN), 404), (person(None), 401)):
        assert client.get(f"/v2/documents/{key}").status_code == status
        assert client.get("/v2/documents/1").status_code == status
    assert person(AN).delete(f"/v2/documents/{key}").status_code == 404
    assert send(person(None), pdf()).status_code == 401
    assert person(OANH).get(f"/v2/documents/{key}").status_code == 200


def test_a_page_of_another_site_cannot_upload(person: Person) -> None:
    client = person(OANH)
    del client.headers["X-CSRF-Token"]
    assert send(client, pdf()).json()["code"] == "csrf_failed"


def test_taken_back(person: Person) -> None:
    client = person(OANH)
    path = f"/v2/documents/{send(client, pdf()).json()['documentId']}"
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("bao-cao.pdf", b"MZ\x90\0" + bytes(9000), "document_type_mismatch"),
        ("bao-cao.exe", pdf(), "document_type_not_allowed"),
        ("MẬT_ke-hoach.pdf", pdf(), "document_secret"),
        ("a.pdf", b"", "document_empty"),
        ("a.pdf", pdf(5_000_000), "document_too_large"),
    ],
)
def test_refused_in_the_readers_language(person: Person, engine: Engine, name: str, content: bytes, code: str) -> None:
    engine.settings = replace(engine.settings, documents=DocumentPolicy(max_size_bytes=4_000_000))
    client = person(OANH)
    refused = send(client, content, name)
    assert (refused.status_code, refused.json()["code"]) == (400, code), refused.text
    assert "Chưa lưu" in refused.json()["detail"]
    english = client.post(
        "/v2/documents", files={"file": (name, content, "application/pdf")}, headers={"Accept-Language": "en"}
    )
    assert english.json()["code"] == code
    assert list(engine.objects.names(OBJECT_PREFIX)) == []


def as_docx(*lines: str) -> bytes:
    document, made = docx.Document(), io.BytesIO()
    head = document.add_table(rows=1, cols=2)  # as the Office lays its papers out
    head.cell(0, 0).text = "\n".join(lines)
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    document.add_paragraph("Căn cứ Luật Tổ chức chính quyền địa phương;")
    document.save(made)
    return made.getvalue()


def as_pdf(*lines: str) -> bytes:
    left = " \\\n".join(lines)
    return draft(f"#grid(columns: 2, [{left}], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM])\nCăn cứ Luật Tổ chức;")


@pytest.mark.parametrize(("name", "make"), [("Kế hoạch.docx", as_docx), ("Kế hoạch.pdf", as_pdf)])
def test_a_mark_of_secrecy_on_the_first_page_is_refused_and_words_about_secrecy_are_not(
    person: Person, engine: Engine, name: str, make: Callable[..., bytes]
) -> None:
    client = person(OANH)
    kind = "application/octet-stream"
    for mark in ("MẬT", "TỐI MẬT"):
        refused = client.post("/v2/documents", files={"file": (name, make("UBND TỈNH", "Số: 12/KH", mark), kind)})
        assert (refused.status_code, refused.json()["code"]) == (400, "document_secret"), refused.text
        assert "văn thư" in refused.json()["detail"]
    assert list(engine.objects.names(OBJECT_PREFIX)) == []
    with engine.unit_of_work() as uow:
        assert uow.connection.execute(select(func.count()).select_from(core(Document))).scalar_one() == 0
    for words in ("ĐÃ GIẢI MẬT", "Kế hoạch bảo mật", "V/v đổi mật khẩu", "Độ mật: Không mật"):
        taken = client.post("/v2/documents", files={"file": (name, make("UBND TỈNH", "Số: 12/KH", words), kind)})
        assert taken.status_code == 201, (words, taken.text)


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"fileName": "khac.pdf"}, "document_metadata_differs"),
        ({"size": 1}, "document_metadata_differs"),
        ({"contentType": "image/png"}, "document_metadata_differs"),
        ({"expiresAt": "2027-01-01T00:00:00Z"}, "document_metadata_invalid"),
        ({"customProperties": {"mau": "xanh"}}, "document_metadata_invalid"),
        ({"processInstanceKey": "khong-phai-so"}, "document_metadata_invalid"),
        ({"processInstanceKey": "1"}, "case_not_found"),
        ({"customProperties": {"userTaskKey": "1"}}, "user_task_not_found"),
    ],
)
def test_metadata_that_cannot_be_kept_to_is_refused(
    person: Person, engine: Engine, metadata: dict[str, Any], code: str
) -> None:
    refused = send(person(OANH), pdf(), **metadata)
    assert refused.json()["code"] == code, refused.text
    assert list(engine.objects.names(OBJECT_PREFIX)) == []


def test_metadata_may_come_first_and_name_the_file(person: Person) -> None:
    metadata = json.dumps({"fileName": "Nghị quyết.pdf", "contentType": "application/pdf"})
    body = (
        b'--x\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n' + metadata.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + pdf() + b"\r\n--x--\r\n"
    )
    sent = person(OANH).post("/v2/documents", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert sent.status_code == 201, sent.text
    assert sent.json()["metadata"]["fileName"] == "Nghị quyết.pdf"


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "media_type_unsupported"),
        ("multipart/form-data", b"x", 415, "media_type_unsupported"),
        ("multipart/form-data; boundary=x", b"nonsense", 400, "multipart_malformed"),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400, "document_file_missing"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
            400,
            "multipart_part_unexpected",
        ),
    ],
)
def test_bodies_that_are_no_upload(person: Person, content_type: str, body: bytes, status: int, code: str) -> None:
    answer = person(OANH).post("/v2/documents", content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_an_upload_that_breaks_off_leaves_nothing(served: Served, person: Person, engine: Engine) -> None:
    client = person(OANH)
    address = urlsplit(served.url)
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    head = (
        f"POST /v2/documents HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookies}\r\n"
        f"X-CSRF-Token: {client.headers['X-CSRF-Token']}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 4000000\r\n\r\n"
    )
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + part + bytes(2_000_000))
        _eventually(lambda: _pending(engine) == 1)
    _eventually(lambda: _pending(engine) == 0)
    assert list(engine.objects.names(OBJECT_PREFIX)) == []
    assert engine.objects.abandoned_uploads(OBJECT_PREFIX) == ()


def test_straight_into_a_case_by_the_official_client(
    served: Served, person: Person, engine: Engine, actor: Make
) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=TIMER_AND_MESSAGE))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor("tich-hop"), process_id="thu", variables={})
    content = pdf()
    client = CamundaClient(
        {
            "CAMUNDA_REST_ADDRESS": served.url,
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": "tich-hop",
            "CAMUNDA_BASIC_AUTH_PASSWORD": PASSWORD,
        }
    )
    with client:
        created = client.create_document(
            data=CreateDocumentData(
                file=File(payload=io.BytesIO(content), file_name="Tờ trình.pdf", mime_type="application/pdf"),
                metadata=DocumentMetadata(
                    file_name="Tờ trình.pdf", process_instance_key=ProcessInstanceKey(str(case.key))
                ),
            )
        )
        fetched = client.get_document(created.document_id, content_hash=created.content_hash or "")
    assert created.content_hash == hashlib.sha256(content).hexdigest()
    assert created.metadata.process_instance_key == str(case.key)
    assert created.metadata.file_name == "Tờ trình.pdf"
    assert fetched.payload.read() == content
    assert person(LIEN).get(f"/v2/documents/{created.document_id}").content == content


def _pending(engine: Engine) -> int:
    with engine.unit_of_work() as uow:
        statement = select(func.count()).where(core(Document).c.state == DocumentState.PENDING.value)
        return int(uow.connection.execute(statement).scalar_one())


def _eventually(holds: Callable[[], bool]) -> None:
    """Look again until it holds; another process decides when, so there is no signal to wait for."""
    again = threading.Event()
    for _ in range(600):
        if holds():
            return
        again.wait(0.05)
    pytest.fail("it never came about")
