"""Pages of files, looked at over HTTP: by those who may read the file, made once, gone with it."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import docx
import httpx
import pytest
from PIL import Image

from engine.model.actor import Actor
from engine.operations import Engine, attach_documents, collect_orphans, remove_document
from engine.operations.documents.kept_views import VIEW_PREFIX
from tests.integration.api.conftest import Served, logs, serve, served, settings
from tests.integration.documents.test_documents import DAY_S, case_of, put
from tests.integration.pages.desk import Desk, desk
from tests.office import MovingClock
from tests.papers import scanned

__all__ = ["logs", "serve", "served", "settings"]
Make = Callable[[str], Actor]
OANH, AN = "le.kim.oanh", "nguyen.hoai.an"


@pytest.fixture
def clerk(engine: Engine, served: Served) -> Iterator[Desk]:
    """Give the desk of the one whose files they are."""
    engine.objects.ensure_bucket()
    with desk(served, OANH) as signed_in:
        yield signed_in


def kept(engine: Engine) -> list[str]:
    return [facts.name for facts in engine.objects.names(VIEW_PREFIX)]


def test_a_file_is_seen_page_by_page_by_its_readers_only(
    engine: Engine, served: Served, actor: Make, clerk: Desk
) -> None:
    case = case_of(engine, actor(OANH))
    key = put(engine, actor(OANH), "Bản quét.pdf", scanned(3)).key
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[key], instance_key=case.key, field="tep")
    page = clerk.get(f"/tep/{key}")
    assert page.status_code == 200
    assert "3 trang" in page.text
    assert 'alt="Trang 3 trên 3 của tệp Bản quét.pdf"' in page.text
    assert f'href="/ho-so/{case.key}?muc=tep"' in page.text
    part = clerk.get(f"/tep/{key}", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    picture = clerk.get(f"/tep/{key}/trang/3")
    assert Image.open(BytesIO(picture.content)).size[0] == 1240
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/jpeg", "private, no-store")
    assert "sandbox" in picture.headers["content-security-policy"]
    assert clerk.get(f"/tep/{key}/trang/4").status_code == 404
    with desk(served, AN) as stranger:
        for tail in ("", "/trang/1", "/trang/99"):
            hidden, nothing = (stranger.get(f"/tep/{one}{tail}") for one in (key, 7))
            assert (hidden.status_code, nothing.status_code) == (404, 404)
            assert without_own(hidden, key) == without_own(nothing, 7)


def test_the_words_of_a_file_stand_where_they_are_asked_for_without_drawing_it(
    engine: Engine, actor: Make, clerk: Desk
) -> None:
    letter, memory = docx.Document(), BytesIO()
    for words in ("Kính gửi: Ủy ban nhân dân tỉnh", "Đề nghị xã Thạch Lam báo cáo."):
        letter.add_paragraph(words)
    letter.save(memory)
    key = put(engine, actor(OANH), "Công văn.docx", memory.getvalue()).key
    for address in (f"/tep/{key}?chu=1", f"/tep/{key}?tim=thach+lam"):
        page = clerk.get(address).text
        assert "Kính gửi: Ủy ban nhân dân tỉnh" in page
        assert "None" not in page
        assert ("<mark>Đề nghị xã Thạch Lam báo cáo.</mark>" in page) == ("tim" in address)
    assert kept(engine) == [f"{VIEW_PREFIX}{key}/text"]


def without_own(answer: httpx.Response, key: int) -> str:
    """Take out of a page what every request has anew, and the address that was asked for."""
    return answer.text.replace(answer.headers["x-request-id"], "").replace(f"/tep/{key}", "/tep/")


def test_pictures_are_made_once_and_go_with_the_file(
    engine: Engine, actor: Make, clerk: Desk, clock: MovingClock
) -> None:
    key = put(engine, actor(OANH), "Bản quét.pdf", scanned(1)).key
    assert clerk.get(f"/tep/{key}/trang/1").status_code == 200
    names = [f"{VIEW_PREFIX}{key}/{name}" for name in ("1", "facts")]
    assert kept(engine) == names
    engine.objects.put(names[0], b"kept", content_type="image/jpeg")
    assert clerk.get(f"/tep/{key}/trang/1").content == b"kept"
    collect_orphans(engine)
    assert kept(engine) == names
    with engine.unit_of_work() as uow:
        remove_document(uow, actor(OANH), document_key=key)
    assert clerk.get(f"/tep/{key}/trang/1").status_code == 404
    clock.forward(seconds=DAY_S + 60)
    assert collect_orphans(engine).views == 1
    assert kept(engine) == []


def test_a_file_that_cannot_be_shown_says_why(engine: Engine, actor: Make, clerk: Desk) -> None:
    broken = put(engine, actor(OANH), "Hỏng.pdf", b"%PDF-1.7\nnothing\n%%EOF\n").key
    empty = put(engine, actor(OANH), "Ghi chép.txt", b" ").key
    assert "nội dung bị hỏng" in clerk.get(f"/tep/{broken}").text
    assert "Loại tệp này chưa xem được" in clerk.get(f"/tep/{empty}").text
    assert clerk.get(f"/tep/{broken}/trang/1").status_code == 404


def test_two_versions_are_compared_by_who_may_read_both(
    engine: Engine, served: Served, actor: Make, clerk: Desk
) -> None:
    case = case_of(engine, actor(OANH))
    words = ("Căn cứ Luật cũ\nĐiều 1", "Căn cứ Luật mới\nĐiều 1")
    first, second = (put(engine, actor(OANH), "Dự thảo.txt", text.encode()).key for text in words)
    scan, strangers = put(engine, actor(OANH)).key, put(engine, actor(AN), "Khác.txt", b"x").key
    with engine.unit_of_work() as uow:
        attach_documents(uow, actor(OANH), keys=[first, second, scan], instance_key=case.key, field="tep")
    page = clerk.get(f"/tep/{second}/so-sanh").text
    assert re.search(r"<del>.*cũ.*</del>", page)
    assert re.search(r"<ins>.*mới.*</ins>", page)
    assert "Điều 1" in page
    assert "không có chữ đọc được" in clerk.get(f"/tep/{second}/so-sanh?voi={scan}").text
    assert "Căn cứ Luật mới" in clerk.get(f"/tep/{second}").text
    assert clerk.get(f"/tep/{second}/so-sanh?voi={strangers}").status_code == 404
    assert f'href="/tep/{second}/so-sanh"' in clerk.get(f"/ho-so/{case.key}?muc=tep").text
    with desk(served, AN) as stranger:
        assert stranger.get(f"/tep/{strangers}/so-sanh?voi={second}").status_code == 404
        assert stranger.get(f"/tep/{second}/so-sanh?voi={strangers}").status_code == 404
