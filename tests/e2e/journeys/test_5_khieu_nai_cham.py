"""Journey 5: a complaint that a body outside the Office answers late, from the wait for it to what its sender is told.

The steps follow each other on ĐT-2026-0317 and stand in this order; dates are the engine's.
"""

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.accessibility import accessibility_findings, width_findings
from tests.e2e.conftest import Enter
from tests.e2e.journeys.acting import PDF, Colleague, case_of, done, look_until, open_task, pick
from tests.e2e.journeys.letters import select
from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

AN, NGUYET, LIEN = "nguyen.hoai.an", "hoang.minh.nguyet", "vu.bich.lien"
THONG, HAO = "nguyen.huu.thong", "mai.thanh.hao"
LETTER = "ĐT-2026-0317"
SENDER = "Kiều Văn Dậu, Thôn Đoài, xã Thạch Lam"
PROVINCE = "Ủy ban nhân dân tỉnh Hải Sơn"
TABLET = (820, 1180)
DIRECTION = "Ban Pháp chế làm rõ vì sao chậm, báo cáo trước phiên họp tháng 12."
OVERSIGHT = f"Giám sát việc giải quyết đơn {LETTER}"
ANSWER = "2451/QĐ-UBND"
REPORT = "Báo cáo vụ việc chậm giải quyết đơn.docx"
NOTICE = "Giấy báo kết quả giải quyết đơn.docx"


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """Give the decision with which the province answers."""
    path = tmp_path / "Quyết định 2451.pdf"
    path.write_bytes(PDF)
    return path


def text_of(person: Visitor, name: str) -> str:
    """Download a Word draft that the page offers and give its words."""
    with person.page.expect_download() as taken:
        person.main.get_by_role("link", name=re.compile(rf"^Tải về\s*:\s*{re.escape(name)}")).click()
    document = docx.Document(BytesIO(taken.value.path().read_bytes()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def related(person: Visitor) -> Locator:
    """Give the cases around the one that is open."""
    heading = person.page.get_by_role("heading", name="Liên quan", exact=True)
    return person.main.locator(".side-box").filter(has=heading)


def test_1_the_officer_sees_for_whom_she_waits_since_when_and_how_often_they_were_urged(enter: Enter) -> None:
    an = enter(AN)
    an.open("/viec?tab=waiting")
    row = an.main.get_by_role("row").filter(has_text=LETTER)
    expect(row).to_contain_text(PROVINCE)
    expect(row).to_contain_text("quá hạn từ 09/10/2026, đã đôn đốc 2 lần")
    expect(row).to_contain_text("chậm ở cơ quan ngoài")
    expect(row.get_by_role("button", name="Soạn công văn đôn đốc")).to_be_visible()


def test_2_the_date_explains_itself(enter: Enter, product: Product) -> None:
    an = enter(AN)
    an.open(case_of(product, AN, LETTER))
    box = an.main.locator(".side-box").filter(has=an.page.get_by_role("heading", name="Vào kết quả giải quyết"))
    box.get_by_text("Cách tính hạn").click()
    expect(box).to_contain_text("45 ngày kể từ 25/08/2026")
    expect(box).to_contain_text("Hạn của cơ quan giải quyết, Văn phòng theo dõi.")
    expect(box).to_contain_text("Giải quyết khiếu nại lần hai – Luật Khiếu nại")


def test_3_the_report_to_the_standing_committee_is_drafted_and_can_be_changed_in_word(
    enter: Enter, product: Product, tmp_path: Path
) -> None:
    an = enter(AN)
    an.open(case_of(product, AN, LETTER))
    an.button("Soạn báo cáo Thường trực").click()
    expect(an.flash).to_contain_text("Đã thực hiện")
    open_task(an, LETTER, "Trình báo cáo Thường trực")
    text = text_of(an, REPORT)
    for words in (
        "Kiều Văn Dậu, Thôn Đoài, xã Thạch Lam",
        "412 m2 đất vườn bị thu hồi",
        f"Ngày 20/08/2026, Văn phòng chuyển đơn đến {PROVINCE} bằng Văn bản số 742/VP-THTTDN",
        "Đôn đốc lần 1: Văn bản số 889/VP-THTTDN ngày 12/10/2026.",
        "Đôn đốc lần 2: Văn bản số 941/VP-THTTDN ngày 26/10/2026.",
        "III. Kiến nghị",
    ):
        assert words in text
    assert "[" not in text, "nothing is left to be filled in by hand"
    changed = docx.Document()
    changed.add_paragraph("Báo cáo đã sửa trong Word: đề nghị Thường trực xem xét sớm.")
    path = tmp_path / "Báo cáo đã sửa.docx"
    changed.save(str(path))
    an.attach("Báo cáo trình Thường trực HĐND", [path])
    pick(an, "Trình ai", "minh nguyet", "Hoàng Thị Minh Nguyệt")
    assert accessibility_findings(an.page) == []
    done(an, "Trình")


def test_4_the_vice_chair_puts_the_affair_under_oversight_on_a_tablet(enter: Enter, product: Product) -> None:
    nguyet = enter(NGUYET, size=TABLET)
    open_task(nguyet, LETTER, "Cho ý kiến về vụ việc chậm giải quyết")
    nguyet.says(REPORT, "Báo cáo đã sửa.docx")
    nguyet.choose("Ý kiến xử lý", "Đưa vào giám sát việc giải quyết đơn")
    nguyet.fill({"Ý kiến chỉ đạo": DIRECTION})
    expect(nguyet.main.get_by_label("Giao người thực hiện giám sát").first).to_be_visible()
    assert accessibility_findings(nguyet.page) + width_findings(nguyet.page) == []
    done(nguyet, "Cho ý kiến")
    an = enter(AN)
    letter = case_of(product, AN, LETTER)
    look_until(an, letter, lambda: related(an).get_by_role("link", name=re.compile(OVERSIGHT)).count() > 0)
    related(an).get_by_role("link", name=re.compile(OVERSIGHT)).click()
    expect(an.main.get_by_role("heading", level=1)).to_contain_text(OVERSIGHT)
    expect(related(an).get_by_role("link", name=re.compile(LETTER))).to_be_visible()
    open_task(an, LETTER, "Giám sát việc giải quyết đơn")
    expect(an.main).to_contain_text(DIRECTION)


def test_5_the_registered_answer_goes_to_the_letter_and_begins_nothing_of_its_own(
    enter: Enter, product: Product, answer: Path
) -> None:
    lien = enter(LIEN)
    lien.open("/lap-ho-so/van_ban_den")
    lien.choose("Độ mật", "Không mật")
    select(
        lien, {"Loại nơi gửi": "UBND tỉnh, Văn phòng UBND tỉnh", "Nhóm việc": "Đơn thư", "Loại văn bản": "Quyết định"}
    )
    pick(lien, "Trả lời đơn", "0317", LETTER)
    pick(lien, "Cơ quan gửi", "ubnd tinh hai son", PROVINCE)
    lien.fill({"Số, ký hiệu văn bản": ANSWER, "Ngày văn bản": "24/11/2026"})
    lien.fill({"Trích yếu nội dung": "Giải quyết khiếu nại lần hai của ông Kiều Văn Dậu"})
    lien.attach("Bản quét, tệp văn bản", [answer])
    lien.button("Vào sổ").click()
    expect(lien.flash).to_contain_text("Đã lập hồ sơ")
    incoming = lien.page.url.removeprefix(lien.url).partition("?")[0]
    state = lien.main.locator(".lead-in")
    look_until(lien, incoming, lambda: "Đã chuyển vào hồ sơ đơn" in state.inner_text())
    look_until(lien, incoming, lambda: related(lien).get_by_role("link", name=re.compile(LETTER)).count() > 0)
    an = enter(AN)
    an.open(case_of(product, AN, LETTER))
    expect(an.main.locator(".lead-in")).to_contain_text("Đã có kết quả, chờ đánh giá")
    an.open("/viec?tab=waiting")
    expect(an.main.get_by_role("row").filter(has_text=LETTER).filter(has_text="chậm ở cơ quan ngoài")).to_have_count(0)


def test_6_the_result_is_assessed_told_to_the_sender_and_closes_the_letter(enter: Enter, product: Product) -> None:
    an = enter(AN)
    letter = case_of(product, AN, LETTER)
    open_task(an, LETTER, "Đánh giá kết quả giải quyết")
    expect(an.main.get_by_role("textbox", name="Số, ký hiệu văn bản trả lời")).to_have_value(ANSWER)
    an.says("Giải quyết khiếu nại lần hai của ông Kiều Văn Dậu", "Quyết định 2451.pdf")
    an.choose("Kết luận về nội dung đơn", "Đúng một phần")
    an.fill({"Tóm tắt kết quả": "Công nhận 18 cây nhãn, giếng khoan; giữ nguyên loại đất."})
    an.choose("Đánh giá kết quả giải quyết", "Thỏa đáng")
    an.choose("Mức độ vụ việc", "Vụ việc thông thường")
    done(an, "Báo người gửi đơn")
    open_task(an, LETTER, f"Giấy báo kết quả: đơn {LETTER}")
    an.choose("Độ mật", "Không mật")
    an.choose("Cách làm", "Soạn văn bản mới")
    expect(an.main.get_by_role("textbox", name="Trích yếu nội dung")).to_have_value(f"Kết quả giải quyết đơn {LETTER}")
    text = text_of(an, NOTICE)
    for words in (
        f"Văn bản số {ANSWER} ngày 24/11/2026 của {PROVINCE} trả lời đơn của ông (bà) Kiều Văn Dậu",
        "Kết luận về nội dung đơn: Đúng một phần. Công nhận 18 cây nhãn",
    ):
        assert words in text
    expect(an.main.get_by_role("textbox", name="Gửi cá nhân")).to_have_value(SENDER)
    pick(an, "Cơ quan ban hành", "van phong", "Văn phòng")
    an.fill({"Hạn hoàn thành": "27/11/2026"})
    done(an, "Trình")
    key = letter.rpartition("/")[2]
    for who, element, answers in (
        (THONG, "truong_phong", {"ket_luan": "duyet"}),
        (HAO, "ky", {"ket_luan": "ky"}),
        (LIEN, "kiem_tra_cuoi", {"ket_luan": "dat"}),
        (LIEN, "phat_hanh", {"kenh": ["buu_dien"]}),
        (LIEN, "ghi_nhan_gui", {"trang_thai_nhan": "da_tiep_nhan"}),
    ):
        Colleague(product, who).complete(element, case=key, **answers)
    state = an.main.locator(".lead-in")
    look_until(an, letter, lambda: "Kết thúc: đã báo kết quả" in state.inner_text())
    an.open(letter)
    expect(related(an).get_by_role("link", name=re.compile(OVERSIGHT))).to_be_visible()
    index = Colleague(product, AN).start("lap_ho_so", ho_so_goc=LETTER)
    step = an.link("Mở việc này")
    look_until(an, f"/ho-so/{index}", lambda: step.count() > 0)
    step.click()
    lines = an.main.get_by_role("textbox", name="Trích yếu nội dung")
    expect(lines.first).to_be_visible()
    listed = [line.input_value() for line in lines.all()]
    for name in (REPORT, "Báo cáo đã sửa.docx", "Quyết định 2451.pdf", NOTICE, NOTICE.replace(".docx", ".pdf")):
        assert name in listed, listed
    lien = enter(LIEN)
    lien.open("/van-ban?so=so_van_ban_di")
    expect(lien.main.get_by_role("row").filter(has_text=f"Kết quả giải quyết đơn {LETTER}")).to_contain_text(SENDER)
