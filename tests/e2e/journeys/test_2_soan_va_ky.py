"""Journey 2: a draft is mended in Word, approved in somebody's place who signs for nobody, and signed on a tablet."""

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from api.accounts.csrf import CSRF_HEADER, SESSION_COOKIE, csrf_token
from tests.e2e.conftest import WAIT_MS, Enter
from tests.e2e.journeys import on_tablet
from tests.e2e.product import MovingClock, Product
from tests.e2e.visitor import Visitor
from tests.integration.editing.program import Word

OANH, DAT, HAO = "le.kim.oanh", "pham.quoc.dat", "mai.thanh.hao"
CASE = "VBĐ-2026-0902"
FORBIDDEN = 403
SUBJECT = "Kết luận của Thường trực Hội đồng nhân dân tỉnh tại Phiên họp tháng 11 năm 2026"

pytestmark = pytest.mark.timeout(900)  # the Office is filled within the first test


def test_a_returned_draft_is_mended_approved_in_a_place_and_signed(
    enter: Enter, product: Product, clock: MovingClock, tmp_path: Path
) -> None:
    drafter = enter(OANH)
    open_task(drafter, "Sửa dự thảo: Thông báo")
    case = drafter.link("Thông báo: " + SUBJECT).get_attribute("href") or ""
    each_reason_leads_to_its_place(drafter)
    the_date_explains_itself(drafter)
    draft = mended_in_word(drafter, tmp_path)
    the_two_versions_are_compared(drafter)

    drafter.button("Trình lại").click()
    expect(drafter.main).to_contain_text("Còn 1 lỗi thể thức: trích yếu chưa đậm", timeout=2 * WAIT_MS)
    expect(drafter.button("Vẫn trình, ghi lý do")).to_be_enabled()
    make_bold(draft, SUBJECT)
    brought_back(drafter, draft, 3)
    clock.forward(minutes=21)
    drafter.button("Trình lại").click()
    expect(drafter.flash).to_contain_text("Đã trình Phạm Quốc Đạt lúc 09:21", timeout=2 * WAIT_MS)

    clock.forward(days=1, minutes=-21)
    checker = enter(DAT)
    open_task(checker, "Kiểm tra thể thức: Thông báo")
    checker.button("Duyệt").click()
    expect(checker.flash).to_contain_text("Lưu Trọng Nghĩa", timeout=2 * WAIT_MS)
    the_stand_in_approves_and_cannot_sign(enter, case)

    signer = enter(on_tablet.SIGNER, size=on_tablet.TABLET)
    on_tablet.the_paper_takes_the_tablet(signer, CASE)
    on_tablet.without_a_network_nothing_is_sent(signer)
    with on_tablet.key_at_a_service(product) as service:
        task = on_tablet.nothing_is_half_signed(signer, service, case, tmp_path)
        on_tablet.it_is_signed_once_the_service_is_back(signer, service, (case, task), tmp_path, clock)
    on_tablet.the_story_is_told(signer, case)


def open_task(person: Visitor, line: str) -> None:
    """Open a task from one's desk by what its line begins with."""
    person.open("/viec")
    person.main.get_by_role("link", name=re.compile(f"^{re.escape(line)}")).first.click()


def each_reason_leads_to_its_place(drafter: Visitor) -> None:
    """Step 1: three reasons on top; each shows its place in the draft."""
    why = drafter.main.get_by_role("region", name=re.compile("^Lý do trả lại"))
    expect(why).to_contain_text("Phạm Quốc Đạt")
    reasons = why.get_by_role("link")
    expect(reasons).to_have_count(3)
    for reason, place in enumerate(("huyện Thạch Lam", "Nơi nhận:", SUBJECT)):
        reasons.nth(reason).click()
        expect(drafter.main.locator(".found-line").first).to_contain_text(place)
        expect(drafter.main.locator(".found-line").first).to_be_in_viewport()


def the_date_explains_itself(drafter: Visitor) -> None:
    """Step 1: the date, and how it was counted."""
    side = drafter.main.get_by_role("complementary")
    expect(side).to_contain_text("26/11/2026")
    side.get_by_text("Cách tính hạn").click()
    expect(side).to_contain_text("3 ngày làm việc kể từ 23/11/2026")
    expect(side).to_contain_text("24/11/2026 chưa có thông báo nghỉ, đang tính là ngày làm việc; nếu nghỉ: 27/11/2026")


def mended_in_word(drafter: Visitor, folder: Path) -> Path:
    """Step 2: open the draft in Word, mend and save it; the page has the new version by itself, and what was typed."""
    copies = drafter.main.get_by_label("Số bản giấy")
    copies.fill("3")
    drafter.main.get_by_role("button", name=re.compile("^Mở bằng Word")).click()
    link = drafter.main.locator("a[href^='ms-word:ofe|u|http']")
    expect(link).to_be_visible()
    path = folder / "dự thảo.docx"
    with Word((link.get_attribute("href") or "").split("|")[2]) as program:
        path.write_bytes(program.open())
        put_right(path, {"huyện Thạch Lam": "xã Thạch Lam"}, add="- Đoàn đại biểu Quốc hội tỉnh;")
        program.save(path.read_bytes())
        field = drafter.main.locator(".upload").filter(has=drafter.page.get_by_label("Dự thảo"))
        expect(field).to_contain_text("Đã lưu từ Word lúc 09:00")
        program.close()
    is_version(drafter, 2)
    expect(copies).to_have_value("3")
    copies.fill("")
    return path


def put_right(path: Path, words: dict[str, str], *, add: str) -> None:
    """Edit as in Word: replace words, add a recipient before the last one, and end the list with a full stop."""
    document = Document(str(path))
    inside = [one for table in document.tables for row in table.rows for cell in row.cells for one in cell.paragraphs]
    for paragraph in [*document.paragraphs, *inside]:
        for wrong, right in words.items():
            for run in paragraph.runs:
                run.text = run.text.replace(wrong, right)
        if "Lưu:" in paragraph.text:
            before = paragraph.insert_paragraph_before(add, paragraph.style)
            before.paragraph_format.left_indent = paragraph.paragraph_format.left_indent
            pattern = paragraph.runs[0].font
            before.runs[0].font.size, before.runs[0].font.name = pattern.size, pattern.name
            paragraph.runs[-1].text += "."
    document.save(str(path))


def make_bold(path: Path, words: str) -> None:
    """Set a paragraph bold."""
    document = Document(str(path))
    for paragraph in document.paragraphs:
        if paragraph.text.strip() == words:
            for run in paragraph.runs:
                run.bold = True
    document.save(str(path))


def brought_back(drafter: Visitor, draft: Path, number: int) -> None:
    """Drop an edited file, the second way: it is the next version at once, and the former ones are still there."""
    field = drafter.main.locator(".upload").filter(has=drafter.page.get_by_label("Dự thảo"))
    field.locator("input[type=file]").set_input_files([draft])
    is_version(drafter, number)


def is_version(drafter: Visitor, number: int) -> None:
    """See a version among the others."""
    versions = drafter.main.get_by_role("region", name="Các lần dự thảo")
    expect(versions).to_contain_text(f"Dự thảo lần {number}")
    expect(versions.get_by_role("listitem")).to_have_count(number)


def the_two_versions_are_compared(drafter: Visitor) -> None:
    """Step 2: what differs, word by word; then back to the task."""
    place = drafter.page.url
    drafter.link("Khác nhau giữa lần 1 và lần 2").click()
    expect(drafter.main.locator("del").filter(has_text="huyện")).to_have_count(1)
    expect(drafter.main.locator("ins").filter(has_text="Đoàn đại biểu Quốc hội tỉnh")).to_have_count(1)
    drafter.page.goto(place)


def the_stand_in_approves_and_cannot_sign(enter: Enter, case: str) -> None:
    """Approve in his place (step 5); find no way to sign for anybody (step 6)."""
    stand_in = enter(HAO)
    row = stand_in.main.get_by_role("row").filter(has_text=CASE)
    expect(row).to_contain_text("thay ông Lưu Trọng Nghĩa, đi công tác 26–27/11")
    row.get_by_role("link").first.click()
    stand_in.says("thay ông Lưu Trọng Nghĩa, đi công tác 26–27/11")
    stand_in.button("Duyệt").click()
    expect(stand_in.flash).to_contain_text("Bùi Xuân Tường", timeout=2 * WAIT_MS)
    stand_in.open(case)
    stand_in.link("Mở việc này").click()
    stand_in.says("Làm thay không phải là ký thay; thẩm quyền ký của văn bản này: Chánh Văn phòng (TL.).")
    expect(stand_in.button("Ký số")).to_have_count(0)
    refused = sent_without_a_button(stand_in)
    assert refused[0] == FORBIDDEN, refused
    assert "Làm thay không phải là ký thay" in refused[1]


def sent_without_a_button(person: Visitor) -> tuple[int, str]:
    """Send what the button that is not there would send, from the person's own session; give status and words."""
    session = next(one["value"] for one in person.page.context.cookies() if one.get("name") == SESSION_COOKIE)
    answer = person.page.request.post(
        f"{person.page.url.partition('?')[0]}/hoan-thanh",
        form={"version": "1", "f.ket_luan": "ky"},
        headers={CSRF_HEADER: csrf_token(session), "Origin": person.url},
        max_redirects=0,
    )
    return answer.status, answer.headers.get("location", "") + answer.text()
