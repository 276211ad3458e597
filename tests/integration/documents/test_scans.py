"""Scans, as the real Tesseract reads them: a mark of secrecy keeps one out, its words find the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.content import STAMPED
from engine.errors import InputRejected
from engine.model.actor import Actor
from engine.operations import Engine, attach_documents
from engine.operations.documents import judge_upload
from engine.operations.documents.read_texts import read_texts
from engine.operations.documents.upload_document import OBJECT_PREFIX
from engine.operations.news.notices import list_notices
from engine.viewing import ask_child, scan_program
from tests.integration.documents.test_documents import case_of, put
from tests.integration.documents.test_texts import found
from tests.papers import scanned_letter

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
BLACK = "#202020"


@pytest.fixture(autouse=True)
def _bucket(engine: Engine) -> None:
    engine.objects.ensure_bucket()


@pytest.mark.parametrize(
    ("words", "ink", "angle", "form"),
    [("MẬT", "#c8102e", 0, "PDF"), ("TỐI MẬT", "#c8102e", 3, "PNG"), ("TUYỆT MẬT", BLACK, -2, "TIFF")],
)
def test_a_scan_with_the_mark_is_refused_and_nothing_of_it_kept(
    engine: Engine, actor: Make, words: str, ink: str, angle: float, form: str
) -> None:
    scan = scanned_letter(words, ink=ink, angle=angle, form=form)
    with pytest.raises(InputRejected) as refused:
        put(engine, actor(OANH), f"Báo cáo.{form.lower()}", scan)
    assert refused.value.stable_code == STAMPED
    assert list(engine.objects.names(OBJECT_PREFIX)) == []


@pytest.mark.parametrize("stamp", ["", "HỎA TỐC", "GIẢI MẬT"])
def test_other_scans_come_in_and_are_found_by_their_words(engine: Engine, actor: Make, stamp: str) -> None:
    case, file = case_of(engine, actor(OANH)), put(engine, actor(OANH), "Quét.pdf", scanned_letter(stamp))
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[file.key], instance_key=case.key, field="tep")
    assert read_texts(engine) == 1
    assert [name for name, _ in found(engine, actor(OANH), "thien tai muong pao")] == ["Quét.pdf"]


def test_a_mark_that_is_found_later_is_told_and_keeps_the_words_out_of_search(
    engine: Engine, actor: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(engine, actor(OANH))
    monkeypatch.setattr(judge_upload, "_AT_ONCE_BYTES", 0)  # as for a large file
    file = put(engine, actor(OANH), "Quét.pdf", scanned_letter("MẬT"))
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[file.key], instance_key=case.key, field="tep")
    assert read_texts(engine) == 1
    assert found(engine, actor(OANH), "thien tai") == []
    with engine.unit_of_work() as uow:
        assert any("dấu độ mật" in notice.text.vi for notice in list_notices(uow, actor(OANH)))


def test_the_program_reads_no_file_but_those_of_its_folder(tmp_path: Path) -> None:
    program = scan_program()
    assert program is not None
    inside, outside = tmp_path / "inside", tmp_path / "outside.png"
    inside.mkdir()
    outside.write_bytes(scanned_letter(form="PNG"))
    (inside / "page.png").symlink_to(outside)
    ask_child("scan", program, "page.png", "3", folder=inside)
    assert (inside / "recognised.txt").read_text() == ""
    (inside / "page.png").unlink()
    (inside / "page.png").write_bytes(outside.read_bytes())
    ask_child("scan", program, "page.png", "3", folder=inside)
    assert "BÁO CÁO" in (inside / "recognised.txt").read_text()
