"""A case whose drafter mends a draft: the model, the Word file, and what the page of the task says."""

import io
import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

import httpx
from docx import Document
from lxml import html
from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.upload_document import upload_document
from tests.integration.api.conftest import Served
from tests.integration.pages.desk import Desk
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

OANH, DAT = "le.kim.oanh", "pham.quoc.dat"
NAME = "Thông báo.docx"
FORM = json.dumps(
    {
        "components": [
            {"id": "a", "type": "filepicker", "key": "du_thao", "label": "Dự thảo", "accept": ".docx"},
            {"id": "b", "type": "textfield", "key": "ghi_chu", "label": "Ghi chú"},
            {"id": "c", "type": "filepicker", "key": "phu_luc", "label": "Phụ lục", "multiple": True},
        ],
        "type": "default",
        "id": "sua",
        "schemaVersion": 19,
    }
).encode()
MODEL = bpmn(
    start()
    + user_task(
        "sua",
        assignee=OANH,
        extra='<zeebe:formDefinition formId="sua"/><zeebe:properties><zeebe:property name="versions" value="du_thao"/>'
        '<zeebe:property name="shows" value="du_thao"/></zeebe:properties>',
    )
    + user_task("duyet", assignee=DAT)
    + end()
    + flow("f1", "dau", "sua")
    + flow("f2", "sua", "duyet")
    + flow("f3", "duyet", "cuoi")
)


def word(*paragraphs: str) -> bytes:
    """Write a Word file."""
    document, memory = Document(), io.BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(memory)
    return memory.getvalue()


def words_of(content: bytes) -> list[str]:
    """Give the paragraphs of a Word file."""
    return [each.text for each in Document(io.BytesIO(content)).paragraphs]


FIRST = word("Kính gửi huyện Thạch Lam")
SECOND = word("Kính gửi xã Thạch Lam")
THIRD = word("Kính gửi xã Thạch Lam", "Đoàn đại biểu Quốc hội tỉnh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """The case's task, its draft, and its drafter's desk."""

    engine: Engine
    served: Served
    desk: Desk
    case: int
    task: str  # the path of its page
    draft: str  # the key of the first version

    def open_word(self, document: str, *, field: str = "du_thao", desk: Desk | None = None) -> httpx.Response:
        """Press the button beside a file."""
        return (desk or self.desk).client.post(f"{self.task}/mo-bang-word?o={field}&tep={document}")

    def address(self, document: str | None = None, *, field: str = "du_thao", desk: Desk | None = None) -> str:
        """Press the button and give the address that Word is told."""
        answer = self.open_word(document or self.draft, field=field, desk=desk)
        assert answer.status_code == 200, answer.text
        return address_in(answer.text)

    def page(self) -> html.HtmlElement:
        """Open the task's page."""
        return html.fromstring(self.desk.get(self.task).text)

    def named(self, field: str = "du_thao") -> list[str]:
        """Give the keys that a field of the page names."""
        return [str(key) for key in self.page().xpath(f"//*[@data-upload-item]//input[@name='f.{field}']/@value")]

    def versions(self) -> list[str]:
        """Give the versions that the page lists, the newest first."""
        lines = self.page().xpath("//*[@id='draft-versions']/ul/li/strong/text()")
        return [str(line) for line in lines]

    def content(self, document: str) -> bytes:
        """Download a file."""
        answer = self.desk.get(f"/v2/documents/{document}")
        assert answer.status_code == 200, answer.text
        return answer.content

    def refresh(self, **fields: str) -> httpx.Response:
        """Ask for what Word has saved, as the page does when it is told of it."""
        return self.desk.client.post(
            f"{self.task}/tu-word", data={name.replace("__", "."): value for name, value in fields.items()}
        )

    def news(self) -> dict[str, object]:
        """Give what the live news tell the drafter's page now."""
        told = self.desk.get("/thong-bao/luong?mot-lan=1").text
        found: dict[str, object] = json.loads(told.partition("data: ")[2])
        return found

    def send(self, draft: str, **fields: str) -> httpx.Response:
        """Send the form."""
        return self.desk.post(f"{self.task}/hoan-thanh", f__du_thao=draft, **fields)

    def count(self, what: str) -> int:
        """Count rows of a table, with a condition."""
        with self.engine.unit_of_work() as uow:
            return int(uow.connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())  # noqa: S608

    def change(self, statement: str, **values: object) -> None:
        """Change rows behind the product's back."""
        with self.engine.unit_of_work() as uow:
            uow.connection.execute(text(statement), values)

    def told(self, action: str) -> list[tuple[str, str | None]]:
        """Give who did what stands on the case's audit chain, and in whose place."""
        asked = (
            "SELECT e.actor, p.payload->>'on_behalf_of' FROM audit_event e JOIN audit_payload p"
            " USING (instance_key, sequence) WHERE e.action = :action ORDER BY e.sequence"
        )
        with self.engine.unit_of_work() as uow:
            return [(row[0], row[1]) for row in uow.connection.execute(text(asked), {"action": action})]

    def story(self) -> str:
        """Give what has happened in the case, in words."""
        return self.desk.get(f"/ho-so/{self.case}?muc=dien-bien").text


def begin(engine: Engine, drafter: Actor, served: Served, desk: Desk) -> Drafting:
    """Start the case with its first draft."""
    deploy(engine, Resource(name="sua.form", content=FORM), Resource(name="sua.bpmn", content=MODEL))
    record = upload_document(engine, drafter, file_name=NAME, chunks=[FIRST])
    with engine.unit_of_work() as uow:
        case = create_instance(uow, drafter, process_id="thu", variables={"du_thao": [str(record.key)]})
    with engine.unit_of_work() as uow:
        attach_documents(uow, drafter, keys=[record.key], instance_key=case.key, field="du_thao")
    task = desk.first_task()
    return Drafting(engine=engine, served=served, desk=desk, case=case.key, task=task, draft=str(record.key))


def address_in(text: str) -> str:
    """Give the address that a page hands to Word."""
    [href] = html.fromstring(f"<div>{text}</div>").xpath("//a[starts-with(@href, 'ms-word:')]/@href")
    scheme, command, address = str(href).split("|", 2)
    assert (scheme, command) == ("ms-word:ofe", "u")
    return address


def token_in(address: str) -> str:
    """Give the secret part of an address."""
    found = re.search(r"/word/([^/]+)/", unquote(address))
    assert found is not None
    return found[1]
