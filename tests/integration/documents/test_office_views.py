"""Word and Excel files seen page by page, by the real LibreOffice: made once, kept beside the file, confined."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from engine.model.actor import Actor
from engine.operations import Engine
from engine.operations.documents import view_document
from engine.operations.documents.kept_views import VIEW_PREFIX
from engine.viewing import Problem, office_to_pdf
from tests.integration.api.conftest import Served, logs, serve, served, settings
from tests.integration.documents.test_documents import put
from tests.integration.pages.desk import Desk, desk
from tests.office import ROOT

__all__ = ["logs", "serve", "served", "settings"]
Make = Callable[[str], Actor]
OANH, AN = "le.kim.oanh", "nguyen.hoai.an"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def clerk(engine: Engine, served: Served) -> Iterator[Desk]:
    """Give the desk of the one whose files they are."""
    engine.objects.ensure_bucket()
    with desk(served, OANH) as signed_in:
        yield signed_in


def letter(paragraphs: int = 90) -> bytes:
    document, memory = Document(), io.BytesIO()
    document.add_heading("Tờ trình về đầu tư công trung hạn", 1)
    for number in range(paragraphs):
        document.add_paragraph(f"Đoạn {number}: Hội đồng nhân dân tỉnh xem xét, quyết nghị.")
    document.save(memory)
    return memory.getvalue()


def table() -> bytes:
    book, memory = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for number in range(60):
        sheet.append([number, f"Dự án số {number}", 1000 * number])
    book.save(memory)
    return memory.getvalue()


@pytest.mark.parametrize(("name", "make"), [("Tờ trình.docx", letter), ("Bảng vốn.xlsx", table)])
def test_an_office_file_is_seen_page_by_page_by_its_readers_only(
    engine: Engine, served: Served, actor: Make, clerk: Desk, name: str, make: Callable[[], bytes]
) -> None:
    key = put(engine, actor(OANH), name, make()).key
    page = clerk.get(f"/tep/{key}")
    assert page.status_code == 200
    assert 'alt="Trang 2 trên' in page.text
    picture = clerk.get(f"/tep/{key}/trang/2")
    assert Image.open(BytesIO(picture.content)).size[0] == 1240
    kept = {facts.name.rpartition("/")[2] for facts in engine.objects.names(f"{VIEW_PREFIX}{key}/")}
    assert {"pdf", "facts", "1", "2"} <= kept
    with desk(served, AN) as stranger:
        assert stranger.get(f"/tep/{key}").status_code == 404


def test_without_libreoffice_the_page_says_so(
    engine: Engine, actor: Make, clerk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    key = put(engine, actor(OANH), "Tờ trình.docx", letter(1)).key
    page = clerk.get(f"/tep/{key}").text
    assert "chưa cài LibreOffice" in page
    assert "Hội đồng nhân dân tỉnh xem xét" in page, "its words are shown all the same"


@pytest.fixture
def broken() -> bytes:
    """Give a package that is a Word file to those who look into it, and none to Word."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letter(1))) as whole, zipfile.ZipFile(memory, "w") as package:
        for name in whole.namelist():
            package.writestr(name, b"<w:document" if name == "word/document.xml" else whole.read(name))
    return memory.getvalue()


def test_a_broken_file_is_told_from_one_that_takes_too_much(
    tmp_path: Path, broken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, content in (("a", broken), ("b", letter(1))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "source").write_bytes(content)
    assert office_to_pdf(tmp_path / "a/source", WORD, "/usr/bin/soffice") is Problem.BROKEN
    monkeypatch.setattr(sys.modules["engine.viewing.ask"], "WALL_S", 0.05)
    assert office_to_pdf(tmp_path / "b/source", WORD, "/usr/bin/soffice") is Problem.TOO_HEAVY


def test_the_verdict_on_a_broken_file_is_kept(
    engine: Engine, actor: Make, clerk: Desk, broken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = put(engine, actor(OANH), "Tờ trình.docx", broken).key
    assert "nội dung bị hỏng" in clerk.get(f"/tep/{key}").text
    tried: list[Path] = []
    monkeypatch.setattr(view_document, "office_to_pdf", lambda source, *_: tried.append(source))
    assert "nội dung bị hỏng" in clerk.get(f"/tep/{key}").text
    assert tried == []


def test_what_converts_has_no_network_and_no_files_of_others(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "secret").write_text("của người khác", encoding="utf-8")
    program = f"""
import os, socket, sys
sys.path.insert(0, {str(ROOT)!r})
from engine.viewing.confine import confine
confine(readable=["/usr", "/lib"], writable=[os.getcwd()], meeting="/tmp")
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
        print("network", family)
    except PermissionError:
        pass
socket.socket(socket.AF_UNIX).close()
for path in ("../secret", "/etc/passwd"):
    try:
        print("file", open(path).read())
    except PermissionError:
        pass
open("own", "w").close()
print("confined")
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=tmp_path / "work", capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("confined", "")
