"""Journey 2: a draft is mended in Word, approved in somebody's place and signed on a tablet, and never half signed."""

import re
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from docx import Document
from playwright.sync_api import expect

from engine.templates import draft_template, fill_docx
from tests.e2e.conftest import WAIT_MS, Enter
from tests.e2e.product import MovingClock, Product
from tests.e2e.visitor import Visitor

OANH, VAN, DAT = "le.kim.oanh", "dang.thuy.van", "pham.quoc.dat"
HAO, TUONG = "mai.thanh.hao", "bui.xuan.tuong"
CASE = "VBĐ-2026-0902"
SUBJECT = "Kết luận của Thường trực Hội đồng nhân dân tỉnh tại Phiên họp tháng 11 năm 2026"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLET = (820, 1180)
SIGNED_S = 90
NO_HALF = "Chưa ký, đã giữ lại"

pytestmark = pytest.mark.timeout(900)  # the Office is filled within the first test


def test_a_returned_draft_is_mended_approved_in_a_place_signed_and_told(
    enter: Enter, product: Product, clock: MovingClock, tmp_path: Path
) -> None:
    drafter = enter(OANH)
    open_task(drafter, "Sửa dự thảo: Thông báo")
    case = drafter.link("Thông báo: " + SUBJECT).get_attribute("href") or ""
    each_reason_leads_to_its_place(drafter)
    the_date_explains_itself(drafter)
    draft = opened_in_word(drafter, tmp_path)
    put_right(draft, {"huyện Thạch Lam": "xã Thạch Lam"}, add="- Đoàn đại biểu Quốc hội tỉnh;")
    brought_back(drafter, draft, 2)
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
    second = letter_to_sign(product)
    signer = enter(TUONG, size=TABLET)
    the_signer_sees_all_on_one_card(signer)
    signer.button("Ký số").click()
    expect(signer.main.get_by_role("heading", level=1)).to_contain_text("Ký văn bản")
    expect(signer.page).to_have_url(re.compile(r"\?vua="))
    expect(signer.flash).to_contain_text(re.compile(r"Đã ký số lúc 09:\d\d"), timeout=2 * WAIT_MS)
    nothing_is_half_signed(signer, product, second)
    the_story_is_told(signer, case)


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


def opened_in_word(drafter: Visitor, folder: Path) -> Path:
    """Step 2: take the draft out as Word gets it."""
    with drafter.page.expect_download() as started:
        drafter.main.get_by_role("link", name=re.compile("^Mở bằng Word")).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
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
    """Drop the edited file: it is the next version at once, and the former ones are still there."""
    field = drafter.main.locator(".upload").filter(has=drafter.page.get_by_label("Dự thảo"))
    field.locator("input[type=file]").set_input_files([draft])
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


def the_signer_sees_all_on_one_card(signer: Visitor) -> None:
    """Step 7: the document over the whole width, three lines, who approved, what is new, three ways out."""
    signer.main.get_by_role("list", name="Việc của lãnh đạo").get_by_role("link", name=re.compile("Chờ ký")).click()
    signer.main.get_by_role("row").filter(has_text=CASE).get_by_role("link").first.click()
    page = signer.main.get_by_role("img", name=re.compile("^Trang 1 trên"))
    expect(page).to_be_visible()
    box = page.bounding_box()
    assert box is not None
    assert box["width"] > TABLET[0] * 0.75
    signer.says("Trích yếu nội dung", SUBJECT, "Nội dung trình", "Nơi nhận")
    approved = signer.main.get_by_role("region", name="Đã duyệt")
    for name in ("Đặng Thùy Vân", "Phạm Quốc Đạt", "Mai Thị Thanh Hảo"):
        expect(approved).to_contain_text(name)
    new = signer.main.get_by_role("region", name="Khác lần trình trước")
    expect(new).to_contain_text(re.compile("Chữ trong hai tệp giống nhau|thêm vào"))
    for way in ("Ký số", "Trả lại"):
        expect(signer.button(way)).to_be_in_viewport()
    place = signer.page.url
    signer.link("Để sau").click()
    expect(signer.page).not_to_have_url(place)
    signer.page.goto(place)


def letter_to_sign(product: Product) -> str:
    """Let another letter wait for the same signer; give the key of its case."""
    fields: dict[str, Any] = {
        "co_quan_chu_quan": "HỘI ĐỒNG NHÂN DÂN TỈNH HẢI SƠN",
        "co_quan": "VĂN PHÒNG",
        "ky_hieu": "VP-CTHĐND",
        "dia_danh": "Hải Sơn",
        "nam": "2026",
        "trich_yeu": "chuẩn bị hội trường",
        "can_cu": [],
        "kinh_gui": "Sở Xây dựng",
        "quyen_han": [],
        "chuc_vu": "CHÁNH VĂN PHÒNG",
        "nguoi_ky": "Bùi Xuân Tường",
        "noi_nhan": ["Như trên"],
    }
    content = fill_docx(draft_template("cv_don_doc"), fields)
    with product.client(OANH) as client:
        uploaded = client.post("/v2/documents", files={"file": ("Công văn hội trường.docx", content, DOCX)})
        slip = {
            "do_mat": "thuong",
            "loai_van_ban": "cong_van",
            "co_quan_ban_hanh": "VP",
            "trich_yeu": "chuẩn bị hội trường",
            "tinh_chat": "thuong_le",
            "do_khan": "thuong",
            "du_thao": [uploaded.json()["documentId"]],
            "nguon": "ky_hop",
            "noi_dung_trinh": "Phục vụ kỳ họp",
            "han_hoan_thanh": "2026-11-30",
            "nguoi_ky": TUONG,
            "hinh_thuc_ky": "truc_tiep",
            "kinh_gui": ["SXD"],
            "noi_nhan": ["VP"],
        }
        started = client.post("/v2/process-instances", json={"processDefinitionId": "van_ban_di", "variables": slip})
        started.raise_for_status()
    case = str(started.json()["processInstanceKey"])
    with product.client(VAN) as client:
        task = open_step(client, case, "truong_phong")
        answer = {"variables": {"ket_luan": "duyet"}}
        client.post(f"/v2/user-tasks/{task}/completion", json=answer).raise_for_status()
    with product.client(TUONG) as client:
        open_step(client, case, "ky")
    return case


def open_step(client: httpx.Client, case: str, element: str) -> str:
    """Wait until the worker has brought a case to a step; give its task."""
    wanted = {"filter": {"processInstanceKey": case, "elementId": element, "state": "CREATED"}}
    last = time.monotonic() + SIGNED_S
    while True:
        found = client.post("/v2/user-tasks/search", json=wanted).json()["items"]
        if found:
            return str(found[0]["userTaskKey"])
        assert time.monotonic() < last, f"{case} did not reach {element}"


def nothing_is_half_signed(signer: Visitor, product: Product, case: str) -> None:
    """Step 8: the keys are out of reach; it says so, no signed file is there, and later it is signed once."""
    key = product.folder / "signing" / f"{TUONG}.p12"
    away = key.with_suffix(".away")
    key.rename(away)
    try:
        signer.button("Ký số").click()
        expect(signer.flash).to_contain_text(NO_HALF, timeout=2 * WAIT_MS)
        assert signed_files(product, case) == 0
    finally:
        away.rename(key)
    done = signer.page.url
    with product.client("quantri") as client:
        [incident] = client.post("/v2/incidents/search", json={"filter": {"processInstanceKey": case}}).json()["items"]
        client.post(f"/v2/incidents/{incident['incidentKey']}/resolution").raise_for_status()
    last = time.monotonic() + SIGNED_S
    while signed_files(product, case) == 0:
        assert time.monotonic() < last, "it was not signed later"
    signer.page.goto(done)
    expect(signer.flash).to_contain_text("Đã ký số lúc")
    assert signed_files(product, case) == 1


def signed_files(product: Product, case: str) -> int:
    """Count the signed files of a case."""
    with product.database() as database:
        query = "SELECT count(*) FROM document WHERE instance_key = %s AND field = 'van_ban_ky'"
        [count] = database.execute(query, (int(case),)).fetchone() or (0,)
    return int(count)


def the_story_is_told(reader: Visitor, case: str) -> None:
    """Step 9: who, when, in whose place and why, in sentences; it prints."""
    reader.open(f"{case}?muc=dien-bien")
    reader.says(
        "Lê Thị Kim Oanh lập hồ sơ.",
        "Phạm Quốc Đạt hoàn thành “Kiểm tra thể thức”.",
        "Mục 3 còn ghi",
        "Lê Thị Kim Oanh hoàn thành “Sửa dự thảo”.",
        "Mai Thị Thanh Hảo (thay Lưu Trọng Nghĩa) hoàn thành “Duyệt (lãnh đạo phụ trách)”.",
        "Bùi Xuân Tường hoàn thành “Ký văn bản”.",
    )
    expect(reader.button("In")).to_be_visible()
