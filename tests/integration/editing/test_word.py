"""Mở bằng Word: the file goes out and comes back by itself, as versions that lose nothing."""

import io
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from lxml import html

from engine.operations import Engine
from engine.operations.documents.take_out_file import take_out_file
from engine.operations.documents.upload_document import OBJECT_PREFIX
from tests.integration.editing.drafting import FIRST, NAME, SECOND, THIRD, Drafting, address_in, word, words_of
from tests.integration.editing.program import DAV, Word, properties_in
from tests.integration.pages.desk import hidden
from tests.office import MovingClock


def test_what_is_saved_in_word_is_the_next_version_and_the_page_shows_it(drafting: Drafting) -> None:
    address = drafting.address()
    with Word(address) as program:
        assert program.open() == FIRST
        program.save(SECOND)
        told = drafting.refresh(f__du_thao=drafting.draft, f__ghi_chu="đang gõ")
        program.close()
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    [newest] = drafting.named()
    assert newest != drafting.draft
    assert words_of(drafting.content(newest)) == words_of(SECOND)
    assert drafting.content(drafting.draft) == FIRST
    assert "Đã lưu từ Word lúc 09:00" in told.text
    assert f'value="{newest}"' in told.text
    assert "Khác nhau giữa lần 1 và lần 2" in told.text
    assert "ghi_chu" not in told.text  # what is being typed is not touched
    changes = html.fromstring(drafting.desk.get(f"/tep/{newest}/so-sanh?voi={drafting.draft}").text)
    assert "[bỏ: huyện]" in [one.text_content() for one in changes.xpath("//del")]
    assert any("xã" in one.text_content() for one in changes.xpath("//ins"))
    story = drafting.story()
    assert "mở bằng Word tệp “Thông báo.docx”" in story
    assert "lưu từ Word tệp “Thông báo.docx”" in story


def test_many_saves_of_one_editing_are_one_version_and_no_byte_is_lost(drafting: Drafting, clock: MovingClock) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        [between] = drafting.named()
        clock.forward(minutes=3)
        program.save(THIRD)
        program.save(THIRD)  # nothing was changed in between
        program.close()
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    [newest] = drafting.named()
    assert words_of(drafting.content(newest)) == words_of(THIRD)
    assert words_of(drafting.content(between)) == words_of(SECOND)
    page = drafting.page()
    assert "Bản lưu trước đó trong Word: 1" in page.text_content()
    assert page.xpath(f"//*[@id='draft-versions']//details//a[@href='/v2/documents/{between}']")
    clock.forward(minutes=5)
    with Word(drafting.address(newest)) as again:
        assert words_of(again.open()) == words_of(THIRD)
        again.save(SECOND)
    assert drafting.versions() == ["Dự thảo lần 3", "Dự thảo lần 2", "Dự thảo lần 1"]
    assert len(drafting.told("DocumentSavedFromWord")) == 3
    assert drafting.story().count("lưu từ Word tệp") == 2  # once an editing


def test_an_open_page_hears_of_the_save(drafting: Drafting) -> None:
    before = drafting.news()
    assert "saved" not in before
    with Word(drafting.address()) as program:
        program.open()
        assert "saved" not in drafting.news()
        program.save(SECOND)
    assert drafting.news()["saved"] == drafting.task.rpartition("/")[2]
    assert drafting.refresh(f__du_thao=drafting.named()[0]).status_code == 204  # what it has already


def test_pressing_again_gives_the_same_address_whatever_was_saved(drafting: Drafting) -> None:
    address = drafting.address()
    with Word(address) as program:
        program.open()
        program.save(SECOND)
    [newest] = drafting.named()
    assert drafting.address(newest) == drafting.address(drafting.draft) == address


def test_a_draft_kept_by_the_page_does_not_bring_the_old_file_back(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
    kept = drafting.desk.post(f"{drafting.task}/luu-tam", f__du_thao=drafting.draft, f__ghi_chu="đang gõ")
    assert kept.status_code == 200
    assert drafting.named() != [drafting.draft]
    assert 'value="đang gõ"' in drafting.desk.get(drafting.task).text


def test_a_page_that_has_not_seen_the_save_does_not_send_the_old_file(drafting: Drafting) -> None:
    version = hidden(drafting.desk.get(drafting.task).text, "version")
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
    refused = drafting.send(drafting.draft, version=version, f__ghi_chu="gửi đi")
    assert refused.status_code == 400
    assert "vừa được lưu lại từ Word sau khi trang mở" in refused.text
    page = html.fromstring(refused.text)
    [newest] = page.xpath("//*[@data-upload-item]//input[@name='f.du_thao']/@value")
    assert newest != drafting.draft
    assert 'value="gửi đi"' in refused.text
    sent = drafting.send(str(newest), version=version, f__ghi_chu="gửi đi")
    assert sent.status_code == 303, sent.text


def test_a_save_after_the_task_was_completed_stays_in_word_and_is_told(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()
        program.save(SECOND)
        [newest] = drafting.named()
        assert drafting.send(newest).status_code == 303
        late = program.put(THIRD)
        assert late.status_code == 403
        assert "Việc này đã hoàn thành" in late.json()["detail"]
        assert program.put(THIRD).status_code == 403
        assert program.hold_lock().status_code == 403
        for method in ("GET", "HEAD", "PROPFIND", "OPTIONS"):
            assert program.ask(method).status_code == 404
        program.close()  # a lock may always be given back
    assert "Bản lưu từ Word của tệp “Thông báo.docx” không được nhận" in drafting.desk.get("/thong-bao").text
    assert drafting.count("notice WHERE code = 'edit_refused'") == 1  # programs try again and again
    assert words_of(drafting.content(newest)) == words_of(SECOND)


def test_a_field_whose_versions_do_not_count_keeps_what_is_saved_for_its_sender(drafting: Drafting) -> None:
    place = {"customProperties": {"userTaskKey": drafting.task.rpartition("/")[2], "field": "phu_luc"}}
    key = uploaded(drafting, "Phụ lục.docx", FIRST, place)
    drafting.desk.post(f"{drafting.task}/luu-tam", f__du_thao=drafting.draft, f__phu_luc=key)
    with Word(drafting.address(key, field="phu_luc")) as program:
        assert program.open() == FIRST
        program.save(SECOND)
        program.save(THIRD)
    [newest] = drafting.named("phu_luc")
    assert words_of(drafting.content(newest)) == words_of(THIRD)
    assert drafting.named() == [drafting.draft]
    assert "Phụ lục.docx" not in drafting.desk.get(f"/ho-so/{drafting.case}?muc=van-ban").text
    assert drafting.send(drafting.draft, f__phu_luc=newest).status_code == 303


def uploaded(drafting: Drafting, name: str, content: bytes, metadata: Mapping[str, object]) -> str:
    files: list[tuple[str, tuple[str | None, bytes, str]]] = [
        ("metadata", (None, json.dumps(metadata).encode(), "application/json")),
        ("file", (name, content, "application/octet-stream")),
    ]
    answer = drafting.desk.client.post("/v2/documents", files=files)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["documentId"])


def with_macro() -> bytes:
    """Give a Word file with a macro in it, under the name of one without."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SECOND)) as plain, zipfile.ZipFile(memory, "w") as package:
        for name in plain.namelist():
            package.writestr(name, plain.read(name))
        package.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return memory.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (with_macro(), "macro"),
        (word("MẬT", "Phương án"), "mật"),
        (b"%PDF-1.7\n%%EOF\n", "không phải"),
        (b"", "rỗng"),
        (b"PK\x03\x04" + b"0" * 5_100_000, "lớn hơn"),
    ],
    ids=["macro", "mark of secrecy", "another kind", "empty", "too large"],
)
def test_what_is_no_word_file_is_refused_and_told(drafting: Drafting, content: bytes, told: str) -> None:
    with Word(drafting.address()) as program:
        program.open()
        refused = program.put(content)
        assert refused.status_code in {413, 415}, refused.text
        assert program.ask("GET").content == FIRST
        program.save(SECOND)  # the editing goes on
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    if refused.status_code == 415:
        assert told in drafting.desk.get("/thong-bao").text


def test_properties_of_file_and_folder(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        every = program.properties()
        assert every[DAV + "displayname"] == NAME
        assert every[DAV + "getcontentlength"] == str(len(FIRST))
        assert every[DAV + "lockdiscovery"] == ""
        [folder] = properties_in(program.find(folder=True, depth="0").content)
        assert DAV + "getcontentlength" not in folder
        folder, file = properties_in(program.find(folder=True, depth="1").content)
        assert file[DAV + "getetag"] == every[DAV + "getetag"]
        some = program.find(DAV + "getetag", "{urn:schemas-microsoft-com:}Win32FileAttributes")
        assert properties_in(some.content) == [{DAV + "getetag": every[DAV + "getetag"]}]
        assert "404 Not Found" in some.text
        program.open()
        assert program.lock in program.properties()[DAV + "lockdiscovery"]
        changed = program.ask(
            "PROPPATCH",
            content='<D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop>'
            "<Z:Win32LastModifiedTime>x</Z:Win32LastModifiedTime></D:prop></D:set></D:propertyupdate>",
        )
        assert changed.status_code == 207
        assert "403 Forbidden" in changed.text


@pytest.mark.parametrize("method", ["DELETE", "MKCOL", "MOVE", "COPY", "POST", "PATCH"])
def test_nothing_else_can_be_done(drafting: Drafting, method: str) -> None:
    with Word(drafting.address()) as program:
        assert program.ask(method, headers={"Destination": program.address + "2"}).status_code == 405
        assert program.ask("GET").content == FIRST


def test_the_button_says_who_has_the_file_open_and_lets_go_of_ones_own(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()
        own = drafting.open_word(drafting.draft).text
        assert "Tệp đang mở ở một cửa sổ soạn thảo của anh/chị" in own
        [release] = html.fromstring(own).xpath("//button/@hx-post")
        again = drafting.desk.client.post(str(release))
        assert address_in(again.text) == program.address
        assert "đang mở ở một cửa sổ" not in again.text
        assert program.put(SECOND).status_code == 412
        assert program.take_lock().status_code == 200


def test_the_page_offers_word_and_the_download(drafting: Drafting) -> None:
    page = drafting.page()
    [button] = page.xpath("//button[contains(., 'Mở bằng Word')]")
    assert button.get("hx-post") == f"{drafting.task}/mo-bang-word?o=du_thao&tep={drafting.draft}"
    assert page.xpath(f"//a[@download][@href='/v2/documents/{drafting.draft}'][contains(., 'Tải về')]")
    linux = drafting.desk.client.post(
        button.get("hx-post"), headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    )
    [first] = html.fromstring(linux.text).xpath("//a[@data-word-go]/@href")
    assert str(first).startswith("vnd.libreoffice.command:ofe|u|http://127.0.0.1:")


def test_saves_at_once_under_one_lock_are_one_version(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()
        drafts = [word(f"Bản {number}") for number in range(4)]
        with ThreadPoolExecutor(4) as at_once:
            assert {answer.status_code for answer in at_once.map(program.put, drafts)} == {204}
    assert drafting.versions() == ["Dự thảo lần 2", "Dự thảo lần 1"]
    assert drafting.count("document WHERE state = 'REPLACED'") == 3
    assert drafting.count("edit_save") == 4


def test_a_suspended_case_keeps_what_is_saved(drafting: Drafting) -> None:
    with Word(drafting.address()) as program:
        program.open()
        drafting.change("UPDATE process_instance SET state = 'SUSPENDED'")
        program.save(SECOND)
    assert drafting.count("edit_save") == 1


def test_several_programs_at_once_get_one_lock(drafting: Drafting) -> None:
    address = drafting.address()
    with ExitStack() as stack:
        programs = [stack.enter_context(Word(address)) for _ in range(4)]
        answers: list[httpx.Response] = [each.take_lock() for each in programs]
    assert sorted(answer.status_code for answer in answers) == [200, 423, 423, 423]


def test_a_file_that_is_taken_out_takes_with_it_what_was_saved_over(drafting: Drafting, engine: Engine) -> None:
    with Word(drafting.address()) as program:
        program.open()
        for words in ("một", "hai", "ba"):
            program.save(word(words))
        program.close()
    [newest] = drafting.named()
    assert drafting.count("document WHERE state = 'REPLACED'") == 2
    take_out_file(engine, document_key=int(newest), reason="Có dấu Mật.")
    assert drafting.count("document WHERE state IN ('STORED', 'REPLACED')") == 1  # what the drafter began with
    assert len(list(engine.objects.names(OBJECT_PREFIX))) == 1
